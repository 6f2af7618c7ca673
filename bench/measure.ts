/**
 * Measures page visits in Chromium, each with an empty cache in its own browser context.
 *
 * Work is measured as CPU time of the page's main thread, which is the same on a busy machine. Only what has to be
 * waited for is measured in wall-clock time.
 */
import { readFileSync } from 'node:fs';
import puppeteer, {
  type Browser,
  type CDPSession,
  type Page,
  PredefinedNetworkConditions,
} from 'puppeteer-core';
import { chromium } from '../test/browsers/chromium.ts';
import { type Candidate, english, type Facts, swedish } from './candidates.ts';
import type { Site, Transfer, Work } from './site.ts';

/** The CPU slowdown: Lighthouse's factor for a cheap phone. */
const slowdown = 4;

/** The length from which a task counts as long, as browsers define it. */
const longTaskMs = 50;

/** The globals that the pages of the site define (`site.ts`). */
interface Probe {
  painted: number;
  shift: number;
}
declare global {
  interface Window {
    probe: Probe;
  }
  /** Finds a target (see `Embed`). */
  function find(path: string, from?: Node): Element | undefined;
}

export function openBrowser(): Promise<Browser> {
  return puppeteer.launch({
    ...chromium([
      // Each context would open such a page of its own, which costs a second of CPU time.
      '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI',
    ]),
    protocolTimeout: 300_000,
    // The browser ends when this process does, however it ends.
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
  await page.goto(site.getUrl(candidate, work), { waitUntil: 'load' });
  await page
    .waitForFunction(() => window.probe.painted > 0, { polling: 100 })
    .catch((cause) => {
      throw new Error(`${candidate.name} never showed its ${work}`, { cause });
    });
}

export interface SlowNetwork {
  /** Milliseconds until the target is painted. */
  painted: number;
  /** Cumulative layout shift, as in Core Web Vitals but summed over the whole visit. */
  shift: number;
}

/** Measures a visit on slow 4G with a processor four times slower. */
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
  /** Start and duration in wall-clock time, in microseconds. */
  ts: number;
  dur?: number;
  /** Duration in CPU time of the thread, in microseconds. */
  tdur?: number;
  args?: { beginData?: { url?: string }; data?: { type?: string; url?: string } };
}

/** Records a trace. Call the result to stop and get the events of the main thread, identified by one of them. */
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
 * The duration of a main thread task on a slow processor, in milliseconds: four times its CPU time here. Computed
 * like this it is reproducible, which it isn't when the browser is throttled.
 */
const slowedMs = ({ tdur = 0 }: TraceEvent) => (slowdown * tdur) / 1000;

/** Whether an event is the execution of an embedded script, not of one of the page around it. */
const isScriptOf =
  (site: Site) =>
  ({ name, args }: TraceEvent) => {
    const { url = '' } = args?.data ?? {};
    return (
      // Has no URL, but the page around has no modules.
      name === 'v8.evaluateModule' ||
      (/^(EvaluateScript|FunctionCall|v8\.)/.test(name) &&
        url.startsWith(site.url) &&
        !url.startsWith(`${site.url}/page/`))
    );
  };

const end = ({ ts, dur = 0 }: TraceEvent) => ts + dur;

const isTask = ({ name }: TraceEvent) => name === 'RunTask';

export interface Load {
  /** Milliseconds of script execution, including compilation, and of all work. */
  script: number;
  main: number;
  /** Cumulative layout shift of the page. */
  'shift on a fast network': number;
  transfer: Transfer;
}

/** Measures a visit without throttling. */
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
  /** The longest task that runs an embedded script. */
  'longest of scripts': number;
  /** The sum of what exceeds 50 ms in each task. */
  blocking: number;
}

/** Measures a visit on slow 4G, where the page is visible before the embedded script has loaded. */
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
  /** Main thread milliseconds until all are added and painted. */
  add: number;
  /** Bytes per card. */
  heap: number;
  remove: number;
  /** Nodes and listeners left after all cards have been removed. */
  left: number;
  /** Milliseconds until all are in English. */
  language: number;
}

/** Adds many cards, each with its own text, to a page; changes their language; removes them. */
export function measureList(browser: Browser, site: Site, candidate: Candidate, count: number) {
  const { item, builtIn, toEnglish } = candidate;
  if (!item || !builtIn || !toEnglish) throw new Error(`${candidate.name} has no lists`);
  const [one] = swedish.organisations as [Facts];
  const ids = ['salar-international', 'icld'];
  const inEnglish: Facts[] = english.organisations;
  const renderCards = (from: number, to: number) =>
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
          // Not the card itself, which waiting for it would keep in memory.
          return children.length === howMany && Boolean(!last || find(target, last));
        },
        { polling: 50 },
        target,
        howMany,
      );
      await settle(page);
      return (await readTimes(cdp)).main - before.main;
    };

    // A first round, so that what is cached for all cards isn't counted.
    await put(renderCards(0, 200), 200);
    await put('', 0);
    const base = await measureMemory(cdp);
    const add = await put(renderCards(1000, 1000 + count), count);
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
  /** Milliseconds from the first key press in the form until the verification is done. */
  'first key to verification': number;
  /** Milliseconds from the click on Send until the receipt is painted, if the form sends. */
  'send to receipt'?: number;
}

const fieldValues = {
  name: 'Åsa Öberg',
  email: 'asa@exempel.se',
  subject: 'Fråga',
  message: 'Hej! Vi vill veta mer om hur en kommun kan delta.',
};

/**
 * Fills in the form and sends it to the receiver, on slow 4G, in a browser that gets a quarter of the CPU time. The
 * throttling of the developer tools isn't used: it slows down only the main thread, and the verification runs in the
 * browser's cryptography, off that thread.
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
      // The separate widget next to the form starts on demand; wait only for its result.
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
 * Starts measuring the time from the next event of a type until a target is painted. Call the result to wait for the
 * milliseconds.
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
          const poll = () => {
            if (!find(target)) requestAnimationFrame(poll);
            else
              requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - timeStamp)));
          };
          poll();
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

/** Limits a process and its descendants to a share of the CPU time. Returns a function that ends it. */
function throttleCpu(pid: number, share: number): () => void {
  const cycleMs = 20;
  const signal = (name: NodeJS.Signals) => {
    for (const each of [pid, ...descendants(pid)]) {
      try {
        process.kill(each, name);
      } catch {
        // The process has just ended.
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
  // Stopped processes would stay stopped when this one ends.
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

/** Waits until the page is idle. */
async function settle(page: Page) {
  await page.evaluate(async () => {
    for (let frames = 0; frames < 3; frames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
    await new Promise((resolve) => requestIdleCallback(resolve));
  });
}

/** The CPU time of the page's main thread so far, in milliseconds. */
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

/** Memory in use after garbage collection, script and DOM, and the number of nodes and listeners. */
async function measureMemory(cdp: CDPSession) {
  for (let turn = 0; turn < 2; turn++) await cdp.send('HeapProfiler.collectGarbage');
  const usage = await cdp.send('Runtime.getHeapUsage');
  const { Nodes = 0, JSEventListeners = 0 } = await readMetrics(cdp);
  const { embedderHeapUsedSize = 0 } = usage as { embedderHeapUsedSize?: number };
  return { heap: usage.usedSize + embedderHeapUsedSize, nodes: Nodes + JSEventListeners };
}
