/** A fictitious municipality's site, with pages for each candidate. */
import { existsSync, readFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { contentType } from 'mime-types';
import { startReceiver } from '../demo/receiver.ts';
import { bundle } from './bundle.ts';
import { type Candidate, candidates, type Embed, endpoint } from './candidates.ts';
import { peers } from './peers.ts';

/** The content of a page. `list` is a page to add many cards to. */
export type Work = 'card' | 'form' | 'article' | 'list' | 'blank';

/** What the server has sent for a page because of the candidate. */
export interface Transfer {
  requests: number;
  raw: number;
  gzip: number;
  brotli: number;
}

export interface Site {
  readonly url: string;
  getUrl(candidate: Candidate, work: Work): string;
  /** Returns what has been sent since the last call. */
  takeTransfer(): Transfer;
  close(): Promise<void>;
}

interface File {
  readonly type: string;
  readonly raw: Buffer;
  readonly gzip: Buffer;
  readonly brotli: Buffer;
}

/** Styles of every page, whatever it embeds. */
const siteStyles = `
  body { margin: 0; font: 1.0625rem/1.5 system-ui, sans-serif; color: #222; background: #fff; }
  header, main { max-inline-size: 60rem; margin: 0 auto; padding: 1rem; }
  header { border-block-end: 0.25rem solid #036; font-weight: 700; }
  h1 { font-size: 2rem; line-height: 1.2; }
  #list { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fill, minmax(18rem, 1fr)); }
`;

/** Records when the embedded content is painted, and how much it shifts the content around it. */
const probe = (target: string) => `
  const probe = window.probe = { painted: 0, shift: 0 };
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) probe.shift += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
  const all = (root, selector) => [...root.querySelectorAll('*')].flatMap((element) =>
    [...(element.matches(selector) ? [element] : []), ...(element.shadowRoot ? all(element.shadowRoot, selector) : [])]);
  const within = (place, selector) =>
    [...(place.shadowRoot ? all(place.shadowRoot, selector) : []), ...all(place, selector)][0];
  window.find = (path, from = document) => path.split(' >>> ').reduce((place, selector, step) =>
    step ? place && within(place, selector)
      : from.matches?.(selector) ? from : from.querySelector(selector), from) ?? undefined;
  /* Immediately after the frame, before any other task, such as the next script. */
  const painted = () => scheduler.postTask(() => { probe.painted = performance.now(); },
    { priority: 'user-blocking' });
  const poll = () => {
    const target = find(${JSON.stringify(target)});
    const box = target?.localName === 'slot' ? target.getRootNode().host : target;
    if (box?.getBoundingClientRect().height > 8) requestAnimationFrame(painted);
    else requestAnimationFrame(poll);
  };
  requestAnimationFrame(poll);
`;

const words = (count: number) => '<p>Kommunen arbetar för hela kommunens bästa. </p>'.repeat(count);

function renderPage({ head = '', script, markup, target }: Embed, name: string): string {
  const tag = script ? `<script type="module" src="/own/${name}.js"></script>` : '';
  return `<!doctype html><html lang="sv"><meta charset="utf-8"><title>Exempelkommunen</title>
<meta name="viewport" content="width=device-width"><script>{${probe(target)}}</script>
<link rel="stylesheet" href="/site.css">${head}${tag}
<header>Exempelkommunen</header><main><h1>Internationellt arbete</h1>${words(2)}
<div id="embed">${markup}</div>${words(12)}</main></html>`;
}

/**
 * Builds all pages and serves them on a free local port. Forms send to a receiver on another port, which is another
 * origin to the browser, as for a municipality.
 *
 * @param folder The folder for the receiver's files.
 */
export async function openSite(folder: string): Promise<Site> {
  const files = new Map<string, File>();
  const pages = new Map<string, string>();
  const scripts: Record<string, string> = {};

  const blank = { markup: '', target: 'h1' };
  pages.set('/page/blank', renderPage(blank, 'blank'));
  candidates.forEach((candidate, index) => {
    const { card, list = card, wrap = (inside: string) => inside } = candidate;
    const ofList = list && { ...list, markup: wrap(`<div id="list">${list.markup}</div>`) };
    for (const [work, embed] of Object.entries({ ...candidate, list: ofList })) {
      if (!isEmbed(embed)) continue;
      const name = `${work === 'list' ? 'card' : work}-${index}`;
      if (embed.script) scripts[name] = embed.script;
      pages.set(`/page/${work}-${index}`, renderPage(embed, name));
    }
  });
  const own = await Promise.all(
    Object.entries(scripts).map(([name, script]) => bundle(name, script)),
  );
  own.push(new Map([['webawesome.css', await bundleWebAwesomeStyles()]]));
  for (const [path, content] of own.flatMap((each) => [...each]))
    files.set(`/own/${path}`, createFile(path, content));
  files.set('/site.css', createFile('site.css', Buffer.from(siteStyles)));
  for (const name of ['skr-widgets.js', 'skr-widgets.css']) {
    files.set(`/${name}`, createFile(name, readFileSync(`dist/${name}`)));
  }

  let sent: File[] = [];
  let requests = 0;

  const answer = (path: string, response: ServerResponse) => {
    const requested = files.get(path) ?? readPeerFile(path);
    if (!requested) {
      response.writeHead(404).end();
      return;
    }
    files.set(path, requested);
    if (path !== '/site.css') {
      sent.push(requested);
      if (!path.startsWith('/page/')) requests++;
    }
    response
      .writeHead(200, {
        'content-type': requested.type,
        'content-encoding': 'br',
        'content-length': requested.brotli.length,
      })
      .end(requested.brotli);
  };
  const server = createServer((request, response) => {
    answer(String(request.url), response);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const receiver = await startReceiver(folder, [origin]);
  for (const [path, html] of pages) {
    const content = html.replaceAll(endpoint, `${receiver.url}/v1/forms/international`);
    files.set(path, createFile('page.html', Buffer.from(content)));
  }

  return {
    url: origin,
    getUrl: (candidate: Candidate, work: Work) =>
      `${origin}/page/${work === 'blank' ? work : `${work}-${candidates.indexOf(candidate)}`}`,
    takeTransfer() {
      const empty = files.get('/page/blank') as File;
      const total = (kind: 'raw' | 'gzip' | 'brotli') =>
        sent.reduce((sum, one) => sum + one[kind].length, -empty[kind].length);
      const result = {
        requests,
        raw: total('raw'),
        gzip: total('gzip'),
        brotli: total('brotli'),
      };
      sent = [];
      requests = 0;
      return result;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await receiver.stop();
    },
  };
}

function isEmbed(value: unknown): value is Embed {
  return typeof value === 'object' && value !== null && 'target' in value;
}

/** Bundles its style sheet, which imports others, into one file like the scripts. */
async function bundleWebAwesomeStyles(): Promise<Buffer> {
  const { outputFiles } = await build({
    entryPoints: [`${peers}/@awesome.me/webawesome/dist/styles/webawesome.css`],
    outdir: '.cache/bench',
    bundle: true,
    minify: true,
    write: false,
    logLevel: 'error',
  });
  return Buffer.from(outputFiles[0]?.contents ?? '');
}

function readPeerFile(path: string): File | undefined {
  if (!path.startsWith('/peers/')) return undefined;
  const place = join(peers, normalize(path.slice('/peers'.length)));
  return existsSync(place) ? createFile(place, readFileSync(place)) : undefined;
}

function createFile(name: string, raw: Buffer): File {
  let gzip: Buffer | undefined;
  let brotli: Buffer | undefined;
  return {
    type: contentType(extname(name)) || 'application/octet-stream',
    raw,
    // Lazy, since most of the peers' files are never requested.
    get gzip() {
      gzip ??= gzipSync(raw, { level: 9 });
      return gzip;
    },
    get brotli() {
      brotli ??= brotliCompressSync(raw);
      return brotli;
    },
  };
}
