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
 * Logs a warning about a failed request. The browser tells scripts little about the cause, so the warning names all
 * the possible ones.
 */
export function warnRequestFailed(url: string, error: unknown): void {
  const { origin } = parseUrl(url);
  const page = globalThis.location?.origin;
  warn(
    `Request to ${origin} failed (${error}). Name ${page} in allowedOrigins there, and ${origin} in connect-src here. Use https.`,
  );
}
