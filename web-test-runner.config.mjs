import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { alfaPlugin } from './test/browsers/alfa-plugin.ts';
import { chromium, deterministicRenderingFlags, firefox, webkit } from './test/browsers/engines.ts';
import { engineReporter } from './test/browsers/reporter.ts';
import { snapshotPlugin } from './test/browsers/snapshot-plugin.ts';
import { webkitLauncher } from './test/browsers/webkit.ts';

const engines = {
  chromium: () =>
    chromeLauncher({
      puppeteer,
      // Puppeteer's `setViewport` switches touch off as well, and Chromium then forgets the mouse that
      // it was started with.
      async createPage({ context }) {
        const page = await context.newPage();
        const devTools = await page.createCDPSession();
        page.setViewport = ({ width, height }) => {
          const size = { width, height, deviceScaleFactor: 1, mobile: false };
          return devTools.send('Emulation.setDeviceMetricsOverride', size);
        };
        return page;
      },
      launchOptions: chromium(deterministicRenderingFlags),
    }),
  firefox: () => chromeLauncher({ puppeteer, launchOptions: firefox() }),
  webkit: () => webkitLauncher(webkit()),
};

/**
 * The engines to test in: all, or the one that the environment variable `ENGINE` names. (`BROWSER`
 * is taken: on many desktops it names the browser that opens links.)
 */
function chosenEngines() {
  const { ENGINE } = process.env;
  if (!ENGINE) return Object.entries(engines);
  if (Object.hasOwn(engines, ENGINE)) return [[ENGINE, engines[ENGINE]]];
  throw new Error(`ENGINE is ${ENGINE}; it can be ${Object.keys(engines).join(', ')}`);
}

const browsers = Object.fromEntries(chosenEngines().map(([name, launch]) => [name, launch()]));

/** The files to test, of those that could be: all, or those that `npm test -- NAME` has named. */
const isWanted = (file) => process.env.TEST_FILES?.split('\n').includes(file) ?? true;

const seconds = 1000;

export default {
  files: globSync('test/elements/*.test.ts').filter(isWanted),
  // Only Chromium can be told which colours its visitor has asked for.
  groups: globSync(browsers.chromium ? 'test/elements/states/*.test.ts' : [])
    .filter(isWanted)
    .map((file) => ({
      name: basename(file, '.test.ts'),
      files: file,
      browsers: [browsers.chromium],
    })),
  nodeResolve: true,
  // The tests import what was built from `src`, both languages included: what is tested is what ships.
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' }),
    snapshotPlugin(),
    alfaPlugin(),
  ],
  // The server answers to localhost and to 127.0.0.1. To a browser these are two origins: a test
  // loads `dist/` from the second as a municipality's page loads it from us.
  middleware: [
    async (context, next) => {
      await next();
      if (context.path.startsWith('/dist/')) context.set('Access-Control-Allow-Origin', '*');
    },
  ],
  browsers: Object.values(browsers),
  // One page in a browser has the focus; all three browsers at once.
  concurrency: 1,
  concurrentBrowsers: 3,
  // Firefox took 35 seconds to start on a busy machine.
  browserStartTimeout: 120 * seconds,
  testsStartTimeout: 120 * seconds,
  testsFinishTimeout: 1800 * seconds,
  testFramework: { config: { ui: 'bdd', timeout: 30 * seconds } },
  reporters: [engineReporter(process.env.COUNTS_FILE)],
};
