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
