/**
 * Apps that bundle our package. Each framework gets it packed as npm would, compiles it with its own tools, and checks
 * its templates against our types. The apps are in a folder outside the project, so that nothing is resolved from here
 * by accident.
 */
import assert from 'node:assert/strict';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { contentType } from 'mime-types';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { type Receiver, startReceiver } from '../../demo/receiver.ts';
import { chromium } from '../browsers/chromium.ts';
import { installApp, packInto, runIn } from '../installed-app.ts';
import { changes, type PageState, start } from './changes.ts';

/** The apps that have a server-rendered page. */
const hydrated = ['react', 'vue', 'svelte'];

/** A server-rendered page, and the HTML of our elements in it. */
interface Rendered {
  readonly html: string;
  readonly article: string;
}

/** The apps, and the type checker for each framework's templates. */
const checks = {
  plain: 'tsc -p plain --pretty false',
  react: 'tsc -p react --pretty false',
  preact: 'tsc -p preact --pretty false',
  vue: 'vue-tsc -p vue --pretty false',
  svelte: 'svelte-check --workspace svelte --tsconfig ./tsconfig.json --output machine',
  angular: 'ngc -p angular/tsconfig.wrong.json',
};

/** The folders of the apps. With `MAJORS=previous` they have the majors before the current ones, where they can. */
const sources = ['test/frameworks'];
if (process.env.MAJORS === 'previous') sources.push('test/frameworks/previous');

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-frameworks-'));

suite('Apps that take the package into their own', () => {
  const server = createServer(serve);
  let url: string;
  let receiver: Receiver | undefined;
  let browser: Browser;
  let express: (request: IncomingMessage, response: ServerResponse) => void;
  const servers: Record<string, { render(): Rendered | Promise<Rendered> }> = {};

  before(async () => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    receiver = await startReceiver(join(folder, 'receiver'), [url]);

    await installApp(sources, folder, await packInto(folder), receiver.url);
    await runIn(folder, 'ngc -p angular/tsconfig.json');
    await runIn(folder, 'node build.mjs');

    const load = (file: string) => import(pathToFileURL(join(folder, file)).href);
    express = (await load('express/server.ts')).site;
    for (const app of hydrated) servers[app] = await load(`built/${app}-server/server.js`);
    browser = await puppeteer.launch(chromium());
  });

  after(async () => {
    await browser?.close();
    await receiver?.stop();
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });

  /** Serves the built apps, the responses of Express under `/express/`, and the server-rendered pages. */
  async function serve(request: IncomingMessage, response: ServerResponse) {
    const path = request.url ?? '/';
    // Requested by the browser itself.
    if (path === '/favicon.ico') return response.writeHead(204).end();
    if (path.startsWith('/express/')) {
      request.url = path.slice('/express'.length);
      return express(request, response);
    }
    // Files that Express serves with its page have absolute paths.
    if (path.startsWith('/skr-widgets/')) return express(request, response);
    const [, app = ''] = path.match(/^\/(\w+)-server\/$/) ?? [];
    const file = app ? `/${app}/server.html` : path.replace(/\/$/, '/index.html');
    response.setHeader('content-type', String(contentType(extname(file))));
    let text = readFileSync(join(folder, 'built', file), 'utf8');
    const rendered = await servers[app]?.render();
    if (rendered) {
      const { html, article } = rendered;
      const data = JSON.stringify({ article }).replaceAll('<', '\\u003c');
      text = text
        .replace('<div id="app">', (start) => start + html)
        .replace(' id="data">', (start) => start + data);
    }
    response.end(text);
  }

  /** Opens a page, calls `look` with it, and fails if there were any errors. */
  async function visit(path: string, look: (page: Page) => Promise<void>): Promise<void> {
    const page = await browser.newPage();
    const problems: unknown[] = [];
    page.on('pageerror', (error) => problems.push(error));
    page.on('console', (message) => {
      if (/error|warn/.test(message.type())) problems.push(message.text());
    });
    await page.evaluateOnNewDocument(() => {
      // The server's HTML, before any script of the page has run.
      document.addEventListener('readystatechange', () => {
        if (document.readyState !== 'interactive') return;
        const printed = [...document.querySelectorAll('.skr-content, .skr-content *')];
        Object.assign(window, { printed });
      });
    });
    await page.goto(url + path);
    await look(page);
    await page.close();
    assert.deepEqual(problems, []);
  }

  for (const [app, check] of Object.entries(checks)) {
    test(`${app}: reports mistakes as type errors, and nothing else`, async () => {
      const { stdout, stderr } = await runIn(folder, check).catch((error) => error);
      const matches = stripVTControlCharacters(stdout + stderr).matchAll(
        /^(?:\d+ ERROR ")?(?:\w+\/)?(\w+\.\w+)(?:[:(]|" )(\d+)[:,]\d+/gm,
      );
      const expected = globSync(`${folder}/${app}/*rong.*`)
        .filter((file) => !file.endsWith('.json'))
        .flatMap((file) =>
          readFileSync(file, 'utf8')
            .split('\n')
            .map((line, index) => (line.includes('wrong') ? `${index + 1}` : ''))
            .filter(Boolean)
            .map((line) => `${file.split('/').at(-1)}:${line}`),
        );
      const lines = new Set([...matches].map(([, file, line]) => `${file}:${line}`));
      assert.deepEqual([...lines].sort(), expected.sort(), stdout + stderr);
    });

    test(`${app}: shows all four elements, sets properties and receives events`, () =>
      visit(`/${app}/`, async (page) => {
        await useApp(page);
        if (app === 'angular') await shows(page, '#checked org-card h4', 'Internationellt');
      }));
  }

  for (const app of hydrated) {
    test(`${app} hydrates its server's HTML, and the elements take it over`, () =>
      visit(`/${app}-server/`, async (page) => {
        await page.waitForFunction(() => document.querySelector('skr-intl-overview:defined'));
        await shows(page, 'org-card', 'SALAR International');
        await page.locator('button ::-p-text(Visa ICLD)').click();
        await shows(page, 'org-card', 'Internationellt Centrum för Lokal Demokrati');
        const stays = await page.evaluate(() => {
          const { printed } = window as unknown as { printed: Node[] };
          return printed.length > 20 && printed.every((node) => node.isConnected);
        });
        assert(stays, 'The nodes of the server have been replaced');
      }));

    test(`${app} sends the text from its server`, async () => {
      const { article, html } = (await servers[app]?.render()) ?? assert.fail();
      assert(html.includes(article));
      assert.match(article, /Det här gör SKR/);
    });
  }

  for (const app of hydrated) {
    test(`${app} changes attributes, children and order, moves and unmounts, without an error`, () =>
      visit(`/${app}/changes.html`, async (page) => {
        let state = start;
        await expectCards(page, state);
        for (const change of changes) {
          state = { ...state, ...change };
          await page.evaluate(
            (next) => (window as unknown as { update(state: unknown): unknown }).update(next),
            state as never,
          );
          await expectCards(page, state);
        }
      }));
  }

  test('Express sends content that is readable without scripts', async () => {
    const page = await browser.newPage();
    await page.setJavaScriptEnabled(false);
    await page.goto(`${url}/express/`);
    await shows(page, 'skr-intl-overview', 'Det här gör SKR');
    await shows(page, 'org-card', 'Internationellt Centrum för Lokal Demokrati');
    await shows(page, 'contact-person', 'Samordnare');
    await shows(page, 'contact-form', 'Formuläret fungerar bara med JavaScript');
    await page.close();
  });

  test('the HTML from Express works when the script has loaded', () =>
    visit('/express/', async (page) => {
      await shows(page, 'org-card', 'Internationellt Centrum för Lokal Demokrati');
      await page.waitForFunction(() => document.querySelector('contact-form:defined'));
      await sendMessage(page);
    }));
});

