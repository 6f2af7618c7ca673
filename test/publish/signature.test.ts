/**
 * Signature-based integrity on Debian's nginx, Apache and Caddy, set up according to README.txt: what each browser runs
 * from a snippet that never changes, and what it blocks.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { releaseOf } from '../../demo/release.ts';
import { choiceFrom, codeFor } from '../../demo/scripts/code.ts';
import { createArchive } from '../../publish/archive.ts';
import {
  createSignaturesJson,
  getSignaturesFile,
  toPem,
  toPublicKey,
} from '../../publish/signature.ts';
import { createSource, readSource } from '../../publish/source.ts';
import { launchers } from '../browsers/browser-driver.ts';
import { getProgramPath } from '../browsers/programs.ts';
import { serve } from '../e2e/pages.ts';
import { getFreePorts } from '../free-ports.ts';
import { launchChromium, startMunicipality } from './municipality.ts';
import {
  createCertificate,
  type Reply,
  request,
  type Server,
  type ServerName,
  startServer,
} from './servers.ts';

const newKey = () => generateKeyPairSync('ed25519').privateKey;
const [first, second, strangers] = [newKey(), newKey(), newKey()];

/** The versions, with the keys that sign them; the keys change in the second. */
const versions = {
  '1.0.0': [first],
  '1.0.1': [first, second],
  '1.0.2': [second],
} as const;
type Version = keyof typeof versions;

const files = ['skr-widgets.js', 'skr-widgets.css', 'iframe-height.js'];
const names = ['unencoded-digest', 'signature-input', 'signature'] as const;

interface Host {
  readonly name: ServerName;
  readonly site: (root: string, server: string) => string;
  /** Where README.txt says to put the signatures of a version. */
  readonly signatures: (version: Version) => string;
}

const path = '/gemensamt material/å.b/';
const choice = choiceFrom(
  new URLSearchParams({ widget: 'org-card', channel: 'signed', content: 'link' }),
);
/** The content of the element until the script has loaded. */
const fallback = 'SALAR International';
const hosts: readonly Host[] = [
  {
    name: 'nginx',
    site: (root, server) => `root ${root}; include "${server}/nginx-server.conf";`,
    signatures: (version) => `etc/skr-widgets/${version}.conf`,
  },
  {
    name: 'apache',
    site: (root, server) => `DocumentRoot ${root}
      <Directory ${root}>
        Options FollowSymLinks
        Require all granted
      </Directory>
      Include "${server}/apache.conf"
      IncludeOptional "${server}/../etc/skr-widgets-*.conf"`,
    signatures: (version) => `etc/skr-widgets-${version}.conf`,
  },
  {
    name: 'caddy',
    site: (root, server) => `root * ${root}\n\timport "${server}/Caddyfile"`,
    signatures: (version) => `server/skr-widgets-signatures/${version}.conf`,
  },
];

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-signature-'));
// The servers read from here as another user.
chmodSync(folder, 0o755);
const certificate = createCertificate(folder, ['widgets.kommun.test', 'www.kommun.test']);
const municipality = await startMunicipality(certificate);
const browser = await launchChromium(certificate);

after(async () => {
  await browser.close();
  await municipality.stop();
  rmSync(folder, { recursive: true });
});

