import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { pathOf } from './test/browsers/programs.ts';
import { engineReporter } from './test/browsers/reporter.ts';
import { webkitLauncher } from './test/browsers/webkit.ts';

/*
 * No engine speaks Swedish, so an element that is Swedish is so because of its page. And each lives
 * in another time zone, the two ends of the world and home: a date that is not the one that was
 * written is then wrong in at least one of them.
 */
const engines = {
  chromium: () =>
    chromeLauncher({
      puppeteer,
      // Puppeteer's `setViewport` switches touch off as well, and Chromium then forgets the mouse that
      // the last argument below has given it.
      async createPage({ context }) {
        const page = await context.newPage();
        const devTools = await page.createCDPSession();
        page.setViewport = ({ width, height }) => {
          const size = { width, height, deviceScaleFactor: 1, mobile: false };
          return devTools.send('Emulation.setDeviceMetricsOverride', size);
        };
        return page;
      },
      launchOptions: {
        ...tied(pathOf('chromium'), { TZ: 'Pacific/Honolulu' }),
        args: [
          '--lang=en-US',
          // Chromium refuses to run as root with its sandbox. It opens no page but ours.
          '--no-sandbox',
          '--disable-gpu',
          '--disable-quic',
          '--no-first-run',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-sync',
          // No mouse is plugged in: without this, styles for `(hover: hover)` would go untested.
          '--blink-settings=primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4',
        ],
      },
    }),

  firefox: () =>
    chromeLauncher({
      puppeteer,
      launchOptions: {
        browser: 'firefox',
        ...tied(pathOf('firefox'), { TZ: 'Europe/Stockholm' }),
        extraPrefsFirefox: {
          'intl.accept_languages': 'fi',
          // As for Chromium: a mouse that can hover.
          'ui.primaryPointerCapabilities': 6,
        },
      },
    }),

  webkit: () =>
    webkitLauncher({
      browser: pathOf('miniBrowser'),
      driver: pathOf('webkitDriver'),
      xvfb: pathOf('xvfb'),
      // A locale must be named: with C, `Intl` throws in WebKit.
      env: { LC_ALL: 'en_US.UTF-8', TZ: 'Pacific/Kiritimati' },
    }),
};

/** Options for puppeteer to start a browser that ends when we do. */
function tied(program, env) {
  return {
    executablePath: 'test/browsers/tied.sh',
    env: { ...process.env, ...env, TIED: program },
    // Puppeteer would close the browser and leave the runner running, which then starts it anew.
    handleSIGTERM: false,
    handleSIGHUP: false,
  };
}

/**
 * The engines to test in: all, or the one that the environment variable `ENGINE` names. (`BROWSER`
 * is taken: on many desktops it names the browser that opens links.)
 */
function chosenEngines() {
  const { ENGINE } = process.env;
  if (!ENGINE) return Object.values(engines);
  if (Object.hasOwn(engines, ENGINE)) return [engines[ENGINE]];
  throw new Error(`ENGINE is ${ENGINE}; it can be ${Object.keys(engines).join(', ')}`);
}

const seconds = 1000;

export default {
  files: 'test/elements/**/*.test.ts',
  nodeResolve: true,
  // The tests import what was built from `src`, both languages included: what is tested is what ships.
  plugins: [esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' })],
  // The server answers to localhost and to 127.0.0.1. To a browser these are two origins: a test
  // loads `dist/` from the second as a municipality's page loads it from us.
  middleware: [
    async (context, next) => {
      await next();
      if (context.path.startsWith('/dist/')) context.set('Access-Control-Allow-Origin', '*');
    },
  ],
  browsers: chosenEngines().map((launch) => launch()),
  // One page in a browser has the focus; all three browsers at once.
  concurrency: 1,
  concurrentBrowsers: 3,
  // Firefox took 35 seconds to start on a busy machine.
  browserStartTimeout: 120 * seconds,
  testsStartTimeout: 120 * seconds,
  testsFinishTimeout: 300 * seconds,
  testFramework: { config: { ui: 'bdd', timeout: 30 * seconds } },
  reporters: [engineReporter(process.env.COUNTS_FILE)],
};
