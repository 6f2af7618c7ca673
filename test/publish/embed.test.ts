/** The embed pages in a real browser: in all kinds of frames, and by themselves. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suite, test } from 'node:test';
import type { Frame, Page } from 'puppeteer-core';
import { readElements } from '../../integrations/content.ts';
import { setup } from './browser.ts';

const site = await setup();

const files = globSync('dist/embed/*.html').sort();
const receiver = 'https://receiver.example.se/v1/forms/international';

test('There is a page for each widget in each language', () => {
  assert.equal(files.length, 10);
});

for (const file of files) {
  suite(basename(file), () => {
    const html = readFileSync(file, 'utf8');
    const [name = '', locale = ''] = basename(file).split('.');

    test('has a title and a language, and says where the text comes from', () => {
      assert.match(html, new RegExp(`<html lang="${locale}">`));
      assert.match(html, /<title>[^<]{10,}<\/title>/);
      assert.match(html, /<meta charset="utf-8">/);
      assert.match(html, /<meta name="robots" content="noindex">/);
      assert.match(
        html,
        /<link rel="canonical" href="https:\/\/(skr|icld|salarinternational)\.se\/[^"]*">/,
      );
    });

    test('links to its oEmbed description and to the other language', () => {
      const oembed = `https://example.se/skr-widgets/v1/oembed/${name}.${locale}.json`;
      assert(
        html.includes(`<link rel="alternate" type="application/json+oembed" href="${oembed}"`),
      );
      const other = locale === 'sv' ? 'en' : 'sv';
      assert(html.includes(`hreflang="${other}" href="${name}.${other}.html"`));
      assert(files.includes(`dist/embed/${name}.${other}.html`));
    });

    test('describes its content to search engines', () => {
      const [, json = ''] =
        html.match(/<script type="application\/ld\+json">(.*?)<\/script>/) ?? [];
      const facts = JSON.parse(json);
      const types: Record<string, string> = {
        'skr-intl-overview': 'Article',
        'org-card': 'Organization',
        'org-card-icld': 'Organization',
        'contact-person': 'Person',
        'contact-form': 'ContactPage',
      };
      assert.equal(facts['@type'], types[name]);
      assert.equal(facts['@context'], 'https://schema.org');
      if (name === 'org-card-icld') assert.match(facts.name, /ICLD/);
    });

    test('has no inline script, style or event handler', () => {
      const scripts = html.match(/<script(?! type="application\/ld\+json")[^>]*>[^<]*/g);
      assert.equal(scripts?.length, 2);
      for (const script of scripts) assert.match(script, /^<script defer src="[^>]*>$/);
      assert.doesNotMatch(html, /<style|\sstyle=|\son\w+=|javascript:/i);
    });

    test('contains the text without scripts', async () => {
      const page = await site.openPage(`${site.baseUrl()}embed/${basename(file)}`, {
        prepare: (page) => page.setJavaScriptEnabled(false),
      });
      const text = await page.$eval(
        'main .skr-content',
        (content) => (content as HTMLElement).innerText,
      );
      assert(text.length > 20, text);
    });
  });
}

