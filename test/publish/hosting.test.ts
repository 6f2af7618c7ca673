/**
 * A release on Debian's nginx, Apache and Caddy, set up only with the files and commands in its zip: the responses, and
 * what a returning browser gets after an upgrade.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Page } from 'puppeteer-core';
import { startReceiver } from '../../demo/receiver.ts';
import { createArchive, createEmbedPolicy, type Source } from '../../publish/archive.ts';
import { getProgramPath } from '../browsers/programs.ts';
import { getFreePorts } from '../free-ports.ts';
import { launchChromium, startMunicipality } from './municipality.ts';
import { makeRelease } from './releases.ts';
import {
  checkConfiguration,
  createCertificate,
  type Reply,
  request,
  type Server,
  type ServerName,
  type ServerOptions,
  startServer,
} from './servers.ts';

// Independent of the clock: the first version is more than two seconds older than the second.
process.env.SOURCE_DATE_EPOCH = String(Date.UTC(2026, 10, 24, 9, 0, 0) / 1000);
const { readSource } = await import('../../publish/source.ts');

/** The folder of the site's own files, in this folder of the server. */
interface Site {
  readonly root: string;
  /** What stands for the server's folder under `/etc`. */
  readonly etc: string;
  readonly receiver: string;
}

interface Variant {
  readonly title: string;
  readonly name: ServerName;
  /** The path of our folder. */
  readonly path: string;
  /** The host's configuration for its own site. */
  readonly site: (site: Site) => string;
  /** The host's additions for our files. */
  readonly include: (site: Site) => string;
  readonly modules?: readonly string[];
}

const nginxSite = ({ root, receiver }: Site) => `
  root ${root};
  location /v1/forms/ { proxy_pass ${receiver}; proxy_set_header X-Forwarded-For $remote_addr; }`;
const nginxInclude = () => 'include snippets/skr-widgets.conf;';
const apacheSite = ({ root, receiver }: Site) => `
  DocumentRoot ${root}
  <Directory ${root}>
    Options Indexes FollowSymLinks
    Require all granted
  </Directory>
  ProxyPass /v1/forms/ ${receiver}/v1/forms/`;
// What Apache takes a relative path from is Debian's own folder, also in these tests.
const apacheInclude = ({ etc }: Site) => `Include "${etc}/skr-widgets.conf"`;
const proxy = ['proxy', 'proxy_http'];
const hardPath = '/gemensamt material/å.b/';

const variants: readonly Variant[] = [
  {
    title: 'nginx',
    name: 'nginx',
    path: '/skr-widgets/',
    site: nginxSite,
    include: nginxInclude,
  },
  {
    title: 'nginx, beside common settings and under a path with a space and å',
    name: 'nginx',
    path: hardPath,
    site: (site) => `${nginxSite(site)}
  autoindex on;
  etag off;
  expires 7d;
  gzip_vary on;
  gzip_types text/css text/javascript application/javascript application/json;
  add_header Strict-Transport-Security "max-age=31536000";
  add_header X-Frame-Options SAMEORIGIN;
  add_header Content-Security-Policy "default-src 'self'";
  location ~* \\.(js|css|html)$ { expires 30d; }`,
    include: nginxInclude,
  },
  {
    title: 'Apache',
    name: 'apache',
    path: '/skr-widgets/',
    site: apacheSite,
    include: apacheInclude,
    modules: ['headers', 'rewrite', ...proxy],
  },
  {
    title: 'Apache, beside common settings and under a path with a space and å',
    name: 'apache',
    path: hardPath,
    site: (site) => `${apacheSite(site)}
  AddOutputFilterByType DEFLATE application/json application/atom+xml
  ExpiresActive On
  ExpiresDefault "access plus 30 days"
  FileETag None
  Header set Cache-Control "private"
  Header set Content-Security-Policy "default-src 'self'"
  # Not for the receiver, which the host has on the same server and which has its own.
  Header always set Access-Control-Allow-Origin "https://www.kommun.test" "expr=!(%{REQUEST_URI} =~ m#^/v1/forms/#)"
  Header set Cross-Origin-Resource-Policy "same-origin"
  Header always set X-Frame-Options SAMEORIGIN
  Header always set Strict-Transport-Security "max-age=31536000"`,
    include: apacheInclude,
    modules: ['headers', 'rewrite', 'expires', ...proxy],
  },
  {
    title: 'nginx, on a host of its own that has the receiver too',
    name: 'nginx',
    path: '/',
    site: nginxSite,
    include: nginxInclude,
  },
  {
    title: 'Apache, on a host of its own that has the receiver too',
    name: 'apache',
    path: '/',
    site: apacheSite,
    include: apacheInclude,
    modules: ['headers', 'rewrite', ...proxy],
  },
  {
    title: 'Apache with .htaccess',
    name: 'apache',
    path: hardPath,
    site: (site) => apacheSite(site).replace('Options', 'AllowOverride All\n    Options'),
    include: () => '',
    modules: ['headers', 'rewrite', 'expires', ...proxy],
  },
  {
    title: 'Caddy',
    name: 'caddy',
    path: hardPath,
    site: ({ root }) => `root * ${root}\n\tfile_server browse`,
    include: () => 'import skr-widgets',
  },
];

