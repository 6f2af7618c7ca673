/**
 * Visits by Chromium, each with an empty cache and in a process of its own.
 *
 * Work is counted in the time the page's main thread was really running, which comes out the same on a
 * machine that does other things too; only what must be waited for is measured by the clock.
 */
import puppeteer, {
  type Browser,
  type CDPSession,
  type Page,
  PredefinedNetworkConditions,
} from 'puppeteer-core';
import { chromium } from '../test/browsers/engines.ts';
import { type Candidate, english, type Facts, swedish } from './candidates.ts';
import type { Sent, Site, Work } from './site.ts';

/** The main thread is held to a share like that of a cheap telephone. */
const slowdown = 4;

/** Milliseconds after which a task keeps a visitor waiting. */
const longTask = 50;

/** What the pages of the site offer (`site.ts`). */
interface Probe {
  painted: number;
  shift: number;
}
declare global {
  interface Window {
    probe: Probe;
  }
  /** What a path of selectors leads to, through shadow roots. */
  function find(path: string, from?: Node): Element | undefined;
}

export function openBrowser(): Promise<Browser> {
  const options = chromium();
  return puppeteer.launch({
    ...options,
    args: [
      ...(options.args ?? []),
      // Each context would get such pages of its own, at a second of work.
      '--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,PreloadTopChromeWebUI',
    ],
    protocolTimeout: 300_000,
    // So that it ends with us, however we end.
    pipe: true,
  });
}

async function visit<T>(browser: Browser, use: (page: Page, cdp: CDPSession) => Promise<T>) {
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
  site.sent();
  await page.goto(site.address(candidate, work), { waitUntil: 'load' });
  await page
    .waitForFunction(() => window.probe.painted > 0, { polling: 100 })
    .catch((cause) => {
      throw new Error(`${candidate.name} never showed its ${work}`, { cause });
    });
}

export interface Slow {
  /** Milliseconds until it is painted. */
  painted: number;
  /** Layout shift of the page, as in Core Web Vitals but in all. */
  shift: number;
}

/** A visit by slow 4G on a processor four times slower. */
export function measureSlowNetwork(browser: Browser, site: Site, candidate: Candidate, work: Work) {
  return visit(browser, async (page, cdp): Promise<Slow> => {
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
const slowly = ({ tdur = 0 }: TraceEvent) => (slowdown * tdur) / 1000;

/** Whether a script runs that is embedded, and not one of the page around it. */
const isScriptOf =
  (site: Site) =>
  ({ name, args }: TraceEvent) => {
    const { url = '' } = args?.data ?? {};
    return (
      /^(EvaluateScript|FunctionCall|v8\.)/.test(name) &&
      url.startsWith(site.url) &&
      !url.startsWith(`${site.url}/page/`)
    );
  };

const end = ({ ts, dur = 0 }: TraceEvent) => ts + dur;

const isTask = ({ name }: TraceEvent) => name === 'RunTask';

export interface Fast {
  painted: number;
  /** Milliseconds of script, compiling and evaluating included, and of everything. */
  script: number;
  main: number;
  /** Layout shift of the page. */
  'shift quickly': number;
  /** Bytes that are used after collection. */
  heap: number;
  sent: Sent;
}

/** A visit with nothing held back. */
export function measureLoad(browser: Browser, site: Site, candidate: Candidate, work: Work) {
  return visit(browser, async (page, cdp): Promise<Fast> => {
    await open(page, site, candidate, work);
    await settle(page);
    const { script, main } = await timesOf(cdp);
    const { painted, shift } = await page.evaluate(() => window.probe);
    const { heap } = await left(cdp);
    return { painted, 'shift quickly': shift, script, main, heap, sent: site.sent() };
  });
}

/** Milliseconds on a slow processor. */
export interface Tasks {
  longest: number;
  /** The longest that runs a script of what is embedded. */
  'longest of scripts': number;
  /** What all tasks are over 50 ms. */
  blocking: number;
}

/** A visit by slow 4G, where the page is seen before the script of what is embedded has come. */
export function measureLongTasks(browser: Browser, site: Site, candidate: Candidate, work: Work) {
  return visit(browser, async (page): Promise<Tasks> => {
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
      longest: Math.max(...tasks.map(slowly)),
      'longest of scripts': Math.max(0, ...ofScripts.map(slowly)),
      blocking: tasks.reduce((sum, task) => sum + Math.max(0, slowly(task) - longTask), 0),
    };
  });
}

export interface Many {
  /** Milliseconds of the main thread until all are there and the screen is painted. */
  add: number;
  /** Bytes for each. */
  heap: number;
  remove: number;
  /** Bytes, and nodes with listeners, that are still there when all are removed. */
  leftBytes: number;
  leftNodes: number;
  language?: number;
}

/** Puts many cards on a page, each with words of its own; changes their language; takes them away. */
export function measureList(
  browser: Browser,
  site: Site,
  candidate: Candidate,
  count: number,
  withLanguage: boolean,
) {
  const { item, builtIn, toEnglish } = candidate;
  if (!item || !builtIn || !toEnglish) throw new Error(`${candidate.name} has no lists`);
  const [one] = swedish.organisations as [Facts];
  const ids = ['salar-international', 'icld'];
  const english2: Facts[] = english.organisations;
  const many = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, at) =>
      item({ ...one, name: `Organisation ${from + at}`, href: `https://example.se/${from + at}` }),
    ).join('');

  return visit(browser, async (page, cdp): Promise<Many> => {
    await open(page, site, candidate, 'list');
    const shown = (candidate.list ?? candidate.card)?.shown ?? '';
    const put = async (html: string, howMany: number) => {
      const before = await timesOf(cdp);
      await page.evaluate((html) => {
        (document.querySelector('#list') as Element).innerHTML = html;
      }, html);
      await page.waitForFunction(
        (shown, howMany) => {
          const { children } = document.querySelector('#list') as Element;
          const last = children[howMany - 1];
          // Never the card itself: who waits for it would keep it.
          return children.length === howMany && Boolean(!last || find(shown, last));
        },
        { polling: 50 },
        shown,
        howMany,
      );
      await settle(page);
      return (await timesOf(cdp)).main - before.main;
    };

    // What is kept for all of a kind is there after the first time.
    await put(many(0, 200), 200);
    await put('', 0);
    const base = await left(cdp);
    const add = await put(many(1000, 1000 + count), count);
    const full = await left(cdp);
    const remove = await put('', 0);
    const after = await left(cdp);

    let language: number | undefined;
    if (withLanguage) {
      await put(
        Array.from({ length: count }, (_, at) => builtIn(ids[at % 2] as string)).join(''),
        count,
      );
      const before = await timesOf(cdp);
      await page.evaluate(
        (change, all) => {
          const cards = [...(document.querySelector('#list') as Element).children];
          const facts = cards.map((_, at) => all[at % 2]);
          new Function('cards', 'facts', change)(cards, facts);
        },
        toEnglish,
        english2,
      );
      await settle(page);
      language = (await timesOf(cdp)).main - before.main;
    }
    return {
      add,
      heap: (full.heap - base.heap) / count,
      remove,
      leftBytes: after.heap - base.heap,
      leftNodes: after.nodes - base.nodes,
      ...(language !== undefined && { language }),
    };
  });
}

