/**
 * A long list of cards. The browser skips rendering of cards far from the screen, which makes it faster; these tests
 * check that every card can still be reached.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import { chromium } from '../browsers/chromium.ts';

const count = 300;
const cards = Array.from(
  { length: count },
  (_, at) =>
    `<org-card id="card-${at}" heading-level="3" name="Kommun ${at}." description="Text." href="https://example.se/${at}"></org-card>`,
);

// What the browser does for a screen reader, and for nothing less.
const browser = await puppeteer.launch(chromium(['--force-renderer-accessibility=screen-reader']));
after(() => browser.close());
const page = await browser.newPage();
await page.setContent(`<!doctype html><html lang="sv"><h1>Kommuner</h1>${cards.join('')}`);
await page.addScriptTag({ content: readFileSync('dist/skr-widgets.js', 'utf8') });
const cdp = await page.createCDPSession();

/** Whether the last card is on the screen. */
const seesLast = () =>
  page.waitForFunction(
    (id) => {
      const box = document.getElementById(id)?.getBoundingClientRect();
      return box && box.height > 0 && box.top < innerHeight && box.bottom > 0;
    },
    {},
    `card-${count - 1}`,
  );

const toTop = () => page.evaluate(() => scrollTo(0, 0));

test('a screen reader finds the heading and the link of every card', async () => {
  await cdp.send('Accessibility.enable');
  const { nodes } = await cdp.send('Accessibility.getFullAXTree');
  const named = (role: string) => nodes.filter((node) => node.role?.value === role).length;
  assert.equal(named('heading'), count + 1);
  assert.equal(named('link'), count);
});

test('find in page leads to the last card', async () => {
  const isFound = await page.evaluate(
    (words) => (window as unknown as { find(words: string): boolean }).find(words),
    `Kommun ${count - 1}.`,
  );
  assert.equal(isFound, true);
  await seesLast();
});

test('an anchor leads to the last card', async () => {
  await toTop();
  await page.evaluate(
    (id) => {
      location.hash = id;
    },
    `card-${count - 1}`,
  );
  await seesLast();
});

test('the Tab key leads to the last card, backwards from the end', async () => {
  await page.evaluate(() => {
    const end = document.createElement('button');
    document.body.append(end);
    end.focus({ preventScroll: true });
    scrollTo(0, 0);
  });
  await page.keyboard.down('Shift');
  await page.keyboard.press('Tab');
  await page.keyboard.up('Shift');
  const focused = await page.evaluate(() => document.activeElement?.closest('org-card')?.id);
  assert.equal(focused, `card-${count - 1}`);
  await seesLast();
});

test('every card is printed, with its link', async () => {
  await toTop();
  const pdf = Buffer.from(await page.pdf({ format: 'a4' })).toString('latin1');
  const links = new Set(pdf.match(/(?<=\/URI \(https:\/\/example\.se\/)\d+/g));
  assert.equal(links.size, count);
});