/** Other content on the host's site. */
const ownFiles = ['annan.html', 'annan.js', 'annan.txt', 'annan.json', 'embed/annan.html'];

const versions = ['1.0.0', '1.0.1'] as const;
type Version = (typeof versions)[number];

const evergreen = 'public, max-age=3600';
const exact = 'public, max-age=31536000, immutable';

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-hosting-'));
const names = ['widgets.kommun.test', 'www.kommun.test', 'mottagare.kommun.test'];
// The servers read from here as another user.
chmodSync(folder, 0o755);
const certificate = createCertificate(folder, names);
const ports = await getFreePorts(variants.length);
const origins = ports.map((port) => `https://widgets.kommun.test:${port}`);
const receiver = await startReceiver(join(folder, 'receiver'), origins);
const municipality = await startMunicipality(certificate);
const browser = await launchChromium(certificate);
// The next version as `npm run release` creates it, two seconds after the first.
const next = join(folder, 'next');
const env = {
  SKR_WIDGETS_URL: 'https://example.se/skr-widgets/',
  SOURCE_DATE_EPOCH: String(Number(process.env.SOURCE_DATE_EPOCH) + 2),
};
const printed = makeRelease({ folder: next, env, version: '1.0.1' });
const { unpackSource } = await import('../../publish/archive.ts');
const sources: Record<Version, Source> = {
  '1.0.0': readSource(),
  '1.0.1': unpackSource(readFileSync(join(next, 'site/scripts/source.zip'))),
};

after(async () => {
  await browser.close();
  await receiver.stop();
  await municipality.stop();
  rmSync(folder, { recursive: true });
});

test('A release without a key says that it is unsigned, and has no signatures', () => {
  assert.match(printed, /^Unsigned: SKR_WIDGETS_SIGNING_KEYS names no key$/m);
  const paths = globSync('**/*', { cwd: join(next, 'release') });
  assert(paths.includes('skr-widgets-1.0.1.zip.sha256'));
  assert.deepEqual(
    paths.filter((path) => /signature|\.sig$/.test(path)),
    [],
  );
  const readme = readFileSync(join(next, 'release/skr-widgets-1.0.1/README.txt'), 'utf8');
  assert.match(readme, /^Nyckel \/ Key: +osignerad \/ unsigned$/m);
});

