/**
 * Server-rendered apps, each in the current major of its framework and in the one before. Each is built in its own
 * folder outside the project, with our package packed as for npm, and visited in Chromium in its production build and
 * in development.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import puppeteer, { type Browser, type HTTPRequest } from 'puppeteer-core';
import { type Receiver, startReceiver } from '../../demo/receiver.ts';
import { chromium } from '../browsers/chromium.ts';
import { getFreePort } from '../free-ports.ts';
import { installApp, packInto, programOf, runIn } from '../installed-app.ts';

/** The commands that build and run an app, from its own programs. `{port}` is the port to listen on. */
interface App {
  readonly build: string;
  /** The command that checks its templates, if the build doesn't. */
  readonly check?: string;
  readonly start: string;
  readonly dev: string;
}

const apps: Record<string, App> = {
  next: {
    build: 'next build',
    start: 'next start --port {port}',
    dev: 'next dev --port {port}',
  },
  nuxt: {
    build: 'nuxt build',
    check: 'nuxt typecheck',
    start: 'node .output/server/index.mjs',
    dev: 'nuxt dev --port {port}',
  },
  sveltekit: {
    build: 'vite build',
    check: 'svelte-check',
    start: 'node build',
    dev: 'vite dev --port {port}',
  },
  astro: {
    build: 'astro build',
    check: 'astro check',
    start: 'node dist/server/entry.mjs',
    dev: 'astro dev --port {port}',
  },
  angular: {
    build: 'ng build',
    start: 'node dist/app/server/server.mjs',
    dev: 'ng serve --port {port}',
  },
};

/** Each app with the current major of its framework, and with the one before, where `previous/` has what differs. */
const releases = Object.entries(apps).flatMap(([name, app]) => {
  const source = `test/apps/${name}`;
  return [
    { title: `current ${name}`, name, app, sources: [source] },
    { title: `previous ${name}`, name, app, sources: [source, `test/apps/previous/${name}`] },
  ];
});

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-apps-'));
/** Turns off their telemetry. */
const quiet = {
  NEXT_TELEMETRY_DISABLED: '1',
  NUXT_TELEMETRY_DISABLED: '1',
  ASTRO_TELEMETRY_DISABLED: '1',
  NG_CLI_ANALYTICS: 'false',
};