suite('The URL of a page', () => {
  test('carries the attributes of its element', async () => {
    const { text } = await embed('org-card.en.html?org=icld&heading-level=4');
    assert.match(await text('h4'), /ICLD/);
  });

  test('carries in its fragment what says who somebody is, so that no server sees it', async () => {
    const { page, text, warnings } = await embed(
      'contact-person.sv.html?heading=Kontakt&heading-level=4#frame&name=Kim%20Andersson&email=kim%40kommun.example',
    );
    assert.match(await text('h4'), /Kontakt/);
    const content = await page.$eval('contact-person', (person) => person.textContent ?? '');
    assert.match(content, /Kim Andersson.*kim@kommun\.example/s);
    assert.equal(await page.$eval('#words', (note) => note.checkVisibility()), true);
    assert.deepEqual(warnings, []);
  });

  test('may lead to a place in the page, which is no option', async () => {
    for (const hash of ['#words', '#name', '#frame', '#?secret=s3cret']) {
      const { page, warnings } = await embed(`contact-person.sv.html${hash}`);
      const names = await page.$eval('contact-person', (person) => person.getAttributeNames());
      assert.deepEqual([names, warnings], [['lang'], []], hash);
    }
  });

  test('warns once about an unknown option, and never sets the language', async () => {
    const { page, text, warnings } = await embed('org-card.sv.html?lang=en&lang=en&onclick=x');
    assert.equal(await page.$eval('org-card', (card) => card.lang), 'sv');
    assert.equal(await text('h2'), 'SALAR International');
    assert.deepEqual(
      warnings.map((warning) => warning.split(':')[0]),
      [
        '[skr-widgets] lang=en is no option of this page',
        '[skr-widgets] onclick=x is no option of this page',
      ],
    );
  });

  test('can put no markup on the page', async () => {
    const markup = encodeURIComponent('<img src=x onerror=alert(1)>');
    const { page, text } = await embed(`org-card.sv.html?name=${markup}&href=javascript:alert(1)`);
    assert.equal(await text('h2'), '<img src=x onerror=alert(1)>');
    assert.equal((await page.$$('org-card >>> img, org-card >>> a')).length, 0);
  });

  test('rejects an endpoint whose origin the publisher has not named', async () => {
    for (const name of ['contact-form', 'skr-intl-overview']) {
      const option = name === 'contact-form' ? 'endpoint' : 'contact-endpoint';
      const { page, warnings } = await embed(`${name}.sv.html?${option}=${receiver}`);
      assert.equal((await page.$$(`${name} >>> form`)).length, 0);
      assert.equal(
        await page.$eval(name, (element, name) => element.getAttribute(name), option),
        null,
      );
      assert(warnings.some((warning) => warning.includes('data-origins')));
    }
  });

  test('accepts an endpoint on the origin of the page', async () => {
    const own = `${site.baseUrl()}v1/forms/international`;
    const { page } = await embed(`contact-form.sv.html?endpoint=${own}`);
    assert.equal((await page.$$('contact-form >>> form')).length, 1);
  });

  test('accepts an origin that the publisher has named, and not one that looks like it', async () => {
    const origins = { prepare: (page: Page) => nameOrigin(page, 'https://receiver.example.se') };
    const named = await embed(`contact-form.sv.html?endpoint=${receiver}`, origins);
    assert.equal((await named.page.$$('contact-form >>> form')).length, 1);
    for (const like of ['https://receiver.example.se.evil.example', 'http://receiver.example.se']) {
      const other = await embed(`contact-form.sv.html?endpoint=${like}/v1/forms/x`, origins);
      assert.equal((await other.page.$$('contact-form >>> form')).length, 0);
    }
  });

  test('marks words that come from the URL, outside a frame', async () => {
    const marked = async (query: string) => {
      const { page } = await embed(`contact-person.sv.html${query}`);
      return page.$eval('#words', (note) => note.checkVisibility());
    };
    assert.equal(await marked('?name=Bankens%20kundtjänst&telephone=08-1234567'), true);
    assert.equal(await marked('?heading-level=3'), false);
    assert.equal(await marked(''), false);
  });

  for (const { tag, attributes } of readElements()) {
    test(`marks every free text for <${tag}>, and nothing else`, async () => {
      const isMarked = async (query: string[]) => {
        const { page, warnings } = await embed(`${tag}.sv.html?${query.join('&')}`);
        assert(!warnings.some((warning) => warning.includes('no option')), query.join());
        return page.$eval('#words', (note) => note.checkVisibility());
      };
      const texts = attributes.filter(({ kind }) => /^(text|long|url)$/.test(kind));
      const others = attributes.filter(({ kind }) => /^(boolean|choice|classes)$/.test(kind));
      for (const { name } of texts) assert.equal(await isMarked([`${name}=x`]), true, name);
      const query = others.map(({ name, choices = ['x'] }) => `${name}=${choices[0]}`);
      const list = others.map(({ name }) => name).join(', ');
      assert(!(await isMarked(query)), `expected ${list} in optionsWithoutText of src/frame.ts`);
    });
  }
});

