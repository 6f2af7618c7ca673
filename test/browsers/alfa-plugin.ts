/** Lets tests in Chromium check their page with Siteimprove's Alfa. */
import type { TestRunnerPlugin } from '@web/test-runner';
import type { Page } from 'puppeteer-core';
import { checkWithAlfa } from '../alfa.ts';

/** The command `alfa`, for `executeServerCommand`. */
export function alfaPlugin(): TestRunnerPlugin<unknown> {
  return {
    name: 'alfa',
    async executeCommand({ command, session }) {
      if (command !== 'alfa') return undefined;
      const browser = session.browser as unknown as { getPage(id: string): Page };
      return checkWithAlfa(browser.getPage(session.id));
    },
  };
}
