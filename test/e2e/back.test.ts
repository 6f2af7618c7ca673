/**
 * The back button: a visitor writes, follows a link on the page, and comes back. Browsers keep the page in the
 * back/forward cache unless something on it prevents that. If they don't, they still restore form controls, and our
 * element is one to them. Besides, there is the draft, for visitors who have chosen it.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import puppeteer, { type LaunchOptions, type Page } from 'puppeteer-core';
import { startReceiver } from '../../demo/receiver.ts';
import { launchers } from '../browsers/browser-driver.ts';
import { chromium } from '../browsers/chromium.ts';
import { firefox } from '../browsers/engines.ts';
import { type Answer, script, serve } from './pages.ts';

const typed = {
  name: 'Åsa Öberg-Lindström',
  email: 'asa.oberg@example.se',
  subject: 'Vänorter i Sápmi',
  message: 'Tjugo minuters skrivande,\nsom inte får gå förlorat.',
};

const browsers = { Chromium: chromium(), Firefox: firefox() };

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-back-'));
const answers: Record<string, Answer> = {};
const pages = await serve(answers);
const receiver = await startReceiver(folder, [pages.url]);
answers['/skr-widgets.js'] = script;
const contact = `
  <p><a href="/opening-hours">Öppettider</a></p>
  <script defer src="/skr-widgets.js"></script>
  <contact-form lang="sv" endpoint="${receiver.url}/v1/forms/international"></contact-form>`;
answers['/contact'] = page(contact);
// No browser caches a page with an unload listener.
answers['/not-kept'] = page(`${contact}<script>addEventListener('unload', () => {})</script>`);
answers['/opening-hours'] = page('<h1>Öppettider</h1>');

after(async () => {
  await Promise.all([receiver.stop(), pages.close()]);
  rmSync(folder, { recursive: true });
});

for (const [name, options] of Object.entries(browsers)) {
  test(`${name}: typed text is restored by the back button, and can be sent`, async () => {
    await using at = await open(options, '/contact');
    await write(at.page);

    await leaveAndComeBack(at.page);

    const blocked = await at.page.evaluate(() => {
      const [entry] = performance.getEntriesByType('navigation');
      return JSON.stringify(entry && 'notRestoredReasons' in entry && entry.notRestoredReasons);
    });
    assert.deepEqual(await at.page.evaluate(() => globalThis.pageShows), [false, true], blocked);
    assert.deepEqual(await read(at.page), typed);
    assert.deepEqual(await at.page.evaluate(() => ({ ...localStorage, ...sessionStorage })), {});
    await (await find(at.page, 'button[type=submit]')).click();
    await find(at.page, '#confirmation');
  });

  test(`${name}: without a page cache, the browser restores typed text`, async () => {
    await using at = await open(options, '/not-kept');
    await write(at.page);

    await leaveAndComeBack(at.page);

    assert.deepEqual(await at.page.evaluate(() => globalThis.pageShows), [false]);
    await find(at.page, '#name');
    assert.deepEqual(await read(at.page), typed);
    assert.deepEqual(await at.page.evaluate(() => ({ ...localStorage, ...sessionStorage })), {});
    await (await find(at.page, 'button[type=submit]')).click();
    await find(at.page, '#confirmation');
  });

  test(`${name}: without a page cache, a saved draft is restored`, async () => {
    await using at = await open(options, '/not-kept');
    await write(at.page);
    await (await find(at.page, '#save-draft')).click();

    await leaveAndComeBack(at.page);

    assert.deepEqual(await at.page.evaluate(() => globalThis.pageShows), [false]);
    await (await find(at.page, '#name')).click();
    assert.deepEqual(await read(at.page), typed);
  });
}

// WebKit caches all of them. It evicts a page only after a dozen others, and then restores no fields, not even native
// ones.
for (const path of ['/contact', '/not-kept']) {
  test(`WebKit: text typed on ${path} is restored by the back button, and can be sent`, async () => {
    await using at = await openWebKit(path);
    const { ask } = at;
    await at.write();

    await at.leave();
    await at.goBack(() => void setTimeout(() => history.back()));

    assert.deepEqual(await ask(() => globalThis.pageShows), [false, true]);
    assert.deepEqual(await at.read(), typed);
    assert.deepEqual(await ask(() => ({ ...localStorage, ...sessionStorage })), {});
    await ask(() => {
      const root = document.querySelector('contact-form')?.shadowRoot;
      root?.querySelector<HTMLElement>('button[type=submit]')?.click();
    });
    await at.until(
      () => !!document.querySelector('contact-form')?.shadowRoot?.querySelector('#confirmation'),
    );
  });
}

test('WebKit: without a page cache, a saved draft is restored', async () => {
  await using at = await openWebKit('/contact');
  await at.write();
  await at.ask(() => {
    const root = document.querySelector('contact-form')?.shadowRoot;
    root?.querySelector<HTMLElement>('#save-draft')?.click();
  });

  await at.leave();
  // To the same URL, but not back: a new page.
  await at.goBack(() => void setTimeout(() => location.assign('/contact')));

  assert.deepEqual(await at.ask(() => globalThis.pageShows), [false]);
  await at.ask(() => {
    const root = document.querySelector('contact-form')?.shadowRoot;
    root?.querySelector<HTMLElement>('#name')?.focus();
  });
  await at.until(() => {
    const root = document.querySelector('contact-form')?.shadowRoot;
    return !!root?.querySelector('#save-draft-state')?.textContent;
  });
  assert.deepEqual(await at.read(), typed);
});

/** A page that records each time it is shown, and whether it came from the cache. */
function page(content: string): Answer {
  const html = `<!doctype html>
<html lang="sv">
  <title>Exempelkommunen</title>
  <link rel="icon" href="data:," />
  <script>
    globalThis.pageShows = [];
    addEventListener('pageshow', (event) => pageShows.push(event.persisted));
  </script>
  ${content}
</html>`;
  return { headers: { 'content-type': 'text/html; charset=utf-8' }, body: Buffer.from(html) };
}

