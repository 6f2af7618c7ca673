/** Pictures for the guides, of the pages that tests have open. */
import { mkdirSync } from 'node:fs';
import type { Page } from 'puppeteer-core';
import sharp from 'sharp';

const folder = 'demo/pictures';

/**
 * Takes one if UPDATE_SNAPSHOTS is set.
 *
 * @param name With the language that it is in, such as `html.sv`.
 * @param from What is to be at the top of the picture.
 * @param part What is to be in it, if not all that is in sight.
 */
export async function takePicture(
  page: Page,
  name: string,
  { from = 'h1', part = '' } = {},
): Promise<void> {
  if (!process.env.UPDATE_SNAPSHOTS) return;
  await page.evaluate((selector) => document.querySelector(selector)?.scrollIntoView(), from);
  for (const frame of page.frames()) await frame.evaluate(() => document.fonts.ready.then(Boolean));
  mkdirSync(folder, { recursive: true });
  const target = (part && (await page.$(part))) || page;
  // Letters stay sharp without loss, and take half of what they take with it.
  const picture = sharp(await target.screenshot()).webp({ lossless: true, effort: 6 });
  await picture.toFile(`${folder}/${name}.webp`);
}
