/**
 * What Lighthouse finds on each page of the demo site, in the browser of the other tests: it has to be
 * all there is to get in accessibility, best practice and being found. How fast the pages are is
 * measured by `npm run bench:demo`: that depends on the machine.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { looks } from '../../demo/pages/host-pages.ts';
import { files, locales, type PageName, pathOf } from '../../demo/site.ts';
import { runLighthouse } from '../lighthouse.ts';
import { startEnvironment, type TestEnvironment } from './environment.ts';

const pages = (Object.keys(files) as PageName[]).flatMap((name) =>
  locales.map((locale) => pathOf(name, locale)),
);
const hostPages = looks.map(({ name }) => `hosts/${name}.html`);

/** The municipality does not exist, and its pages ask search engines themselves to leave them out. */
const unlisted = ['is-crawlable'];

suite('Lighthouse finds nothing to mend on', () => {
  let stage: TestEnvironment;

  before(async () => {
    stage = await startEnvironment();
  });
  after(() => stage?.stop());

  for (const path of pages) {
    test(path, async () => assert.deepEqual(await findings(path), []));
  }

  for (const path of hostPages) {
    test(path, async () => assert.deepEqual(await findings(path, unlisted), []));
  }

  async function findings(path: string, skipAudits: string[] = []): Promise<string[]> {
    const settings = {
      onlyCategories: ['accessibility', 'best-practices', 'seo'],
      skipAudits,
      disableFullPageScreenshot: true,
      // What the page does later is of no account here, and no page of the site does any.
      pauseAfterFcpMs: 0,
      pauseAfterLoadMs: 0,
      networkQuietThresholdMs: 0,
      cpuQuietThresholdMs: 0,
    };
    const context = await stage.browser.createBrowserContext();
    const page = await context.newPage();
    const { audits, categories, runtimeError, runWarnings } = await runLighthouse(
      `${stage.demo.url}/${path}`,
      settings,
      page,
    );
    await context.close();
    assert.equal(runtimeError, undefined);
    assert.deepEqual(runWarnings, []);
    assert.equal(Object.keys(categories).length, 3);
    return Object.values(categories)
      .flatMap(({ auditRefs }) => auditRefs)
      .map(({ id }) => audits[id])
      .filter((audit) => audit && audit.score !== null && audit.score < 1)
      .map((audit) => `${audit?.id}: ${audit?.title} ${JSON.stringify(audit?.details ?? '')}`);
  }
});