for (const { name, site, signatures } of hosts) {
  suite(name, () => {
    const home = join(folder, name);
    const root = join(home, 'www');
    const own = join(root, path);
    let server: Server;
    let baseUrl = '';
    let plainUrl = '';
    let restart: () => Promise<void>;

    before(async () => {
      const [port = 0, plainPort = 0] = await getFreePorts(2);
      baseUrl = new URL(`https://widgets.kommun.test:${port}${path}`).href;
      plainUrl = new URL(`http://127.0.0.1:${plainPort}${path}`).href;
      for (const version of Object.keys(versions) as Version[]) {
        await install(version);
        sign(version);
      }
      // Browsers revalidate each time, as if an hour had passed.
      for (const file of ['nginx-http.conf', 'nginx-server.conf', 'apache.conf', 'Caddyfile']) {
        const text = readFileSync(join(home, 'unpacked/skr-widgets-1.0.0/server', file), 'utf8');
        mkdirSync(join(home, 'server'), { recursive: true });
        writeFileSync(
          join(home, 'server', file),
          text.replaceAll('public, max-age=3600', 'public, max-age=0'),
        );
      }
      const plain = name === 'nginx' ? `listen 127.0.0.1:${plainPort};` : '';
      const options = {
        folder: join(home, 'etc'),
        port,
        certificate,
        http: `include "${home}/server/nginx-http.conf";`,
        site: `${plain}${site(root, join(home, 'server'))}`,
        modules: ['headers', 'rewrite'],
      };
      restart = async () => {
        await server?.stop();
        server = await startServer(name, options);
      };
      link('1.0.0');
      await restart();
    });

    after(() => server?.stop());

    /** Unpacks a version into the server's folder. */
    async function install(version: Version): Promise<void> {
      const zip = join(home, `${version}.zip`);
      mkdirSync(home, { recursive: true });
      writeFileSync(zip, await createArchive(getSource(version), { baseUrl, receivers: [] }));
      execFileSync(getProgramPath('unzip'), ['-q', zip, '-d', join(home, 'unpacked')]);
      const from = join(home, `unpacked/skr-widgets-${version}/public/v${version}`);
      cpSync(from, join(own, `v${version}`), { recursive: true, preserveTimestamps: true });
    }

    /** Puts the signatures of a version where the server reads them. */
    function sign(version: Version): void {
      const to = join(home, signatures(version));
      mkdirSync(join(to, '..'), { recursive: true });
      const from = `unpacked/skr-widgets-${version}/server/${name}-signatures.conf`;
      cpSync(join(home, from), to);
    }

    /** Points the evergreen URL at a version. */
    function link(version: Version): void {
      symlinkSync(`v${version}`, join(own, 'v1.new'));
      renameSync(join(own, 'v1.new'), join(own, 'v1'));
    }

    /** The configurator's snippet, for a page with public keys and for one without. */
    const snippet = (keys: readonly (typeof first)[], address = baseUrl) => {
      const release = releaseOf({ address, version: '1.0.0', receiver: undefined });
      const publicKeys = keys.map(toPublicKey);
      const [part] = codeFor(choice, { ...release, publicKeys }).parts;
      return part?.code ?? assert.fail('expected code');
    };

    /** Opens a page in a fresh browser context. */
    async function openPage(body: string) {
      const page = await (await browser.createBrowserContext()).newPage();
      const messages: string[] = [];
      page.on('console', (message) => messages.push(message.text()));
      await page.goto(municipality.put(body, {}), { waitUntil: 'load' });
      return {
        messages,
        reload: () => page.reload({ waitUntil: 'load' }),
        /** The version that runs, if any, and what the element shows. */
        read: () =>
          page.evaluate(() => ({
            version: (globalThis as { testVersion?: string }).testVersion ?? 'none',
            text: document.querySelector('org-card')?.textContent ?? '',
          })),
        isStyled: () =>
          page.evaluate(() => {
            try {
              return document.styleSheets[0]?.cssRules.length !== 0;
            } catch {
              // A blocked style sheet has no rules.
              return false;
            }
          }),
        close: () => page.browserContext().close(),
      };
    }

    async function versionFor(keys: readonly (typeof first)[]): Promise<string> {
      const page = await openPage(snippet(keys));
      const { version } = await page.read();
      await page.close();
      return version;
    }

    /** Expects that a page runs no script, keeps its content and reports why. */
    async function assertBlocked(keys: readonly (typeof first)[], why: RegExp): Promise<void> {
      const page = await openPage(snippet(keys));
      assert.deepEqual(await page.read(), { version: 'none', text: fallback });
      assert.match(page.messages.join('\n'), why);
      await page.close();
    }

    const get = (file: string, headers: Record<string, string> = {}) =>
      request(baseUrl + file, certificate, headers);

    test('sends signatures that OpenSSL verifies with each signed file, however compressed', async () => {
      for (const file of files) {
        for (const release of ['v1', 'v1.0.0']) {
          for (const accepted of ['identity', 'gzip', 'gzip, br']) {
            const reply = await get(`${release}/${file}`, { 'accept-encoding': accepted });
            const where = `${release}/${file} for ${accepted}`;
            assert.equal(
              reply.headers['content-encoding'] ?? 'identity',
              accepted.split(' ').at(-1),
            );
            assertSigned(reply, toPublicKey(first), where);
            const { etag = '' } = reply.headers;
            const again = await get(`${release}/${file}`, {
              'accept-encoding': accepted,
              'if-none-match': String(etag),
            });
            assert.equal(again.status, 304, where);
            // Either the same as with the file, or none.
            for (const each of names) {
              assert([undefined, reply.headers[each]].includes(again.headers[each]), where);
            }
          }
        }
      }
      const page = await get('v1/embed/org-card.sv.html');
      for (const each of names) assert.equal(page.headers[each], undefined);
    });

    test('runs one version after the other, and the first again, from one unchanged snippet', async () => {
      const page = await openPage(snippet([first]));
      assert.equal((await page.read()).version, '1.0.0');
      assert.notEqual((await page.read()).text, fallback);
      link('1.0.1');
      await page.reload();
      assert.equal((await page.read()).version, '1.0.1');
      // Unchanged: the server responds without a body.
      await page.reload();
      assert.equal((await page.read()).version, '1.0.1');
      link('1.0.0');
      await page.reload();
      assert.equal((await page.read()).version, '1.0.0');
      assert.deepEqual(page.messages, []);
      await page.close();
    });

    test('accepts both keys during a change of keys, and then only the new one', async () => {
      for (const [version, [byFirst, bySecond]] of Object.entries({
        '1.0.0': [true, false],
        '1.0.1': [true, true],
        '1.0.2': [false, true],
      })) {
        link(version as Version);
        assert.equal(await versionFor([first]), byFirst ? version : 'none', version);
        assert.equal(await versionFor([second]), bySecond ? version : 'none', version);
        assert.equal(await versionFor([first, second]), version);
      }
      link('1.0.0');
    });

    test("runs no script signed with another key, and leaves the page's content", async () => {
      await assertBlocked([strangers], /SRIMessageSignatureMismatch/);
    });

    test('sends no signature of one version with the files of another, and such a page waits', async () => {
      // As between the two steps of an upgrade: the link points to a version without signatures on the server.
      const known = join(home, signatures('1.0.1'));
      renameSync(known, `${known}.later`);
      link('1.0.1');
      await restart();
      const { headers, body } = await get('v1/skr-widgets.js');
      assert.match(body.toString(), /testVersion="1\.0\.1"/);
      for (const each of names) assert.equal(headers[each], undefined);
      await assertBlocked([first], /SRIMessageSignatureMismatch/);
      assert.equal(await versionFor([]), '1.0.1');
      renameSync(`${known}.later`, known);
      await restart();
      assert.equal(await versionFor([first]), '1.0.1');
      link('1.0.0');
    });

    // Caddy matches another file, and needs no dates.
    const goesByDate = name !== 'caddy';
    test(`${goesByDate ? 'sends no' : 'sends the'} signature with files that have lost their date`, async () => {
      const date = new Date('2001-01-01T00:00:00Z');
      await withChange(
        ['', '.br', '.gz'],
        (file) => utimesSync(file, date, date),
        async () => {
          const { headers } = await get('v1/skr-widgets.js');
          for (const each of names) assert.equal(each in headers, !goesByDate);
          assert.equal(await versionFor([first]), goesByDate ? 'none' : '1.0.0');
          assert.equal(await versionFor([]), '1.0.0');
        },
      );
    });

    test('runs no script with a changed byte', async () => {
      const change = (file: string) => {
        const { mtime } = statSync(file);
        const bytes = readFileSync(file);
        const at = bytes.indexOf('testVersion') + 'testVersion="1.0.0'.length - 1;
        bytes[at] = '9'.charCodeAt(0);
        writeFileSync(file, bytes);
        utimesSync(file, mtime, mtime);
      };
      await withChange(
        ['.br', '.gz'],
        (file) => rmSync(file),
        () =>
          withChange([''], change, async () => {
            await assertBlocked([first], /digest|integrity/i);
          }),
      );
    });

    /** Changes the script's files while a task runs. */
    async function withChange(
      endings: readonly string[],
      change: (file: string) => void,
      task: () => Promise<void>,
    ): Promise<void> {
      const all = endings.map((ending) => join(own, `v1.0.0/skr-widgets.js${ending}`));
      for (const file of all) cpSync(file, `${file}.before`, { preserveTimestamps: true });
      for (const file of all) change(file);
      try {
        await task();
      } finally {
        for (const file of all) renameSync(`${file}.before`, file);
      }
    }

    if (name !== 'nginx') return;

    test('applies a style sheet signed by the publisher, and no other', async () => {
      for (const key of [first, strangers]) {
        const integrity = `ed25519-${toPublicKey(key)}`;
        const page = await openPage(
          `<link rel="stylesheet" href="${baseUrl}v1/skr-widgets.css" integrity="${integrity}" crossorigin><p class="skr-content">A</p>`,
        );
        assert.equal(await page.isStyled(), key === first);
        await page.close();
      }
    });

    for (const engine of ['Firefox', 'WebKit'] as const) {
      test(`runs in ${engine}, which ignores signatures`, async (t) => {
        const body = `<!doctype html><html lang="sv"><body>${snippet([first], plainUrl)}`;
        const headers = { 'content-type': 'text/html; charset=utf-8' };
        const pages = await serve({ '/': { headers, body: Buffer.from(body) } });
        const visitor = await launchers[engine]();
        t.after(async () => {
          await visitor.close();
          await pages.close();
        });
        await visitor.goTo(`${pages.url}/`);
        const read = () =>
          visitor.evaluate(() => (globalThis as { testVersion?: string }).testVersion);
        assert.equal(await eventually(read), '1.0.0');
      });
    }
  });
}