for (const [index, variant] of variants.entries()) {
  suite(variant.title, () => {
    const { name, path, site, include, modules = [] } = variant;
    const home = join(folder, String(index));
    const root = join(home, 'www');
    const etc = join(home, 'etc');
    let port = 0;
    let server: Server;
    let baseUrl = '';
    /** The responses of the host's own site before our configuration was added. */
    let untouched: Record<string, unknown>;

    const getSite = (): Site => ({ root, etc, receiver: receiver.url });
    const optionsWith = (include: string): ServerOptions => ({
      folder: etc,
      port,
      certificate,
      modules,
      site: `${site(getSite())}\n${include}`,
    });
    const get = (path: string, headers: Record<string, string> = {}) =>
      request(baseUrl + path, certificate, headers);
    const onDisk = (path: string) => readFileSync(join(root, variant.path, path));

    before(async () => {
      port = ports[index] ?? 0;
      baseUrl = new URL(`https://widgets.kommun.test:${port}${path}`).href;
      mkdirSync(join(root, 'embed'), { recursive: true });
      for (const each of ownFiles) {
        writeFileSync(join(root, each), `${each}\n`.repeat(100));
        // Apache's validator of a file differs during the first second.
        utimesSync(join(root, each), 1e9, 1e9);
      }
      const alone = await startServer(name, optionsWith(''));
      untouched = await answersOfSite(port, path);
      await alone.stop();

      for (const version of versions) await unpack(version);
      const unpacked = join(home, 'unpacked/skr-widgets-1.0.0');
      if (!variant.title.includes('.htaccess')) configure(unpacked);
      follow('1.0.0', 4);
      if (variant.title.includes('.htaccess')) {
        cpSync(join(unpacked, 'server/htaccess.txt'), join(root, path, '.htaccess'));
      }
      server = await startServer(name, optionsWith(include(getSite())));
    });

    after(() => server?.stop());

    /** Unpacks the zip of a version, made for this host. */
    async function unpack(version: Version): Promise<void> {
      const zip = join(home, `${version}.zip`);
      const target = { baseUrl, receivers: [`https://mottagare.kommun.test:${port}`] };
      writeFileSync(zip, await createArchive(sources[version], target));
      execFileSync(getProgramPath('unzip'), ['-q', zip, '-d', join(home, 'unpacked')]);
    }

    /** A section of README.txt, in the language of this host: some read Swedish, others English. */
    function readSection(unpacked: string, section: number): string {
      const languages = readFileSync(join(unpacked, 'README.txt'), 'utf8').split('HOW TO HOST');
      const [, text = ''] = (languages[index % 2] ?? '').split(new RegExp(`^${section}\\. `, 'm'));
      return text.split(/^\d\. /m, 1)[0] ?? '';
    }

    /** Puts the files for the server where the third section of README.txt says. */
    function configure(unpacked: string): void {
      const title = { nginx: 'nginx', apache: 'Apache', caddy: 'Caddy' }[name];
      const section = readSection(unpacked, 3);
      const [, block = ''] = section.split(new RegExp(`^ {3}${title}:$`, 'm'));
      const [own = ''] = block.split(/^ {3}\w+( \(.*\))?:/m, 1);
      // These releases are not signed.
      const commands = own.replace(/^ +# .*\n.*\n/gm, '').match(/(?<=^ +)(mkdir|cp) .*/gm) ?? [];
      assert(commands.length === { nginx: 3, apache: 1, caddy: 2 }[name], own);
      const script = commands.join('\n').replaceAll(/\/etc\/(nginx|apache2|caddy)/g, etc);
      execFileSync('/bin/sh', ['-ec', script], { cwd: unpacked });
      // What stands in the site's configuration is what README.txt says to write there.
      const line = include(getSite()).replace(/"\/.*\/(.+)"/, '$1');
      assert(own.includes(line), own);
    }

    /** Does what README.txt of a version says to do in a section on files. */
    function follow(version: Version, section: 4 | 6): void {
      const cwd = join(home, `unpacked/skr-widgets-${version}`);
      const own = readSection(cwd, section);
      const commands = own.match(/(?<=^ +)(webb?=|(mkdir|cp|chmod|ln|test|mv) ).*/gm) ?? [];
      assert(commands.length === (section === 4 ? 5 : 3), own);
      const script = commands.join('\n').replace('/var/www/html', root);
      execFileSync('/bin/sh', ['-ec', script.replaceAll('v0.0.0', 'v1.0.0')], { cwd });
    }

    test('starts with the configuration unchanged', () => {
      const output = checkConfiguration(name, optionsWith(include(getSite())));
      // Adjusts for the test: its certificate, its server's name, and the indentation of its file.
      const others = output.replace(/.*(AH01906|AH01909|AH00558|is not formatted).*/g, '');
      assert.doesNotMatch(others, /warn|duplicate/i);
    });

    for (const [kind, file, type] of [
      ['the script', 'skr-widgets.js', 'text/javascript; charset=utf-8'],
      ['the style sheet', 'skr-widgets.css', 'text/css; charset=utf-8'],
      ['the script of a frame', 'embed/frame.js', 'text/javascript; charset=utf-8'],
      ['a page for a frame', 'embed/contact-form.sv.html', 'text/html; charset=utf-8'],
      ['a fragment', 'fragments/org-card.sv.html', 'text/html; charset=utf-8'],
      ['the data', 'content/international.sv.json', 'application/json; charset=utf-8'],
      ['a feed', 'content/changes.en.atom', 'application/atom+xml; charset=utf-8'],
      ['the hashes', 'integrity.json', 'application/json; charset=utf-8'],
      ['the licence', 'LICENSE.txt', 'text/plain; charset=utf-8'],
    ] as const) {
      const isPage = file.startsWith('embed/') && file.endsWith('.html');

      test(`sends ${kind} with the right headers, compressed as the browser accepts it`, async () => {
        for (const [release, cacheControl] of [
          ['v1', evergreen],
          ['v1.0.0', exact],
        ] as const) {
          for (const accepted of ['', 'gzip', 'gzip, deflate, br', 'br;q=0, gzip;q=0.5']) {
            const reply = await get(`${release}/${file}?format=json`, {
              ...(accepted && { 'accept-encoding': accepted }),
            });
            const where = `${release}/${file} for ${accepted}: ${JSON.stringify(reply.headers)}`;
            assert.equal(reply.status, 200, where);
            assert.partialDeepStrictEqual(
              reply.headers,
              {
                'content-type': type,
                'cache-control': isPage ? 'no-cache' : cacheControl,
                'access-control-allow-origin': '*',
                'cross-origin-resource-policy': 'cross-origin',
                'x-content-type-options': 'nosniff',
              },
              where,
            );
            const policy = createEmbedPolicy([`https://mottagare.kommun.test:${port}`]);
            assert.equal(
              reply.headers['content-security-policy'],
              isPage ? policy : undefined,
              where,
            );
            const isolation = reply.headers['cross-origin-embedder-policy'];
            assert.equal(isolation, isPage ? 'require-corp' : undefined, where);
            assert.equal(reply.headers['x-frame-options'], undefined, where);
            assert.equal(reply.headers.expires, undefined, where);
            const encoding = encodingFor(accepted);
            assert.equal(reply.headers['content-encoding'], encoding, where);
            // Caddy sends it only where it matters.
            if (name !== 'caddy' || encoding)
              assert.equal(reply.headers.vary, 'Accept-Encoding', where);
            assert(decoded(reply).equals(onDisk(`v1.0.0/${file}`)), where);
          }
        }
      });

      test(
        isPage
          ? `sends ${kind} whole each time, since its receivers may change`
          : `sends ${kind} only once`,
        async () => {
          for (const accepted of ['identity', 'gzip', 'gzip, br']) {
            const headers = { 'accept-encoding': accepted };
            const first = await get(`v1/${file}`, headers);
            const again = await get(`v1/${file}`, { ...headers, ...validators(first) });
            assert.equal(again.status, isPage ? 200 : 304, accepted);
            assert.equal(again.headers['cache-control'], isPage ? 'no-cache' : evergreen);
          }
        },
      );
    }

    test('sends the script in no more than the site says', async () => {
      const brotli = await get('v1/skr-widgets.js', { 'accept-encoding': 'gzip, br' });
      const gzip = await get('v1/skr-widgets.js', { 'accept-encoding': 'gzip' });
      for (const language of ['sv', 'en']) {
        const trust = readFileSync(`demo/prose/trust.${language}.md`, 'utf8');
        const [, most = '', other = ''] =
          /(\d+) kB [^|]*Brotli, (\d+) kB [^|]*gzip/.exec(trust) ?? [];
        assert(brotli.body.length <= Number(most) * 1000, `${brotli.body.length} of ${most} kB`);
        assert(gzip.body.length <= Number(other) * 1000, `${gzip.body.length} of ${other} kB`);
      }
    });

    test('answers as README.txt says, to the command that it gives', async () => {
      const readme = readFileSync(join(home, 'unpacked/skr-widgets-1.0.0/README.txt'), 'utf8');
      for (const language of readme.split('HOW TO HOST')) {
        const [, section = ''] = language.split(/^[56]\. /m);
        assert.equal(/curl -sSI (\S+)/.exec(section)?.[1], `${baseUrl}v1/skr-widgets.js`);
        const lines = [...section.matchAll(/^ {3}([a-z-]+): (.*)$/gm)];
        const expected = Object.fromEntries(lines.map(([, header, value]) => [header, value]));
        assert.equal(lines.length, 3);
        const { status, headers } = await get('v1/skr-widgets.js', { ':method': 'HEAD' });
        assert.equal(status, 200);
        assert.partialDeepStrictEqual(headers, expected);
      }
    });

    test('responds to range requests', async () => {
      const { status, body, headers } = await get('v1.0.0/skr-widgets.js', { range: 'bytes=0-9' });
      assert.deepEqual([status, body.length, headers['cache-control']], [206, 10, exact]);
    });

    test("sends the publisher's lists with their signatures, for everyone and fresh each time", async () => {
      for (const file of ['advisories.json', 'advisories.json.sig', 'support.json.sig']) {
        writeFileSync(join(root, path, file), file);
        const { status, headers, body } = await get(file);
        assert.deepEqual([status, String(body)], [200, file]);
        assert.partialDeepStrictEqual(headers, {
          'cache-control': 'no-cache',
          'access-control-allow-origin': '*',
        });
        rmSync(join(root, path, file));
      }
    });

    test('does not let errors be cached, and lists no folder', async () => {
      for (const [path, ...allowed] of [
        ['v1.0.0/missing.js', 404],
        ['v9.9.9/skr-widgets.js', 404],
        ['v1.0.0/embed/missing.html', 404],
        ['v1.0.0/', 403, 404],
        ['v1.0.0/embed/', 403, 404],
        ['', 403, 404],
        ['v1.0.0/embed', 301, 404],
      ] as const) {
        const { status, headers, body } = await get(path);
        assert((allowed as readonly number[]).includes(status), `${path}: ${status}`);
        assert.equal(headers['cache-control'], 'no-store', path);
        assert.doesNotMatch(body.toString(), /skr-widgets\.js|Index of/, path);
      }
    });

    test('changes nothing of the rest of the site', async () => {
      assert.deepEqual(await answersOfSite(port, path), untouched);
    });

    test('serves the new version to clients with the old one, and the old one after going back', async () => {
      const paths = globSync('**/*', { cwd: join(root, path, 'v1.0.0') }).filter(
        (each) => !/\.(br|gz)$/.test(each) && statSync(join(root, path, 'v1.0.0', each)).isFile(),
      );
      const all = () =>
        Promise.all(
          paths.flatMap((each) =>
            ['identity', 'gzip', 'gzip, br'].map(async (accepted) => ({
              each,
              accepted,
              reply: await get(`v1/${each}`, { 'accept-encoding': accepted }),
            })),
          ),
        );
      const before = await all();
      follow('1.0.1', 4);
      const sameSize = await assertAllReach(before, 'v1.0.1');
      assert(sameSize.includes('integrity.json'), String(sameSize));
      assert(sameSize.includes('skr-widgets.js'), String(sameSize));

      const upgraded = await all();
      follow('1.0.1', 6);
      await assertAllReach(upgraded, 'v1.0.0');
    });

    test('tells which version is the current one, to the command in README.txt', async () => {
      const readme = readFileSync(join(home, 'unpacked/skr-widgets-1.0.0/README.txt'), 'utf8');
      const commands = [...readme.matchAll(/curl -sS (\S+) \| grep '(.+)'/g)];
      assert.equal(commands.length, 2);
      for (const [, url = '', word = ''] of commands) {
        assert.ok(url.startsWith(baseUrl), url);
        const { body } = await get(url.slice(baseUrl.length));
        const lines = String(body).split('\n');
        assert.match(lines.find((line) => line.includes(word)) ?? '', /"version": "1\.0\.\d"/);
      }
    });

    /** Revalidates each file. Returns those that changed without a change of size. */
    async function assertAllReach(
      before: { each: string; accepted: string; reply: Reply }[],
      release: string,
    ): Promise<string[]> {
      const changed = before.map(async ({ each, accepted, reply }) => {
        const expected = onDisk(`${release}/${each}`);
        const had = decoded(reply);
        const again = await get(`v1/${each}`, {
          'accept-encoding': accepted,
          ...validators(reply),
        });
        if (had.equals(expected) && again.status === 304) return [];
        assert.equal(again.status, 200, `${each}, ${accepted}`);
        assert(decoded(again).equals(expected), `${each}, ${accepted}`);
        return !had.equals(expected) && had.length === expected.length ? [each] : [];
      });
      return (await Promise.all(changed)).flat();
    }

    if (name === 'caddy' || path === '/' || variant.title.includes('.htaccess')) return;

    suite('in Chromium', () => {
      const script = () => `${baseUrl}v1/skr-widgets.js`;
      const integrity = () =>
        JSON.parse(onDisk('v1.0.0/integrity.json').toString())['skr-widgets.js'];

      test('a returning visitor gets the new version, and the old one after going back', async () => {
        // As if the hour had passed in which the browser doesn't revalidate.
        await server.stop();
        const files = globSync(`${etc}/{,conf.d/,snippets/}skr-widgets.conf`);
        assert(files.length > 0);
        const originals = files.map((file) => [file, readFileSync(file, 'utf8')] as const);
        for (const [file, text] of originals) {
          writeFileSync(file, text.replaceAll('max-age=3600', 'max-age=0'));
        }
        server = await startServer(name, optionsWith(include(getSite())));
        const page = await openPage(`<script src="${script()}"></script><org-card></org-card>`);
        assert.match(await scriptAt(page, script()), /^\/\*! skr-widgets 1\.0\.0,/);
        follow('1.0.1', 4);
        assert.match(await scriptAt(page, script()), /^\/\*! skr-widgets 1\.0\.1,/);
        follow('1.0.1', 6);
        assert.match(await scriptAt(page, script()), /^\/\*! skr-widgets 1\.0\.0,/);
        await closePage(page);
        await server.stop();
        for (const [file, text] of originals) writeFileSync(file, text);
        server = await startServer(name, optionsWith(include(getSite())));
      });

      test('runs an exact version by its hash on a cross-origin isolated page, and no other', async () => {
        const exactScript = (hash: string) =>
          `<script src="${baseUrl}v1.0.0/skr-widgets.js" integrity="${hash}" crossorigin></script><org-card></org-card>`;
        const page = await openPage(exactScript(integrity()), {
          'cross-origin-embedder-policy': 'require-corp',
        });
        await page.waitForFunction(() => customElements.get('org-card'));
        await closePage(page);

        const wrong = `sha384-${Buffer.alloc(48).toString('base64')}`;
        const other = await openPage(exactScript(wrong));
        assert.equal(await other.evaluate(() => customElements.get('org-card')), undefined);
        await closePage(other);
      });

      test('loads without crossorigin on a cross-origin isolated page, and in a frame there', async () => {
        const src = `${baseUrl}v1/embed/org-card.sv.html`;
        const page = await openPage(
          `<script src="${script()}"></script><iframe src="${src}" title="x"></iframe>`,
          { 'cross-origin-embedder-policy': 'require-corp' },
        );
        await page.waitForFunction(() => customElements.get('org-card'));
        const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
        await frame?.waitForFunction(() => customElements.get('org-card'));
        assert.equal(frame?.url(), src);
        await closePage(page);
      });

      test('loads a file that was missing before', async () => {
        const page = await openPage('<p>Early</p>');
        const url = `${baseUrl}v1.0.0/late.json`;
        const load = () => page.evaluate(async (url) => (await fetch(url)).status, url);
        assert.equal(await load(), 404);
        writeFileSync(join(root, path, 'v1.0.0/late.json'), '{}');
        assert.equal(await load(), 200);
        rmSync(join(root, path, 'v1.0.0/late.json'));
        await closePage(page);
      });

      test('a form in a frame sends to the receiver, on another origin', async () => {
        const endpoint = `https://mottagare.kommun.test:${port}/v1/forms/international`;
        const src = `${baseUrl}v1/embed/contact-form.sv.html?endpoint=${encodeURIComponent(endpoint)}`;
        const page = await openPage(
          `<iframe src="${src}" title="x" width="600" height="1800"></iframe>`,
        );
        const frame = await (await page.waitForSelector('iframe'))?.contentFrame();
        assert(frame);
        for (const [field, value] of [
          ['name', 'Åsa Öberg'],
          ['email', 'asa.oberg@example.se'],
          ['subject', 'Vänorter'],
          ['message', 'Hej från en ram.'],
        ] as const) {
          const input = await frame.waitForSelector(`contact-form >>> [name="${field}"]`);
          await input?.type(value);
        }
        const sent = page.waitForResponse(
          (response) =>
            response.request().method() === 'POST' && response.url().startsWith(endpoint),
        );
        await (await frame.waitForSelector('contact-form >>> button[type="submit"]'))?.click();
        const response = await sent;
        assert.equal(response.status(), 201, await response.text());
        await closePage(page);
      });
    });

    test('is as before when the files are removed as README.txt says', async () => {
      await server.stop();
      const cwd = join(home, 'unpacked/skr-widgets-1.0.0');
      const section = readSection(cwd, 10);
      const title = { nginx: 'nginx', apache: 'Apache', caddy: 'Caddy' }[name];
      const [, block = ''] = section.split(new RegExp(`^ {3}${title}:$`, 'm'));
      const [own = ''] = block.split(/^ {3}(?:\w+:|[TL]a.* (?:sist|remove) .*)$/m, 1);
      const [, rest = ''] = section.split(/^ {3}(?=Ta sist |Last )/m);
      const remove = (text: string, isLast = false) => {
        const pattern = isLast ? /(?<=^ +)(webb?=|rmdir ).*/gm : /(?<=^ +)(webb?=|rm(dir)? ).*/gm;
        const commands = text.match(pattern) ?? assert.fail(section);
        const script = commands.join('\n').replace('/var/www/html', root);
        execFileSync('/bin/sh', ['-ec', script.replaceAll(/\/etc\/(nginx|apache2|caddy)/g, etc)]);
      };
      if (variant.title.includes('.htaccess')) rmSync(join(root, path, '.htaccess'));
      else remove(own);
      remove(rest);
      assert.deepEqual(
        globSync('**/*skr-widgets*', { cwd: etc }).filter((each) => existsSync(join(etc, each))),
        [],
      );
      const left = readdirSync(join(root, path)).filter((each) => /^v\d/.test(each));
      assert.deepEqual(left, ['v1.0.1']);
      // The folder itself goes with the last version, unless it has anything else.
      rmSync(join(root, path, 'v1.0.1'), { recursive: true });
      const others = readdirSync(join(root, path));
      remove(rest, true);
      assert.equal(existsSync(join(root, path)), others.length > 0, others.join());
      if (path !== '/') assert.deepEqual(others, []);
      server = await startServer(name, optionsWith(''));
      assert.deepEqual(await answersOfSite(port, path), untouched);
    });

    /** Opens a page of the municipality in a fresh browser context. */
    async function openPage(body: string, headers: Record<string, string> = {}): Promise<Page> {
      const page = await (await browser.createBrowserContext()).newPage();
      await page.goto(municipality.put(body, headers));
      return page;
    }
  });
}

for (const [what, options, expected] of [
  [
    'nginx without the file for the http block',
    { name: 'nginx', file: 'nginx-server.conf', include: 'include' },
    /unknown "skr_widgets_\w+" variable/,
  ],
  [
    'Apache without mod_headers',
    { name: 'apache', file: 'apache.conf', include: 'Include', modules: ['rewrite'] },
    /SKR Widgets needs mod_headers\. On Debian: a2enmod headers/,
  ],
  [
    'Apache without mod_rewrite',
    { name: 'apache', file: 'apache.conf', include: 'Include', modules: ['headers'] },
    /SKR Widgets needs mod_rewrite\. On Debian: a2enmod rewrite/,
  ],
] as const) {
  test(`${what} does not start, and says why`, async () => {
    const home = mkdtempSync(join(folder, 'refused-'));
    const target = { baseUrl: 'https://widgets.kommun.test/', receivers: [] };
    writeFileSync(join(home, 'x.zip'), await createArchive(sources['1.0.0'], target));
    execFileSync(getProgramPath('unzip'), ['-q', join(home, 'x.zip'), '-d', home]);
    const check = () =>
      checkConfiguration(options.name, {
        folder: join(home, 'etc'),
        port: ports[0] ?? 0,
        certificate,
        site: `${options.include} "${home}/skr-widgets-1.0.0/server/${options.file}"${options.name === 'nginx' ? ';' : ''}`,
        modules: 'modules' in options ? options.modules : [],
      });
    assert.throws(check, ({ stdout }: { stdout: string }) => expected.test(stdout));
  });
}

/** The responses of the host's own site and its receiver, without dates. */
async function answersOfSite(port: number, path: string): Promise<Record<string, unknown>> {
  const answers: Record<string, unknown> = {};
  const origin = `https://widgets.kommun.test:${port}`;
  const receiver = ['v1/forms/international', 'v1/forms/unknown'];
  // A separate host has nothing else.
  const others = path === '/' ? [] : [...ownFiles, 'nope'];
  for (const each of [...receiver, ...others]) {
    const url = `https://www.kommun.test:${port}/${each}`;
    const { status, headers, body } = await request(url, certificate, {
      'accept-encoding': 'gzip, br',
      origin,
    });
    const { date, expires, ...rest } = headers;
    // Each problem document has a unique id.
    const text = body.toString('latin1').replace(/"instance":"[^"]*"/, '');
    answers[each] = { status, headers: rest, body: text };
  }
  return answers;
}

/** The expected encoding for an Accept-Encoding header. */
function encodingFor(accepted: string): string | undefined {
  if (/, br$/.test(accepted)) return 'br';
  return accepted ? 'gzip' : undefined;
}

function decoded({ headers, body }: Reply): Buffer {
  switch (headers['content-encoding']) {
    case 'br':
      return brotliDecompressSync(body);
    case 'gzip':
      return gunzipSync(body);
    default:
      return body;
  }
}

/** The headers with which a browser revalidates. */
function validators({ headers }: Reply): Record<string, string> {
  const { etag, 'last-modified': date } = headers;
  return {
    ...(typeof etag === 'string' && { 'if-none-match': etag }),
    ...(typeof date === 'string' && { 'if-modified-since': date }),
  };
}

/** The script that runs when a visitor opens a page, from the server or from the browser's cache. */
async function scriptAt(page: Page, url: string): Promise<string> {
  const [response] = await Promise.all([
    page.waitForResponse((each) => each.url() === url),
    page.goto(page.url()),
  ]);
  return response.text();
}

async function closePage(page: Page): Promise<void> {
  await page.browserContext().close();
}
