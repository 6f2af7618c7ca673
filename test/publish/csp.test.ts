/** The published policies, tested in a browser: what they allow works, and nothing less is enough. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { renderElement } from '../../dist/lib/ssr.js';
import { createEmbedPolicy } from '../../publish/archive.ts';
import { type Directives, formatPolicy } from '../../publish/csp.ts';
import { setup } from './browser.ts';

const { features } = JSON.parse(readFileSync('dist/csp.json', 'utf8')) as {
  features: Record<string, { directives: Directives }>;
};
const hashes = JSON.parse(readFileSync('dist/integrity.json', 'utf8'));

const receiver = 'https://receiver.example.se';
const site = await setup({ policy: createEmbedPolicy([receiver]) });

suite('By what it uses, a page needs in its policy no more than', () => {
  const src = () => `src="${site.baseUrl()}skr-widgets.js"`;
  const card = '<org-card lang="sv"></org-card>';
  const sheet = () => `${site.baseUrl()}skr-widgets.css`;
  const fragment = () =>
    `<link rel="stylesheet" href="${sheet()}">${renderElement('org-card', {}, 'sv', { styleSheet: sheet() })}`;

  const cases: [string[], () => string][] = [
    [['script-by-host'], () => `<script ${src()}></script>${card}`],
    [['script-by-nonce'], () => `<script nonce="n0nce" ${src()}></script>${card}`],
    [
      ['script-by-hash'],
      () => `<script integrity="${hashes['skr-widgets.js']}" crossorigin ${src()}></script>${card}`,
    ],
    [
      ['script-by-strict-dynamic'],
      () =>
        `<script nonce="n0nce">document.head.append(Object.assign(document.createElement('script'), { src: '${site.baseUrl()}skr-widgets.js' }))</script>${card}`,
    ],
    [['script-by-host', 'trusted-types'], () => `<script ${src()}></script>${card}`],
    [['fragment'], () => fragment()],
    [
      ['script-by-host', 'fragment', 'trusted-types'],
      () => `<script ${src()}></script>${fragment()}`,
    ],
  ];

  for (const [uses, body] of cases) {
    test(uses.join(', '), async () => {
      const page = await open(body(), policyFor(uses));
      await page.waitForSelector('org-card > .skr-content > h2');
      assert.deepEqual(await blockedIn(page), []);
      // The style applies, whichever sheet it comes from.
      assert.equal(await page.$eval('org-card', (card) => getComputedStyle(card).display), 'flex');
    });

    test(`${uses.join(', ')}, and no less`, async () => {
      const page = await open(body(), "default-src 'none'");
      await page.waitForFunction(() => blocked.length > 0);
    });
  }

  test('iframe, iframe-height', async () => {
    const body = `<iframe src="${site.baseUrl()}embed/org-card.sv.html" height="9"></iframe><script src="${site.baseUrl()}iframe-height.js"></script>`;
    const page = await open(body, policyFor(['iframe', 'iframe-height']));
    await page.waitForFunction(() => (document.querySelector('iframe')?.clientHeight ?? 0) > 100);
    assert.deepEqual(await blockedIn(page), []);
  });
});

for (const name of ['skr-intl-overview', 'org-card', 'contact-person', 'contact-form']) {
  test(`embed/${name} works under its own policy`, async () => {
    const address = `${site.baseUrl()}embed/${name}.sv.html?heading-level=3`;
    const page = await site.openPage(address, { prepare: watch });
    await page.waitForSelector(`${name} h3`);
    assert.deepEqual(await blockedIn(page), []);
  });
}

function policyFor(uses: string[]): string {
  const all = new Map<string, string[]>([['default-src', ["'none'"]]]);
  // What the test's own pages need: an icon.
  all.set('img-src', ['data:']);
  for (const use of uses) {
    const { directives } = features[use] ?? assert.fail(use);
    for (const [name, sources] of Object.entries(directives)) {
      all.set(name, [...(all.get(name) ?? []), ...sources]);
    }
  }
  return formatPolicy(Object.fromEntries(all))
    .replaceAll('{nonce}', 'n0nce')
    .replaceAll('{receiver}', receiver)
    .replaceAll('https://example.se/skr-widgets/', site.baseUrl());
}

async function open(body: string, policy: string): Promise<Page> {
  const html = `<!doctype html><html lang="sv"><head><title>x</title><link rel="icon" href="data:,">
    <meta http-equiv="Content-Security-Policy" content="${policy}"></head><body>${body}</body></html>`;
  return site.openPage(html, { prepare: watch });
}

declare global {
  /** A violation reported on a page of these tests. */
  var blocked: string[];
}

/** Makes a page and its frames record policy violations. */
async function watch(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(() => {
    globalThis.blocked = [];
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      globalThis.blocked.push(`${violatedDirective} ${blockedURI}`),
    );
  });
}

/** The violations once the page and its frames have rendered. */
async function blockedIn(page: Page): Promise<string[]> {
  const all = page.frames().map((frame) =>
    frame.evaluate(
      () =>
        new Promise<string[]>((done) => {
          requestAnimationFrame(() => setTimeout(() => done(globalThis.blocked)));
        }),
    ),
  );
  return (await Promise.all(all)).flat();
}
