/** What is prerendered looks as what the script shows, so that nothing moves when it takes over. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { type Attributes, prerender, type Tag } from '../../dist/lib/ssr.js';
import { setup } from './browser.ts';

const site = setup();

const endpoint = 'https://receiver.example.se/v1/forms/international';
const cases: [Tag, Attributes][] = [
  ['skr-intl-overview', { 'contact-endpoint': endpoint }],
  ['skr-intl-overview', { 'heading-level': '5' }],
  ['org-card', { org: 'icld' }],
  ['org-card', { name: 'Älvsbyns vänner', description: 'Vi ses.', href: 'https://example.se/' }],
  ['contact-person', {}],
  ['contact-person', { name: 'Åsa Öberg', telephone: '08-123 45 67', email: 'asa@example.se' }],
  ['contact-form', { endpoint }],
  ['contact-form', { endpoint, recipient: 'Älvsbyn', telephone: '08-123 45 67', email: 'a@b.se' }],
  ['contact-form', { recipient: 'Älvsbyn', telephone: '08-123 45 67' }],
];

for (const [tag, attributes] of cases) {
  for (const locale of ['sv', 'en'] as const) {
    suite(`<${tag} ${JSON.stringify(attributes)}> in ${locale}`, () => {
      test('is where the element is, in a narrow column and in a wide one', async () => {
        const prerendered = await boxesOn(prerendering(tag, attributes, locale), tag);
        const tagged = prerendering(tag, attributes, locale).replace(/<template.*<\/template>/, '');
        const script = `<script src="${site.baseUrl()}skr-widgets.js"></script>`;
        const shown = await boxesOn(tagged + script, tag);
        assert(prerendered.length >= 6, 'too few boxes to say anything');
        assert.deepEqual(prerendered, shown);
      });
    });
  }
}

test('The style sheet changes nothing outside the shadow roots', async () => {
  const page = (head: string) =>
    `<!doctype html><html lang="sv"><head><title>x</title>${head}</head><body>
    <div class="root"><h2 class="title">A</h2><p class="preamble">B <a href="#">C</a></p>
    <ul role="list" class="cards"><li class="card" hidden>D</li></ul>
    <form><label>E<input></label><textarea></textarea><button disabled>F</button></form></div>`;
  const [bare, linked] = await Promise.all(
    ['', `<link rel="stylesheet" href="${site.baseUrl()}skr-widgets.css">`].map(async (head) => {
      const opened = await site.openPage(page(head));
      return opened.evaluate(() =>
        Array.from(document.body.querySelectorAll('*'), (element) =>
          JSON.stringify(Object.fromEntries(Object.entries(getComputedStyle(element)))),
        ),
      );
    }),
  );
  assert.equal(bare?.length, 11);
  assert.deepEqual(linked, bare);
});

suite('A form without its script', () => {
  const form = () => prerender('contact-form', {}, 'sv', { base: site.baseUrl(), form: true });

  test('is not sent by the browser, whatever is pressed, and keeps what is typed', async () => {
    const page = await site.openPage(pageWith(form()));
    const before = page.url();
    await page.locator('contact-form >>> #name').fill('Åsa');
    await page.keyboard.press('Enter');
    await page.evaluate(() => {
      const form = document.querySelector('contact-form')?.shadowRoot?.querySelector('form');
      // What a script of the page's, or a browser that cares nothing for `disabled`, might do.
      form?.querySelector('button')?.removeAttribute('disabled');
      form?.setAttribute('novalidate', '');
      form?.requestSubmit();
      form?.submit();
    });
    // A navigation would have begun before this answer comes.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    assert.equal(page.url(), before);
    const name = await page.$eval(
      'contact-form >>> #name',
      (input) => (input as HTMLInputElement).value,
    );
    assert.equal(name, 'Åsa');
  });

  test('says what it needs once the script has had its time, and nothing moves', async () => {
    const page = await site.openPage(pageWith(form()));
    const seen = () =>
      page.$$eval('contact-form >>> .until-script > span, contact-form >>> button', (all) =>
        all
          .filter((one) => getComputedStyle(one).visibility === 'visible')
          .map((one) => one.textContent),
      );
    const intro = 'Skriv till oss, så svarar vi så snart vi kan.';
    const note = 'Du måste fylla i fält som är märkta med * (obligatorisk).';
    assert.deepEqual(await seen(), [intro, note, 'Skicka meddelandet']);
    const boxes = await boxesOf(page, 'contact-form');

    await page.$eval('contact-form', ({ shadowRoot }) => {
      for (const animation of shadowRoot?.getAnimations() ?? []) animation.finish();
    });

    assert.deepEqual(await seen(), [
      'Formuläret fungerar bara med JavaScript.',
      'Kontaktformulär SKR (länk till annan webbplats)',
    ]);
    assert.deepEqual(await boxesOf(page, 'contact-form'), boxes);
  });

  test('says so at once where no script ever runs, and shows no fields', async () => {
    const page = await site.openPage(pageWith(form()), {
      prepare: (page) => page.setJavaScriptEnabled(false),
    });
    const text = await page.$eval(
      'contact-form >>> .root',
      (root) => (root as HTMLElement).innerText,
    );
    assert.match(text, /Formuläret fungerar bara med JavaScript\.\s+Kontaktformulär SKR/);
    assert.doesNotMatch(text, /Skriv till oss|Du måste|Namn|Skicka/);
  });
});

function prerendering(tag: Tag, attributes: Attributes, locale: 'sv' | 'en'): string {
  return prerender(tag, attributes, locale, { base: site.baseUrl() });
}

function pageWith(html: string): string {
  return `<!doctype html><html lang="fi"><head><title>Sivu</title><link rel="icon" href="data:,"></head>
    <body><p>Ennen</p>${html}<p>Jälkeen</p></body></html>`;
}

async function boxesOn(html: string, tag: Tag): Promise<string[]> {
  const page = await site.openPage(pageWith(html));
  const root = (element: Element) =>
    Array.from(element.attributes, ({ name, value }) => `${name}=${value}`)
      .sort()
      .join(' ');
  const boxes = [await page.$eval(`${tag} >>> .root`, root)];
  for (const width of [240, 1000]) {
    await page.setViewport({ width, height: 800 });
    boxes.push(...(await boxesOf(page, tag)));
  }
  return boxes;
}

/** Where each block is: its tag, its text and its rectangle. */
function boxesOf(page: Page, tag: Tag): Promise<string[]> {
  return page.$eval(tag, (host) =>
    Array.from([...(host.shadowRoot?.querySelectorAll('.root *') ?? []), host], (element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return `${element.localName} ${[x, y, width, height].map((n) => n.toFixed(2)).join(' ')}`;
    }).filter((box) => !/^(span|slot|a|br) |^.* 0.00 0.00$/.test(box)),
  );
}