/**
 * Milliseconds that a slow processor's main thread runs between a key press and its paint, whatever
 * it does: also what it was busy with when the key was pressed.
 */
export interface Keys {
  median: number;
  longest: number;
}

export interface Typing {
  /** From the first focus on, while the verification runs, if there is one. */
  during: Keys;
  /** When it is done. */
  after: Keys;
  /** Milliseconds until it was done. */
  verification?: number;
}

/** Types into the first field from the first focus on. */
export function measureTyping(browser: Browser, site: Site, candidate: Candidate) {
  const verified = candidate.form?.verified;
  return visit(browser, async (page): Promise<Typing> => {
    await open(page, site, candidate, 'form');
    await settle(page);

    /** Writes and erases until it has been enough. The page is asked each time, so that this adds alike. */
    const type = async (isEnough: (keys: number, isVerified: boolean) => boolean) => {
      const stop = await record(page);
      for (let keys = 0; ; keys++) {
        const isVerified = await page.evaluate((path) => Boolean(path && find(path)), verified);
        if (isEnough(keys, isVerified)) break;
        await page.keyboard.press(keys % 2 ? 'Backspace' : 'a');
      }
      await settle(page);
      return responses(await stop(isKey));
    };

    const began = performance.now();
    await page.evaluate(() => {
      const first = (root: ParentNode): HTMLElement | undefined => {
        for (const one of root.querySelectorAll<HTMLElement>('*')) {
          if (one.matches('input:not([type=checkbox])')) return one;
          const inside = one.shadowRoot && first(one.shadowRoot);
          if (inside) return inside;
        }
        return undefined;
      };
      const embed = document.querySelector('#embed') as Element;
      // Comes to the form as a visitor does, and there ours begins to verify by itself.
      first(embed)?.focus();
      embed.querySelector<HTMLElement & { verify(): void }>('altcha-widget')?.verify();
    });
    let verification: number | undefined;
    const during = await type((keys, isVerified) => {
      if (isVerified) verification ??= performance.now() - began;
      return verified ? isVerified : keys === 30;
    });
    const after = await type((keys) => keys === 30);
    return { during, after, ...(verification !== undefined && { verification }) };
  });
}

const isKey = ({ name, args }: TraceEvent) =>
  name === 'EventDispatch' && args?.data?.type === 'keydown';

function responses(events: readonly TraceEvent[]): Keys {
  const tasks = events.filter(isTask);
  const times = events
    .filter(
      ({ name, ph, args }) =>
        name === 'EventTiming' && ph === 'b' && args?.data?.type === 'keydown',
    )
    .flatMap(({ ts: pressed }) => {
      const handled = events.find((event) => isKey(event) && event.ts >= pressed);
      const painted =
        handled && events.find(({ name, ts }) => name === 'Commit' && ts >= handled.ts);
      if (!painted) return [];
      return tasks
        .filter((task) => end(task) > pressed && task.ts < end(painted))
        .reduce((sum, task) => sum + slowly(task), 0);
    })
    .sort((one, other) => one - other);
  return {
    median: times[Math.floor(times.length / 2)] ?? Number.NaN,
    longest: times.at(-1) ?? Number.NaN,
  };
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
async function timesOf(cdp: CDPSession) {
  const metrics = await metricsOf(cdp);
  return {
    script: 1000 * ((metrics.ScriptDuration ?? 0) + (metrics.V8CompileDuration ?? 0)),
    main: 1000 * (metrics.TaskDuration ?? 0),
  };
}

async function metricsOf(cdp: CDPSession): Promise<Record<string, number>> {
  const { metrics } = await cdp.send('Performance.getMetrics');
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** What is still used after collection: of the script's memory and the document's, nodes and listeners. */
async function left(cdp: CDPSession) {
  for (let turn = 0; turn < 2; turn++) await cdp.send('HeapProfiler.collectGarbage');
  const usage = await cdp.send('Runtime.getHeapUsage');
  const { Nodes = 0, JSEventListeners = 0 } = await metricsOf(cdp);
  const { embedderHeapUsedSize = 0 } = usage as { embedderHeapUsedSize?: number };
  return { heap: usage.usedSize + embedderHeapUsedSize, nodes: Nodes + JSEventListeners };
}
