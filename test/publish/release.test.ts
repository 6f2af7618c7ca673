/** What a release has, and that it is the same wherever and whenever it is made. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { strFromU8, unzipSync } from 'fflate';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const folders = ['a', 'another folder, with a longer name'];
const parent = mkdtempSync(join(tmpdir(), 'skr-widgets-release-'));
const [first = '', second = ''] = folders.map((name) => join(parent, name));

after(() => rmSync(parent, { recursive: true }));

suite('A release', () => {
  let said = '';

  before(() => {
    said = made(first, { TZ: 'Pacific/Kiritimati', LANG: 'sv_SE.UTF-8' });
  });

  test('is the same, byte by byte, in another folder and another time zone', () => {
    made(second, { TZ: 'Pacific/Honolulu', LANG: 'C' });
    assert.deepEqual(hashes(second), hashes(first));
  });

  test('says that nothing is published, and what that would need', () => {
    assert.match(said, /Nothing is published\./);
    assert.match(said, /npm publish; needs an npm account/);
  });

  test('has the evergreen folder and the exact one, with the same in them', () => {
    const files = hashes(first);
    const under = (folder: string) =>
      Object.entries(files)
        .filter(([path]) => path.startsWith(folder))
        .map(([path, hash]) => [path.slice(folder.length), hash]);
    assert(under('v1/').length > 40);
    assert.deepEqual(under(`v${version}/`), under('v1/'));
    for (const path of [
      'skr-widgets.js',
      'skr-widgets.css',
      'iframe-height.js',
      'embed/frame.js',
      'csp.json',
      'integrity.json',
      'custom-elements.json',
      'LICENSE.txt',
      'content/international.sv.json',
      'oembed/contact-form.en.json',
    ]) {
      assert(files[`v1/${path}`], path);
    }
    assert(!Object.keys(files).some((path) => path.includes('/lib/')));
  });

  test('has the checksum of every file, and sha256sum agrees', () => {
    const sums = readFileSync(join(first, 'release/SHA256SUMS'), 'utf8');
    const named = sums.match(/(?<= {2}).+/g);
    const others = Object.keys(hashes(first)).filter((path) => path !== 'SHA256SUMS');
    assert.deepEqual(named?.sort(), others.sort());
    execFileSync('sha256sum', ['--check', '--quiet', '--strict', 'SHA256SUMS'], {
      cwd: join(first, 'release'),
    });
  });

  test('has all of it in a zip, with how to place it in both languages', () => {
    const zip = unzipSync(readFileSync(join(first, `release/skr-widgets-${version}.zip`)));
    const inZip = Object.keys(zip).map((path) => path.replace('skr-widgets/', ''));
    const others = Object.keys(hashes(first)).filter(
      (path) => !/^SHA256SUMS$|^[^/]+zip$/.test(path),
    );
    assert.deepEqual(inZip.sort(), others.sort());
    const readme = strFromU8(zip['skr-widgets/README.txt'] ?? new Uint8Array());
    assert.match(readme, /https:\/\/example\.se\/skr-widgets\/v1\/skr-widgets\.js/);
    assert.match(readme, /PÅ SVENSKA.*IN ENGLISH/s);
    for (const path of ['README.txt', 'nginx.conf', 'apache.conf']) {
      const text = strFromU8(zip[`skr-widgets/${path}`] ?? new Uint8Array());
      // The receivers are for the host to fill in.
      assert.doesNotMatch(text, /(?<!%)\{(?!receiver\})\w+\}/, path);
    }
  });

  test('has hashes by which a browser takes its scripts', () => {
    const integrity = JSON.parse(readFileSync(join(first, 'release/v1/integrity.json'), 'utf8'));
    for (const [path, expected] of Object.entries(integrity)) {
      const bytes = readFileSync(join(first, 'release/v1', path));
      assert.equal(`sha384-${createHash('sha384').update(bytes).digest('base64')}`, expected);
    }
    const scripts = globSync('**/*.{js,css}', { cwd: join(first, 'release/v1') });
    assert.deepEqual(Object.keys(integrity).sort(), scripts.sort());
  });

  test('lists what is in it that is not ours: Lit, and what Lit needs', () => {
    const text = readFileSync(join(first, 'release/sbom.cdx.json'), 'utf8');
    const { bomFormat, metadata, components } = JSON.parse(text);
    assert.equal(bomFormat, 'CycloneDX');
    assert.equal(metadata.component.name, 'skr-widgets');
    const names = components.map(({ name }: { name: string }) => name);
    assert.deepEqual(names.sort(), [
      '@lit-labs/ssr-dom-shim',
      '@lit/reactive-element',
      '@types/trusted-types',
      'lit',
      'lit-element',
      'lit-html',
    ]);
    for (const { licenses, hashes } of components) {
      assert(licenses.length > 0);
      assert.equal(hashes[0].alg, 'SHA-512');
    }
  });

  test('knows nothing of where it was made', () => {
    const bytes = globSync('**/*', { cwd: join(first, 'release') })
      .map((path) => join(first, 'release', path))
      .filter((path) => statSync(path).isFile() && !path.endsWith('.zip'))
      .map((path) => readFileSync(path, 'utf8'));
    for (const text of bytes) assert(!text.includes(parent) && !text.includes(process.cwd()));
  });
});

/** A copy of the sources, in which a release is made. Returns what was said. */
function made(folder: string, env: Record<string, string>): string {
  const sources = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    encoding: 'utf8',
  });
  for (const path of sources.trim().split('\n')) {
    cpSync(path, join(folder, path), { recursive: true, force: true });
  }
  symlinkSync(join(process.cwd(), 'node_modules'), join(folder, 'node_modules'));
  return execFileSync('npm', ['run', '--silent', 'release'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    stdio: 'pipe',
  });
}

/** The files of a release, each with its hash. */
function hashes(folder: string): Record<string, string> {
  const paths = globSync('**/*', { cwd: join(folder, 'release') }).sort();
  return Object.fromEntries(
    paths
      .filter((path) => statSync(join(folder, 'release', path)).isFile())
      .map((path) => {
        const bytes = readFileSync(join(folder, 'release', path));
        return [path, createHash('sha256').update(bytes).digest('hex')];
      }),
  );
}
