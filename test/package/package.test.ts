/** The package as packed for npm, installed in a folder outside the project and used there as by integrators. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { contentType } from 'mime-types';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { formatPolicy } from '../../publish/csp.ts';
import { baseUrl } from '../../publish/urls.ts';
import { chromium } from '../browsers/chromium.ts';
import { installApp, packInto, runIn } from '../installed-app.ts';
import { installWith, managers } from './managers.ts';

const root = mkdtempSync(join(tmpdir(), 'skr-widgets-package-'));
const folder = join(root, 'npm');
const installed = join(folder, 'node_modules/skr-widgets');

suite('The package', () => {
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const file = pathname === '/skr-widgets.js' ? installed : join(folder, 'app/dist');
    const path = pathname === '/skr-widgets.js' ? 'dist/skr-widgets.js' : pathname;
    const page = path.replace(/\/$/, '/index.html');
    response.setHeader('content-type', contentType(extname(page)) || 'application/octet-stream');
    const policy = searchParams.get('policy');
    if (policy) response.setHeader('content-security-policy', policy);
    const text = readFileSync(join(file, page), 'utf8');
    response.end(text.replace('</title>', () => `</title>${searchParams.get('head') ?? ''}`));
  });
  let browser: Browser;
  let packed: string;
  let url: string;

  before(async () => {
    packed = await packInto(root);
    await installApp(['test/package'], folder, packed);
    await runIn(folder, 'vite build app --logLevel error');
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    browser = await puppeteer.launch(chromium());
  });

  after(async () => {
    await browser?.close();
    server.closeAllConnections();
    server.close();
    rmSync(root, { recursive: true });
  });

  /** Opens the app with a policy, and with additional markup in its head. */
  async function open({ policy = '', head = '' }): Promise<{ page: Page; problems: string[] }> {
    const page = await browser.newPage();
    const problems: string[] = [];
    page.on('pageerror', (error) => problems.push(String(error)));
    page.on('console', (message) => {
      if (/error|warn/.test(message.type())) problems.push(message.text());
    });
    await page.goto(`${url}?${new URLSearchParams({ policy, head })}`);
    return { page, problems };
  }

  const getText = (page: Page, selector: string) =>
    page.$eval(selector, (element) => element.textContent ?? '');

  test('contains what it exports, and exports everything its documentation refers to', async () => {
    const { exports } = JSON.parse(readFileSync(`${installed}/package.json`, 'utf8'));
    const files = Object.values<string | Record<string, string>>(exports).flatMap((each) =>
      typeof each === 'string' ? [each] : Object.values(each),
    );
    assert(files.length > 30);
    const missing = files.filter((file) => globSync(file, { cwd: installed }).length === 0);
    assert.deepEqual(missing, []);
    // Vite has built an app that imports all of them, and it runs.
    const { page, problems } = await open({});
    await page.waitForFunction(() => document.querySelector('output')?.textContent);
    assert.equal(await getText(page, 'output'), 'object object object string object string string');
    assert.match(await getText(page, 'org-card'), /ideell förening/);
    assert.deepEqual(problems, []);
    await page.close();
  });

  test('contains nothing that only its developers need', () => {
    const description = JSON.parse(readFileSync(`${installed}/package.json`, 'utf8'));
    const internalNames = [
      'devDependencies',
      'overrides',
      'private',
      'scripts',
      'size-limit',
      'workspaces',
    ];
    assert.deepEqual(
      internalNames.filter((name) => Object.hasOwn(description, name)),
      [],
    );
    assert.deepEqual(globSync('**/*.zip', { cwd: installed }), []);
  });

  test('holds nothing that was built for a URL, and says where an app puts its own', () => {
    const files = globSync('dist/**/*.*', { cwd: installed });
    const read = (file: string) => readFileSync(join(installed, file), 'utf8');
    assert.deepEqual(
      files.filter(
        (file) => /^dist\/(embed|oembed)|\.atom$/.test(file) || read(file).includes(baseUrl),
      ),
      [],
    );
    assert.match(read('dist/fragments/contact-form.sv.html'), /<link [^>]*href="{styleSheet}">/);
    assert.match(read('dist/csp.json'), /"style-src": \[\s*"{address}"/);
    const { $schema } = JSON.parse(read('dist/content/international.sv.json'));
    assert(files.includes(join('dist/content', $schema)));
  });

  test('has in integrity.json the hash of each file for a script tag, and of nothing else', () => {
    const hashes = JSON.parse(readFileSync(`${installed}/dist/integrity.json`, 'utf8'));
    const files = globSync('*.{js,css}', { cwd: `${installed}/dist` }).sort();
    assert.equal(files.length, 3);
    assert.deepEqual(
      hashes,
      Object.fromEntries(
        files.map((file) => {
          const content = readFileSync(`${installed}/dist/${file}`);
          return [file, `sha384-${createHash('sha384').update(content).digest('base64')}`];
        }),
      ),
    );
  });

  test('is a download of at most 190 kB, of which 85 are what renders on servers', () => {
    const { length } = readFileSync(packed);
    const server = gzipSync(readFileSync(`${installed}/dist/lib/ssr.js`)).length;
    assert(length < 190_000 && server < 85_000, `${length}, ${server}`);
    // Types and comments that no user of the package can see.
    assert(existsSync(`${installed}/dist/lib/org-card/org-card.d.ts`));
    assert(!existsSync(`${installed}/dist/lib/org-card/organisation-card.d.ts`));
    assert.doesNotMatch(readFileSync(`${installed}/dist/lib/register.js`, 'utf8'), /\/\*|\/\/ /);
  });

  test('links from its README only to files that it contains', () => {
    for (const file of globSync('*.md', { cwd: installed })) {
      const text = readFileSync(join(installed, file), 'utf8');
      const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replace(/[^\p{L}\d _-]/gu, '')
          .replaceAll(' ', '-'),
      );
      for (const [, href = ''] of text.matchAll(/\]\(([^)]+)\)/g)) {
        if (/^https?:/.test(href)) continue;
        const [path, hash] = href.split('#');
        if (path) assert(globSync(path, { cwd: installed }).length, `${file} links to ${href}`);
        else assert(headings.includes(hash ?? ''), `${file} links to ${href}`);
      }
    }
  });

  test('keeps its style sheet and the definition of an element in a production build of webpack', async () => {
    const { default: webpack } = await import(
      join(folder, 'node_modules/webpack/lib/index.js').replace(/^/, 'file://')
    );
    const { default: config } = await import(`file://${folder}/webpack.config.js`);
    const output = join(folder, 'webpack');
    const stats = await promisify(webpack)({
      ...config,
      context: folder,
      output: { path: output },
    });
    assert.equal((stats as { hasErrors(): boolean }).hasErrors(), false);
    assert.match(readFileSync(`${output}/main.css`, 'utf8'), /\.skr-content/);
    const script = readFileSync(`${output}/main.js`, 'utf8');
    assert.match(script, /ideell förening/);
    assert.match(script, /customElements\.define/);
    assert.doesNotMatch(script, /Det finns fel i formuläret/, 'the form has come along');
  });

  const { features } = JSON.parse(readFileSync('dist/csp.json', 'utf8'));
  const policyOfLit = formatPolicy(features['trusted-types-in-bundle'].directives);
  for (const [what, policy] of Object.entries({
    'as csp.json says': policyOfLit,
    'as csp.json says, as often as bundles ask for it': `${policyOfLit} 'allow-duplicates'`,
  })) {
    test(`works under Trusted Types with a policy allowed ${what}`, async () => {
      // Another bundle on the page, with its own Lit.
      const head = policy.includes('duplicates')
        ? `<script>trustedTypes.createPolicy('lit-html', { createHTML: (html) => html })</script>`
        : '';
      const { page, problems } = await open({ policy, head });
      await page.waitForSelector('org-card ::-p-text(ideell förening)');
      assert.deepEqual(problems, []);
      await page.close();
    });
  }

  for (const [order, head] of Object.entries({
    before: '<script src="/skr-widgets.js" data-prefix="kommun-"></script>',
    after: '<script type="module" src="/skr-widgets.js" data-prefix="kommun-"></script>',
  })) {
    test(`defines the app's tags where a script tag with a prefix comes ${order} it`, async () => {
      const { page, problems } = await open({ head });
      await page.waitForSelector('org-card ::-p-text(ideell förening)');
      await page.waitForFunction(() => customElements.get('kommun-org-card'));
      assert.equal(await page.$eval('output', (output) => output.dataset.create), 'true');
      assert.deepEqual(problems, []);
      await page.close();
    });
  }

  test('warns that a class cannot be instantiated whose tag another copy has', async () => {
    const { page, problems } = await open({ head: '<script src="/skr-widgets.js"></script>' });
    await page.waitForFunction(() => document.querySelector('output')?.dataset.create);
    assert.match(
      String(await page.$eval('output', (output) => output.dataset.create)),
      /Illegal constructor/,
    );
    assert.match(await getText(page, 'org-card'), /ideell förening/);
    assert.deepEqual(problems, [
      '[skr-widgets] Another copy of skr-widgets is on this page: use createElement, not new',
    ]);
    await page.close();
  });

  for (const manager of managers) {
    test(`is found with all it needs where ${manager.name} installs it`, async () => {
      const app = join(root, manager.name);
      cpSync('test/package/app', app, { recursive: true });
      cpSync('test/package/server.mjs', join(app, 'server.mjs'));
      const tools = join(folder, 'node_modules');
      const runNode = await installWith(manager, app, packed, tools);
      if (manager.isStrict) {
        assert.equal(existsSync(join(app, 'node_modules/lit')), false, 'lit is found by chance');
      }

      await runNode(`${tools}/vite/bin/vite.js build --logLevel error`);
      const scripts = globSync(`${app}/dist/assets/*.js`).map((file) => readFileSync(file, 'utf8'));
      assert.match(scripts.join('\n'), /ideell förening/);
      const { stdout } = await runNode('server.mjs');
      assert.match(stdout, /<org-card org="icld" lang="sv"><div .*ideell förening/);
    });
  }

  for (const environment of ['jsdom', 'happy-dom']) {
    test(`can be tested in Vitest with ${environment}`, async () => {
      const results = join(folder, `${environment}.json`);
      await runIn(
        folder,
        `vitest run --environment ${environment} --reporter=json --outputFile=${results} runner`,
      );
      const { success, numPassedTests } = JSON.parse(readFileSync(results, 'utf8'));
      assert.deepEqual([success, numPassedTests], [true, 3]);
    });
  }

  for (const dom of ['', 'domino', 'jsdom', 'happy-dom']) {
    test(`renders on a server ${dom ? `that has ${dom} on globalThis` : 'without warnings'}`, async () => {
      const { stdout, stderr } = await runIn(folder, `node server.mjs ${dom}`.trim());
      assert.match(stdout, /^<org-card org="icld" lang="sv"><div .*ideell förening/);
      assert.equal(stderr, '');
    });
  }

  for (const version of ['typescript-5.0', 'typescript-6', 'typescript']) {
    for (const [part, what] of Object.entries({
      app: 'knows elements, events and subclasses',
      server: 'knows attributes on a server without the types of the DOM',
    })) {
      test(`${what} in ${version}, with every library checked`, async () => {
        const command = `node node_modules/${version}/bin/tsc -p types/tsconfig.${part}.json --pretty false`;
        const result = await runIn(folder, command).catch((error) => error);
        assert.deepEqual([result.stdout, result.stderr], ['', '']);
      });
    }
  }
});
