/**
 * Signatures by which a page can verify that the files it loads come from the publisher, whatever their version: HTTP
 * message signatures (RFC 9421) in the form that the `integrity` attribute supports
 * (https://wicg.github.io/signature-based-sri/).
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import type { Bytes, Files } from './archive.ts';

/** The signatures of a version: the content of `signatures-1.0.0.json` and so on, which is next to the files. */
export interface Signatures {
  /** The publisher's public keys, in the format of the `integrity` attribute. Every key signs every file. */
  readonly publicKeys: readonly string[];
  /** The headers to send with each file, by path. They are the same for its compressed versions. */
  readonly headers: Readonly<Record<string, Readonly<Record<HeaderName, string>>>>;
}

type HeaderName = 'Unencoded-Digest' | 'Signature-Input' | 'Signature';

/** The files that other sites' pages load. */
export const signedFiles = ['skr-widgets.js', 'skr-widgets.css', 'iframe-height.js'];

const variable = 'SKR_WIDGETS_SIGNING_KEYS';

/**
 * Reads the private keys from the files named in `SKR_WIDGETS_SIGNING_KEYS`, separated by `:`. Empty if it isn't set.
 *
 * @throws {Error} If a file is missing or isn't a key, with a sentence for whoever set the variable.
 */
export function readSigningKeys(): KeyObject[] {
  const paths = (process.env[variable] ?? '').split(delimiter).filter(Boolean);
  return paths.map(readSigningKey);
}

function readSigningKey(path: string): KeyObject {
  const expected = `${variable}: expected a file with an Ed25519 private key in PEM`;
  let key: KeyObject;
  try {
    key = createPrivateKey(readFileSync(path));
  } catch (cause) {
    throw new Error(`${expected}, got ${path}: ${(cause as Error).message}`, { cause });
  }
  const { asymmetricKeyType: type } = key;
  if (type !== 'ed25519') throw new Error(`${expected}, got ${path} with a key of type ${type}`);
  return key;
}

/** The public key in the format of the `integrity` attribute: 32 bytes in Base64. */
export function toPublicKey(key: KeyObject): string {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url').toString('base64');
}

/** Converts a public key to PEM, the format OpenSSL reads. */
export function toPem(publicKey: string): string {
  const x = Buffer.from(publicKey, 'base64').toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  return String(key.export({ type: 'spki', format: 'pem' }));
}

/**
 * The name of the file with the signatures. It contains the version, so that a server can tell which version a folder
 * such as `v1` currently leads to.
 */
export function getSignaturesFile(version: string): string {
  return `signatures-${version}.json`;
}

/** Signs a whole file, for `openssl pkeyutl -verify`. The same file always gets the same signature. */
export function signDetached(content: Bytes, key: KeyObject): Bytes {
  return sign(null, content, key);
}

/** Signs the files of a build that pages load. */
export function createSignaturesJson(build: Files, keys: readonly KeyObject[]): string {
  const entries = signedFiles.map((path) => {
    const content = build[path];
    if (!content) throw new Error(`expected ${path} in the build`);
    return [path, createSignatureHeaders(content, keys)] as const;
  });
  const signatures: Signatures = {
    publicKeys: keys.map(toPublicKey),
    headers: Object.fromEntries(entries),
  };
  return `${JSON.stringify(signatures, null, 2)}\n`;
}

/** Creates the headers by which a browser verifies a response body. */
function createSignatureHeaders(
  body: Bytes,
  keys: readonly KeyObject[],
): Record<HeaderName, string> {
  const digest = `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
  const signatures = keys.map((key, index) => {
    const params = `("unencoded-digest";sf);keyid="${toPublicKey(key)}";tag="ed25519-integrity"`;
    const base = `"unencoded-digest";sf: ${digest}\n"@signature-params": ${params}`;
    const value = sign(null, Buffer.from(base), key).toString('base64');
    const label = `key${index + 1}`;
    return { input: `${label}=${params}`, signature: `${label}=:${value}:` };
  });
  return {
    'Unencoded-Digest': digest,
    'Signature-Input': signatures.map(({ input }) => input).join(', '),
    Signature: signatures.map(({ signature }) => signature).join(', '),
  };
}

/**
 * Creates the configuration files for servers that send the headers.
 *
 * A rule must not depend on the URL alone: `v1` can switch to another version at any moment, and browsers block a file
 * that comes with the digest of another. nginx and Apache match the date of the file, which differs between versions,
 * Caddy the signatures file next to it.
 *
 * @param signatures The output of `createSignaturesJson()`.
 * @param date When the version was committed, which is the date of all its files.
 */
export function createSignatureConfigs(
  signatures: Bytes,
  { version, date }: { version: string; date: string },
): Files {
  const { headers }: Signatures = JSON.parse(Buffer.from(signatures).toString());
  const lastModified = new Date(date).toUTCString();
  const entries = Object.entries(headers).map(([path, values]) => ({
    pattern: `{{pathPattern}}v[0-9][^/]*/${path.replaceAll('.', '\\.')}`,
    headers: Object.entries(values).map(([name, value]) => [name, quote(value)] as const),
  }));
  const nginx = entries.flatMap(({ pattern, headers }) =>
    headers.map(([name, value]) => `"~^${name} ${lastModified} ${pattern}(\\.br)?$" ${value};`),
  );
  const apache = entries.flatMap(({ pattern, headers }) =>
    headers.map(([name, value]) => {
      const uri = `%{REQUEST_URI} =~ m#^${pattern}(\\.br|\\.gz)?$#`;
      return `Header set ${name} ${value} "expr=resp('Last-Modified') == '${lastModified}' && ${uri}"`;
    }),
  );
  const caddy = entries.flatMap(({ pattern, headers }, index) => {
    const matcher = `@skr_widgets_${version}_${index + 1}`;
    return [
      `${matcher} {`,
      `\tpath_regexp "^${pattern}$"`,
      `\tfile {\n\t\ttry_files "{http.request.uri.path.dir}${getSignaturesFile(version)}"\n\t}`,
      '}',
      ...headers.map(([name, value]) => `header ${matcher} ${name} ${value}`),
    ];
  });
  const toFile = (lines: readonly string[]) => {
    const comment =
      '# The signatures of SKR Widgets {{version}}. README.txt says where to put the file.';
    return Buffer.from([comment, ...lines, ''].join('\n'));
  };
  return {
    'server/nginx-signatures.conf': toFile(nginx),
    'server/apache-signatures.conf': toFile(apache),
    'server/caddy-signatures.conf': toFile(caddy),
  };
}

/** Quotes a value in the syntax that all three servers share. */
function quote(value: string): string {
  return `"${value.replaceAll('"', '\\"')}"`;
}
