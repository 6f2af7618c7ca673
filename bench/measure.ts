/**
 * Measures visits by Chromium, each with an empty cache and in a browser context of its own.
 *
 * Work is counted in the time the page's main thread was really running, which comes out the same on a
 * machine that does other things too; only what must be waited for is measured by the clock.
 */
import { readFileSync } from 'node:fs';
import puppeteer, {
  type Browser,
  type CDPSession,
  type Page,
  PredefinedNetworkConditions,
} from 'puppeteer-core';
import { chromium } from '../test/browsers/engines.ts';
import { type Candidate, english, type Facts, swedish } from './candidates.ts';
import type { Site, Transfer, Work } from './site.ts';

/** How many times slower the processor is than this one: Lighthouse's figure for a cheap telephone. */
const slowdown = 4;

/** The length after which a task keeps a visitor waiting, as browsers define a long task. */
const longTaskMs = 50;

/** What the pages of the site offer (`site.ts`). */
interface Probe {
  painted: number;
  shift: number;
}
declare global {
  interface Window {
    probe: Probe;
  }
  /** Finds a target (`Embed`). */
  function find(path: string, from?: Node): Element | undefined;
}

export function openBrowser(): Promise<Browser> {
  return puppeteer.launch({
    ...chromium([
      // Each context would get such pages of its own, at a second of work.
      '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI',
    ]),
    protocolTimeout: 300_000,
    // So that it ends with us, however we end.
    pipe: true,
  });
}

async function withPage<T>(browser: Browser, use: (page: Page, cdp: CDPSession) => Promise<T>) {
  const context = await browser.createBrowserContext();
  try {
    const page = await context.newPage();
    await page.setViewport({ width: 1280, height: 800 });
    const cdp = await page.createCDPSession();
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    return await use(page, cdp);
  } finally {
    await context.close();
  }
}

async function open(page: Page, site: Site, candidate: Candidate, work: Work) {
  site.takeTransfer();
  await page.goto(site.urlOf(candidate, work), { waitUntil: 'load' });
  await page
    .waitForFunction(() => window.probe.painted > 0, { polling: 100 })
    .catch((cause) => {
      throw new Error(`${candidate.name} never showed its ${work}`, { cause });
    });
}

export interface SlowNetwork {
  /** Milliseconds until it is painted. */
  painted: number;
  /** Layout shift of the page, as in Core Web Vitals but in all. */
  shift: number;
}

/** A visit by slow 4G on a processor four times slower. */
export function measureSlowNetwork(browser: Browser, site: Site, candidate: Candidate, work: Work) {
  return withPage(browser, async (page, cdp): Promise<SlowNetwork> => {
    await page.emulateNetworkConditions(PredefinedNetworkConditions['Slow 4G']);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    await open(page, site, candidate, work);
    await settle(page);
    const { painted, shift } = await page.evaluate(() => window.probe);
    return { painted, shift };
  });
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds by the clock: when, and how long. */
  ts: number;
  dur?: number;
  /** Microseconds that the thread was really running. */
  tdur?: number;
  args?: { beginData?: { url?: string }; data?: { type?: string; url?: string } };
}

/** Records what the page does. `stop` gives the events of its main thread, found by one of them. */
async function record(page: Page) {
  await page.tracing.start({
    categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline'],
  });
  return async (isOurs: (event: TraceEvent) => boolean | undefined): Promise<TraceEvent[]> => {
    const trace = new TextDecoder().decode(await page.tracing.stop());
    const { traceEvents }: { traceEvents: TraceEvent[] } = JSON.parse(trace);
    const of = traceEvents.find(isOurs);
    if (!of) throw new Error('The trace has nothing of the page');
    return traceEvents
      .filter(({ pid, tid }) => pid === of.pid && tid === of.tid)
      .sort((one, other) => one.ts - other.ts);
  };
}

/**
 * How long a task of the main thread runs on a slow processor, in milliseconds: four times as long as
 * here. Counted like this it comes out the same each time, which it does not when the browser is slowed
 * down.
 */
const slowedMs = ({ tdur = 0 }: TraceEvent) => (slowdown * tdur) / 1000;

/** Whether a script runs that is embedded, and not one of the page around it. */
const isScriptOf =
  (site: Site) =>
  ({ name, args }: TraceEvent) => {
    const { url = '' } = args?.data ?? {};
    return (
      // Says no URL; the page around has no modules.
      name === 'v8.evaluateModule' ||
      (/^(EvaluateScript|FunctionCall|v8\.)/.test(name) &&
        url.startsWith(site.url) &&
        !url.startsWith(`${site.url}/page/`))
    );
  };

const end = ({ ts, dur = 0 }: TraceEvent) => ts + dur;

const isTask = ({ name }: TraceEvent) => name === 'RunTask';

