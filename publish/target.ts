/** The URL at which a release is hosted, and the receivers its forms may send to. Also runs in browsers. */

/** What differs from one host to another. */
export interface Target {
  /** The URL of the folder that contains a folder for each version, with a trailing slash. */
  readonly baseUrl: string;
  /** The origins that a form in a frame may send to, in addition to its own. */
  readonly receivers: readonly string[];
}

/**
 * Parses the base URL and returns it as a browser serializes it.
 *
 * Allows only characters that need no quoting in HTML, JSON, XML, a policy or a server's configuration.
 *
 * @throws {Error} If it isn't valid, with a sentence for the person who entered it.
 */
export function parseBaseUrl(text: string): string {
  const expected = (what: string) => new Error(`expected ${what}, got ${text}`);
  const url = URL.parse(text);
  if (!url || !isSecure(url)) throw expected('a URL that begins with https://');
  if (!/^[\w.-]+$/.test(url.hostname)) throw expected('a URL with a plain host name');
  if (url.username || url.password) throw expected('a URL without a user name or password');
  if (url.search || url.hash || /[?#]/.test(text)) throw expected('a URL without ? and #');
  if (!url.pathname.endsWith('/')) throw expected('a URL that ends with a slash');
  if (!/^[\p{L}\p{M}\p{N} ._~/-]*$/u.test(decodePath(url.href))) {
    throw expected('a path of letters, digits, spaces and the characters - . _ ~');
  }
  return url.href;
}

/**
 * Parses the origin of a receiver.
 *
 * @throws {Error} If it isn't valid, with a sentence for the person who entered it.
 */
export function parseReceiver(text: string): string {
  const url = URL.parse(text);
  if (!url || !isSecure(url) || url.origin !== text || !/^https?:\/\/[\w.:[\]-]+$/.test(text)) {
    throw new Error(`expected an origin such as https://receiver.example.se, got ${text}`);
  }
  return url.origin;
}

/** The path of a URL as servers match it: without percent-encoding. */
export function decodePath(url: string): string {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    // Not valid UTF-8, so the percent signs stay, and are rejected.
    return pathname;
  }
}

/** Whether a URL uses https, or http on this machine, which is allowed for trying things out. */
function isSecure({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+)$/.test(hostname))
  );
}
