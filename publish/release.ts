/**
 * Makes in `release/` all that is published of a version: `npm run release`. It publishes nothing.
 *
 * The same source gives the same bytes, on any day and in any folder.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { zipSync } from 'fflate';
import { ownPolicy } from './csp.ts';
import { baseUrl, majorUrl, version, versionUrl } from './urls.ts';

type Bytes = Uint8Array<ArrayBufferLike>;

rmSync('dist', { recursive: true, force: true });
rmSync('release', { recursive: true, force: true });
// What the build has to say is of no interest unless it fails, and then it is thrown.
execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'pipe' });

const site: Record<string, Bytes> = { ...hostingFiles(), 'sbom.cdx.json': encode(createSbom()) };
for (const [path, bytes] of Object.entries(readBuild())) {
  for (const folder of [majorUrl, versionUrl]) site[folder.slice(baseUrl.length) + path] = bytes;
}

const release = { ...site, [`skr-widgets-${version}.zip`]: createZip(site) };
write(release);
write({ SHA256SUMS: encode(createChecksums(release)) });

console.log(`release/ has version ${version}, for ${baseUrl}

Nothing is published. To publish, in this order:
  release/    to ${baseUrl}, beside the folders of other versions; needs write access to that server
  git tag v${version} && git push --tags; needs write access to the repository
  npm publish; needs an npm account that owns the package`);

/** What the build has made for browsers. The modules and types for bundlers are in the npm package. */
function readBuild(): Record<string, Bytes> {
  const paths = globSync('**', {
    cwd: 'dist',
    exclude: ['lib', 'lib/**', 'types', 'types/**'],
  }).sort();
  const files = paths.filter((path) => statSync(join('dist', path)).isFile());
  return Object.fromEntries(files.map((path) => [path, readFileSync(join('dist', path))]));
}

/** What helps to put it on a server. */
function hostingFiles(): Record<string, Bytes> {
  const words: Record<string, string> = {
    version,
    address: baseUrl,
    major: version.split('.', 1)[0] ?? '',
    path: new URL(baseUrl).pathname,
    policy: ownPolicy,
  };
  const names = globSync('*', { cwd: 'publish/hosting' }).sort();
  return Object.fromEntries(
    names.map((name) => {
      const text = readFileSync(join('publish/hosting', name), 'utf8');
      return [name, encode(text.replace(/\{(\w+)\}/g, (word, key) => words[key] ?? word))];
    }),
  );
}

/** What of a bill of materials we look at. */
interface Bom {
  serialNumber?: string;
  metadata: { timestamp?: string; tools?: unknown; component: Component };
  components: Component[];
  dependencies: { ref: string; dependsOn?: string[] }[];
}

interface Component {
  'bom-ref': string;
  name: string;
  externalReferences?: { type: string }[];
}

/**
 * The bill of materials, as npm makes it, of what a browser is sent. Without the receiver, which is
 * not published here, and without what differs from one making to the next.
 */
function createSbom(): string {
  // Without `--omit dev`, by which npm 11 leaves out what a tool for development needs as well.
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const all: Bom = JSON.parse(execFileSync('npm', args, { encoding: 'utf8', stdio: 'pipe' }));
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
  const root = all.metadata.component;
  const direct = all.components.filter(({ name }) => Object.hasOwn(dependencies, name));

  const needed = new Set<string>();
  const visit = (ref: string) => {
    if (needed.has(ref)) return;
    needed.add(ref);
    all.dependencies.find((each) => each.ref === ref)?.dependsOn?.forEach(visit);
  };
  for (const component of direct) visit(component['bom-ref']);

  const { serialNumber: _random, ...rest } = all;
  const { timestamp: _now, tools: _npm, ...metadata } = all.metadata;
  return `${JSON.stringify(
    {
      ...rest,
      metadata: { ...metadata, component: { ...root, name: 'skr-widgets' } },
      components: all.components
        .filter((component) => needed.has(component['bom-ref']))
        .map(({ externalReferences, ...component }) => component),
      dependencies: [
        { ref: root['bom-ref'], dependsOn: direct.map((component) => component['bom-ref']) },
        ...all.dependencies.filter(({ ref }) => needed.has(ref)),
      ],
    },
    null,
    2,
  )}\n`;
}

/** A zip to host oneself. Its files have no date of their own, and stand in order. */
function createZip(files: Record<string, Bytes>): Bytes {
  // By the clock on the wall, which is what a zip has: the same in every time zone.
  const mtime = new Date(2000, 0, 1);
  const entries = Object.keys(files)
    .sort()
    .map((path) => [`skr-widgets/${path}`, files[path]]);
  return zipSync(Object.fromEntries(entries), { level: 9, mtime });
}

/** As `sha256sum --check` reads it. */
function createChecksums(files: Record<string, Bytes>): string {
  return Object.keys(files)
    .sort()
    .map((path) => {
      const hash = createHash('sha256')
        .update(files[path] ?? '')
        .digest('hex');
      return `${hash}  ${path}\n`;
    })
    .join('');
}

function write(files: Record<string, Bytes>): void {
  for (const [path, bytes] of Object.entries(files)) {
    const file = join('release', path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

function encode(text: string): Bytes {
  return new TextEncoder().encode(text);
}
