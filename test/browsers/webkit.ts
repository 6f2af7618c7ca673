/**
 * Runs tests in WebKitGTK, the closest to Safari on a Linux machine.
 *
 * Web Test Runner has launchers for browsers that puppeteer drives, and WebKitGTK isn't one of them. It supports
 * WebDriver, which this launcher uses with plain `fetch`. For the runner's commands (`sendKeys`, `sendMouse`,
 * `setViewport`) it provides the part of puppeteer's `Page` that they use, so that each test is written once for all
 * three engines.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type { BrowserLauncher } from '@web/test-runner';
import { getFreePort } from '../free-ports.ts';

/** Options for starting WebKit. */
export interface WebKitOptions {
  /** The paths of `MiniBrowser`, `WebKitWebDriver` and `Xvfb`. */
  readonly browser: string;
  readonly driver: string;
  readonly xvfb: string;
  /** Environment variables of the browser: its language and time zone. */
  readonly env: Record<string, string>;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

type Button = 'left' | 'middle' | 'right';

/** Larger than any viewport in the tests. */
const screen: Size = { width: 1920, height: 1200 };

/** The initial viewport of each test file, as in the puppeteer launcher. */
const defaultViewport: Size = { width: 800, height: 600 };

/** Keys without a character, with their code points in WebDriver. */
const keys: Record<string, string> = {
  Backspace: '\uE003',
  Tab: '\uE004',
  Enter: '\uE007',
  Shift: '\uE008',
  Control: '\uE009',
  Alt: '\uE00A',
  Escape: '\uE00C',
  PageUp: '\uE00E',
  PageDown: '\uE00F',
  End: '\uE010',
  Home: '\uE011',
  ArrowLeft: '\uE012',
  ArrowUp: '\uE013',
  ArrowRight: '\uE014',
  ArrowDown: '\uE015',
  Delete: '\uE017',
};

const buttons: Record<Button, number> = { left: 0, middle: 1, right: 2 };

/** Creates a launcher for `web-test-runner.config.mjs`. */
export function webkitLauncher(
  options: WebKitOptions,
): BrowserLauncher & { getPage(): WebKitPage } {
  let starting: Promise<WebKit> | undefined;
  let page: WebKitPage | undefined;
  let activeSession: string | undefined;

  return {
    name: 'WebKit',
    type: 'puppeteer',
    // There is one window, and only one page can have the focus.
    concurrency: 1,

    async startSession(session, url) {
      starting ??= startWebKit(options);
      page = new WebKitPage(await starting);
      activeSession = session;
      // Not setViewport(): the page that it would query may be about to navigate to about:blank.
      await page.resize(defaultViewport);
      await page.goto(url);
    },

    async stopSession() {
      activeSession = undefined;
      // Ends anything that the tests left running: timers, requests, an endless reload.
      await page?.goto('about:blank');
      return {};
    },

    async stop() {
      await (await starting)?.stop();
    },

    isActive: (session) => session === activeSession,
    getBrowserUrl: () => page?.url(),
    getPage() {
      if (!page) throw new Error('WebKit has no page yet');
      return page;
    },
    startDebugSession() {
      throw new Error('WebKit runs on a virtual screen; debug in Chromium or Firefox');
    },
  };
}

/** Starts WebKit with one page, for a test without a runner. */
export async function launchWebKit(
  options: WebKitOptions,
): Promise<{ page: WebKitPage; close(): Promise<void> }> {
  const webkit = await startWebKit(options);
  const page = new WebKitPage(webkit);
  await page.resize(defaultViewport);
  return { page, close: webkit.stop };
}

/** The part of puppeteer's `Page` that the tests use. */
class WebKitPage {
  readonly #webkit: WebKit;

  constructor(webkit: WebKit) {
    this.#webkit = webkit;
  }

  readonly keyboard = {
    type: (text: string) => this.#press(...text),
    press: (key: string) => this.#press(keyNamed(key)),
    down: (key: string) => this.#keyboard({ type: 'keyDown', value: keyNamed(key) }),
    up: (key: string) => this.#keyboard({ type: 'keyUp', value: keyNamed(key) }),
  };

  readonly mouse = {
    move: (x: number, y: number) => this.#mouse(moveTo(x, y)),
    down: ({ button = 'left' }: { button?: Button }) => this.#mouse(pointer('pointerDown', button)),
    up: ({ button = 'left' }: { button?: Button }) => this.#mouse(pointer('pointerUp', button)),
    click: (x: number, y: number, { button = 'left' }: { button?: Button }) =>
      this.#mouse(moveTo(x, y), pointer('pointerDown', button), pointer('pointerUp', button)),
    reset: async () => {
      await this.#webkit.send('DELETE', '/actions');
      await this.#mouse(moveTo(0, 0));
    },
  };

  async goto(url: string): Promise<void> {
    await this.#webkit.send('POST', '/url', { url });
  }

