/** Where all of this will be on the web. Set `SKR_WIDGETS_ADDRESS` when you build to say otherwise. */
import { readFileSync } from 'node:fs';

/** The version being built. */
export const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The folder that each version has its own folder in. */
export const address = folder(
  process.env.SKR_WIDGETS_ADDRESS ?? 'https://example.se/skr-widgets/',
  'SKR_WIDGETS_ADDRESS',
);

/** Where this version and those after it are, up to the next that is not compatible. */
export const evergreen = `${address}v${version.split('.', 1)[0]}/`;

/** Where this version is and stays. */
export const exact = `${address}v${version}/`;

/** The address of a folder as the browser writes it. Throws when it is not one. */
function folder(text: string, setting: string): string {
  const url = URL.parse(text);
  const secure = url?.protocol === 'https:' || /^http:\/\/(localhost|127\.)/.test(text);
  if (!url || !secure || !url.pathname.endsWith('/') || url.search || url.hash) {
    throw new Error(`${setting}=${text}: write an address with https:// and a slash at the end`);
  }
  return url.href;
}
