/** Pictures for the guides, of the pages that tests have open. */
import { mkdirSync } from 'node:fs';
import type { Page } from 'puppeteer-core';

const folder = 'demo/pictures';

/**
 * Takes one if UPDATE_SNAPSHOTS is set.
 *
 * @param from What is to be at the top of the picture.
 */
export async function takePicture(page: Page, name: string, from = 'h1'): Promise<void> {
  if (!process.env.UPDATE_SNAPSHOTS) return;
  await page.evaluate((selector) => document.querySelector(selector)?.scrollIntoView(), from);
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.webp`, type: 'webp', quality: 70 });
}
