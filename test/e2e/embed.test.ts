/**
 * From the snippet in the README to a stored message, without mocks: the built file, a real browser, the receiver as a
 * separate process, three origins.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import puppeteer, { type Page } from 'puppeteer-core';
import { startReceiver } from '../../demo/receiver.ts';
import { chromium } from '../browsers/chromium.ts';
import { type Answer, serve } from './pages.ts';

const [, snippet = ''] = readFileSync('README.md', 'utf8').match(/```html\n(.*?)```/s) ?? [];
const placeholders = { script: 'https://example.se', receiver: 'https://receiver.example.se' };

const fields = {
  name: 'Åsa Öberg-Lindström',
  organisation: 'Älvsbyns kommun',
  email: 'asa.oberg@example.se',
  telephone: '070-174 06 35',
  subject: 'Vänorter i Sápmi – hur då?',
  message: 'Hej!\n\nÄr det så här man gör: <b>”skriv”</b> & skicka?\nHälsningar från Åsa 🌍',
};

/** The labels of the fields. */
const labels = {
  name: 'Namn *\u00a0(obligatorisk)',
  organisation: 'Kommun, region eller annan organisation (frivillig)',
  email: 'E-postadress *\u00a0(obligatorisk)',
  telephone: 'Telefonnummer (frivillig)',
  subject: 'Ämne *\u00a0(obligatorisk)',
  message: 'Meddelande *\u00a0(obligatorisk)',
};

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-e2e-'));
const scripts = await serve({
  '/skr-widgets/v1/skr-widgets.js': {
    headers: { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' },
    body: readFileSync('dist/skr-widgets.js'),
  },
});
// The pages contain the receiver's URL, and the receiver must know the pages' origin.
const answers: Record<string, Answer> = {};
const pages = await serve(answers);
const receiver = await startReceiver(folder, [pages.url]);
const classic = snippet
  .replace(placeholders.script, scripts.url)
  .replace(placeholders.receiver, receiver.url);
answers['/classic'] = {
  headers: { 'content-type': 'text/html' },
  body: Buffer.from(pageWith(classic), 'latin1'),
};
answers['/module'] = {
  headers: { 'content-type': 'text/html; charset=utf-8' },
  body: Buffer.from(pageWith(classic.replace('<script defer', '<script type="module"'))),
};
const browser = await puppeteer.launch(chromium());

after(async () => {
  await browser.close();
  await Promise.all([receiver.stop(), pages.close(), scripts.close()]);
  rmSync(folder, { recursive: true });
});

for (const { path, how, characterSet } of [
  {
    path: '/classic',
    how: 'a classic script on a page in ISO-8859-1 that does not say so',
    characterSet: 'windows-1252',
  },
  { path: '/module', how: 'a module on a page in UTF-8', characterSet: 'UTF-8' },
]) {
  suite(`The README's snippet, with ${how},`, () => {
    test('carries a message from the keyboard to the command line', async () => {
      const { page } = await open(path);
      assert.equal(await page.evaluate(() => document.characterSet), characterSet);

      await fillIn(page);
      const reference = await send(page);

      const exported = JSON.parse(receiverSays('export').split('\n').at(-2) ?? '');
      const { receivedAt } = exported;
      assert(Math.abs(Date.now() - Date.parse(receivedAt)) < 60_000, receivedAt);
      assert.partialDeepStrictEqual(exported, {
        reference,
        form: 'international',
        language: 'sv',
        ...fields,
      });

      const listed = receiverSays('list').split('\n').at(-2);
      const { name, subject } = fields;
      assert.equal(listed, [reference, receivedAt, 'international', name, subject].join('\t'));

      const output = receiverSays('show', reference);
      for (const value of [reference, receivedAt, ...Object.values(fields)]) {
        assert(output.includes(value), `${value} in:\n${output}`);
      }
    });

    test('requests its script, and the receiver once a field is focused, and nothing else', async () => {
      const { page, requests } = await open(path);
      const script = `${scripts.url}/skr-widgets/v1/skr-widgets.js`;
      assert.deepEqual(requests, [`GET ${pages.url}${path}`, `GET ${script}`]);

      await fillIn(page);
      await send(page);

      const endpoint = `${receiver.url}/v1/forms/international`;
      assert.deepEqual(requests.slice(2).sort(), [
        `GET ${endpoint}`,
        // The browser's preflight request.
        `OPTIONS ${endpoint}/messages`,
        `POST ${endpoint}/challenge`,
        `POST ${endpoint}/messages`,
      ]);
    });

    test('sets no cookie and stores nothing in the browser', async () => {
      const { page } = await open(path);
      await fillIn(page);
      await send(page);

      assert.deepEqual(await page.browserContext().cookies(), []);
      const stored = await page.evaluate(async () => ({
        cookies: document.cookie,
        local: Object.keys(localStorage),
        session: Object.keys(sessionStorage),
        databases: await indexedDB.databases(),
        caches: await caches.keys(),
        workers: (await navigator.serviceWorker.getRegistrations()).length,
      }));
      assert.deepEqual(stored, {
        cookies: '',
        local: [],
        session: [],
        databases: [],
        caches: [],
        workers: 0,
      });
    });
  });
}

/** A page like an old one of a municipality, with text of its own in another encoding. */
function pageWith(html: string): string {
  return `<!doctype html>
<html lang="sv">
  <head>
    <title>Örnsköldsviks vänner</title>
    <link rel="icon" href="data:," />
  </head>
  <body>
    <h1>Såhär gör vi i Älvsbyn</h1>
    ${html}
  </body>
</html>`;
}

/** Opens a page in a fresh browser context, and records its requests. */
async function open(path: string): Promise<{ page: Page; requests: string[] }> {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const requests: string[] = [];
  page.on('request', (request) => requests.push(`${request.method()} ${request.url()}`));
  await page.goto(pages.url + path, { waitUntil: 'networkidle0' });
  return { page, requests };
}

async function fillIn(page: Page): Promise<void> {
  for (const [field, value] of Object.entries(fields)) {
    const label = labels[field as keyof typeof labels];
    const control = await find(page, label, 'textbox');
    await control.click();
    await page.keyboard.type(value);
  }
}

/** Sends the form and returns the reference number shown. */
async function send(page: Page): Promise<string> {
  const button = await find(page, 'Skicka meddelandet', 'button');
  await button.click();
  await find(page, 'Tack, vi har tagit emot ditt meddelande', 'heading');
  const line = await page.waitForSelector('::-p-text(Referensnummer:)');
  const text = await line?.evaluate((element) => element.textContent);
  const [reference = ''] = text?.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/) ?? [];
  return reference;
}

/** Finds something by role and name, as a screen reader does, as soon as it exists. */
async function find(page: Page, name: string, role: 'textbox' | 'button' | 'heading') {
  const element = await page.waitForSelector(`::-p-aria([name="${name}"][role="${role}"])`);
  assert(element, name);
  return element;
}

/** The output of one of the receiver's commands. */
function receiverSays(...command: string[]): string {
  const args = ['receiver/src/cli.ts', ...command, '--config', `${folder}/receiver.json`];
  return execFileSync(process.execPath, args, { encoding: 'utf8' });
}