suite('A page outside a frame', () => {
  const state = (page: Page | Frame) =>
    page.$eval('h1', (heading) => [
      heading.textContent,
      heading.checkVisibility(),
      document.body.getBoundingClientRect().width <= 44 * 16,
    ]);

  test('names the publisher in an h1, with and without scripts', async () => {
    for (const enabled of [true, false]) {
      for (const [name, words] of [
        ['org-card.sv', 'Information från Sveriges Kommuner och Regioner (SKR)'],
        ['contact-form.en', 'Contact'],
      ] as const) {
        const page = await site.openPage(`${site.baseUrl()}embed/${name}.html`, {
          prepare: (page) => page.setJavaScriptEnabled(enabled),
        });
        assert.deepEqual(await state(page), [words, true, true]);
      }
    }
  });

  test('names the publisher of a person, unless the words come from the URL', async () => {
    const isNamed = async (path: string, scripts = true) => {
      const page = await site.openPage(`${site.baseUrl()}embed/${path}`, {
        prepare: (opened) => opened.setJavaScriptEnabled(scripts),
      });
      return page.$eval('#publisher', (line) => line.checkVisibility() && line.textContent);
    };
    const name = 'Sveriges Kommuner och Regioner (SKR)';
    assert.equal(await isNamed('contact-person.sv.html'), name);
    assert.equal(await isNamed('contact-person.sv.html', false), name);
    assert.equal(await isNamed('contact-person.sv.html?name=Kim%20Andersson'), false);
  });

  test('links back to the referring page, and nowhere else', async () => {
    const url = `${site.baseUrl()}embed/org-card.sv.html`;
    const page = await site.openPage(`<!doctype html><p><a href="${url}">SALAR</a></p>`);
    const from = page.url();
    await Promise.all([page.waitForNavigation(), page.click('a')]);
    await Promise.all([page.waitForNavigation(), page.click('#back')]);
    assert.equal(page.url(), from);

    const direct = await site.openPage(url);
    assert.equal(await direct.$eval('#back', (link) => link.checkVisibility()), false);
  });

  test('shows none of that in a frame, even if scripts are blocked there', async () => {
    const url = `${site.baseUrl()}embed/org-card.sv.html`;
    for (const [src, attributes] of [
      [url, ''],
      [`${url}#frame`, ''],
      [`${url}#frame`, 'sandbox="allow-same-origin"'],
    ]) {
      const page = await site.openPage(
        `<!doctype html><iframe ${attributes} src="${src}" width="900"></iframe>`,
      );
      const [frame] = page.frames().slice(1) as [Frame];
      assert.deepEqual((await state(frame))?.slice(1), [false, false], `${src} ${attributes}`);
    }
  });
});

