/** The URLs of the published files, which the publisher sets by environment variables when building. */
import { readFileSync } from 'node:fs';
import { parseBaseUrl, parseReceiver } from './target.ts';

/** The version being built. */
export const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };

/** The folder that contains a folder for each version: `SKR_WIDGETS_URL`. */
export const baseUrl = parseSetting(
  'SKR_WIDGETS_URL',
  parseBaseUrl,
  process.env.SKR_WIDGETS_URL || 'https://example.se/skr-widgets/',
);

/** The URL of the newest release of this major version. */
export const majorUrl = `${baseUrl}v${version.split('.', 1)[0]}/`;

/** The permanent URL of this exact version. */
export const versionUrl = `${baseUrl}v${version}/`;

/**
 * The origins that forms on the embed pages may send to: `SKR_WIDGETS_RECEIVERS`, separated by spaces. The page's own
 * origin is always allowed.
 */
export const receivers = (process.env.SKR_WIDGETS_RECEIVERS ?? '')
  .split(' ')
  .filter(Boolean)
  .map((text) => parseSetting('SKR_WIDGETS_RECEIVERS', parseReceiver, text));

function parseSetting(name: string, parse: (text: string) => string, text: string): string {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${name}: ${(error as Error).message}`);
  }
}
