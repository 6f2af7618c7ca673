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
import { chromium } from '../browsers/engines.ts';
import { resolveLibrary } from '../lock-files.ts';
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
  // biome-ignore lint/suspicious/noExplicitAny: Alfa is installed for this test alone, out of TypeScript's sight.
  const alfa: Record<string, any> = {};

  before(async () => {
    hosts = await serveHosts();
    receiver = await startReceiver(folder, [hosts.url]);
    hosts.receiver = receiver.url;
    browser = await puppeteer.launch(chromium());
    for (const name of [
      'act',
      'dom',
      'dom/native',
      'device',
      'device/native',
      'http',
      'rules',
      'url',
      'web',
      'wcag',
    ]) {
      Object.assign(alfa, { [name]: await import(resolveLibrary(`@siteimprove/alfa-${name}`)) });
    }
  });

  after(async () => {
    await browser?.close();
    await hosts?.close();
    await receiver?.stop();
    rmSync(folder, { recursive: true });
  });

  for (const [state, code] of Object.entries(states)) {
    test(`finds no fault in ours ${state}`, async () => {
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
      const document = await page.evaluateHandle(() => window.document);
      const json = await document.evaluate(alfa['dom/native'].Native.fromNode);
      const device = alfa.device.Device.from(
        await (await page.evaluateHandle(() => window)).evaluate(
          alfa['device/native'].Native.fromWindow,
        ),
      );
      const url = alfa.url.URL.parse(page.url()).getUnsafe();
      const input = alfa.web.Page.of(
        alfa.http.Request.of('GET', url),
        alfa.http.Response.of(url, 200),
        alfa.dom.Node.from(json, device),
        device,
      );
      // Rules for WCAG criteria. The others are advice for the page itself, such as a skip link.
      const rules = [...alfa.rules.default].filter((rule) =>
        [...rule.requirements].some((each) => alfa.wcag.Criterion.isCriterion(each)),
      );
      const outcomes = [...(await alfa.act.Audit.of(input, rules).evaluate())];
      const failed = outcomes
        .filter((outcome) => alfa.act.Outcome.isFailed(outcome))
        .map(
          ({ rule, target }) => `${rule.uri.split('/').at(-1)}: ${String(target).slice(0, 200)}`,
        );
      const passed = outcomes.filter((outcome) => alfa.act.Outcome.isPassed(outcome));
      // Proof that it has looked into our shadow roots: it has judged the contrast of the button's text.
      const readable = passed
        .filter(({ rule }) => rule.uri.endsWith('sia-r69'))
        .map(({ target }) => String(target).trim());
      assert(
        readable.includes('Skicka meddelandet'),
        `Alfa has judged only ${readable.join(' | ')}`,
      );
      assert.deepEqual(failed, []);
      await page.close();
    });
  }
});