suite('A frame', () => {
  const src = (path = 'org-card.sv.html') => `${site.baseUrl()}embed/${path}`;
  const script = () => `<script src="${site.baseUrl()}iframe-height.js"></script>`;

  for (const [how, attributes] of [
    ['in a page', ''],
    ['in a sandbox without an origin', 'sandbox="allow-scripts"'],
  ]) {
    test(`gets the height of its content, ${how}`, async () => {
      const page = await site.openPage(
        `<!doctype html><iframe ${attributes} src="${src()}" width="400" height="10"></iframe>${script()}`,
      );
      await settled(page);
      const first = await getHeight(page);
      assert(first > 100, `${first}`);

      await page.$eval('iframe', (frame) => frame.setAttribute('width', '200'));
      await page.waitForFunction(
        (first) => document.querySelector('iframe')?.clientHeight !== first,
        {},
        first,
      );
      await settled(page);
      assert((await getHeight(page)) > first);
    });

    test(`gets the height even if the script loads late, ${how}`, async () => {
      const page = await site.openPage(
        `<!doctype html><iframe ${attributes} src="${src()}" width="400" height="10"></iframe>`,
      );
      assert.equal(await getHeight(page), 10);
      await page.addScriptTag({ url: `${site.baseUrl()}iframe-height.js` });
      await settled(page);
      assert((await getHeight(page)) > 100);
    });
  }

  test('keeps its height when another window sends one, or when the value is invalid', async () => {
    const elsewhere = site.addPage('<!doctype html><p>Not ours</p>');
    const page = await site.openPage(
      `<!doctype html><iframe id="ours" src="${src()}" height="10"></iframe>
      <iframe id="other" src="${elsewhere}" height="20"></iframe>${script()}`,
    );
    await settled(page);
    const [embedded, other] = page.frames().slice(1) as [Frame, Frame];
    const say = (frame: Frame, message: unknown) =>
      frame.evaluate((message) => parent.postMessage(message, '*'), message);
    const before = await getHeight(page);

    // By its URL, this frame isn't ours.
    await say(other, { message: 'height', value: 500 });
    for (const value of [-1, 0, Number.NaN, '9e9px', '500', null, {}]) {
      await say(embedded, { message: 'height', value });
    }
    for (const message of [null, 'height', 500, { message: 'resize', value: 500 }]) {
      await say(embedded, message);
    }
    // The page itself isn't in a frame.
    await page.evaluate(() => postMessage({ message: 'height', value: 500 }, '*'));
    await settled(page, embedded);
    assert.equal(await getHeight(page), before);
    assert.equal(await getHeight(page, '#other'), 20);

    await say(embedded, { message: 'height', value: 1e9 });
    await page.waitForFunction(() => document.querySelector('iframe')?.clientHeight === 20_000);
  });

  test('answers WordPress with its secret, at once and when asked', async () => {
    const page = await site.openPage(
      `<!doctype html><script>heard = []; onmessage = ({ data }) => heard.push(data)</script>
      <iframe sandbox="allow-scripts" style="visibility: hidden" src="${src()}#?secret=s3cret"></iframe>`,
    );
    await page.waitForFunction('heard.length > 0');
    const before = await page.evaluate<[], () => { secret: string }[]>('heard.splice(0)' as never);
    for (const message of before) {
      assert.partialDeepStrictEqual(message, { message: 'height', secret: 's3cret' });
    }
    await page.evaluate('frames[0].postMessage({ message: "ready", secret: "s3cret" }, "*")');
    await page.waitForFunction('heard.length > 0');
  });

  test('with an opaque origin links to a page where the form can be sent', async () => {
    const own = `${site.baseUrl()}v1/forms/international`;
    const path = `contact-form.sv.html?recipient=%C3%84lvsbyn&endpoint=${encodeURIComponent(own)}`;
    const page = await site.openPage(
      `<!doctype html><iframe sandbox="allow-scripts allow-popups" src="${src(path)}#?secret=x"></iframe>`,
    );
    const [, frame] = page.frames() as [Frame, Frame];
    assert.equal((await frame.$$('contact-form >>> form')).length, 0);
    const link = await frame.$eval('#open a', (link) => ({
      href: (link as HTMLAnchorElement).href,
      text: link.textContent,
      isVisible: link.checkVisibility(),
    }));
    assert.deepEqual(link, {
      href: src(path),
      text: 'Öppna formuläret på en egen sida',
      isVisible: true,
    });

    const opened = await site.openPage(link.href);
    assert.equal((await opened.$$('contact-form >>> form')).length, 1);
  });

  test('asks WordPress to follow that link, since its frames may not open windows', async () => {
    const own = `${site.baseUrl()}v1/forms/international`;
    const path = `contact-form.sv.html?endpoint=${encodeURIComponent(own)}`;
    const page = await site.openPage(
      `<!doctype html><script>heard = []; onmessage = ({ data }) => heard.push(data)</script>
      <iframe sandbox="allow-scripts" src="${src(path)}#?secret=s3cret"></iframe>`,
    );
    const [, frame] = page.frames() as [Frame, Frame];
    await frame.$eval('#open a', (link) => (link as HTMLAnchorElement).click());
    const link = await page.waitForFunction('heard.find(({ message }) => message === "link")');
    assert.deepEqual(await link.jsonValue(), {
      message: 'link',
      value: src(path),
      secret: 's3cret',
    });
  });

  for (const scheme of ['light', 'dark'] as const) {
    for (const declared of ['normal', 'light', 'dark', 'light dark']) {
      for (const order of ['never', 'first', 'last'] as const) {
        test(`is readable on a dark page: ${scheme} system, color-scheme ${declared}, the script comes ${order}`, async () => {
          const page = await site.openPage(
            `<!doctype html><html style="color-scheme: ${declared}">${order === 'first' ? script() : ''}
            <body style="margin: 0; background: ${dark}; color: ${pale}">
            <iframe src="${src()}" frameborder="0" style="display: block; width: 300px; height: 300px"></iframe>`,
            {
              prepare: (page) =>
                page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]),
            },
          );
          const [, frame] = page.frames() as [Frame, Frame];
          if (order === 'never') {
            const text = await getColor(frame);
            const behind = await getCorner(page);
            assert(contrast(text, behind) >= 7, `${text} on ${behind}`);
          } else {
            if (order === 'last') {
              await page.addScriptTag({ url: `${site.baseUrl()}iframe-height.js` });
            }
            await colorBecomes(frame, pale);
            assert.equal(await getCorner(page), dark);
          }
        });
      }
    }
  }

  test('gets the colours of the page even if it loads last, or again', async () => {
    const page = await site.openPage(
      `<!doctype html><body style="background: ${dark}; color: ${pale}">${script()}`,
    );
    await page.$eval(
      'body',
      (body, src) => {
        body.innerHTML = `<iframe src="${src}"></iframe>`;
      },
      src(),
    );
    const frame = await page.waitForFrame(src());
    await colorBecomes(frame, pale);
    await frame.goto(src('org-card-icld.sv.html'));
    await colorBecomes(frame, pale);
  });

  test("follows changes of the page's colours, also in transitions", async () => {
    const page = await site.openPage(
      `<!doctype html><style>
        body { background: white; color: black }
        .dark { background: ${dark}; color: ${pale} }
        .slow { transition: color 0.1s }
        @media (prefers-color-scheme: dark) { body { color: ${green} } }
      </style><body><iframe src="${src()}"></iframe>${script()}`,
    );
    const [, frame] = page.frames() as [Frame, Frame];
    await colorBecomes(frame, 'rgb(0, 0, 0)');
    await page.$eval('body', (body) => body.classList.add('dark'));
    await colorBecomes(frame, pale);
    await page.$eval('body', (body) => body.classList.add('slow'));
    await page.$eval('body', (body) => body.classList.remove('dark'));
    await colorBecomes(frame, 'rgb(0, 0, 0)');
    await page.$eval('body', (body) => body.classList.remove('slow'));
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await colorBecomes(frame, green);
  });
});

