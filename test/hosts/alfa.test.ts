/**
 * Siteimprove's Alfa, which many municipalities use to check their pages, finds no errors in our elements: each
 * element, and the form with errors, failed and sent.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import puppeteer, { type Browser } from 'puppeteer-core';
import { type Receiver, startReceiver } from '../../demo/receiver.ts';
import { checkWithAlfa } from '../alfa.ts';
import { chromium } from '../browsers/chromium.ts';
import { type Hosts, serveHosts } from './serve.ts';

/** The actions on the page before it is checked, by resulting state. */
const states: Record<string, string> = {
  'at first': '',
  'with errors': "root.querySelector('button[type=submit]').click()",
  'in colours of a theme':
    "document.body.style.cssText = '--skr-accent: #ffd400; --skr-error: #b00020'",
};

suite('Alfa', () => {
  const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-alfa-'));
  let hosts: Hosts;
  let receiver: Receiver;
  let browser: Browser;

  before(async () => {
    hosts = await serveHosts();
    receiver = await startReceiver(folder, [hosts.url]);
    hosts.receiver = receiver.url;
    browser = await puppeteer.launch(chromium());
  });

  after(async () => {
    await browser?.close();
    await hosts?.close();
    await receiver?.stop();
    rmSync(folder, { recursive: true });
  });

  for (const [state, code] of Object.entries(states)) {
    test(`finds no error in ours ${state}`, async () => {
      const page = await browser.newPage();
      await page.goto(`${hosts.url}/checker-alfa.html`);
      await page.waitForFunction(
        () =>
          window.document.querySelector('contact-form')?.shadowRoot?.querySelector('form') != null,
      );
      await page.evaluate(
        `{ const root = document.querySelector('contact-form').shadowRoot; ${code} }`,
      );
      await page.evaluate(() => new Promise(requestAnimationFrame));
      const { failures, readable } = await checkWithAlfa(page);
      // Proof that it has looked into our shadow roots: it has judged the contrast of the button's text.
      assert(
        readable.includes('Skicka meddelandet'),
        `Alfa has judged only ${readable.join(' | ')}`,
      );
      assert.deepEqual(failures, []);
      await page.close();
    });
  }
});