/** Retries until there is a result: an engine may lose a call during a navigation. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let left = 100; ; left--) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    assert(left > 0, 'expected an answer within 10 seconds');
    await wait(100);
  }
}

/** Creates a version: the build, with a line in the script that identifies it. */
function getSource(version: Version) {
  const base = readSource();
  const script = `${Buffer.from(base.build['skr-widgets.js'] ?? [])}\nglobalThis.testVersion="${version}";\n`;
  const build = { ...base.build, 'skr-widgets.js': Buffer.from(script) };
  const signatures = createSignaturesJson(build, versions[version]);
  const seconds = Object.keys(versions).indexOf(version) * 2;
  return createSource({
    ...base,
    version,
    date: new Date(Date.UTC(2026, 10, 24, 9, 0, seconds)).toISOString(),
    build: { ...build, [getSignaturesFile(version)]: Buffer.from(signatures) },
  });
}

/** Verifies the headers of a response according to RFC 9421, with an independent program. */
function assertSigned({ headers, body, status }: Reply, key: string, where: string): void {
  assert.equal(status, 200, where);
  const encoding = headers['content-encoding'];
  const content =
    encoding === 'br' ? brotliDecompressSync(body) : encoding === 'gzip' ? gunzipSync(body) : body;
  const digest = String(headers['unencoded-digest']);
  const hash = createHash('sha256').update(content).digest('base64');
  assert.equal(digest, `sha-256=:${hash}:`, where);
  const [, label = '', params = ''] = /^(\w+)=(.*)$/.exec(String(headers['signature-input'])) ?? [];
  assert(params.includes(`keyid="${key}"`), where);
  const [, value = ''] = new RegExp(`^${label}=:(.*):$`).exec(String(headers.signature)) ?? [];
  const base = `"unencoded-digest";sf: ${digest}\n"@signature-params": ${params}`;
  const isValid = verify(
    null,
    Buffer.from(base),
    createPublicKey(toPem(key)),
    Buffer.from(value, 'base64'),
  );
  assert(isValid, where);
}
