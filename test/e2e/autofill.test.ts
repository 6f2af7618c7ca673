/**
 * The browser's own autofill, which a page can't simulate: it reads the autocomplete tokens and the labels, and fills
 * in the fields. Only Chromium can be automated to do so.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import puppeteer, { type CDPSession } from 'puppeteer-core';
import { startReceiver } from '../../demo/receiver.ts';
import { chromium } from '../browsers/chromium.ts';
import { type Answer, script, serve } from './pages.ts';

/** The address saved in the browser, by the browser's own field names. */
const saved = {
  NAME_FULL: 'Åsa Öberg',
  COMPANY_NAME: 'Exempelkommun',
  EMAIL_ADDRESS: 'asa.oberg@example.se',
  PHONE_HOME_WHOLE_NUMBER: '+46701234567',
};

test('Chromium autofills the fields from a saved address, and the form accepts the values', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-autofill-'));
  const answers: Record<string, Answer> = {};
  const pages = await serve(answers);
  const receiver = await startReceiver(folder, [pages.url]);
  answers['/skr-widgets.js'] = script;
  answers['/'] = {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: Buffer.from(`<!doctype html><html lang="sv"><title>Exempelkommunen</title>
      <link rel="icon" href="data:,"><script defer src="/skr-widgets.js"></script>
      <contact-form endpoint="${receiver.url}/v1/forms/international"></contact-form>`),
  };
  const browser = await puppeteer.launch(chromium());
  try {
    const page = await browser.newPage();
    await page.goto(pages.url);
    await (await page.waitForSelector('>>> #name'))?.click();
    await fill(await page.createCDPSession());
    await page.waitForSelector('>>> #email:autofill');
    for (const [id, text] of Object.entries({ subject: 'Vänorter', message: 'Hej!' })) {
      await (await page.waitForSelector(`>>> #${id}`))?.click();
      await page.keyboard.type(text);
    }
    await (await page.waitForSelector('>>> button[type=submit]'))?.click();
    await page.waitForSelector('>>> #confirmation');
  } finally {
    await browser.close();
    await Promise.all([receiver.stop(), pages.close()]);
  }

  const command = ['receiver/src/cli.ts', 'export', '--config', join(folder, 'receiver.json')];
  const stored = JSON.parse(execFileSync(process.execPath, command, { encoding: 'utf8' }));
  rmSync(folder, { recursive: true });
  // The honeypot has not been filled in either, or the message would be in quarantine.
  assert.deepEqual(
    [stored.name, stored.organisation, stored.email, stored.telephone, stored.quarantine],
    [...Object.values(saved), null],
  );
});

/** Triggers autofill, as when a visitor accepts the suggestion at the first field. */
async function fill(devTools: CDPSession): Promise<void> {
  await devTools.send('Autofill.enable');
  await devTools.send('DOM.enable');
  const { result } = await devTools.send('Runtime.evaluate', {
    expression: `document.querySelector('contact-form').shadowRoot.querySelector('#name')`,
  });
  const { objectId = '' } = result;
  const { node } = await devTools.send('DOM.describeNode', { objectId });
  const country = { name: 'ADDRESS_HOME_COUNTRY', value: 'SE' };
  const fields = Object.entries(saved).map(([name, value]) => ({ name, value }));
  // Puppeteer's types have only an older form of this command, for payment cards.
  const trigger: object = {
    fieldId: node.backendNodeId,
    address: { fields: [...fields, country] },
  };
  await devTools.send('Autofill.trigger', trigger as never);
}
