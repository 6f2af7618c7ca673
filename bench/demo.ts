/**
 * Measures the pages of the demo site as a visitor's browser has them: when the largest thing is painted,
 * beside plain HTML with the same text; what moves; and how long the main thread is busy at a stretch.
 *
 * `node bench/demo.ts [RUNS]`. On this machine as it is, without throttling: compare the columns, and
 * not two machines.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import puppeteer, { type Browser } from 'puppeteer-core';
import { looks } from '../demo/pages/host-pages.ts';
import { startDemo } from '../demo/server.ts';
import { files, type PageName, pathOf } from '../demo/site.ts';
import { chromium } from '../test/browsers/engines.ts';

const runs = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-bench-'));
const demo = await startDemo(folder);
const browser = await puppeteer.launch(chromium());

let plain = '';
const server = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html; charset=utf-8').end(plain);
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const plainUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const paths = [
  ...(Object.keys(files) as PageName[]).map((name) => pathOf(name, 'sv')),
  ...looks.map(({ name }) => `hosts/${name}.html`),
];

console.log(
  'ms, medians of %d             largest paint   same text, plain     longest task*  shift   kB',
  runs,
);
for (const path of paths) {
  const url = `${demo.url}/${path}`;
  await takeText(browser, url);
  const [own, bare] = [[], []] as [Measured[], Measured[]];
  for (let run = 0; run < runs; run++) {
    own.push(await measure(browser, (page) => page.goto(url, { waitUntil: 'networkidle0' })));
    bare.push(await measure(browser, (page) => page.goto(plainUrl, { waitUntil: 'networkidle0' })));
  }
  // What keeps this machine busy besides only ever makes a task longer.
  const task = Math.min(...own.map((each) => each.task));
  const of = (all: Measured[], name: keyof Measured) => median(all.map((each) => each[name]));
  console.log(
    path.padEnd(28),
    of(own, 'paint').toFixed(0).padStart(14),
    of(bare, 'paint').toFixed(0).padStart(18),
    (task ? task.toFixed(0) : 'none > 50').padStart(14),
    of(own, 'shift').toFixed(3).padStart(7),
    (of(own, 'bytes') / 1000).toFixed(0).padStart(4),
  );
}

console.log('* over 50 ms, in the run where it was shortest');

await browser.close();
await demo.stop();
server.close();
server.closeAllConnections();
rmSync(folder, { recursive: true });

interface Measured {
  /** When the largest thing was painted, in milliseconds. */
  readonly paint: number;
  /** The longest task over 50 milliseconds; 0 if there was none. */
  readonly task: number;
  readonly shift: number;
  readonly bytes: number;
}

async function measure(
  where: Browser,
  go: (page: Awaited<ReturnType<Browser['newPage']>>) => Promise<unknown>,
): Promise<Measured> {
  const context = await where.createBrowserContext();
  const page = await context.newPage();
  await page.evaluateOnNewDocument(() => {
    const seen = { paint: 0, task: 0, shift: 0, bytes: 0 };
    Object.assign(window, { seen });
    const watch = (type: string, each: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({
        type,
        buffered: true,
      });
    watch('largest-contentful-paint', ({ startTime }) => {
      seen.paint = startTime;
    });
    watch('longtask', ({ duration }) => {
      seen.task = Math.max(seen.task, duration);
    });
    watch('layout-shift', (entry) => {
      seen.shift += (entry as PerformanceEntry & { value: number }).value;
    });
    for (const type of ['navigation', 'resource']) {
      watch(type, (entry) => {
        seen.bytes += (entry as PerformanceResourceTiming).encodedBodySize;
      });
    }
  });
  await go(page);
  const seen = await page.evaluate(async () => {
    const { seen } = window as unknown as { seen: Measured };
    for (let frames = 0; frames < 3 || !seen.paint; frames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return seen;
  });
  await context.close();
  return seen;
}

/** Has the server give out the text of a page as paragraphs, without a style sheet or a script. */
async function takeText(where: Browser, url: string): Promise<void> {
  const page = await where.newPage();
  await page.goto(url, { waitUntil: 'load' });
  const text = await page.evaluate(() => document.body.innerText);
  await page.close();
  const escaped = text.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const paragraphs = escaped.split('\n').filter(Boolean);
  plain = `<!doctype html><meta charset="utf-8"><title>Text</title><link rel="icon" href="data:,">${paragraphs.map((line) => `<p>${line}</p>`).join('')}`;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
