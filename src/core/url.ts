import { isServer } from 'lit';

/** The parts of a URL; all are empty, or the origin is `null`, where it is none. */
export type UrlParts = Pick<URL, 'origin' | 'pathname' | 'search' | 'href'>;

const NONE: UrlParts = { origin: '', pathname: '', search: '', href: '' };

/**
 * Takes a URL apart, resolved against the page's. By a link, since old pages have a variable of their own
 * that they call `URL`.
 */
export function parseUrl(url: string): UrlParts {
  if (isServer) return URL.parse(url) ?? NONE;
  return Object.assign(document.createElement('a'), { href: url });
}
