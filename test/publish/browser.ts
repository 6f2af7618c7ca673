/** Chromium and a server for the tests of what is published: `dist/` under an address of its own. */
import { readFileSync } from 'node:fs';
import { after, before } from 'node:test';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { pathOf } from '../browsers/programs.ts';
import { type Answer, type Site, serve } from '../e2e/pages.ts';

const types: Record<string, string> = {
  css: 'text/css',
  html: 'text/html; charset=utf-8',
  js: 'text/javascript',
  json: 'application/json',
};

/** What the tests of a file use. */
export interface Bench {
  /** Where `dist/` is served, with a slash at its end. */
  base(): string;
  /** Opens a page on another origin, in a browser that has never been anywhere. */
  open(html: string, more?: { prepare?: (page: Page) => Promise<void> }): Promise<Page>;
}

/** Starts what a test file needs, and ends it after the last test. */
export function setup(): Bench {
  const answers: Record<string, Answer> = {};
  // Files are read as they are asked for; the rest is what a test has put there.
  const dist = new Proxy(answers, { get: (table, path: string) => table[path] ?? fileOf(path) });
  let browser: Browser;
  let publisher: Site;
  let host: Site;
  let pages = 0;

  before(async () => {
    publisher = await serve(dist);
    host = await serve(answers);
    browser = await puppeteer.launch({
      executablePath: 'test/browsers/tied.sh',
      env: { ...process.env, TIED: pathOf('chromium') },
      args: [
        // Chromium refuses to run as root with its sandbox. It opens no page but ours.
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    });
  });

  after(async () => {
    await browser?.close();
    await Promise.all([publisher?.close(), host?.close()]);
  });

  return {
    base: () => `${publisher.url}/`,
    async open(html, { prepare } = {}) {
      const path = `/${++pages}`;
      const headers = { 'content-type': 'text/html; charset=utf-8' };
      answers[path] = { headers, body: Buffer.from(html) };
      const page = await (await browser.createBrowserContext()).newPage();
      await prepare?.(page);
      await page.goto(host.url + path);
      return page;
    },
  };
}

/** A file of `dist/`, as a server that everyone may read from sends it; it ignores the query. */
function fileOf(address: string): Answer | undefined {
  const [path = ''] = address.split('?');
  const type = types[path.split('.').at(-1) ?? ''];
  if (!type || path.includes('..')) return undefined;
  const headers = { 'content-type': type, 'access-control-allow-origin': '*' };
  try {
    return { headers, body: readFileSync(`dist${path}`) };
  } catch {
    return undefined;
  }
}
