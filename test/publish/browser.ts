/** Chromium and a server for the tests of the published files: `dist/` at a URL of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { after } from 'node:test';
import { contentType } from 'mime-types';
import puppeteer, { type Page } from 'puppeteer-core';
import { chromium } from '../browsers/chromium.ts';
import { type Answer, serve } from '../e2e/pages.ts';

/** What the tests of a file use. */
export interface TestSite {
  /** The URL of `dist/`, with a trailing slash. */
  baseUrl(): string;
  /** Adds a page on another origin and returns its URL. */
  addPage(html: string): string;
  /** Opens a URL, or adds a page and opens it, in a browser context of its own. */
  openPage(page: string, options?: { prepare?: (page: Page) => Promise<void> }): Promise<Page>;
}

/**
 * Starts what a test file needs, and stops it after the last test.
 *
 * @param options.policy The content security policy of the pages in `dist/`.
 * @param options.address A URL in the files to replace with the server's own.
 */
export async function setup({
  policy,
  address,
}: {
  policy?: string;
  address?: string;
} = {}): Promise<TestSite> {
  const answers: Record<string, Answer> = {};
  // Files are read on request; the rest has been added by a test.
  const dist = new Proxy(answers, {
    get: (table, path: string) => table[path] ?? readDist(path),
  });
  const publisher = await serve(dist);
  const host = await serve(answers);
  const browser = await puppeteer.launch(chromium());
  let pages = 0;

  after(async () => {
    await browser.close();
    await Promise.all([publisher.close(), host.close()]);
  });

  /** Sends a file of `dist/` with CORS headers, whatever the query. */
  function readDist(url: string): Answer | undefined {
    const [path = ''] = url.split('?');
    const type = contentType(extname(path));
    if (!type || path.includes('..') || !existsSync(`dist${path}`)) return undefined;
    const headers = {
      'content-type': type,
      'access-control-allow-origin': '*',
      ...(policy ? { 'content-security-policy': policy } : {}),
    };
    const body = readFileSync(`dist${path}`, 'utf8');
    return {
      headers,
      body: Buffer.from(address ? body.replaceAll(address, `${publisher.url}/`) : body),
    };
  }

  function addPage(html: string): string {
    const path = `/${++pages}`;
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    answers[path] = { headers, body: Buffer.from(html) };
    return host.url + path;
  }

  return {
    baseUrl: () => `${publisher.url}/`,
    addPage,
    async openPage(content, { prepare } = {}) {
      const page = await (await browser.createBrowserContext()).newPage();
      await prepare?.(page);
      await page.goto(content.startsWith('http') ? content : addPage(content));
      return page;
    },
  };
}
