/** The test environment of the site: the site itself, a municipality's website to paste into, and a browser. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { published } from '../../demo/release.ts';
import { type Demo, startDemo } from '../../demo/server.ts';
import { version } from '../../publish/urls.ts';
import { chromium } from '../browsers/chromium.ts';

/** Enough for any page on a busy machine. */
const timeoutMs = 20_000;

/** A page as a municipality serves it. */
export interface HostPage {
  /** Swedish, unless it says otherwise. */
  readonly locale?: 'sv' | 'en';
  readonly head?: string;
  readonly body: string;
  readonly style?: string;
  readonly policy?: string;
}

/** The municipality's server: an editor to paste into, and the pages saved in it. */
export interface HostSite {
  readonly url: string;
  /** The pages that it serves, by path. */
  readonly pages: Map<string, HostPage>;
  /** Other files that it serves, by path. */
  readonly files: Map<string, Uint8Array>;
  stop(): Promise<void>;
}

export async function startHostSite(): Promise<HostSite> {
  const pages = new Map<string, HostPage>();
  const files = new Map<string, Uint8Array>();
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://host');
    const type = (text: string) => response.setHeader('content-type', `${text}; charset=utf-8`);
    if (pathname === '/style.css') {
      type('text/css');
      return response.end(pages.get(new URL(request.headers.referer ?? '').pathname)?.style);
    }
    if (pathname.startsWith('/skr-widgets/'))
      return serve(pathname, own[pathname.slice(1)], response);
    if (files.has(pathname)) return serve(pathname, files.get(pathname), response);
    if (pathname === '/editor' && request.method === 'POST') {
      let form = '';
      for await (const piece of request) form += piece;
      pages.set('/saved', { body: new URLSearchParams(form).get('html') ?? '' });
      return response.writeHead(303, { location: '/saved' }).end();
    }
    type('text/html');
    if (pathname === '/editor') {
      return response.end(
        '<!doctype html><html lang="sv"><title>Redigera</title><link rel="icon" href="data:,"><form method="post"><textarea name="html" aria-label="HTML"></textarea><button>Spara</button></form>',
      );
    }
    const page = pages.get(pathname);
    if (!page) return response.writeHead(404).end();
    if (page.policy) response.setHeader('content-security-policy', page.policy);
    return response.end(
      `<!doctype html><html lang="${page.locale ?? 'sv'}"><head><meta charset="utf-8"><title>Kommunen</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css">${page.head ?? ''}</head><body><main><h1>Kommunen</h1>${page.body}</main></body></html>`,
    );
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Another site than the demo's to the browser, not just another port.
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const own = published({ address: `${url}/skr-widgets/`, version, receiver: undefined });
  const types = {
    css: 'text/css',
    html: 'text/html',
    js: 'text/javascript',
    json: 'application/json',
  };
  const serve = (
    path: string,
    content: string | Uint8Array | undefined,
    response: import('node:http').ServerResponse,
  ) => {
    const type = types[path.split('.').at(-1) as 'css'];
    if (content === undefined) return response.writeHead(404).end();
    return response.setHeader('content-type', `${type}; charset=utf-8`).end(content);
  };
  return {
    url,
    pages,
    files,
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** What the tests of the demo site use. */
export interface TestEnvironment {
  readonly demo: Demo;
  readonly host: HostSite;
  readonly browser: Browser;
  /** Opens a page in a fresh browser context, and records its errors. */
  open(url: string, prepare?: (page: Page) => Promise<unknown>): Promise<OpenPage>;
  stop(): Promise<void>;
}

export interface OpenPage {
  readonly page: Page;
  /** Console errors, exceptions, dialogs and failed requests. */
  readonly errors: string[];
  readonly requests: string[];
  close(): Promise<void>;
}

export async function startEnvironment(): Promise<TestEnvironment> {
  const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-demo-'));
  const [demo, host, browser] = await Promise.all([
    startDemo(folder),
    startHostSite(),
    puppeteer.launch(chromium()),
  ]);
  return {
    demo,
    host,
    browser,
    async open(url, prepare) {
      const context = await browser.createBrowserContext();
      // A visitor's click grants permission; a headless browser must be given it explicitly.
      await context.overridePermissions(demo.url, ['clipboard-sanitized-write']);
      const page = await context.newPage();
      page.setDefaultTimeout(timeoutMs);
      const errors: string[] = [];
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(message.text());
      });
      page.on('pageerror', (error) => errors.push(String(error)));
      page.on('dialog', (dialog) => {
        errors.push(`A dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('response', (response) => {
        if (response.status() >= 400) errors.push(`${response.status()} ${response.url()}`);
      });
      await prepare?.(page);
      await page.goto(url, { waitUntil: 'load' });
      return { page, errors, requests, close: () => context.close() };
    },
    async stop() {
      await browser.close();
      await Promise.all([demo.stop(), host.stop()]);
      rmSync(folder, { recursive: true });
    },
  };
}
