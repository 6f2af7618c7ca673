/**
 * Creates the zip file of a release, for self-hosting. Node, which makes the release, and the browser, where the site
 * makes the zip for another URL and other receivers, produce the same bytes.
 */
import { compress } from 'brotli/compress';
import { gzipSync, strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { decodePath, type Target } from './target.ts';

export type Bytes = Uint8Array<ArrayBufferLike>;

/** File contents by path. */
export type Files = Readonly<Record<string, Bytes>>;

/** What all zip files of a version are made from. */
export interface Source {
  readonly version: string;
  /** When the version was committed. Its files get this date, no matter when they are packed. */
  readonly date: string;
  /** The organisation responsible for it. Empty if there is none. */
  readonly publisher: string;
  /** Where vulnerabilities are told of. Empty when nobody does. */
  readonly publisherUrl: string;
  /** The build output, by path in the version's folder. */
  readonly build: Files;
  /** The other files, by path in the zip. `{{…}}` in their text is replaced with values for the host. */
  readonly kit: Files;
  /** The base URL and receivers in the build output. */
  readonly builtFor: Target;
}

/** Creates all files of a release, by path in the zip. */
export async function createRelease(source: Source, target: Target): Promise<Files> {
  const { version, builtFor, build, kit } = source;
  const files: Record<string, Bytes> = {};
  for (const [path, content] of Object.entries(build)) {
    const rebased = rebaseFile(path, content, builtFor, target);
    if (path.endsWith('.zip')) {
      files[path === 'skr-receiver.zip' ? path : `plugins/${path}`] = rebased;
      continue;
    }
    // With compressed ones beside it, which servers send to browsers that take them.
    const name = `public/v${version}/${path}`;
    files[name] = rebased;
    files[`${name}.gz`] = gzipSync(rebased, { level: 9, mtime: 0 });
    files[`${name}.br`] = kit[`${name}.br`] ?? (await compressBrotli(rebased));
  }
  const values = createPlaceholders(source, target);
  for (const [path, content] of Object.entries(kit)) {
    files[path] = path.endsWith('.br') ? content : strToU8(fill(strFromU8(content), values));
  }
  return { ...files, SHA256SUMS: strToU8(await createChecksums(files)) };
}

/** Creates the zip file of a release. */
export async function createArchive(source: Source, target: Target): Promise<Bytes> {
  return packRelease(source, await createRelease(source, target));
}

/** Packs the files of a release into its zip file. */
export function packRelease({ version, date }: Source, files: Files): Bytes {
  return createZip(addPrefix(`skr-widgets-${version}`, files), new Date(date));
}

/** Packs a source into a file, which the site serves next to its pages. */
export function packSource({ build, kit, ...facts }: Source): Bytes {
  return createZip({
    'source.json': strToU8(JSON.stringify(facts)),
    ...addPrefix('build', build),
    ...addPrefix('kit', kit),
  });
}

/** Reverses `packSource()`. */
export function unpackSource(zip: Bytes): Source {
  const { 'source.json': facts, ...files } = unzipSync(zip);
  const under = (folder: string) =>
    Object.fromEntries(
      Object.entries(files)
        .filter(([path]) => path.startsWith(`${folder}/`))
        .map(([path, content]) => [path.slice(folder.length + 1), content]),
    );
  return {
    ...JSON.parse(strFromU8(facts ?? new Uint8Array())),
    build: under('build'),
    kit: under('kit'),
  };
}

/**
 * Rewrites a file of a build for another base URL and other receivers. Scripts and style sheets don't contain either,
 * so their hashes don't change.
 */
export function rebaseFile(path: string, content: Bytes, from: Target, to: Target): Bytes {
  if (path.endsWith('.zip')) {
    const files = Object.entries(unzipSync(content));
    return createZip(
      Object.fromEntries(files.map(([path, each]) => [path, rebaseFile(path, each, from, to)])),
    );
  }
  if (!/\.(html|json|atom)$/.test(path) || path.endsWith('/publisher.json')) return content;
  const origins = ({ receivers }: Target) => ` data-origins="${receivers.join(' ')}"`;
  return strToU8(
    strFromU8(content)
      .replaceAll(from.baseUrl, (url, at, text) =>
        text.startsWith('advisories.json', at + url.length) ? url : to.baseUrl,
      )
      .replaceAll(origins(from), () => origins(to)),
  );
}

/** Creates the content security policy of the embed pages. */
export function createEmbedPolicy(receivers: readonly string[]): string {
  const directives = {
    'default-src': ["'none'"],
    'script-src': ["'self'"],
    'style-src': ["'self'"],
    'img-src': ['data:'],
    'connect-src': ["'self'", ...receivers],
    'base-uri': ["'none'"],
    'form-action': ["'none'"],
    'frame-ancestors': ['*'],
    'require-trusted-types-for': ["'script'"],
    'trusted-types': ['skr-widgets'],
  };
  return Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join('; ');
}

/** Creates checksums in the format of `sha256sum --check`. */
export async function createChecksums(files: Files): Promise<string> {
  const lines = Object.keys(files)
    .sort()
    .map(async (path) => {
      const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(files[path] ?? []));
      return `${toHex(new Uint8Array(hash))}  ${path}\n`;
    });
  return (await Promise.all(lines)).join('');
}

