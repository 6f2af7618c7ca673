import { parseUrl } from '../core/url.ts';
import { warn } from '../core/warn.ts';

/** The longest that a request to the receiver may take. */
const TIMEOUT_MS = 30_000;

/**
 * Sends a request to the receiver, telling it no more than it needs: no cookies, and not which page the
 * visitor is on.
 */
export function request(url: string, init?: RequestInit): Promise<Response> {
  return fetch(url, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...init,
  });
}

/**
 * Tells the webmaster why a request came to nothing. The browser tells a script little of the reasons, so all
 * of them are named.
 */
export function warnRequestFailed(url: string, error: unknown): void {
  const { origin } = parseUrl(url);
  const page = globalThis.location?.origin;
  warn(
    `The request to ${origin} failed (${error}). Name ${page} in allowedOrigins of the form there, name ${origin} in ` +
      `connect-src of a security policy, and see that both run over https.`,
  );
}
