import { isServer } from 'lit';

/** The parts of a URL. For an invalid URL all are empty, or the origin is `null`. */
export type UrlParts = Pick<URL, 'origin' | 'pathname' | 'search' | 'href'>;

const NONE: UrlParts = { origin: '', pathname: '', search: '', href: '' };

/**
 * Parses a URL, resolved against the page's. Uses a link element, since old pages define a global of their own
 * called `URL`.
 */
export function parseUrl(url: string): UrlParts {
  if (isServer) return URL.parse(url) ?? NONE;
  return Object.assign(document.createElement('a'), { href: url });
}