export interface Load {
  /** Milliseconds of script, compiling and evaluating included, and of everything. */
  script: number;
  main: number;
  /** Layout shift of the page. */
  'shift on a fast network': number;
  transfer: Transfer;
}

/** A visit with nothing held back. */
export function measureLoad(browser: Browser, site: Site, candidate: Candidate, work: Work) {
  return withPage(browser, async (page, cdp): Promise<Load> => {
    await open(page, site, candidate, work);
    await settle(page);
    const { script, main } = await readTimes(cdp);
    const { shift } = await page.evaluate(() => window.probe);
    return { 'shift on a fast network': shift, script, main, transfer: site.takeTransfer() };
  });
}

/** Milliseconds on a slow processor. */
export interface LongTasks {
  longest: number;
  /** The longest that runs a script of what is embedded. */
  'longest of scripts': number;
  /** What all tasks are over 50 ms. */
  blocking: number;
}

/** A visit by slow 4G, where the page is seen before the script of what is embedded has come. */
export function measureLongTasks(browser: Browser, site: Site, candidate: Candidate, work: Work) {
  return withPage(browser, async (page): Promise<LongTasks> => {
    await page.emulateNetworkConditions(PredefinedNetworkConditions['Slow 4G']);
    const stop = await record(page);
    await open(page, site, candidate, work);
    await settle(page);
    const events = await stop(
      ({ name, args }) => name === 'ParseHTML' && args?.beginData?.url?.startsWith(site.url),
    );
    const tasks = events.filter(isTask);
    const scripts = events.filter(isScriptOf(site));
    const ofScripts = tasks.filter((task) =>
      scripts.some(({ ts }) => ts >= task.ts && ts < end(task)),
    );
    return {
      longest: Math.max(...tasks.map(slowedMs)),
      'longest of scripts': Math.max(0, ...ofScripts.map(slowedMs)),
      blocking: tasks.reduce((sum, task) => sum + Math.max(0, slowedMs(task) - longTaskMs), 0),
    };
  });
}

export interface List {
  /** Milliseconds of the main thread until all are there and the screen is painted. */
  add: number;
  /** Bytes for each. */
  heap: number;
  remove: number;
  /** Nodes and listeners that are still there when all are removed. */
  left: number;
  /** Milliseconds until all are in English. */
  language: number;
}

/** Puts many cards on a page, each with words of its own; changes their language; takes them away. */
export function measureList(browser: Browser, site: Site, candidate: Candidate, count: number) {
  const { item, builtIn, toEnglish } = candidate;
  if (!item || !builtIn || !toEnglish) throw new Error(`${candidate.name} has no lists`);
  const [one] = swedish.organisations as [Facts];
  const ids = ['salar-international', 'icld'];
  const inEnglish: Facts[] = english.organisations;
  const markupOf = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) =>
      item({ ...one, name: `Organisation ${from + at}`, href: `https://example.se/${from + at}` }),
    ).join('');

  return withPage(browser, async (page, cdp): Promise<List> => {
    await open(page, site, candidate, 'list');
    const target = (candidate.list ?? candidate.card)?.target ?? '';
    const put = async (html: string, howMany: number) => {
      const before = await readTimes(cdp);
      await page.evaluate((html) => {
        (document.querySelector('#list') as Element).innerHTML = html;
      }, html);
      await page.waitForFunction(
        (target, howMany) => {
          const { children } = document.querySelector('#list') as Element;
          const last = children[howMany - 1];
          // Never the card itself: who waits for it would keep it.
          return children.length === howMany && Boolean(!last || find(target, last));
        },
        { polling: 50 },
        target,
        howMany,
      );
      await settle(page);
      return (await readTimes(cdp)).main - before.main;
    };

    // What is kept for all of a kind is there after the first time.
    await put(markupOf(0, 200), 200);
    await put('', 0);
    const base = await measureMemory(cdp);
    const add = await put(markupOf(1000, 1000 + count), count);
    const full = await measureMemory(cdp);
    const remove = await put('', 0);
    const after = await measureMemory(cdp);

    await put(
      Array.from({ length: count }, (_, at) => builtIn(ids[at % 2] as string)).join(''),
      count,
    );
    const before = await readTimes(cdp);
    await page.evaluate(
      (change, all) => {
        const cards = [...(document.querySelector('#list') as Element).children];
        const facts = cards.map((_, at) => all[at % 2]);
        new Function('cards', 'facts', change)(cards, facts);
      },
      toEnglish,
      inEnglish,
    );
    await settle(page);
    const language = (await readTimes(cdp)).main - before.main;
    return {
      add,
      heap: (full.heap - base.heap) / count,
      remove,
      left: after.nodes - base.nodes,
      language,
    };
  });
}

export interface Interaction {
  /** Milliseconds from the first key in the form until the visitor is verified. */
  'first key to verification': number;
  /** Milliseconds from the press on Send until the receipt is painted, where the form sends. */
  'send to receipt'?: number;
}

