/** Where all of this will be on the web: what a publisher sets in the environment when building. */
import { readFileSync } from 'node:fs';
import { parseBaseUrl, parseReceiver } from './target.ts';

/** The version being built. */
export const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The folder that each version has its own folder in: `SKR_WIDGETS_URL`. */
export const baseUrl = setting(
  'SKR_WIDGETS_URL',
  parseBaseUrl,
  process.env.SKR_WIDGETS_URL || 'https://example.se/skr-widgets/',
);

/** Where this version and those after it are, up to the next that is not compatible. */
export const majorUrl = `${baseUrl}v${version.split('.', 1)[0]}/`;

/** Where this version is and stays. */
export const versionUrl = `${baseUrl}v${version}/`;

/**
 * The origins that the forms on our own pages may send to: `SKR_WIDGETS_RECEIVERS`, with spaces
 * between them. The page's own origin is always allowed.
 */
export const receivers = (process.env.SKR_WIDGETS_RECEIVERS ?? '')
  .split(' ')
  .filter(Boolean)
  .map((text) => setting('SKR_WIDGETS_RECEIVERS', parseReceiver, text));

function setting(name: string, parse: (text: string) => string, text: string): string {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}