/** Does what a visitor would in one of the apps; all apps are the same. */
async function useApp(page: Page): Promise<void> {
  await shows(page, 'skr-intl-overview', 'Det här gör SKR');
  await shows(page, 'contact-person', 'Åsa Öberg');
  await shows(page, 'contact-person', 'Samordnare');
  await shows(page, 'org-card', 'SALAR International');
  await page.locator('button ::-p-text(Visa ICLD)').click();
  await shows(page, 'org-card[heading-level="3"]', 'Internationellt Centrum för Lokal Demokrati');
  const card = await page.$eval('org-card[heading-level="3"]', ({ org, headingLevel }) => [
    org,
    headingLevel,
  ]);
  assert.deepEqual(card, ['icld', '3']);

  await page.locator('contact-form >>> #name').fill('Åsa Öberg');
  await says(page, 'Påbörjat');
  const reference = await sendMessage(page);
  await says(page, `Skickat: ${reference}`);
}

/** Expects the cards to show what the app has set, each thing once. */
async function expectCards(page: Page, state: PageState): Promise<void> {
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const cards = await page.$$eval('org-card', (elements) =>
    elements.map((card) => {
      const root = card.shadowRoot as ShadowRoot;
      const parts = [
        ...card.querySelectorAll('.skr-content'),
        ...root.querySelectorAll('.skr-content'),
      ];
      const isVisible = (node: Node) => {
        const range = document.createRange();
        range.selectNodeContents(node);
        return range.getClientRects().length > 0;
      };
      return {
        content: parts.map((part) => part.textContent?.replace(/\s+/g, ' ').trim()).join('|'),
        inPage: card.querySelectorAll('.skr-content').length,
        own: [...card.querySelectorAll('[slot="description"], [slot="footer"]')]
          .filter(isVisible)
          .map(({ textContent }) => textContent),
        fallback: [...card.childNodes].filter(
          (node) => node.nodeType === Node.TEXT_NODE && isVisible(node),
        ).length,
      };
    }),
  );
  const expected = (state.isMounted ? state.keys : []).map((key) => {
    const name = `${state.name} ${key}`;
    return {
      content: state.description ? name : `${name} Beskrivning`,
      inPage: state.isolated ? 0 : 1,
      own: [state.description, state.hasFooter && 'Fot'].filter(Boolean),
      fallback: 0,
    };
  });
  assert.deepEqual(cards, expected);
}

/** Sends a message to a real receiver. Returns the reference number shown. */
async function sendMessage(page: Page): Promise<string> {
  const values = { name: 'Åsa Öberg', email: 'asa@example.se', subject: 'Hej', message: 'Hej då' };
  for (const [name, value] of Object.entries(values)) {
    await page.locator(`contact-form >>> #${name}`).fill(value);
  }
  await page.locator('contact-form >>> button[type="submit"]').click();
  const confirmation = await page.waitForSelector('contact-form >>> #confirmation strong');
  return String(await confirmation?.evaluate(({ textContent }) => textContent));
}

/** Waits until an element shows a text, in the page or in its shadow root. */
async function shows(page: Page, selector: string, text: string): Promise<void> {
  await Promise.any(
    [' ', ' >>> '].map((within) =>
      page.waitForSelector(`${selector}${within}::-p-text(${text})`, { visible: true }),
    ),
  );
}

/** Waits until the app's own text has this value. */
async function says(page: Page, text: string): Promise<void> {
  await page.waitForFunction(
    (expected) => document.querySelector('output')?.textContent === expected,
    {},
    text,
  );
}
