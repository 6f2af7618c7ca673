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

/** Requests a text from the receiver. Rejects with the status if it can't be had. */
export async function fetchText(url: string, init?: RequestInit): Promise<string> {
  const response = await request(url, init);
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.text();
}

/**
 * Logs a warning about a failed request. The browser tells scripts little about a request that it has stopped, so the
 * warning then names all the possible causes. With 403 the receiver names the first.
 */
export function warnRequestFailed(url: string, error: unknown): void {
  const { origin } = parseUrl(url);
  const hint = /TypeError|403/.test(`${error}`)
    ? `Name ${globalThis.location?.origin} in allowedOrigins there, and ${origin} in connect-src here. Use https.`
    : 'Check the URL, and that the receiver runs.';
  warn(`Request to ${origin} failed (${error}). ${hint}`);
}