const fieldValues = {
  name: 'Åsa Öberg',
  email: 'asa@exempel.se',
  subject: 'Fråga',
  message: 'Hej! Vi vill veta mer om hur en kommun kan delta.',
};

/**
 * Fills in the form and sends it to the receiver, on slow 4G, in a browser that runs a quarter of the
 * time. Not throttled by the developer tools: they slow the main thread only, and the verification is
 * done by the browser's cryptography beside it.
 */
export async function measureInteraction(site: Site, candidate: Candidate): Promise<Interaction> {
  const { verifiedTarget = '', receiptTarget } = candidate.form ?? {};
  const browser = await openBrowser();
  let free = () => {};
  try {
    return await withPage(browser, async (page) => {
      await page.emulateNetworkConditions(PredefinedNetworkConditions['Slow 4G']);
      await open(page, site, candidate, 'form');
      await settle(page);
      free = throttleCpu(Number(browser.process()?.pid), 1 / slowdown);

      const verified = await startClock(page, 'keydown', verifiedTarget);
      const [first] = await page.$$('#embed >>> input:not([type=checkbox])');
      await first?.focus();
      // What stands beside the form begins when it is told to, and is not waited for here.
      await page.evaluate(() => {
        document.querySelector<HTMLElement & { verify(): void }>('altcha-widget')?.verify();
      });
      await page.keyboard.press('a');
      const interaction: Interaction = { 'first key to verification': await verified() };
      if (!receiptTarget) return interaction;

      for (const [name, value] of Object.entries(fieldValues)) {
        await page.$eval(
          `#embed >>> #${name}`,
          (control, value) => {
            (control as HTMLInputElement).value = value;
            control.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
          },
          value,
        );
      }
      const received = await startClock(page, 'click', receiptTarget);
      const button = await page.$('#embed >>> button[type=submit]');
      await button?.click();
      return { ...interaction, 'send to receipt': await received() };
    });
  } finally {
    free();
    await browser.close();
  }
}

/**
 * Has the page take the time from the next event of a type until a target is painted. What it returns
 * settles with the milliseconds.
 */
async function startClock(
  page: Page,
  type: string,
  target: string,
): Promise<() => Promise<number>> {
  const clock = await page.evaluateHandle(
    (type, target) => {
      const time = new Promise<number>((resolve) => {
        const start = ({ timeStamp }: Event) => {
          const look = () => {
            if (!find(target)) requestAnimationFrame(look);
            else
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp)));
          };
          look();
        };
        addEventListener(type, start, { capture: true, once: true });
      });
      return { time };
    },
    type,
    target,
  );
  return () => clock.evaluate(({ time }) => time);
}

/** Lets a program, with all it has started, run a share of the time. Returns what lets it go. */
function throttleCpu(pid: number, share: number): () => void {
  const cycleMs = 20;
  const signal = (name: NodeJS.Signals) => {
    for (const each of [pid, ...descendants(pid)]) {
      try {
        process.kill(each, name);
      } catch {
        // It has just ended.
      }
    }
  };
  const timer = setInterval(() => {
    signal('SIGSTOP');
    setTimeout(() => signal('SIGCONT'), cycleMs * (1 - share));
  }, cycleMs);
  const free = () => {
    clearInterval(timer);
    signal('SIGCONT');
    process.off('exit', free);
  };
  // What is stopped cannot notice that we have ended.
  process.once('exit', free);
  return free;
}

function descendants(pid: number): number[] {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
    return children
      .filter(Boolean)
      .flatMap((child) => [Number(child), ...descendants(Number(child))]);
  } catch {
    return []; // It has just ended.
  }
}

/** Waits until the page has nothing more to do for what has been asked of it. */
async function settle(page: Page) {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await new Promise((resolve) => requestIdleCallback(resolve));
  });
}

/** Milliseconds that the page's main thread has run. */
async function readTimes(cdp: CDPSession) {
  const metrics = await readMetrics(cdp);
  return {
    script: 1000 * ((metrics.ScriptDuration ?? 0) + (metrics.V8CompileDuration ?? 0)),
    main: 1000 * (metrics.TaskDuration ?? 0),
  };
}

async function readMetrics(cdp: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** What is still used after collection: of the script's memory and the document's, nodes and listeners. */
async function measureMemory(cdp: CDPSession) {
  for (let turn = 0; turn < 2; turn++) await cdp.send('HeapProfiler.collectGarbage');
  const usage = await cdp.send('Runtime.getHeapUsage');
  const { Nodes = 0, JSEventListeners = 0 } = await readMetrics(cdp);
  const { embedderHeapUsedSize = 0 } = usage as { embedderHeapUsedSize?: number };
  return { heap: usage.usedSize + embedderHeapUsedSize, nodes: Nodes + JSEventListeners };
}