/**
 * Creates a zip file with sorted entries that all have the same date. Servers derive validators such as ETag from the
 * date and size of a file, so files of different versions must not have the same date.
 */
export function createZip(files: Files, date = new Date(Date.UTC(1980, 0, 1))): Bytes {
  const seconds = date.getTime() / 1000;
  // Info-ZIP's extended timestamp, in UTC. The standard date of a zip entry has no time zone.
  const extra = { 21589: Uint8Array.of(1, seconds, seconds >> 8, seconds >> 16, seconds >> 24) };
  const entries: Zippable = Object.fromEntries(
    Object.keys(files)
      .sort()
      .map((path) => [path, [files[path] ?? new Uint8Array(), { extra }]]),
  );
  const zip = zipSync(entries, { level: 9, mtime: new Date(1980, 0, 1) });
  setDosDates(zip, date);
  return zip;
}

/**
 * Sets the dates of the entries for programs that don't read extended timestamps. Not left to fflate, which writes
 * local time: there is none in the hour skipped by summer time.
 */
function setDosDates(zip: Bytes, date: Date): void {
  const day =
    ((date.getUTCFullYear() - 1980) << 9) | ((date.getUTCMonth() + 1) << 5) | date.getUTCDate();
  const time =
    (date.getUTCHours() << 11) | (date.getUTCMinutes() << 5) | (date.getUTCSeconds() >> 1);
  const view = new DataView(zip.buffer, zip.byteOffset, zip.byteLength);
  const end = zip.length - 22;
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const local = view.getUint32(at + 42, true);
    for (const field of [at + 12, local + 10]) {
      view.setUint16(field, time, true);
      view.setUint16(field + 2, day, true);
    }
    at += 46 + [28, 30, 32].reduce((sum, each) => sum + view.getUint16(at + each, true), 0);
  }
}

/**
 * Brotli, by the same code in Node and in browsers: their own compressors differ, where they have any.
 * The last two of its eleven levels save a tenth, and would take a browser ten times as long.
 */
async function compressBrotli(content: Bytes): Promise<Bytes> {
  const compressed = await compress(content, { quality: 9 });
  if (!compressed) throw new Error(`expected ${content.length} bytes to become Brotli`);
  return compressed;
}

/** The values for `{{…}}` in the kit. */
function createPlaceholders(source: Source, { baseUrl, receivers }: Target) {
  const { version, date, publisher, publisherUrl } = source;
  const path = decodePath(baseUrl);
  const publicKeys = readPublicKeys(source);
  return {
    version,
    date: date.slice(0, 10),
    major: version.split('.', 1)[0] ?? '',
    publisher: publisher || '–',
    advisoriesUrl: publisherUrl
      ? `${publisherUrl}advisories.json`
      : 'ingen meddelar dem ännu / nobody tells of them yet',
    publicKeys: publicKeys.join(' ') || 'osignerad / unsigned',
    // Caddy warns about an import that matches no files.
    caddySignatures: publicKeys.length > 0 ? 'import skr-widgets-signatures/*.conf' : '# Unsigned.',
    baseUrl,
    host: new URL(baseUrl).hostname,
    path,
    // The only character allowed in the path that has a meaning in a regular expression.
    pathPattern: path.replaceAll('.', '\\.'),
    receivers: receivers.join(' ') || '–',
    policy: createEmbedPolicy(receivers),
  };
}

/** The public keys the files are signed with, in the format of the `integrity` attribute. */
function readPublicKeys({ version, build }: Source): readonly string[] {
  const signatures = build[`signatures-${version}.json`];
  return signatures ? JSON.parse(strFromU8(signatures)).publicKeys : [];
}

/**
 * Replaces the placeholders in a text.
 *
 * @throws {Error} If a placeholder has no value.
 */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`expected one of ${Object.keys(values)}, got ${name}`);
    return value;
  });
}

function addPrefix(folder: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]),
  );
}

function toHex(bytes: Bytes): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
