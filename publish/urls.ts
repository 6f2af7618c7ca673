/** Where all of this will be on the web: what a publisher sets in the environment when building. */
import { readFileSync } from 'node:fs';

/** The version being built. */
export const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The folder that each version has its own folder in: `SKR_WIDGETS_URL`. */
export const baseUrl = folder(
  process.env.SKR_WIDGETS_URL ?? 'https://example.se/skr-widgets/',
  'SKR_WIDGETS_URL',
);

/** Where this version and those after it are, up to the next that is not compatible. */
export const majorUrl = `${baseUrl}v${version.split('.', 1)[0]}/`;

/** Where this version is and stays. */
export const versionUrl = `${baseUrl}v${version}/`;

/**
 * Whom the forms on our own pages may send to: the origins in `SKR_WIDGETS_RECEIVERS`, with spaces
 * between them. The publisher's own origin is always let through.
 */
export const receivers = (process.env.SKR_WIDGETS_RECEIVERS ?? '')
  .split(' ')
  .filter(Boolean)
  .map((text) => {
    const origin = URL.parse(text)?.origin;
    if (origin !== text) {
      throw new Error(
        `SKR_WIDGETS_RECEIVERS=${text}: write origins like https://receiver.example.se`,
      );
    }
    return origin;
  });

/** The address of a folder as the browser writes it. Throws when it is not one. */
function folder(text: string, setting: string): string {
  const url = URL.parse(text);
  const secure = url?.protocol === 'https:' || /^http:\/\/(localhost|127\.)/.test(text);
  if (!url || !secure || !url.pathname.endsWith('/') || url.search || url.hash) {
    throw new Error(`${setting}=${text}: write an address with https:// and a slash at the end`);
  }
  return url.href;
}
