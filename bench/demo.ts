/**
 * Measures the pages of the demo site on slow 4G: largest contentful paint, compared with plain HTML of the same text,
 * without styles and with the page's style sheets; layout shift; and the longest task. Then Lighthouse's performance
 * score on a simulated phone.
 *
 * `node bench/demo.ts [RUNS]`. The processor is not slowed down and nothing is compressed: compare the columns, not two
 * machines.
 */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, PredefinedNetworkConditions } from 'puppeteer-core';
import { hostPaths } from '../demo/pages/host-pages.ts';
import { startDemo } from '../demo/server.ts';
import { files, type PageName, pathOf } from '../demo/site.ts';
import { runLighthouse } from '../test/lighthouse.ts';
import { installPackages } from '../test/lock-files.ts';
import { openBrowser } from './measure.ts';

const runs = Number(process.argv[2] ?? 5);
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-bench-'));
installPackages('checkers');
const demo = await startDemo(folder);
const browser = await openBrowser();

/** The plain pages to compare with, by path. */
const comparisonPages = new Map<string, string>();
const server = createServer(({ url = '' }, response) => {
  const type = url.endsWith('.css') ? 'text/css' : 'text/html';
  response.setHeader('content-type', `${type}; charset=utf-8`).end(comparisonPages.get(url));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const plainUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const paths = [
  ...(Object.keys(files) as PageName[]).map((name) => pathOf(name, 'sv')),
  ...hostPaths,
];

console.log(`ms, medians of ${runs}; Lighthouse: points of 100, blocking time`);
console.log(
  '                            painted  plain  styled  task*  shift   kB  | Lighthouse  plain',
);
for (const path of paths) {
  const url = `${demo.url}/${path}`;
  await serveText(browser, url);
  const metrics: Record<'own' | 'plain' | 'styled', Measured[]> = {
    own: [],
    plain: [],
    styled: [],
  };
  const urls = { own: url, plain: `${plainUrl}/plain`, styled: `${plainUrl}/styled` };
  for (let run = 0; run < runs; run++) {
    for (const name of ['own', 'plain', 'styled'] as const) {
      metrics[name].push(await measure(browser, urls[name]));
    }
  }
  // Other load on this machine can only make a task longer, so take the shortest.
  const task = Math.min(...metrics.own.map((each) => each.task));
  const of = (name: keyof typeof metrics, what: keyof Measured) =>
    median(metrics[name].map((each) => each[what]));
  console.log(
    path.padEnd(28),
    of('own', 'paint').toFixed(0).padStart(6),
    of('plain', 'paint').toFixed(0).padStart(6),
    of('styled', 'paint').toFixed(0).padStart(7),
    (task ? task.toFixed(0) : '-').padStart(6),
    of('own', 'shift').toFixed(3).padStart(6),
    (of('own', 'bytes') / 1000).toFixed(0).padStart(4),
    ' |',
    await runPerformanceAudit(browser, urls.own),
    await runPerformanceAudit(browser, urls.plain),
  );
}

console.log(
  '* the longest over 50 ms, in the run where it was shortest. Styled: the text with the style sheets.',
);

await browser.close();
await demo.stop();
server.close();
server.closeAllConnections();
rmSync(folder, { recursive: true });

interface Measured {
  /** Largest contentful paint, in milliseconds. */
  readonly paint: number;
  /** The longest task over 50 milliseconds, or 0. */
  readonly task: number;
  readonly shift: number;
  readonly bytes: number;
}

async function measure(where: Browser, url: string): Promise<Measured> {
  const context = await where.createBrowserContext();
  const page = await context.newPage();
  await page.emulateNetworkConditions(PredefinedNetworkConditions['Slow 4G']);
  await page.evaluateOnNewDocument(() => {
    const metrics = { paint: 0, task: 0, shift: 0, bytes: 0 };
    Object.assign(window, { metrics });
    const watch = (type: string, each: (entry: PerformanceEntry) => void) =>
      new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({
        type,
        buffered: true,
      });
    watch('largest-contentful-paint', ({ startTime }) => {
      metrics.paint = startTime;
    });
    watch('longtask', ({ duration }) => {
      metrics.task = Math.max(metrics.task, duration);
    });
    watch('layout-shift', (entry) => {
      metrics.shift += (entry as PerformanceEntry & { value: number }).value;
    });
    for (const type of ['navigation', 'resource']) {
      watch(type, (entry) => {
        metrics.bytes += (entry as PerformanceResourceTiming).encodedBodySize;
      });
    }
  });
  await page.goto(url, { waitUntil: 'networkidle0' });
  const metrics = await page.evaluate(async () => {
    const { metrics } = window as unknown as { metrics: Measured };
    for (let frames = 0; frames < 3 || !metrics.paint; frames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    return metrics;
  });
  await context.close();
  return metrics;
}

/** Lighthouse's performance score of a page, and its total blocking time. */
async function runPerformanceAudit(where: Browser, url: string): Promise<string> {
  const context = await where.createBrowserContext();
  const settings = { onlyCategories: ['performance'] };
  const { categories, audits } = await runLighthouse(url, settings, await context.newPage());
  await context.close();
  const { performance } = categories;
  const blocking = audits['total-blocking-time'];
  if (typeof performance?.score !== 'number' || blocking?.numericValue === undefined) {
    throw new Error(`Lighthouse has no figures for ${url}`);
  }
  const points = Math.round(performance.score * 100);
  return `${String(points).padStart(5)}${blocking.numericValue.toFixed(0).padStart(6)}`;
}

/** Serves the text of a page as paragraphs, without styles and with the page's style sheets. */
async function serveText(where: Browser, url: string): Promise<void> {
  const page = await where.newPage();
  await page.goto(url, { waitUntil: 'load' });
  const { text, sheets } = await page.evaluate(() => ({
    // Including text in shadow roots, which `innerText` of the body leaves out.
    text: [document.body, ...document.querySelectorAll('*')]
      .map((element, index) =>
        index === 0
          ? (element as HTMLElement).innerText
          : [
              ...(element.shadowRoot?.querySelectorAll<HTMLElement>(':scope > :not(link, style)') ??
                []),
            ]
              .map(({ innerText }) => innerText)
              .join('\n'),
      )
      .join('\n'),
    sheets: [...document.querySelectorAll<HTMLLinkElement>('head link[rel="stylesheet"]')].map(
      ({ href }) => href,
    ),
  }));
  await page.close();
  const escaped = text.replace(/[&<]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const paragraphs = escaped.split('\n').filter(Boolean);
  const around = (head: string) =>
    `<!doctype html><meta charset="utf-8"><title>Text</title><link rel="icon" href="data:,">${head}${paragraphs.map((line) => `<p>${line}</p>`).join('')}`;
  comparisonPages.set('/plain', around(''));
  let links = '';
  for (const [index, sheet] of sheets.entries()) {
    comparisonPages.set(`/${index}.css`, await (await fetch(sheet)).text());
    links += `<link rel="stylesheet" href="/${index}.css">`;
  }
  comparisonPages.set('/styled', around(links));
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
