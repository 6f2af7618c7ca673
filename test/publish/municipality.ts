/** A municipality's page that loads the published files. */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import puppeteer, { type Browser } from 'puppeteer-core';
import { chromium } from '../browsers/chromium.ts';
import type { Certificate } from './servers.ts';

/** A website with its own origin. */
export interface Municipality {
  /** Adds a page, and returns its URL. */
  put(body: string, headers: Record<string, string>): string;
  stop(): Promise<void>;
}

/** A municipality's website, on another host than the widgets. */
export async function startMunicipality({ cert, key }: Certificate): Promise<Municipality> {
  const pages: { body: string; headers: Record<string, string> }[] = [];
  const options = { cert: readFileSync(cert), key: readFileSync(key) };
  const server = createServer(options, ({ url = '' }, response) => {
    const page = pages[Number(url.slice(1))];
    if (!page) return response.writeHead(404).end();
    return response
      .writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers })
      .end(page.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    put(body, headers) {
      const html = `<!doctype html><html lang="sv"><link rel="icon" href="data:,">${body}</html>`;
      pages.push({ body: html, headers });
      return `https://www.kommun.test:${port}/${pages.length - 1}`;
    },
    async stop() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Launches a Chromium that finds the municipality's hosts on this machine, and trusts their certificate. */
export function launchChromium({ spki }: Certificate): Promise<Browser> {
  return puppeteer.launch(
    chromium([
      '--host-resolver-rules=MAP *.kommun.test 127.0.0.1',
      // Trusted, and not only let through: Chromium caches nothing that comes with a doubtful one.
      `--ignore-certificate-errors-spki-list=${spki}`,
    ]),
  );
}
