/** Where a release is to be hosted, and which receivers its forms may send to. Runs in browsers too. */

/** What differs from one host to another. */
export interface Target {
  /** The folder on the web that has a folder for each version, with a slash at its end. */
  readonly baseUrl: string;
  /** The origins that a form in a frame may send to, beside the page's own. */
  readonly receivers: readonly string[];
}

/**
 * The URL of the folder, as browsers write it.
 *
 * The characters of its path are those that need no quoting in HTML, JSON, XML, a policy or a
 * server's configuration.
 *
 * @throws {Error} With a sentence for whoever wrote it.
 */
export function parseBaseUrl(text: string): string {
  const expected = (what: string) => new Error(`expected ${what}, got ${text}`);
  const url = URL.parse(text);
  if (!url || !isSecure(url)) throw expected('a URL that begins with https://');
  if (!/^[\w.-]+$/.test(url.hostname)) throw expected('a URL with the name of a host');
  if (url.username || url.password) throw expected('a URL without a user name or password');
  if (url.search || url.hash || /[?#]/.test(text)) throw expected('a URL without ? and #');
  if (!url.pathname.endsWith('/')) throw expected('a URL that ends with a slash');
  if (!/^[\p{L}\p{M}\p{N} ._~/-]*$/u.test(decodedPath(url.href))) {
    throw expected('a path of letters, digits, spaces and the characters - . _ ~');
  }
  return url.href;
}

/**
 * The origin of a receiver.
 *
 * @throws {Error} With a sentence for whoever wrote it.
 */
export function parseReceiver(text: string): string {
  const url = URL.parse(text);
  if (!url || !isSecure(url) || url.origin !== text || !/^https?:\/\/[\w.:[\]-]+$/.test(text)) {
    throw new Error(`expected an origin such as https://receiver.example.se, got ${text}`);
  }
  return url.origin;
}

/** The path of a URL as servers compare it: without percent encoding. */
export function decodedPath(url: string): string {
  const { pathname } = new URL(url);
  try {
    return decodeURIComponent(pathname);
  } catch {
    // No text in UTF-8: none of its characters will do.
    return pathname;
  }
}

/** Only this machine may do without encryption: for trying things out. */
function isSecure({ protocol, hostname }: URL): boolean {
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127\.[\d.]+)$/.test(hostname))
  );
}