  /** Runs a function in the page; it is sent there as source text. Resolves to its result. */
  async evaluate<T>(question: () => T): Promise<Awaited<T>> {
    const script = `
      const done = arguments[0];
      Promise.resolve((${question})()).then(
        (value) => done(JSON.stringify({ value })),
        (error) => done(JSON.stringify({ error: String(error) })),
      );
    `;
    // As text, because the driver fails on an object to which the page has added properties.
    const answer = await this.#webkit.send('POST', '/execute/async', { script, args: [] });
    const { value, error } = JSON.parse(String(answer)) as { value: Awaited<T>; error?: string };
    if (error) throw new Error(error);
    return value;
  }

  url(): Promise<string> {
    return this.#webkit.send('GET', '/url') as Promise<string>;
  }

  async setViewport(size: Size): Promise<void> {
    await this.resize(size);
    const args = [size.width, size.height];
    await this.#webkit.send('POST', '/execute/async', { script: untilSize, args });
  }

  /**
   * Resizes the window to the viewport, in the middle of the screen: the X pointer rests there, and without a window
   * manager the window under the pointer has the focus.
   */
  async resize({ width, height }: Size): Promise<void> {
    const x = Math.round((screen.width - width) / 2);
    const y = Math.round((screen.height - height) / 2);
    const expected = { x, y, width, height };
    const actual = (await this.#webkit.send('POST', '/window/rect', expected)) as Size;
    if (actual.width !== width || actual.height !== height) {
      throw new Error(`WebKit made ${width} × ${height} into ${actual.width} × ${actual.height}`);
    }
  }

  #press(...characters: string[]) {
    return this.#keyboard(
      ...characters.flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]),
    );
  }

  #keyboard(...actions: object[]) {
    return this.#perform({ type: 'key', id: 'keyboard', actions });
  }

  #mouse(...actions: object[]) {
    return this.#perform({ type: 'pointer', id: 'mouse', actions });
  }

  async #perform(source: object): Promise<void> {
    await this.#webkit.send('POST', '/actions', { actions: [source] });
  }
}

/** Waits until the page has noticed its new size, which takes a little longer than resizing the window. */
const untilSize = `
  const [width, height, done] = arguments;
  const look = () => {
    if (innerWidth !== width || innerHeight !== height) return;
    removeEventListener('resize', look);
    done();
  };
  addEventListener('resize', look);
  look();
`;

function keyNamed(name: string): string {
  const key = name.length === 1 ? name : keys[name];
  if (!key) throw new Error(`WebKit's launcher does not know the key ${JSON.stringify(name)}`);
  return key;
}

function moveTo(x: number, y: number): object {
  return { type: 'pointerMove', x, y, duration: 0 };
}

function pointer(type: 'pointerDown' | 'pointerUp', button: Button): object {
  return { type, button: buttons[button] };
}

/** A browser that has been started, and the WebDriver session that drives it. */
interface WebKit {
  send(method: string, path: string, body?: object): Promise<unknown>;
  stop(): Promise<void>;
}

async function startWebKit({ browser, driver, xvfb, env }: WebKitOptions): Promise<WebKit> {
  const size = `${screen.width}x${screen.height}x24`;
  const display = start(xvfb, ['-displayfd', '3', '-screen', '0', size, '-nolisten', 'tcp']);
  const [number] = await once(display.stdio[3] as Readable, 'data');

  const port = await getFreePort();
  const driving = start(driver, [`--port=${port}`], {
    ...env,
    DISPLAY: `:${String(number).trim()}`,
  });
  const server = `http://127.0.0.1:${port}`;
  await listening(server);

  const { sessionId } = (await send('POST', `${server}/session`, {
    capabilities: {
      alwaysMatch: {
        // A page runs its tests while it loads, and they send keys, so commands must not wait for the load.
        pageLoadStrategy: 'none',
        // Without frame and toolbar, so that the window is as large as the viewport.
        'webkitgtk:browserOptions': { binary: browser, args: ['--automation', '--full-screen'] },
      },
    },
  })) as { sessionId: string };
  const session = `${server}/session/${sessionId}`;

  return {
    send: (method, path, body) => send(method, session + path, body),
    async stop() {
      await send('DELETE', session);
      driving.kill();
      display.kill();
    },
  };
}

/** Starts a program that ends when this process does. */
function start(program: string, args: string[], env: Record<string, string> = {}): ChildProcess {
  return spawn('test/browsers/kill-with-parent.sh', args, {
    // The warnings are about missing features of a virtual screen. The fourth stream receives Xvfb's display number.
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env, CHILD_PROGRAM: program },
  });
}

/** Waits until the driver accepts requests, which it doesn't announce. */
async function listening(server: string): Promise<void> {
  const isListening = () =>
    fetch(`${server}/status`).then(
      () => true,
      () => false,
    );
  while (!(await isListening())) await wait(50);
}

async function send(method: string, url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, { method, body: body ? JSON.stringify(body) : null });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`WebKit: ${method} ${url}: ${JSON.stringify(value)}`);
  return value;
}