const dark = 'rgb(16, 20, 24)';
const pale = 'rgb(240, 240, 240)';
const green = 'rgb(1, 200, 3)';

/** The text colour in a frame. */
function getColor(frame: Frame): Promise<string> {
  return frame.$eval('main', (main) => getComputedStyle(main).color);
}

/** Waits until the text in a frame has a colour. */
async function colorBecomes(frame: Frame, color: string): Promise<void> {
  await frame.waitForFunction(
    (color) => getComputedStyle(document.body).color === color,
    {},
    color,
  );
}

/** The contrast of two opaque colours, by WCAG's definition. */
function contrast(...colors: [string, string]): number {
  const [light = 0, dark = 0] = colors
    .map((color) => {
      const [red = 0, green = 0, blue = 0] = (color.match(/\d+/g) ?? []).map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05;
    })
    .sort((a, b) => b - a);
  return light / dark;
}

/** The colour in an empty corner of the page. */
async function getCorner(page: Page): Promise<string> {
  const clip = { x: 0, y: 0, width: 2, height: 2 };
  const picture = await page.screenshot({ clip, encoding: 'base64' });
  return page.evaluate(async (picture) => {
    const image = new Image();
    image.src = `data:image/png;base64,${picture}`;
    await image.decode();
    const context = document.createElement('canvas').getContext('2d');
    context?.drawImage(image, 0, 0);
    const [red, green, blue] = context?.getImageData(0, 0, 1, 1).data ?? [];
    return `rgb(${red}, ${green}, ${blue})`;
  }, picture);
}

/** Opens an embed page outside a frame. */
async function embed(path: string, more?: { prepare: (page: Page) => Promise<void> }) {
  const warnings: string[] = [];
  const page = await site.openPage(`${site.baseUrl()}embed/${path}`, {
    async prepare(page) {
      page.on('console', (message) => warnings.push(message.text()));
      await more?.prepare(page);
    },
  });
  const text = (selector: string) =>
    page.$eval(`main >>> ${selector}`, (element) => element.textContent ?? '');
  return { page, warnings, text };
}

/** Serves the embed page as built by a publisher who has named a receiver. */
async function nameOrigin(page: Page, origin: string): Promise<void> {
  await page.setRequestInterception(true);
  page.on('request', async (request) => {
    if (!request.isNavigationRequest()) return request.continue();
    const response = await fetch(request.url());
    const body = (await response.text()).replace('data-origins=""', `data-origins="${origin}"`);
    return request.respond({ contentType: 'text/html; charset=utf-8', body });
  });
}

/** Waits until the page has received all messages of its frame. */
async function settled(page: Page, from = page.frames()[1] as Frame): Promise<void> {
  const answer = page.evaluate(
    () =>
      new Promise<void>((done) => {
        addEventListener('message', ({ data }) => data === 'settled' && done());
      }),
  );
  await from.evaluate(
    () =>
      new Promise<void>((done) =>
        requestAnimationFrame(() =>
          requestAnimationFrame(() => {
            parent.postMessage('settled', '*');
            done();
          }),
        ),
      ),
  );
  await answer;
}

function getHeight(page: Page, selector = 'iframe'): Promise<number> {
  return page.$eval(selector, (frame) => frame.clientHeight);
}