async function open(options: LaunchOptions, path: string) {
  const browser = await puppeteer.launch(options);
  const page = await browser.newPage();
  await page.goto(pages.url + path);
  return { page, [Symbol.asyncDispose]: () => browser.close() };
}

/** WebKit on a page, driven by functions that are sent there as source text. */
async function openWebKit(path: string) {
  const visitor = await launchers.WebKit();
  const { evaluate: ask } = visitor;
  /** Retries until the result is true; a call is lost when the page navigates. */
  const until = async (question: () => boolean) => {
    for (let tries = 0; !(await ask(question).catch(() => false)); tries++) {
      if (tries > 100) throw new Error(`Never true: ${question}`);
      await wait(50);
    }
  };
  const arrived = () =>
    until(
      () =>
        location.pathname !== '/opening-hours' &&
        globalThis.pageShows?.length > 0 &&
        !!document.querySelector('contact-form')?.shadowRoot,
    );
  await visitor.goTo(pages.url + path);
  await arrived();
  return {
    ask,
    until,
    async write() {
      for (const [index, text] of Object.values(typed).entries()) {
        await ask(focus[index] as () => void);
        await visitor.type(text);
      }
      await until(() => {
        const root = document.querySelector('contact-form')?.shadowRoot;
        return !!root?.querySelector('#verification-state.done');
      });
    },
    async leave() {
      await ask(() => void setTimeout(() => document.querySelector('a')?.click()));
      await until(() => location.pathname === '/opening-hours');
    },
    async goBack(go: () => void) {
      await ask(go);
      await arrived();
    },
    read: () =>
      ask(() => {
        const root = document.querySelector('contact-form')?.shadowRoot;
        const value = (id: string) => root?.querySelector<HTMLInputElement>(`#${id}`)?.value;
        const [name, email, subject, message] = ['name', 'email', 'subject', 'message'].map(value);
        return { name, email, subject, message };
      }),
    [Symbol.asyncDispose]: visitor.close,
  };
}

/** Focuses each field in turn. A function sent as source text can't use variables from outside. */
const focus = [
  () => document.querySelector('contact-form')?.shadowRoot?.getElementById('name')?.focus(),
  () => document.querySelector('contact-form')?.shadowRoot?.getElementById('email')?.focus(),
  () => document.querySelector('contact-form')?.shadowRoot?.getElementById('subject')?.focus(),
  () => document.querySelector('contact-form')?.shadowRoot?.getElementById('message')?.focus(),
];

/** Fills in the form, and waits until the verification is done. */
async function write(page: Page): Promise<void> {
  for (const [id, text] of Object.entries(typed)) {
    await (await find(page, `#${id}`)).click();
    await page.keyboard.type(text);
  }
  await page.waitForFunction(() => {
    const root = document.querySelector('contact-form')?.shadowRoot;
    return root?.querySelector('#verification-state.done');
  });
}

function read(page: Page): Promise<Record<string, string | undefined>> {
  return page.evaluate((ids) => {
    const root = document.querySelector('contact-form')?.shadowRoot;
    const value = (id: string) => root?.querySelector<HTMLInputElement>(`#${id}`)?.value;
    return Object.fromEntries(ids.map((id) => [id, value(id)]));
  }, Object.keys(typed));
}

async function leaveAndComeBack(page: Page): Promise<void> {
  await Promise.all([page.waitForNavigation(), page.click('a')]);
  assert.equal(await page.title(), 'Exempelkommunen');
  assert.equal(await page.evaluate(() => location.pathname), '/opening-hours');
  // Puppeteer's own way back waits for a load event, which a cached page never fires.
  await page.evaluate(() => void setTimeout(() => history.back()));
  await page.waitForFunction(
    () => document.querySelector('contact-form')?.shadowRoot && pageShows.at(-1) !== undefined,
  );
}

/** Finds something in the form as soon as it exists. */
async function find(page: Page, selector: string) {
  const element = await page.waitForSelector(`>>> ${selector}`);
  assert(element, selector);
  return element;
}

declare global {
  /** The page's record: for each time it was shown, whether it came from the cache. */
  var pageShows: boolean[];
}