suite('Apps that a server renders', () => {
  let browser: Browser;
  let packed: string;
  let port: number;
  let receiver: Receiver | undefined;

  before(async () => {
    packed = await packInto(folder);
    port = await getFreePort();
    receiver = await startReceiver(join(folder, 'receiver'), [`http://localhost:${port}`]);
    browser = await puppeteer.launch(chromium());
  });

  after(async () => {
    await browser?.close();
    await receiver?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const { title, name, app, sources } of releases) {
    suite(title, () => {
      const cwd = join(folder, title.replace(' ', '-'));

      after(() => rmSync(cwd, { recursive: true, force: true }));

      test('builds, and type-checks its templates without errors', async () => {
        await installApp(sources, cwd, packed, receiver?.url);
        await runIn(cwd, app.build, quiet);
        if (app.check) await runIn(cwd, app.check, quiet);
      });

      test('shows the server-rendered text, and keeps what is typed before its scripts have loaded', () =>
        serve(app.start, 'production', async (url) => {
          const html = await (await fetch(url)).text();
          assert.match(html, /Det här gör SKR/);
          await visit(url);
        }));

      test('hydrates in development without warnings', () =>
        serve(app.dev, 'development', async (url) => {
          // For its first visitor, a development server discovers what it must bundle, and reloads.
          const page = await browser.newPage();
          await page.goto(url, { waitUntil: 'networkidle0' });
          await page.waitForSelector('skr-intl-overview:defined');
          await page.close();
          await visit(url);
        }));

      if (name === 'astro') {
        test('reports mistakes in a template as type errors, and nothing else', async () => {
          const template = 'test/apps/Wrong.astro';
          cpSync(template, join(cwd, 'src/Wrong.astro'));
          const { stdout = '' } = await runIn(cwd, app.check ?? '', quiet).catch((error) => error);
          const lines = [...stripVTControlCharacters(stdout).matchAll(/src\/Wrong\.astro:(\d+):/g)];
          const expected = readFileSync(template, 'utf8')
            .split('\n')
            .flatMap((line, index) => (line.includes('wrong') ? [index + 1] : []));
          assert.deepEqual(lines.map(([, line]) => Number(line)).sort(), expected, stdout);
        });
      }

      /** Runs the app while `use` is running. */
      async function serve(
        command: string,
        mode: string,
        use: (url: string) => Promise<void>,
      ): Promise<void> {
        const [program = '', ...words] = command.replace('{port}', `${port}`).split(' ');
        const child = spawn(programOf(cwd, program), words, {
          cwd,
          env: {
            ...process.env,
            ...quiet,
            NODE_ENV: mode,
            HOST: 'localhost',
            PORT: `${port}`,
          },
          // In a process group with everything it starts, so that all of it can be ended.
          detached: true,
          stdio: ['ignore', 'pipe', 'pipe'],
        });
        try {
          const url = `http://localhost:${port}/`;
          await answers(child, url);
          await use(url);
        } finally {
          if (child.pid && child.exitCode === null) {
            const ended = once(child, 'exit');
            process.kill(-child.pid);
            await ended;
          }
        }
      }

      /** Uses the page like a visitor on a slow network. Fails if there are errors or warnings. */
      async function visit(url: string): Promise<void> {
        const page = await browser.newPage();
        const problems: string[] = [];
        page.on('pageerror', (error) => problems.push(String(error)));
        page.on('console', (message) => {
          const isOfLit = message.text().startsWith('Lit is in dev mode');
          if (/error|warn/.test(message.type()) && !isOfLit) problems.push(message.text());
        });
        page.on('response', (response) => {
          const isMissing = response.status() >= 400 && !response.url().endsWith('/favicon.ico');
          if (isMissing) problems.push(`${response.status()} ${response.url()}`);
        });
        const pending: HTTPRequest[] = [];
        let isHolding = true;
        await page.setRequestInterception(true);
        page.on('request', (request) => {
          if (request.url().endsWith('/favicon.ico')) request.respond({ status: 204 });
          else if (isHolding && request.resourceType() === 'script') pending.push(request);
          else request.continue();
        });
        // The page has finished loading only once its scripts have.
        const loaded = page.goto(url);
        const field = await page.waitForSelector('skr-intl-overview >>> #message');
        const nodes = await page.$$('skr-intl-overview .skr-content *');
        assert(nodes.length > 20);
        // The form has its style sheet, whatever its file name, and so has the content.
        const isStyled = await field?.evaluate(
          (message) =>
            getComputedStyle(message).minHeight !== '0px' &&
            getComputedStyle(document.querySelector('.skr-card') as Element).display === 'flex',
        );
        assert(isStyled, 'The style sheet has not come');
        await field?.type('Hej hopp');
        isHolding = false;
        for (const request of pending) await request.continue();
        await loaded;

        await page.waitForSelector('skr-intl-overview:defined');
        await page.waitForSelector('org-card ::-p-text(SALAR International)', { visible: true });
        await page.locator('button ::-p-text(Visa ICLD)').click();
        await page.waitForSelector('org-card ::-p-text(Internationellt Centrum)', {
          visible: true,
        });
        const typed = await page.$eval(
          'skr-intl-overview >>> #message',
          (message) => (message as HTMLTextAreaElement).value,
        );
        assert.equal(typed, 'Hej hopp');
        const areConnected = await Promise.all(
          nodes.map((node) => node.evaluate(({ isConnected }) => isConnected)),
        );
        assert(areConnected.every(Boolean), 'The nodes of the server have been replaced');
        await page.close();
        assert.deepEqual(problems, []);
      }
    });
  }
});

/** Waits until the program responds, and fails with its output if it exits first. */
async function answers(child: ChildProcess, url: string): Promise<void> {
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output += stripVTControlCharacters(text);
    });
  }
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`It has ended:\n${output}`);
    const response = await fetch(url, { signal: AbortSignal.timeout(60_000) }).catch(
      () => undefined,
    );
    if (response?.ok) return;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`No answer from ${url}:\n${output}`);
}
