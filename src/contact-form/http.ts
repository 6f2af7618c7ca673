import { parseUrl } from '../core/url.ts';
import { warn } from '../core/warn.ts';

/** Timeout of a request to the receiver. */
const TIMEOUT_MS = 30_000;

/**
 * Sends a request to the receiver with as little data as possible: no cookies, and no referrer to show which page
 * the visitor is on.
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
 * Logs a warning when a request got no response that a script may read. The browser doesn't say which of the
 * possible causes it was, so the warning names them all.
 */
export function warnNoAnswer(url: string, error: unknown): void {
  const { origin } = parseUrl(url);
  const page = globalThis.location?.origin;
  warn(
    `No answer from ${origin} (${error}). Name ${page} in allowedOrigins of the form at the receiver, ` +
      `name ${origin} in connect-src of a security policy, and see that the receiver runs.`,
  );
}
