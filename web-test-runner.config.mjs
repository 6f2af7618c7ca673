import { globSync } from 'node:fs';
import { basename } from 'node:path';
import { esbuildPlugin } from '@web/dev-server-esbuild';
import { chromeLauncher } from '@web/test-runner-chrome';
import puppeteer from 'puppeteer-core';
import { alfaPlugin } from './test/browsers/alfa-plugin.ts';
import { chromium, deterministicRenderingFlags } from './test/browsers/chromium.ts';
import { firefox, webkit } from './test/browsers/engines.ts';
import { engineReporter } from './test/browsers/reporter.ts';
import { snapshotPlugin } from './test/browsers/snapshot-plugin.ts';
import { webkitLauncher } from './test/browsers/webkit.ts';

const engines = {
  chromium: () =>
    chromeLauncher({
      puppeteer,
      // Puppeteer's `setViewport` also turns off touch, after which Chromium no longer has the mouse that it was
      // started with.
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
 * The engines to test in: all, or the one named by the environment variable `ENGINE`. (Not `BROWSER`, which on
 * many desktops names the browser that opens links.)
 */
function getEngines() {
  const { ENGINE } = process.env;
  if (!ENGINE) return Object.entries(engines);
  if (Object.hasOwn(engines, ENGINE)) return [[ENGINE, engines[ENGINE]]];
  throw new Error(`ENGINE: expected one of ${Object.keys(engines).join(', ')}, got ${ENGINE}`);
}

const browsers = Object.fromEntries(getEngines().map(([name, launch]) => [name, launch()]));

/** Whether to run a test file: all of them, or those selected by `npm test -- NAME`. */
const isWanted = (file) => process.env.TEST_FILES?.split('\n').includes(file) ?? true;

const seconds = 1000;

const files = globSync('test/elements/*.test.ts').filter(isWanted);

export default {
  // The runner fails at an empty list, though there may be groups.
  ...(files.length > 0 && { files }),
  // Only Chromium can emulate a preference for colours or contrast. Each file has one of its own: one page after
  // another in the same Chromium would leave a processor idle.
  groups: globSync(browsers.chromium ? 'test/elements/states/*.test.ts' : [])
    .filter(isWanted)
    .map((file) => ({
      name: basename(file, '.test.ts'),
      files: file,
      browsers: [engines.chromium()],
    })),
  nodeResolve: true,
  // The tests import the build output, both languages included: what is tested is what ships.
  plugins: [
    esbuildPlugin({ ts: true, target: 'es2022', tsconfig: 'tsconfig.json' }),
    snapshotPlugin(),
    alfaPlugin(),
  ],
  // The server answers on localhost and on 127.0.0.1, which are two origins to a browser: tests load `dist/` from
  // the second, as a municipality's page loads it from another host.
  middleware: [
    async (context, next) => {
      await next();
      if (context.path.startsWith('/dist/')) context.set('Access-Control-Allow-Origin', '*');
    },
  ],
  browsers: Object.values(browsers),
  // Only one page per browser can have the focus, but three browsers can run at once.
  concurrency: 1,
  concurrentBrowsers: 3,
  // Firefox took 35 seconds to start on a busy machine.
  browserStartTimeout: 120 * seconds,
  testsStartTimeout: 120 * seconds,
  testsFinishTimeout: 1800 * seconds,
  testFramework: { config: { ui: 'bdd', timeout: 30 * seconds } },
  reporters: [engineReporter(process.env.COUNTS_FILE)],
};
