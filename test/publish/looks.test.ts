/** Prerendered HTML looks the same as what the script renders, so that nothing moves when the script takes over. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'puppeteer-core';
import { type Attributes, renderElement, type Tag } from '../../dist/lib/ssr.js';
import { setup } from './browser.ts';

const site = await setup();

const endpoint = 'https://receiver.example.se/v1/forms/international';
const svg = encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 3 2"><path d="M0 0h3v2z"/></svg>',
);
const picture = `<img slot="SLOT" alt="Bild" width="600" height="400" src="data:image/svg+xml,${svg}">`;
const cases: [Tag, Attributes, children?: string][] = [
  ['skr-intl-overview', { 'contact-endpoint': endpoint }],
  ['skr-intl-overview', { 'heading-level': '5' }],
  ['org-card', { org: 'icld' }],
  ['org-card', { name: 'Älvsbyns vänner', description: 'Vi ses.', href: 'https://example.se/' }],
  [
    'org-card',
    { name: 'Älvsbyns vänner', href: 'https://example.se/' },
    `<p slot="footer">Box 1</p>${picture.replace('SLOT', 'media')}`,
  ],
  ['contact-person', {}],
  [
    'contact-person',
    { name: 'Åsa Öberg', email: 'asa@example.se' },
    picture.replace('SLOT', 'photo'),
  ],
  ['contact-person', { name: 'Åsa Öberg', telephone: '08-123 45 67', email: 'asa@example.se' }],
  ['contact-form', { endpoint }],
  ['contact-form', { endpoint, recipient: 'Älvsbyn', telephone: '08-123 45 67', email: 'a@b.se' }],
  ['contact-form', { recipient: 'Älvsbyn', telephone: '08-123 45 67' }],
];

for (const [tag, attributes, children = ''] of cases) {
  for (const locale of ['sv', 'en'] as const) {
    suite(`<${tag} ${JSON.stringify(attributes)}> in ${locale}`, () => {
      test('is laid out like the element, in a narrow column and in a wide one', async () => {
        const printed = print(tag, attributes, locale, children);
        const script = `<script src="${site.baseUrl()}skr-widgets.js"></script>`;
        // Without content, the script renders everything itself; with it, it takes over what is there.
        const empty = printed.replace(/^(<[^>]*>).*(<\/.*>)$/, `$1${children}$2`);
        const before = await boxesOn(sheet() + printed, tag);
        assert(before.length >= 6, 'too few boxes to say anything');
        assert.deepEqual(await boxesOn(empty + script, tag), before);
        assert.deepEqual(await boxesOn(sheet() + printed + script, tag), before);
      });
    });
  }
}

test('The style sheet changes nothing but what is ours', async () => {
  const page = (head: string) =>
    `<!doctype html><html lang="sv"><head><title>x</title>${head}</head><body>
    <div class="root"><h2 class="title">A</h2><p class="preamble">B <a href="#">C</a></p>
    <ul role="list" class="cards"><li class="card" hidden>D</li></ul>
    <form><label>E<input></label><textarea></textarea><button disabled>F</button></form></div>`;
  const [bare, linked] = await Promise.all(
    ['', sheet()].map(async (head) => {
      const opened = await site.openPage(page(head));
      return opened.evaluate(() =>
        Array.from(document.body.querySelectorAll('*'), (element) =>
          JSON.stringify(
            // Our registered property has a value everywhere, but no effect by itself.
            [...getComputedStyle(element)]
              .filter((name) => !name.startsWith('--skr-'))
              .map((name) => [name, getComputedStyle(element).getPropertyValue(name)]),
          ),
        ),
      );
    }),
  );
  assert.equal(bare?.length, 11);
  assert.deepEqual(linked, bare);
});

suite('A form without its script', () => {
  const form = () => renderElement('contact-form', {}, 'sv', { ...options(), form: true });

  test('is not submitted by the browser, whatever is pressed, and keeps what is typed', async () => {
    const page = await site.openPage(pageWith(form()));
    const before = page.url();
    await page.locator('contact-form >>> #name').fill('Åsa');
    await page.keyboard.press('Enter');
    await page.evaluate(() => {
      const form = document.querySelector('contact-form')?.shadowRoot?.querySelector('form');
      // What a script of the page, or a browser that ignores `disabled`, might do.
      form?.querySelector('button')?.removeAttribute('disabled');
      form?.setAttribute('novalidate', '');
      form?.requestSubmit();
      form?.submit();
    });
    // A navigation would have started before this response arrives.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => setTimeout(done))));
    assert.equal(page.url(), before);
    const name = await page.$eval(
      'contact-form >>> #name',
      (input) => (input as HTMLInputElement).value,
    );
    assert.equal(name, 'Åsa');
  });

  test('says that it needs scripts after a while, and nothing moves', async () => {
    const page = await site.openPage(pageWith(form()));
    const getVisibleTexts = () =>
      page.$$eval('contact-form >>> .until-script > span, contact-form >>> button', (all) =>
        all
          .filter((one) => getComputedStyle(one).visibility === 'visible')
          .map((one) => one.textContent?.trim()),
      );
    const intro = 'Skriv till oss, så svarar vi så snart vi kan.';
    const note = 'Du måste fylla i fält som är märkta med *\u00a0(obligatorisk).';
    assert.deepEqual(await getVisibleTexts(), [intro, note, 'Skicka meddelandet']);
    const boxes = await getBoxes(page, 'contact-form');

    await page.$eval('contact-form', ({ shadowRoot }) => {
      for (const animation of shadowRoot?.getAnimations() ?? []) animation.finish();
    });

    assert.deepEqual(await getVisibleTexts(), [
      'Formuläret fungerar bara med JavaScript.',
      'Kontaktformulär SKR (länk till annan webbplats)',
    ]);
    assert.deepEqual(await getBoxes(page, 'contact-form'), boxes);
  });

  test('says so at once where scripting is off, and shows no fields', async () => {
    const page = await site.openPage(pageWith(form()), {
      prepare: (page) => page.setJavaScriptEnabled(false),
    });
    const text = await page.$eval(
      'contact-form >>> .skr-form',
      (root) => (root as HTMLElement).innerText,
    );
    assert.match(text, /Formuläret fungerar bara med JavaScript\.\s+Kontaktformulär SKR/);
    assert.doesNotMatch(text, /Skriv till oss|Du måste|Namn|Skicka/);
  });
});

const options = () => ({ styleSheet: `${site.baseUrl()}skr-widgets.css` });

const sheet = () => `<link rel="stylesheet" href="${options().styleSheet}">`;

function print(tag: Tag, attributes: Attributes, locale: 'sv' | 'en', children = ''): string {
  return renderElement(tag, attributes, locale, { ...options(), children });
}

function pageWith(html: string): string {
  return `<!doctype html><html lang="fi"><head><title>Sivu</title><link rel="icon" href="data:,"></head>
    <body><p>Ennen</p>${html}<p>Jälkeen</p></body></html>`;
}

async function boxesOn(html: string, tag: Tag): Promise<string[]> {
  const page = await site.openPage(pageWith(html));
  await page.$eval(
    tag,
    (element) => (element as { updateComplete?: Promise<unknown> }).updateComplete,
  );
  const boxes: string[] = [];
  for (const width of [240, 1000]) {
    await page.setViewport({ width, height: 800 });
    boxes.push(...(await getBoxes(page, tag)));
  }
  return boxes;
}

/** The position of each block of the content and the form: its tag and its rectangle. */
function getBoxes(page: Page, tag: Tag): Promise<string[]> {
  return page.$eval(tag, (host) => {
    const all = [
      ...host.querySelectorAll('*'),
      // If nothing is printed for the shadow root, the element itself is such a box.
      ...(host.shadowRoot?.querySelectorAll(':not(.beside)') ?? []),
      host,
    ];
    // In the printed HTML, a picture that is shown first comes last.
    return all
      .map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return `${element.localName} ${[x, y, width, height].map((n) => n.toFixed(2)).join(' ')}`;
      })
      .filter((box) => !/^(span|slot|a|br|wbr|abbr|time|link) |^.* 0.00 0.00$/.test(box))
      .sort();
  });
}
