/**
 * The zip of a release, for a server of one's own. The same bytes come out in Node, where it is
 * released, and in a browser, where the site makes it for somebody else's URL and receivers.
 */
import { compress } from 'brotli/compress';
import { gzipSync, strFromU8, strToU8, unzipSync, type Zippable, zipSync } from 'fflate';
import { decodedPath, type Target } from './target.ts';

export type Bytes = Uint8Array<ArrayBufferLike>;

/** Files by their path. */
export type Files = Readonly<Record<string, Bytes>>;

/** What every zip of a version is made of. */
export interface Source {
  readonly version: string;
  /** When the version was committed: what its files are dated by, whenever they are packed. */
  readonly date: string;
  /** Who answers for it. Empty when nobody does. */
  readonly publisher: string;
  /** Where vulnerabilities are told of. Empty when nobody does. */
  readonly publisherUrl: string;
  /** What has been built, by its path in the folder of the version. */
  readonly build: Files;
  /** What else is in the zip, by its path there. Texts have `{{…}}` for what differs by host. */
  readonly kit: Files;
  /** Which URL and receivers are in the files of the build. */
  readonly builtFor: Target;
}

/** Every file of a release, by its path in the zip. */
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
  const values = placeholders(source, target);
  for (const [path, content] of Object.entries(kit)) {
    files[path] = path.endsWith('.br') ? content : strToU8(fill(strFromU8(content), values));
  }
  return { ...files, SHA256SUMS: strToU8(await createChecksums(files)) };
}

/** The release as one file. */
export async function createArchive(source: Source, target: Target): Promise<Bytes> {
  const folder = `skr-widgets-${source.version}`;
  const files = Object.entries(await createRelease(source, target));
  return createZip(
    Object.fromEntries(files.map(([path, content]) => [`${folder}/${path}`, content])),
    new Date(source.date),
  );
}

/** A source as a file that the site has beside its pages. */
export function packSource({ build, kit, ...facts }: Source): Bytes {
  return createZip({
    'source.json': strToU8(JSON.stringify(facts)),
    ...inFolder('build', build),
    ...inFolder('kit', kit),
  });
}

/** The opposite of `packSource`. */
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
 * A file of a build for another URL and other receivers than it was built for. Scripts and style
 * sheets contain no URL of ours, and so keep their hashes. Who publishes stays the same: whoever hosts
 * a copy does not know of the vulnerabilities that are found later.
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

/** The policy to serve the pages for frames with. */
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

/** As `sha256sum --check` reads it. */
export async function createChecksums(files: Files): Promise<string> {
  const lines = Object.keys(files)
    .sort()
    .map(async (path) => {
      const hash = await crypto.subtle.digest('SHA-256', Uint8Array.from(files[path] ?? []));
      return `${hex(new Uint8Array(hash))}  ${path}\n`;
    });
  return (await Promise.all(lines)).join('');
}

/**
 * A zip of files in order, all of the same date. Servers make the validator of a file from its date
 * and size, so files of different versions must not have the same date.
 */
export function createZip(files: Files, date = new Date(Date.UTC(1980, 0, 1))): Bytes {
  const seconds = date.getTime() / 1000;
  // The "extended timestamp" of Info-ZIP, in UTC: the other date of a zip has no time zone.
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
 * Writes a date into a zip, for programs that read no extended timestamp. fflate writes local time,
 * and in the hour that summer time takes away there is no local time to give it.
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

/** What stands for `{{…}}` in the kit. */
function placeholders(source: Source, { baseUrl, receivers }: Target) {
  const { version, date, publisher, publisherUrl } = source;
  const path = decodedPath(baseUrl);
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
    // Caddy warns where there is nothing to import.
    caddySignatures: publicKeys.length > 0 ? 'import skr-widgets-signatures/*.conf' : '# Unsigned.',
    baseUrl,
    host: new URL(baseUrl).hostname,
    path,
    // Of what may stand in a path, this alone means something in a regular expression.
    pathPattern: path.replaceAll('.', '\\.'),
    receivers: receivers.join(' ') || '–',
    policy: createEmbedPolicy(receivers),
  };
}

/** The keys that the files are signed with, as `integrity` has them. */
function readPublicKeys({ version, build }: Source): readonly string[] {
  const signatures = build[`signatures-${version}.json`];
  return signatures ? JSON.parse(strFromU8(signatures)).publicKeys : [];
}

/** @throws {Error} When something is left that a server would not understand. */
function fill(text: string, values: Readonly<Record<string, string>>): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => {
    const value = values[name];
    if (value === undefined) throw new Error(`expected one of ${Object.keys(values)}, got ${name}`);
    return value;
  });
}

function inFolder(folder: string, files: Files): Files {
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]),
  );
}

function hex(bytes: Bytes): string {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
