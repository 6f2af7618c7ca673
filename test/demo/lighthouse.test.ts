/**
 * Lighthouse on each page of the demo site, in the browser of the other tests: accessibility, best practices and SEO
 * must be perfect. The speed of the pages depends on the machine, so it is measured by `npm run bench:demo`.
 */
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { hostPaths } from '../../demo/pages/host-pages.ts';
import { files, locales, type PageName, pathOf } from '../../demo/site.ts';
import { runLighthouse } from '../lighthouse.ts';
import { startEnvironment, type TestEnvironment } from './environment.ts';

const pages = (Object.keys(files) as PageName[]).flatMap((name) =>
  locales.map((locale) => pathOf(name, locale)),
);

/** The municipality is fictitious, and its pages ask search engines not to index them. */
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

  for (const path of hostPaths) {
    test(path, async () => assert.deepEqual(await findings(path, unlisted), []));
  }

  async function findings(path: string, skipAudits: string[] = []): Promise<string[]> {
    const settings = {
      onlyCategories: ['accessibility', 'best-practices', 'seo'],
      skipAudits,
      disableFullPageScreenshot: true,
      // Doesn't wait for later activity, since the pages of the site have none.
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
