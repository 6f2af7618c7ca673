/** What a webmaster does: choose, copy, paste and look at the result. With a real clipboard and two sites. */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { unzipSync } from 'fflate';
import type { Frame, HTTPRequest, Page } from 'puppeteer-core';
import { htmlAt, releaseOf } from '../../demo/release.ts';
import {
  type Choice,
  choiceFrom,
  codeFor,
  options,
  sourceOf,
  tools,
} from '../../demo/scripts/code.ts';
import { renderElement } from '../../dist/lib/ssr.js';
import { createArchive, unpackSource } from '../../publish/archive.ts';
import { version } from '../../publish/urls.ts';
import { takePicture } from '../pictures.ts';
import { combinations } from './combinations.ts';
import { type HostPage, startEnvironment } from './environment.ts';

const stage = await startEnvironment();
after(() => stage.stop());

suite('A new webmaster', () => {
  test('chooses on the start page, copies the code, pastes it on another site and sees the card', async () => {
    const { page, errors, close } = await stage.open(stage.demo.url);
    await click(page, 'Organisation', 'radio');
    await click(page, 'Kopiera koden', 'button');
    await says(page, 'Kopierat');

    await page.goto(`${stage.host.url}/editor`);
    await paste(page, 'HTML');
    await Promise.all([page.waitForNavigation(), click(page, 'Spara', 'button')]);

    assert.equal(page.url(), `${stage.host.url}/saved`);
    await find(page, 'SALAR International', 'heading');
    assert.match(await getVisibleText(page, 'org-card'), /dotterbolag till SKR/);
    assert.deepEqual(errors, []);
    await close();
  });

  for (const { locale, title, icld } of [
    {
      locale: 'sv',
      title: 'Internationellt arbete',
      icld: 'Internationellt Centrum för Lokal Demokrati (ICLD)',
    },
    {
      locale: 'en',
      title: 'International work',
      icld: 'Swedish International Centre for Local Democracy (ICLD)',
    },
  ] as const) {
    test(`has the widget on a page of plain HTML in ${locale}, and the whole text where no script runs`, async () => {
      const choice = choiceFrom(new URLSearchParams());
      const { parts } = await getCode(choice, locale);
      const [code] = parts;
      stage.host.pages.set('/plain', {
        locale,
        style:
          'body { max-width: 45rem; margin: auto; padding: 1rem; font: 1rem/1.6 Arial, sans-serif } a { color: #7a1f3d }',
        body: `<h1>${title}</h1>${code?.code}`,
      });
      for (const scripts of [true, false]) {
        const { page, errors, close } = await stage.open('about:blank', async (opened) => {
          await opened.setViewport({ width: 960, height: 560 });
          await opened.setJavaScriptEnabled(scripts);
        });
        await page.goto(`${stage.host.url}/plain`);
        if (scripts) await page.waitForSelector('skr-intl-overview:defined');
        await find(page, icld, 'heading');
        const border = await page.$eval('li > *', (card) => getComputedStyle(card).borderTopWidth);
        assert.equal(border, scripts ? '1px' : '0px');
        const name = scripts ? 'html' : 'html-without-scripts';
        await takePicture(page, `${name}.${locale}`, { from: 'h3' });
        assert.deepEqual(errors, []);
        await close();
      }
    });
  }

  test('chooses more in the configurator, sees it there, shares its address, and pastes it', async () => {
    const { page, errors, close } = await stage.open(stage.demo.url);
    await click(page, 'Formulär', 'radio');
    const more = 'Anpassa språk, färg och formulär';
    await Promise.all([page.waitForNavigation(), click(page, more, 'button')]);
    await click(page, 'English', 'radio');
    await click(page, '4', 'radio');
    const endpoint = `${stage.demo.receiver.url}/v1/forms/international`;
    await fill(page, 'Mottagarens adress', endpoint);
    await type(page, 'Vem meddelandet går till', 'Åmåls "kommun"');
    // Not for every key: Safari allows a hundred changes of the URL in ten seconds.
    assert.equal(new URL(page.url()).searchParams.get('recipient'), null);
    await page.keyboard.press('Tab');
    await click(page, 'Egen färg på knappen', 'checkbox');

    const frame = await preview(page);
    // A frame that is scrolled out of view paints no frames to poll by.
    await frame.waitForFunction(
      () => {
        const root = document.querySelector('contact-form')?.shadowRoot;
        const name = root?.querySelector('form h5');
        return name?.textContent === 'Åmåls "kommun" contact form';
      },
      { polling: 100 },
    );

    const query = new URL(page.url()).searchParams;
    const choice = choiceFrom(query);
    const { widget, facts, language, level, recipient, accent } = choice;
    assert.deepEqual(
      { widget, facts, language, level, recipient, accent },
      {
        widget: 'contact-form',
        facts: 'own',
        language: 'en',
        level: '4',
        recipient: 'Åmåls "kommun"',
        accent: '#00597a',
      },
    );

    // Anyone who opens the shared URL sees the same.
    const other = await stage.open(page.url());
    await other.page.waitForFunction(() => document.querySelector('#code-page')?.textContent);
    assert.equal(await text(other.page, '#code-page'), await text(page, '#code-page'));
    await other.close();

    await click(page, 'Kopiera På sidan, där innehållet ska stå', 'button');
    await says(page, 'Kopierat');
    await page.goto(`${stage.host.url}/editor`);
    await paste(page, 'HTML');
    await Promise.all([page.waitForNavigation(), click(page, 'Spara', 'button')]);
    await find(page, 'Åmåls "kommun" contact form', 'heading');
    await find(page, 'Send message', 'button');
    assert.deepEqual(errors, []);
    await close();
  });

  test('is told of a receiver that cannot be one, and names who reads what is sent', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html`);
    const label = 'Mottagarens adress';
    const isInvalid = () => page.$eval('#endpoint', (field) => field.getAttribute('aria-invalid'));
    await fill(page, label, 'https://www.example.se/kontakt');
    await page.keyboard.press('Tab');
    const alert = await page.waitForSelector('::-p-aria([role="alert"]) ::-p-text(/v1/forms/)');
    assert(alert);
    assert.equal(await isInvalid(), 'true');
    assert.doesNotMatch(await text(page, '#code-page'), /contact-endpoint/);

    await fill(page, label, `${stage.demo.receiver.url}/v1/forms/international`);
    assert.equal(await isInvalid(), 'false');
    assert.equal(await text(page, '#endpoint-error'), '');
    await fill(page, 'Vem meddelandet går till', 'Exempelkommunen');
    const frame = await preview(page);
    await frame.waitForFunction(
      () =>
        document
          .querySelector('skr-intl-overview')
          ?.shadowRoot?.textContent?.includes('Kontaktformulär Exempelkommunen'),
      { polling: 100 },
    );
    assert.match(await text(page, '#code-page'), / recipient="Exempelkommunen"/);
    assert.deepEqual(errors, []);
    await close();
  });

  test('puts the folder on a server of their own, and a form in a frame sends to their receiver', async () => {
    const { host, demo } = stage;
    const endpoint = `${demo.receiver.url}/v1/forms/international`;
    const folder = `${host.url}/egen mapp för å/`;
    const query = new URLSearchParams({
      widget: 'contact-form',
      way: 'iframe',
      channel: 'self-hosted',
      folder,
      endpoint,
      recipient: 'Exempelkommunen',
    });
    const { page, errors, close } = await stage.open(`${demo.url}/valj.html?${query}`);
    const zip = await downloaded(page);
    // The zip is identical to the one that the publisher would make for this URL and receiver.
    const target = {
      baseUrl: new URL(folder).href,
      receivers: [new URL(endpoint).origin],
    };
    const source = unpackSource(readFileSync('site/scripts/source.zip'));
    assert(zip.equals(await createArchive(source, target)));

    const exact = `skr-widgets-${version}/public/v${version}/`;
    for (const [path, content] of Object.entries(unzipSync(zip))) {
      if (!path.startsWith(exact)) continue;
      // The host points v1 at the folder of the version, as README.txt says.
      for (const each of ['v1', `v${version}`]) {
        host.files.set(
          `/egen%20mapp%20f%C3%B6r%20%C3%A5/${each}/${path.slice(exact.length)}`,
          content,
        );
      }
    }
    const code = await text(page, '#code-page');
    assert.equal(code.split(`${host.url}/egen%20mapp%20f%C3%B6r%20%C3%A5/v1/`).length, 3, code);

    const words = [...host.files.values()].map((content) => new TextDecoder().decode(content));
    assert(words.length > 50, String(words.length));
    assert.deepEqual(
      words.filter((each) => each.includes(`${demo.url}/`)),
      [],
    );
    host.pages.set('/framed', { body: code });
    await page.goto(`${host.url}/framed`);
    const frame = await inside(page.mainFrame());
    await frame.waitForSelector('contact-form >>> form button[type="submit"]');
    assert.deepEqual(errors, []);
    await close();
  });

  test('is not given a folder without its address', async () => {
    const { page, errors, close } = await stage.open(
      `${stage.demo.url}/valj.html?channel=self-hosted`,
    );
    for (const address of [
      ' ',
      '/skr-widgets/',
      'https://kim:hemligt@example.se/',
      'https://example.se/a&b/',
      'https://example.se/☃/',
    ]) {
      await fill(page, 'Mappens adress hos er', address);
      await click(page, 'Hämta zip-filen', 'button');
      await page.waitForFunction(() => document.activeElement?.id === 'folder');
      assert.match(await text(page, '#folder-error'), /^Skriv mappens hela adress/);
      assert(await page.$('#folder[aria-invalid="true"]'));
    }
    assert.deepEqual(errors, []);
    await close();
  });

  test('keeps a person’s details in the URL’s fragment, which no server gets', async () => {
    const { page, errors, requests, close } = await stage.open(
      `${stage.demo.url}/valj.html?tool=umbraco&widget=contact-person&facts=own`,
    );
    const details = { Namn: 'Maja Lind', Telefon: '08-465 004 00', 'E-post': 'maja@kommun.se' };
    for (const [label, value] of Object.entries(details)) await fill(page, label, value);
    await page.keyboard.press('Tab');
    const isWritten = () =>
      page.waitForFunction(() => {
        const { search, hash } = window.location;
        return (
          search === '?tool=umbraco&widget=contact-person&facts=own' &&
          /^#name=Maja\+Lind&/.test(hash)
        );
      });
    await isWritten();
    const getDetails = () =>
      page.$$eval('[name="name"], [name="telephone"], [name="email"]', (fields) =>
        fields.map((field) => 'value' in field && field.value),
      );

    // A link to a place in the page replaces the fragment, and the fields keep what is in them.
    await page.evaluate(() => {
      location.hash = 'code-name';
    });
    await isWritten();
    assert.deepEqual(await getDetails(), Object.values(details));
    await page.reload();
    assert.deepEqual(await getDetails(), Object.values(details));

    await Promise.all([
      page.waitForNavigation(),
      click(page, 'Beställning till it, med era val', 'link'),
    ]);
    const order = await text(page, '#order');
    const [, url = ''] = /^ *Koden finns här: (\S+)$/m.exec(order) ?? [];
    const { search, hash } = new URL(url);
    assert.equal(search, '?tool=umbraco&widget=contact-person&facts=own');
    assert.match(hash, /^#code-name&name=Maja\+Lind&/);
    const top = await page.$eval(
      '#bestallning-till-it',
      (heading) => heading.getBoundingClientRect().top,
    );
    assert.ok(top >= 0 && top < 200, String(top));

    // What IT follows has the person's details.
    await page.goto(`${stage.demo.url}/valj.html${search}${hash}`);
    await page.waitForFunction(() =>
      document.querySelector('#code-page')?.textContent?.includes('name="Maja Lind"'),
    );
    assert.deepEqual(await getDetails(), Object.values(details));
    const sent = requests.map((request) => request.split('#', 1)[0] ?? '');
    assert.deepEqual(
      // A port may have the digits of a part of the number.
      sent.filter((request) => /maja|08-465/i.test(request)),
      [],
    );
    assert.deepEqual(errors, []);
    await close();
  });

  test('is given nothing that nobody has written, and is told what is missing', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/valj.html?widget=org-card`);
    const notes = () =>
      page.$$eval('[data-missing]:not([hidden])', (all) =>
        all.map((each) => each.getAttribute('data-missing')),
      );
    await click(page, 'Vårt eget', 'radio');
    await page.waitForSelector('[data-missing="own"]:not([hidden])');
    const filled = await page.$$eval(
      '#choices input:not([type="radio"], [type="checkbox"], [type="color"])',
      (all) => all.filter((field) => 'value' in field && field.value && field.value !== 'on'),
    );
    assert.deepEqual(filled, []);
    assert.equal(await page.$('#choices [placeholder]'), null);
    await fill(page, 'Namn', 'Åsa Öberg');
    assert.deepEqual(await notes(), []);
    assert.match(await text(page, '#code-page'), /<org-card name="Åsa Öberg">/);

    await click(page, 'Formulär', 'radio');
    await click(page, 'Länk till SKR:s formulär', 'radio');
    await fill(page, 'Mottagarens adress', `${stage.demo.receiver.url}/v1/forms/international`);
    await page.waitForSelector('[data-missing="recipient"]:not([hidden])');
    // What decides comes first, and nothing is said of what is in no code yet.
    assert.deepEqual(await notes(), ['recipient', 'contact']);
    assert(await page.$('#without-scripts[hidden]'));
    const controls = await page.$$eval('[name="new-receiver"], [name="endpoint"]', (all) =>
      all.map((each) => each.getAttribute('name')),
    );
    assert.deepEqual(controls, ['new-receiver', 'endpoint']);
    assert.doesNotMatch(await text(page, '#code-page'), /endpoint=/);
    await fill(page, 'Vem meddelandet går till', 'Exempelkommunen');
    await page.waitForSelector('[data-missing="recipient"][hidden]');
    // The form is theirs now: there is no other content to choose, and SKR's is not shown.
    assert.deepEqual(await notes(), ['contact']);
    const note = '[data-missing="contact"]';
    assert.match(
      await text(page, note),
      /Utan skript ser besökaren nu bara orden Exempelkommunen\./,
    );
    assert(await page.$('#without-scripts:not([hidden])'));
    assert(await page.$('#facts[hidden]'));
    await page.waitForFunction(() =>
      / endpoint=".* recipient="Exempelkommunen"/.test(
        document.querySelector('#code-page')?.textContent ?? '',
      ),
    );
    await fill(page, 'Telefon', '08-465 004 00');
    assert.deepEqual(await notes(), []);
    await close();
  });

  test('sees the code and its button without scrolling, on a laptop and on a telephone', async () => {
    for (const [width, height, selectors] of [
      [1280, 800, ['#code-page', '.code [data-copies="code-page"]']],
      [390, 844, ['#copy-excerpt', '#copy-main']],
    ] as const) {
      for (const tool of ['html', 'drupal', 'drupal&way=link']) {
        const { page, close } = await stage.open('about:blank', (opened) =>
          opened.setViewport({ width, height }),
        );
        await page.goto(`${stage.demo.url}/valj.html?tool=${tool}`);
        const own =
          tool === 'drupal&way=link' && width === 1280
            ? ['#code-link-url', '.code [data-copies="code-link-url"]']
            : selectors;
        await page.waitForFunction(
          (selector: string) => document.querySelector(selector)?.textContent,
          {},
          own[0],
        );
        for (const selector of own) {
          const box = await (await page.$(selector))?.boundingBox();
          assert(
            box && box.y >= 0 && box.y + 20 < height,
            `${tool} ${width} ${selector} ${box?.y}`,
          );
        }
        await close();
      }
    }
  });

  test('sees the button that copies on the start page without scrolling', async () => {
    for (const path of ['/', '/en/']) {
      const { page, close } = await stage.open('about:blank', (opened) =>
        opened.setViewport({ width: 1300, height: 900 }),
      );
      await page.goto(`${stage.demo.url}${path}`);
      const box = await (await page.$('[data-copies="line-skr-intl-overview"]'))?.boundingBox();
      assert(box && box.y + box.height < 900, `${path} ${box?.y}`);
      await close();
    }
  });

  test('is led on a telephone from the bar that copies to what to do next', async () => {
    for (const [path, name] of [
      ['/valj.html', 'Så gör ni'],
      ['/en/choose.html', 'What to do'],
    ] as const) {
      const { page, close } = await stage.open('about:blank', (opened) =>
        opened.setViewport({ width: 390, height: 844 }),
      );
      await page.goto(`${stage.demo.url}${path}`);
      const tops = await page.$$eval('.copy-bar a, .copy-bar button', (all) =>
        all.map((each) => Math.round(each.getBoundingClientRect().y)),
      );
      assert.equal(new Set(tops).size, 1, `${path} ${tops}`);
      await click(page, name, 'link');
      await page.waitForFunction(() => {
        const boxOf = (selector: string) =>
          document.querySelector(selector)?.getBoundingClientRect();
        const { top = -1 } = boxOf('#steps-name') ?? {};
        return top >= (boxOf('.copy-bar')?.bottom ?? Infinity) && top < innerHeight / 2;
      });
      await close();
    }
  });

  test('writes numbers and addresses as they are written and copied, and is warned of none but wrong ones', async () => {
    const warnings: string[] = [];
    const query = 'widget=contact-person&facts=own&name=Kim';
    const { page, errors, close } = await stage.open('about:blank', async (opened) => {
      opened.on('console', (message) => {
        if (message.type() === 'warn') warnings.push(message.text());
      });
    });
    await page.goto(`${stage.demo.url}/valj.html?${query}`);
    const isInvalid = (id: string) =>
      page.$eval(id, (field) => field.getAttribute('aria-invalid') === 'true');
    for (const [number, href] of [
      ['0123-45 60 00', 'tel:0123456000'],
      ['08-123 45 67', 'tel:081234567'],
      ['08\u2011123\u00a045\u00a067\u200b', 'tel:081234567'],
      ['+46 (0)8 123 45 67', 'tel:+46'],
      ['112', 'tel:112'],
    ] as const) {
      await type(page, 'Telefon', number);
      await page.keyboard.press('Tab');
      assert.equal(await isInvalid('#telephone'), false, number);
      await page.waitForFunction(
        (start: string) => document.querySelector('#code-page')?.textContent?.includes(start),
        {},
        `href="${href}`,
      );
    }
    await type(page, 'E-post', '\u200bkim@exempel\u00adkommun.se');
    await page.keyboard.press('Tab');
    assert.equal(await isInvalid('#email'), false);
    assert.match(await text(page, '#code-page'), / email="kim@exempelkommun.se"/);
    await preview(page);
    assert.deepEqual(warnings, []);
    // What is left wrong is said here, and by the element.
    await type(page, 'Telefon', 'Växeln');
    assert.deepEqual(warnings, []);
    await page.keyboard.press('Tab');
    assert.equal(await isInvalid('#telephone'), true);
    await page.waitForFunction(() =>
      document.querySelector('#code-page')?.textContent?.includes('telephone="Växeln"'),
    );
    const others = warnings.filter((warning: string) => !warning.includes('telephone'));
    assert.deepEqual(others, []);
    assert.deepEqual(errors, []);
    await close();
  });

  test('is no longer told that a form needs a receiver when it has one', async () => {
    const { page, errors, close } = await stage.open(
      `${stage.demo.url}/valj.html?widget=contact-form`,
    );
    const isTold = () =>
      page.$$eval('#choices .hint', (all) =>
        all.some(
          (each) => each.checkVisibility() && /kräver en mottagare/.test(each.textContent ?? ''),
        ),
      );
    assert.equal(await isTold(), true);
    await fill(page, 'Mottagarens adress', `${stage.demo.receiver.url}/v1/forms/international`);
    await fill(page, 'Vem meddelandet går till', 'Exempelkommunen');
    await page.waitForFunction(() =>
      document.querySelector('#code-page')?.textContent?.includes(' endpoint='),
    );
    assert.equal(await isTold(), false);
    assert.deepEqual(errors, []);
    await close();
  });

  test('chooses the system, gets its way in and its own steps, and copies the link in two pieces', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?widget=org-card`);
    await click(page, 'Drupal', 'radio');
    await page.waitForSelector('[data-steps="drupal element"]:not([hidden])');
    await click(page, 'Välj länk i stället', 'button');
    await page.waitForSelector('[data-steps="drupal link"]:not([hidden])');
    const steps = await text(page, '[data-steps]:not([hidden])');
    assert.match(steps, /html\.html\.twig/);
    assert.equal(new URL(page.url()).search, '?tool=drupal&widget=org-card&way=link');
    await click(page, 'Kopiera Länkens adress', 'button');
    await says(page, 'Kopierat');
    assert.match(await text(page, '#code-link-url'), /^http:\S+\/embed\/org-card\.sv\.html$/);
    assert.equal(await text(page, '#code-link-text'), 'SALAR International');
    await openMore(page);
    await click(page, 'Iframe', 'radio');
    await page.waitForSelector('[data-steps="other"]:not([hidden])');
    assert.match(new URL(page.url()).search, /tool=drupal&.*way=iframe/);
    await page.reload();
    await page.waitForSelector('#more[open] [value="iframe"]:checked');
    assert.deepEqual(errors, []);
    await close();
  });

  test('who reads English gets a link to the page in English', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/en/choose.html`);
    await click(page, 'Drupal', 'radio');
    await click(page, 'Choose the link instead', 'button');
    await page.waitForSelector('[data-steps="drupal link"]:not([hidden])');
    assert.match(await text(page, '#code-link-url'), /\/embed\/skr-intl-overview\.en\.html$/);
    assert.match(await text(page, '#code-link-text'), /^International cooperation/);
    // It is in neither URL: the page in Swedish has the link to the one in Swedish.
    assert.equal(new URL(page.url()).search, '?tool=drupal&way=link');
    await page.reload();
    await page.waitForSelector('[name="language"][value="en"]:checked');
    // Code that can follow the page does so again.
    await click(page, 'Choose the HTML code instead', 'button');
    await page.waitForSelector('[name="language"][value="page"]:checked');
    await click(page, 'Choose the link instead', 'button');
    await click(page, 'Svenska', 'radio');
    await page.waitForFunction(() =>
      document.querySelector('#code-link-url')?.textContent?.endsWith('.sv.html'),
    );
    assert.equal(new URL(page.url()).search, '?tool=drupal&language=sv&way=link');
    assert.deepEqual(errors, []);
    await close();
  });

  test('is led from a step to the field that it is about, with the preview in sight', async () => {
    const { page, errors, close } = await stage.open(
      `${stage.demo.url}/valj.html?tool=sitevision`,
      (opened) => opened.setViewport({ width: 1280, height: 800 }),
    );
    await page.click('[data-steps="sitevision element"] a[href="#heading-class"]');
    await page.waitForFunction(() => document.activeElement?.id === 'heading-class');
    await page.keyboard.type('rubrik-{level}');
    for (const selector of ['#heading-class', 'label[for="heading-class"]', '#preview']) {
      const box = await (await page.$(selector))?.boundingBox();
      assert(box && box.y + box.height > 60 && box.y < 700, `${selector} ${box?.y}`);
    }
    assert.deepEqual(errors, []);
    await close();
  });

  test('sends IT an order with what was chosen', async () => {
    const endpoint = `${stage.demo.receiver.url}/v1/forms/international`;
    const choice = { tool: 'optimizely', way: 'link', theme: 'dark' };
    const query = new URLSearchParams({ ...choice, endpoint, recipient: 'Kommunen' });
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
    await fill(page, 'Vem meddelandet går till', 'Åmål');
    // Also while the field has the focus, for whoever copies the link.
    const orderUrl = await page.$eval('#order', (link) => (link as HTMLAnchorElement).href);
    assert.equal(new URL(orderUrl).searchParams.get('recipient'), 'Åmål');
    await page.keyboard.press('Tab');
    await Promise.all([
      page.waitForNavigation(),
      click(page, 'Beställning till it, med era val', 'link'),
    ]);
    const order = await text(page, '#order');
    const origin = new URL(endpoint).origin;
    assert(order.includes(`data-origins="${origin}"`), order);
    assert.match(order, /^1\. Lägg den här raden i sidmallens <head>, en gång:$/m);
    assert.match(order, /tar vi bort koden från sidan, och ber er ta bort skriptraden i sidmallen/);
    assert(order.includes(`connect-src ${origin}`), order);
    assert(order.includes(`script-src ${stage.demo.url}/skr-widgets/`), order);
    assert(order.includes(endpoint), order);
    assert(order.includes(`curl -sSi -H 'Origin: https://[webbplatsen]' ${endpoint}\n`), order);
    assert.match(
      order,
      /^Tid, ungefär: en kvart .* säkerhetspolicyn; en halvtimme för mottagaren, .* igång\.$/m,
    );
    assert.match(
      order,
      /^2\. Lägg den här regeln i webbplatsens stilmall.*\n {3}skr-intl-overview \{$/m,
    );
    assert.match(order, /Står det 'none' där: byt ut det mot källan\./);
    assert.match(order, /och står 'self' i direktivet, behövs inte källan\./);
    // Whoever has had the order before the receiver is told what is new.
    assert(order.includes(`- Lägg till i säkerhetspolicyn: connect-src ${origin}`), order);
    assert.match(order, /^- Byt skriptraden i <head>: data-origins är ny\.$/m);
    assert(order.includes(`   script-src 'self' ${stage.demo.url}/skr-widgets/`), order);
    assert.match(order, /lägg till skr-widgets .* strict-dynamic/);
    const mail = new URL(
      await page.$eval('#order-link', (link) => link.getAttribute('href') ?? ''),
    );
    assert.equal(mail.protocol, 'mailto:');
    assert.equal(mail.searchParams.get('body')?.replaceAll('\r\n', '\n'), order);
    // What is filled in on the page is in the mail, and what is not is counted.
    const count = async () => Number.parseInt(await text(page, '#order-blanks'), 10);
    const before = await count();
    assert.equal(
      before,
      await page.$$eval(
        '#order mark',
        (all) => all.filter((each) => /[^[\] ]/.test(each.textContent ?? '')).length,
      ),
    );
    const [mark] = await page.$$('#order mark ::-p-text([…])');
    // A click selects all of it, so that nothing of it stays beside what is written.
    await mark?.click();
    await page.keyboard.type('https://kommunen.se');
    const edited = await text(page, '#order');
    assert.match(edited, /^Sidan där det ska visas: https:\/\/kommunen\.se$/m);
    assert.equal(await count(), before - 1);
    const link = new URL(
      await page.$eval('#order-link', (each) => each.getAttribute('href') ?? ''),
    );
    assert.equal(link.searchParams.get('body')?.replaceAll('\r\n', '\n'), edited);
    await click(page, 'Kopiera beställningen', 'button');
    await says(page, 'Kopierat');
    // Anyone who follows a link that contains URLs is told to check them.
    assert(await page.$('#shared:not([hidden])'));
    await Promise.all([page.waitForNavigation(), page.click('#choices')]);
    assert.equal(new URL(page.url()).searchParams.get('recipient'), 'Åmål');
    assert.deepEqual(errors, []);
    await close();
  });

  test('sends IT an order that asks what the guide asks, word for word, for each system and way in', async () => {
    for (const [locale, guides, goLive] of [
      ['sv', 'guider', 'ta-i-bruk'],
      ['en', 'en/guides', 'en/go-live'],
    ] as const) {
      const { page, errors, close } = await stage.open(`${stage.demo.url}/${guides}.html`);
      // By the heading of the system, in the order of its ways in.
      const quotations = await page.evaluate(() => {
        const quotations: { tool: string; way: number; words: string[] }[] = [];
        let tool = '';
        let way = -1;
        for (const element of document.querySelectorAll('.text h2, .text h3, .text blockquote')) {
          if (element.localName === 'h2') [tool, way] = [element.id, -1];
          else if (element.localName === 'h3') way++;
          else {
            const words = [...element.querySelectorAll('p, code')].flatMap((each) =>
              each.closest('p') && each.localName === 'code'
                ? []
                : (each.textContent ?? '').trim().split('\n'),
            );
            quotations.push({ tool, way, words });
          }
        }
        return quotations;
      });
      assert.equal(quotations.length, 13);
      for (const { tool, way, words } of quotations) {
        const query = {
          tool,
          way: (tools as Record<string, readonly string[]>)[tool]?.[way] ?? '',
          language: locale,
        };
        await page.goto(`${stage.demo.url}/${goLive}.html?${new URLSearchParams(query)}`);
        const order = (await text(page, '#order')).replace(/^\s+|^\d+\. /gm, '');
        for (const line of words) assert(order.includes(line.trim()), `${tool} ${way}: ${line}`);
        const marks = await page.$$eval('#order mark', (all) =>
          all.map((each) => each.textContent),
        );
        assert(!marks.includes('[*]'));
        assert.doesNotMatch(order, /får inte ta bort det där|must not strip it|\{(script|code)/);
      }
      assert.deepEqual(errors, []);
      await close();
    }
  });

  test('is told where the style for an appearance goes, and that it shows nothing where only text is left', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?tool=optimizely`);
    const steps = () =>
      page.$eval('[aria-labelledby="steps-name"]', (section) => (section as HTMLElement).innerText);
    await page.waitForSelector('[data-steps="optimizely element"]:not([hidden])');
    assert.doesNotMatch(await steps(), /stilmall/);
    await click(page, 'Mörkt', 'radio');
    await page.waitForSelector('[data-place="style"]:not([hidden])');
    assert.match(await steps(), /stilmall att lägga in stilen.*syns inget av utseendet/s);
    await click(page, 'Välj länk i stället', 'button');
    await page.waitForSelector('[data-steps="optimizely link"]:not([hidden])');
    assert.match(await steps(), /stilmall att lägga in stilen/);
    assert.doesNotMatch(await steps(), /syns inget av utseendet/);
    assert.deepEqual(errors, []);
    await close();
  });

  test('gets the block for code in WordPress, and a shortcode only where plugins may be installed', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html`);
    assert(await page.$('fieldset[data-when="tool=wordpress"][hidden]'));
    await click(page, 'WordPress', 'radio');
    // A shortcode without the plugin would be shown to visitors.
    await page.waitForSelector('[name="plugin"][value="element"]:checked');
    await page.waitForSelector('[data-steps="wordpress element"]:not([hidden])');
    assert.match(await text(page, '[data-steps]:not([hidden])'), /Anpassad HTML/);
    assert.match(await text(page, '#code-page'), /<skr-intl-overview><div/);
    assert.equal(new URL(page.url()).search, '?tool=wordpress');
    await click(page, 'Ja', 'radio');
    await page.waitForSelector('[data-steps="wordpress wordpress"]:not([hidden])');
    assert.equal(new URL(page.url()).search, '?tool=wordpress&way=wordpress');
    await page.reload();
    await page.waitForSelector('[name="plugin"][value="wordpress"]:checked');
    assert(await page.$('#more:not([open])'));
    await click(page, 'Nej, eller vet inte', 'radio');
    await page.waitForSelector('[data-steps="wordpress element"]:not([hidden])');
    assert.deepEqual(errors, []);
    await close();
  });

  test('shows a colleague, and is told to ask data protection, and of no text that the script replaces', async () => {
    const query = new URLSearchParams({ widget: 'contact-person', tool: 'umbraco', name: 'Kim' });
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
    const read = () => page.$eval('.result', (element) => (element as HTMLElement).innerText);
    assert.match(await read(), /Namnet på en person på SKR visas/);
    assert.match(await read(), /Skriptet byter texten/);
    await click(page, 'Vårt eget', 'radio');
    const own = await read();
    assert.match(own, /Uppgifter om en medarbetare visas\. Fråga dataskydd/);
    assert.match(own, /Egna uppgifter behöver inget skript\./);
    assert.doesNotMatch(own, /person på SKR|Skriptet byter|av sig själva|rätten till texten/);
    assert(await page.$('::-p-aria([name="SKR:s informationsansvariga"][role="radio"])'));
    assert.deepEqual(errors, []);
    await close();
  });

  test('orders in Umbraco what is needed only for more than the text, and its own time', async () => {
    const url = `${stage.demo.url}/ta-i-bruk.html?tool=umbraco`;
    const { page, errors, close } = await stage.open(url);
    const order = await text(page, '#order');
    assert.match(order, /^1\. Vi vill ha kort.* blocktyp.* Räkna med någon timme\.$/m);
    assert.match(order, /^Tid, ungefär: en kvart för säkerhetspolicyn\.$/m);
    assert.doesNotMatch(order, /utkast/);
    await page.goto(`${url}&way=link`);
    assert.match(
      await text(page, '#order'),
      /^Tid, ungefär: en kvart för sidmallen och säkerhetspolicyn\.$/m,
    );
    assert.deepEqual(errors, []);
    await close();
  });

  test('is told in Drupal to try first, and orders a text format that keeps scripts, or a template', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?tool=drupal`);
    await page.waitForSelector('[data-steps="drupal element"]:not([hidden])');
    const steps = await text(page, '[data-steps="drupal element"]');
    assert.match(steps, /Full HTML.*knappen <>.*Klistra in koden.*Spara.*Be er utvecklare/s);
    await page.goto(`${stage.demo.url}/ta-i-bruk.html?tool=drupal`);
    assert.match(
      await text(page, '#order'),
      /^1\. Behövs bara om skriptet försvann.*Antingen: .*Full HTML.*Eller: .*mall \(Twig\)\.$/ms,
    );
    assert.deepEqual(errors, []);
    await close();
  });

  test('is told in WordPress how to see that the script runs, for what is chosen', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?tool=wordpress`);
    const getSigns = () =>
      page.$$eval('[data-steps="wordpress element"] ul strong', (all) =>
        all.filter((each) => each.checkVisibility()).map((each) => each.textContent),
      );
    await page.waitForSelector('[data-steps="wordpress element"]:not([hidden])');
    assert.deepEqual(await getSigns(), ['Kort med ram:', 'Punktlista:']);
    await click(page, 'Organisation', 'radio');
    assert.deepEqual(await getSigns(), ['Kort med ram:', 'Text utan ram:']);
    await click(page, 'Person', 'radio');
    assert.deepEqual(await getSigns(), ['Namnet i fetstil:', 'Namnet som vanlig text:']);
    await click(page, 'Formulär', 'radio');
    assert.deepEqual(await getSigns(), ['En länk:']);
    await fill(page, 'Mottagarens adress', `${stage.demo.receiver.url}/v1/forms/international`);
    await fill(page, 'Vem meddelandet går till', 'Exempelkommunen');
    const signs = ['Fälten Namn och E-post:', 'Bara namn, telefon eller e-post:'];
    assert.deepEqual(await getSigns(), signs);
    assert.deepEqual(errors, []);
    await close();
  });

  test('sees an address as WordPress shows it: in a sandbox, and no higher than that makes it', async () => {
    const { page, errors, close } = await stage.open(
      `${stage.demo.url}/valj.html?tool=wordpress&way=oembed`,
    );
    const handle = await (await preview(page)).waitForSelector('iframe[sandbox="allow-scripts"]');
    const content = await handle?.contentFrame();
    await content?.waitForSelector('skr-intl-overview');
    await (await preview(page)).waitForFunction(
      () => document.querySelector('iframe')?.clientHeight === 1000,
      { polling: 100 },
    );
    assert(await page.$('#wordpress-frame:not([hidden])'));
    assert.deepEqual(errors, []);
    await close();
  });

  test('keeps no folder for the plugin, and asks IT for no zip', async () => {
    const folder = 'https://www.kommunen.se/skr-widgets/';
    const query = new URLSearchParams({ channel: 'self-hosted', folder });
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
    assert(await page.$eval('#folder', (field) => field.checkVisibility()));
    await click(page, 'WordPress', 'radio');
    await click(page, 'Ja', 'radio');
    await page.waitForSelector('[data-place="shortcode"]:not([hidden])');
    assert.equal(await page.$eval('#folder', (field) => field.checkVisibility()), false);
    assert(await page.$('[data-missing="folder"][hidden]'));
    await Promise.all([
      page.waitForNavigation(),
      click(page, 'Beställning till it, med era val', 'link'),
    ]);
    const order = await text(page, '#order');
    assert.match(order, /^1\. Installera tillägget för WordPress: \S+skr-widgets-wordpress\.zip$/m);
    assert.doesNotMatch(order, /kommunen\.se|Lägg filerna|zip-fil/);
    assert.match(order, /script-src 'self'\n {3}style-src 'self'/);
    assert.deepEqual(errors, []);
    await close();
  });

  test('orders a script that WordPress does not strip, where no plugin may be installed', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html`);
    await click(page, 'WordPress', 'radio');
    await page.waitForSelector('[data-steps="wordpress element"]:not([hidden])');
    await Promise.all([
      page.waitForNavigation(),
      click(page, 'Beställning till it, med era val', 'link'),
    ]);
    const order = await text(page, '#order');
    assert.match(order, /^1\. Behövs bara om skriptet försvann när redaktören sparade/m);
    assert.match(order, /^ {3}Antingen: ge dem som sparar sidan behörigheten unfiltered_html/m);
    const script = `<script defer src="${stage.demo.url}/skr-widgets/v1/skr-widgets.js"></script>`;
    assert.match(order, /^ {3}Eller: lägg den här raden i temats <head>/m);
    assert(order.includes(`\n   ${script}\n`), order);
    assert.doesNotMatch(order, /tillägget|Verktyget får inte/);
    // Another system strips it for nobody, or for everyone.
    await page.goto(`${stage.demo.url}/ta-i-bruk.html?widget=org-card`);
    assert.doesNotMatch(await text(page, '#order'), /unfiltered_html/);
    assert.deepEqual(errors, []);
    await close();
  });

  test('orders a receiver where there is none yet, with a proposal for its address', async () => {
    const query = new URLSearchParams({ widget: 'contact-form' });
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
    await click(page, 'Vi vill ha ett formulär men har ingen mottagare än', 'checkbox');
    await page.waitForSelector('[data-missing="receiver"]:not([hidden])');
    // It comes back with a way in that has a form.
    await openMore(page);
    await click(page, 'Bara texten', 'radio');
    await page.waitForSelector('[data-missing="receiver"][hidden]');
    await click(page, 'HTML-kod', 'radio');
    await page.waitForSelector('[data-missing="receiver"]:not([hidden])');
    await Promise.all([
      page.waitForNavigation(),
      click(page, 'Beställning till it, med era val', 'link'),
    ]);
    const order = await text(page, '#order');
    assert.match(order, /^\d\. Sätt upp en mottagare/m);
    assert.match(order, /https:\/\/\[vår webbplats\]\/skr-mottagare\/v1\/forms\/international/);
    assert.match(order, /Välj en sökväg som webbplatsen inte använder/);
    // Without the header the receiver answers anybody.
    const endpoint = 'https://[vår webbplats]/skr-mottagare/v1/forms/international';
    assert(order.includes(`curl -sSi -H 'Origin: https://[webbplatsen]' ${endpoint}\n`), order);
    // The policy has its source at once, in a line that can be copied as it is.
    const source = 'connect-src https://[vår webbplats]';
    assert(order.includes(`\n   ${source}\n`), order);
    assert(order.includes(`\n   ${source.replace(' ', " 'self' ")}\n`), order);
    // What the receiver's file needs is filled in on the page of texts, where it is in sight.
    const [textsUrl = ''] = /http\S+texter\.html\S+/.exec(order) ?? [];
    assert.match(
      order,
      /^Tid, ungefär: .* en halvtimme för mottagaren, några timmar med e-post\.$/m,
    );
    assert.doesNotMatch(order, /retention|notice\.|\[ \]/);
    // What data protection writes is ordered.
    for (const line of [
      /- Systemloggen sparas i 30 dagar \(MaxRetentionSec=30day .*\. Webbservrarnas loggar sparas i högst 15 dagar\.$/m,
      /- Säkerhetskopior finns kvar i högst 32 dagar/,
      /- Nycklarna följer inte med säkerhetskopior .* \(RECEIVER_KEYS_FILE\)\.$/m,
      /- Den som sköter servern läser karantänen varje arbetsdag/,
      /- Kommandon körs med sudo/,
    ]) {
      assert.match(order, line);
    }
    assert.match(order, /\/drift\.html$/m);
    // A server with no way out has the manual all the same.
    assert.match(order, /handbok ligger i programmets zip-fil: docs\/receiver\.sv\.md\.$/m);
    const { pathname, search, hash } = new URL(textsUrl);
    await page.goto(stage.demo.url + pathname + search + hash, { waitUntil: 'load' });
    const isInView = await page.$eval(hash, (heading) => {
      const { top } = heading.getBoundingClientRect();
      return heading.checkVisibility() && top >= 0 && top < innerHeight;
    });
    assert(isInView);
    assert.deepEqual(errors, []);
    await close();
  });

  test('is led to the texts with what was chosen, and nothing that was written', async () => {
    for (const [choice, expected] of [
      [{}, 'script=publisher&show=text&form=no'],
      [{ widget: 'org-card', channel: 'self-hosted' }, 'script=own&show=card&form=no'],
      [
        { widget: 'contact-person', facts: 'own', name: 'Kim', email: 'kim@kommunen.se' },
        'script=publisher&show=own&form=no',
      ],
      [
        { widget: 'org-card', facts: 'own', name: 'Vänorter' },
        'script=publisher&show=own-card&form=no',
      ],
      [
        { widget: 'contact-form', tool: 'wordpress', way: 'wordpress', 'new-receiver': 'yes' },
        'script=own&show=form&form=yes',
      ],
      [
        { endpoint: 'https://kontakt.kommunen.se/v1/forms/international', recipient: 'Åmål' },
        'script=publisher&show=text&form=yes',
      ],
    ] as const) {
      const query = new URLSearchParams({ ...choice });
      const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
      await Promise.all([
        page.waitForNavigation(),
        click(page, 'Texter om personuppgifter, kakor och tillgänglighet, med era val', 'link'),
      ]);
      assert.equal(new URL(page.url()).search, `?${expected}`);
      const checked = await page.$$eval('#facts :checked', (radios) =>
        radios.map((radio) => `${radio.getAttribute('name')}=${radio.getAttribute('value')}`),
      );
      assert.deepEqual(checked.slice(0, 3).join('&'), expected);
      assert.deepEqual(errors, []);
      await close();
    }
  });

  test('sends data protection an email with what was chosen, and a link to the texts with it', async () => {
    const query = new URLSearchParams({ widget: 'org-card', channel: 'self-hosted' });
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
    await Promise.all([
      page.waitForNavigation(),
      click(page, 'Mejl till dataskydd, med era val', 'link'),
    ]);
    const getMail = () => text(page, '#privacy-mail');
    const body = await getMail();
    assert.match(
      body,
      /^Det här visar vi: SALAR International, utan formulär\.\nIngen person nämns\. .*\nSkriptet ligger på vår egen server\.$/m,
    );
    const [textsUrl = ''] = /http\S+texter\.html\S+/.exec(body) ?? [];
    assert.equal(new URL(textsUrl).search, '?script=own&show=card&form=no');
    // What is filled in on the page is in the email, and what is not is counted, by half too.
    const getMailtoBody = async () => {
      const href = await page.$eval(
        '#privacy-mail-link',
        (link) => link.getAttribute('href') ?? '',
      );
      return new URL(href).searchParams.get('body')?.replaceAll('\r\n', '\n');
    };
    assert.equal(await getMailtoBody(), body);
    const getBlanks = () => text(page, '#privacy-mail-blanks');
    assert.equal(await getBlanks(), '3 markerade platser är inte ifyllda.');
    const fillIn = async (place: string, words: string) => {
      const [mark] = await page.$$(`#privacy-mail mark ::-p-text(${place})`);
      await mark?.click();
      await page.keyboard.type(words);
    };
    await fillIn('adressen till er sida', 'https://kommunen.se/skr');
    assert.match(
      await getMail(),
      /på vår webbplats: https:\/\/kommunen\.se\/skr \(inte publicerat där än\)\. Vi använder/,
    );
    assert.equal(await getMailtoBody(), await getMail());
    assert.equal(await getBlanks(), '2 markerade platser är inte ifyllda.');
    await fillIn('ert namn', 'Maja Lind');
    assert.equal(await getBlanks(), '1 markerad plats är inte ifylld.');
    await page.focus('#privacy-mail');
    await page.keyboard.press('Backspace');
    await page.keyboard.type('d]');
    assert.equal(await getBlanks(), '2 markerade platser är inte ifyllda.');

    // The address of a receiver and the name of whoever gets the messages are not for that page to know.
    const form = new URLSearchParams({
      widget: 'contact-form',
      endpoint: 'https://kontakt.kommunen.se/v1/forms/international',
      recipient: 'Åmål',
    });
    await page.goto(`${stage.demo.url}/en/go-live.html?${form}`);
    const english = await getMail();
    assert.match(english, /^This is what we will show: a form that sends messages to us\.$/m);
    assert.match(english, /^The receiver is run by \[…\]\..* \[…\] working days\.$/m);
    assert.match(english, /texts\.html\?script=publisher&show=form&form=yes#fill-in-once$/m);
    // What is one's own is not called SKR's, and only the text has no script.
    const own = new URLSearchParams({ widget: 'contact-person', facts: 'own', name: 'Kim' });
    await page.goto(`${stage.demo.url}/ta-i-bruk.html?${own}`);
    for (const id of ['#privacy-mail', '#order']) {
      const words = await text(page, id);
      assert.match(words, /Vi vill visa kontaktuppgifter till en av våra medarbetare på/);
      assert.doesNotMatch(words, /SKR:s|utkast/);
    }
    await page.goto(`${stage.demo.url}/ta-i-bruk.html?way=text`);
    assert.match(await getMail(), /^Inget skript: bara texten, kopierad från SKR Widgets\.$/m);
    const subject = await page.$eval('#privacy-mail-link', (link) =>
      new URL((link as HTMLAnchorElement).href).searchParams.get('subject'),
    );
    assert.equal(subject, 'Får vi? SKR:s text på vår webbplats');
    assert.doesNotMatch(await getMail(), /Vi använder/);
    assert.equal(await page.$eval('#order', (order) => order.checkVisibility()), false);
    assert.match(await text(page, '#no-order'), /behöver ni ingen beställning/);
    assert.match(await getMail(), /texter\.html\?script=none&show=text&form=no#fyll-i-en-gang$/m);
    assert.match(
      await getMail(),
      /^I den står namn och titel på en person hos SKR\. Får vi visa dem\?/m,
    );
    // Data protection may read about it first, and then fills in the same.
    const [, trustUrl = ''] = /^Får vi\? Svaret på en minut: (\S+)$/m.exec(await getMail()) ?? [];
    await page.goto(trustUrl);
    await Promise.all([page.waitForNavigation(), click(page, 'Fyll i en gång', 'link')]);
    assert.equal(new URL(page.url()).search, '?script=none&show=text&form=no');
    await page.goto(`${stage.demo.url}/ta-i-bruk.html`);
    assert.match(await getMail(), /: \[Hela texten \/ Organisation \/ Person\], \[med .* \/ utan/);
    // Whoever changes nothing has chosen too.
    await page.goto(`${stage.demo.url}/valj.html`);
    await Promise.all([
      page.waitForNavigation(),
      click(page, 'Mejl till dataskydd, med era val', 'link'),
    ]);
    assert.match(await getMail(), /^Det här visar vi: Hela texten, utan formulär\.$/m);
    assert.match(
      await text(page, '#order'),
      /lägger ni den här raden i sidmallens <head>, en gång:\n<script defer src="[^"]*"><\/script>$/m,
    );
    assert.deepEqual(errors, []);
    await close();
  });

  test('is told that the order is not finished until it says who the message goes to', async () => {
    const endpoint = 'https://kontakt.kommunen.se/v1/forms/international';
    const query = new URLSearchParams({ widget: 'contact-form', endpoint });
    const { page, errors, close } = await stage.open(`${stage.demo.url}/ta-i-bruk.html?${query}`);
    const order = await text(page, '#order');
    assert.match(order, /är inte färdig: skriv vem meddelandet går till.* http\S+valj\.html\?/);
    query.set('recipient', 'Kommunen');
    query.set('content', 'link');
    await page.goto(`${stage.demo.url}/ta-i-bruk.html?${query}`);
    const finished = await text(page, '#order');
    assert.doesNotMatch(finished, /är inte färdig: skriv/);
    assert.match(
      finished,
      /^\d\. Valfritt: lägg den här regeln i stilmallen\..*\n +contact-form:not\(:defined\) \{$/m,
    );
    assert.deepEqual(errors, []);
    await close();
  });

  test('is let into the receiver by the folder’s host where the form is in a frame', async () => {
    const query = new URLSearchParams({
      way: 'iframe',
      channel: 'self-hosted',
      folder: 'https://widgets.kommunen.se/skr/',
      endpoint: 'https://kontakt.kommunen.se/v1/forms/international',
      recipient: 'Kommunen',
    });
    const { page, errors, close } = await stage.open(`${stage.demo.url}/ta-i-bruk.html?${query}`);
    const order = await text(page, '#order');
    assert.match(order, /\(allowedOrigins\): https:\/\/widgets\.kommunen\.se$/m);
    assert.match(order, /curl -sSi -H 'Origin: https:\/\/widgets\.kommunen\.se' /);
    assert.match(
      order,
      /^Tid, ungefär: .*; en kvart för filerna på servern; en halvtimme för mottagaren/m,
    );
    assert.match(order, /^- Byt mappens filer mot dem i en ny zip-fil/m);
    assert.doesNotMatch(order, /trusted-types/);
    // A frame may send to its own host, whatever the files say.
    const sameHost = new URLSearchParams(query);
    sameHost.set('folder', 'https://kontakt.kommunen.se/skr-widgets/');
    await page.goto(`${stage.demo.url}/ta-i-bruk.html?${sameHost}`);
    assert.doesNotMatch(await text(page, '#order'), /Byt mappens filer/);
    await page.goto(`${stage.demo.url}/ta-i-bruk.html?${query}`);
    assert.match(order, /skriv direktivet med det som står i default-src/);
    // The preview is this site's page, which would refuse their receiver, and say so.
    await page.goto(`${stage.demo.url}/valj.html?${query}`);
    await (await preview(page)).waitForSelector('iframe');
    assert.deepEqual(errors, []);
    await close();
  });

  test('orders a folder on a server of their own, with the page where its zip is made', async () => {
    const folder = 'https://www.kommunen.se/skr-widgets/';
    const query = new URLSearchParams({ channel: 'self-hosted', folder });
    const { page, close } = await stage.open(`${stage.demo.url}/en/go-live.html?${query}`);
    const order = await text(page, '#order');
    assert(order.includes(`curl -sSI ${folder}v1/skr-widgets.js`), order);
    const url = /http\S+choose\.html\S*/.exec(order)?.[0] ?? '';
    assert.match(url, /#folder$/);
    await page.goto(url);
    await page.waitForSelector('#more[open] #download');
    // What the order leads to is in sight.
    await page.waitForFunction(() => {
      const boxOf = (selector: string) => document.querySelector(selector)?.getBoundingClientRect();
      const { bottom = Infinity } = boxOf('.copy-bar') ?? {};
      const { top: label = -1 } = boxOf('[for="folder"]') ?? {};
      const { bottom: button = Infinity } = boxOf('#download') ?? {};
      return label >= bottom && button < innerHeight;
    });
    assert.equal(await page.$eval('#folder', (field) => 'value' in field && field.value), folder);
    await close();
  });

  test('pastes the code that is on the page, is told what is wrong, and gets it corrected', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html`);
    const read = (snippet: string) => readSnippet(page, snippet);
    await page.click('#paste summary');
    assert.match(await read(''), /^Rutan är tom/);
    assert.match(await read('<p style="color: red">Hej</p>'), /Ingen av våra widgetar/);
    const script = `<script defer src="${stage.demo.url}/skr-widgets/v1/skr-widgets.js"></script>`;
    const result = await read(
      `${script}<org-card org=”icld” heading-level=”1” colour=”red”><p>ICLD</p></org-card>`,
    );
    assert.match(result, /Citattecknen är krökta/);
    assert.match(result, /heading-level="1" går inte/);
    assert.match(result, /Attributet colour finns inte/);
    await page.waitForFunction(() =>
      document
        .querySelector('#code-page')
        ?.textContent?.includes('</script><org-card org="icld"><a href'),
    );
    assert.equal(
      await page.$eval(
        '[name="facts"][value="icld"]',
        (radio) => 'checked' in radio && radio.checked,
      ),
      true,
    );
    assert.match(await read('<p>Hej</p>'), /Ingen av våra widgetar/);
    const right = await text(page, '#code-page');
    // Nobody can tell code from code that shows as text and was copied from there.
    assert.match(await read(right), /Inga fel hittades.* Syns koden som text/);
    // An editor that keeps scripts puts them in a paragraph.
    const wrapped = right.replace(/<script.*?<\/script>/, '<p>$&</p>');
    assert.match(await read(wrapped), /Inga fel hittades/);
    // The look is read from a style sheet, or it is said that it is not.
    const sheet = '<style>org-card { color-scheme: dark; color: pink }</style>';
    assert.match(await read(right + sheet), /Stilen ”color: pink” är inte en av dem/);
    await page.waitForSelector('[name="theme"][value="dark"]:checked');
    // A text that is cut short or changed is not called whole.
    await page.goto(`${stage.demo.url}/valj.html`);
    await page.click('#paste summary');
    await page.waitForFunction(() =>
      document.querySelector('#code-page')?.textContent?.includes('</skr-intl-overview>'),
    );
    const whole = await text(page, '#code-page');
    const [inEnglish] = (await getCode(choiceFrom(new URLSearchParams()), 'en')).parts;
    for (const code of [whole, inEnglish?.code ?? '']) {
      assert.match(await read(code), /Inga fel hittades/);
      for (const [broken, ...expected] of [
        [code.slice(0, 900), /har ingen sluttagg/, /Delar av texten saknas/],
        [`${code.slice(0, 3000)}</skr-intl-overview>`, /Delar av texten saknas/],
        [code.replace('</skr-intl-overview>', ''), /<skr-intl-overview> har ingen sluttagg/],
        [code.replace('</h2>', ' i kommunen</h2>'), /inte den som hör till: .* i kommunen”/],
        [
          code.replaceAll('skr-intl-overview', 'skr-intl-overveiw'),
          /<skr-intl-overveiw> finns inte/,
        ],
        ['[skr_widget element="org-card"]', /Kortkoden kräver WordPress-tillägget/],
      ] as const) {
        const result = await read(broken);
        for (const words of expected) assert.match(result, words);
        assert.doesNotMatch(result, /Inga fel hittades/);
      }
    }
    // A screen reader is told, though the focus stays on the button.
    assert(await page.$('::-p-aria([role="status"]) ::-p-text(Kortkoden kräver)'));
    const address = `${stage.demo.url}/skr-widgets/v1/embed/skr-intl-overview.sv.html`;
    assert.match(await read(address), /WordPress gör en ram av adressen/);
    assert.deepEqual(errors, []);
    await close();
  });

  test('is told first that the text an editor has left is whole, and keeps it or changes it to a link', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?tool=wordpress`);
    await page.click('#paste summary');
    const choice = choiceFrom(new URLSearchParams({ tool: 'wordpress', language: 'sv' }));
    const [code] = (await getCode(choice)).parts;
    // As an author's code is saved: without the script and the element.
    const saved = (code?.code ?? '').replace(/<script.*?<\/script>|<\/?skr-[^>]*>/g, '');
    const read = async (snippet: string, expected: string) => {
      await readSnippet(page, snippet);
      await page.waitForFunction(
        (start: string) =>
          document.querySelector('#snippet-result')?.textContent?.startsWith(start),
        {},
        expected,
      );
      return text(page, '#snippet-result');
    };
    const whole = 'Texten är hel. Välj om den ska stå kvar eller bytas mot en länk.';
    assert.match(await read(saved, whole), /skriptet finns inte i det ni har klistrat in/);
    await page.waitForSelector('[data-way="text"][aria-pressed="true"]');
    const script = `<script defer src="${stage.demo.url}/skr-widgets/v1/skr-widgets.js"></script>`;
    const theme = `<html><head><script>x()</script>${script}</head><body>${saved}</body></html>`;
    const beside = await read(theme, whole);
    assert.match(beside, /Skriptet finns på sidan, men widgeten är borttagen/);
    assert.doesNotMatch(beside, /inte är vårt/);
    // The button that is always in sight copies what stands on the page.
    await page.waitForFunction(() =>
      document.querySelector('#copy-excerpt')?.textContent?.startsWith('<div'),
    );

    assert(
      await page.$$eval('#remaining-text .hint', (all) =>
        all.some(
          (each) => each.checkVisibility() && /Vad ni gör med texten/.test(each.textContent ?? ''),
        ),
      ),
    );
    const readLinks = () =>
      page.$$eval('#texts, #privacy-mail, #order', (links) =>
        links.map((link) => [
          link.id,
          link.checkVisibility(),
          new URL((link as HTMLAnchorElement).href).searchParams.get(
            link.id === 'texts' ? 'script' : 'way',
          ),
        ]),
      );
    // Text alone has no script to order, nor to tell data protection of.
    assert.deepEqual(await readLinks(), [
      ['privacy-mail', true, 'text'],
      ['order', false, 'text'],
      ['texts', true, 'none'],
    ]);
    await click(page, 'Byt till länk', 'button');
    await page.waitForSelector('[data-steps="wordpress link"]:not([hidden])');
    assert.deepEqual(await readLinks(), [
      ['privacy-mail', true, 'link'],
      ['order', true, 'link'],
      ['texts', true, 'publisher'],
    ]);
    await page.waitForSelector('#remaining-text .hint:not([hidden])');
    await page.setViewport({ width: 390, height: 844 });
    await page.click('#copy-main');
    await says(page, 'Kopierat');
    // Pasted where text is written, it is a link with its text.
    await pasteAsText(page);
    const link = await page.$eval('[contenteditable] a', ({ href, textContent }) => [
      href,
      textContent,
    ]);
    assert.equal(link[0], `${stage.demo.url}/skr-widgets/v1/embed/skr-intl-overview.sv.html`);
    assert(link[1]);

    await click(page, 'Behåll texten', 'button');
    await page.waitForSelector('[data-steps="kept-text"]:not([hidden])');
    // What is chosen instead is not on the page.
    await click(page, 'Organisation', 'radio');
    await page.waitForSelector('[data-steps="text"]:not([hidden])');
    await read(
      saved.replace('<p', '<p>Ändrat</p><p').replace(/SALAR International/g, 'SALAR'),
      'Texten står kvar, men är inte densamma som SKR:s i dag. Det här saknas eller är ändrat: ”',
    );
    assert.doesNotMatch(
      await page.$eval('#remaining-text', (element) => (element as HTMLElement).innerText),
      /Vad ni gör med texten/,
    );
    // Whoever has taken the script line away may want the text alone.
    const offer = '::-p-aria(Vi vill bara ha texten, utan skript[role="button"])';
    assert.equal(await page.$(offer), null);
    const withoutScript = (code?.code ?? '').replace(/<script.*?<\/script>/g, '');
    assert.match(await read(withoutScript, 'Koden är läst.'), /Skriptraden saknas\./);
    await page.click(offer);
    await page.waitForSelector('[data-steps="text"]:not([hidden])');
    assert.equal(await page.$(offer), null);
    assert.deepEqual(errors, []);
    await close();
  });

  test('copies only the text, which is pasted like any other, and asks nothing of IT', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/ta-i-bruk.html`);
    await Promise.all([page.waitForNavigation(), click(page, 'texten', 'link')]);
    await page.waitForSelector('[data-steps="text"]:not([hidden])');
    const readVisible = (selector: string) =>
      page.$$eval(selector, (all) =>
        all.filter((each) => each.checkVisibility()).map(({ textContent }) => textContent?.trim()),
      );
    assert.deepEqual(await readVisible('#order, #policy-name, #text-updates'), []);
    assert.deepEqual(await readVisible('#copy-main span'), ['Kopiera texten']);
    await page.waitForFunction(() =>
      document.querySelector('#code-page')?.textContent?.includes('</h2>'),
    );
    const code = await text(page, '#code-page');
    assert.doesNotMatch(code, /<script|<skr-|127\.0\.0\.1/);
    await page.click('#copy-main');
    await says(page, 'Kopierat');
    // Whichever button, and whichever system: it is chosen by whoever pastes.
    await page.click('input[name="tool"][value="umbraco"]');
    await page.waitForFunction(() => location.search.includes('tool=umbraco'));
    assert.match(await page.evaluate(() => location.search), /way=text/);
    await page.click('.part .copy[data-copies="code-page"]');
    await says(page, 'Kopierat');
    await pasteAsText(page);
    const words = await text(page, '[contenteditable]');
    const paragraphs = readFileSync('test/seed.sv.txt', 'utf8').split(/\n+/).filter(isLong);
    assert(paragraphs.length > 6);
    for (const paragraph of paragraphs) assert(words.includes(paragraph), paragraph);
    const pasted = await page.$$eval('[contenteditable] :is(h2, h3, h4, a)', (all) =>
      all.map(({ localName }) => localName),
    );
    assert.deepEqual(pasted, ['h2', 'h3', 'h4', 'a', 'h4', 'a', 'h3', 'a', 'h3', 'a']);
    assert.deepEqual(errors, []);
    await close();
  });

  test('sees the whole of a wide page in a narrow box, scaled', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/valj.html`);
    const getWidth = () =>
      page.$eval('#preview', (frame) => [
        (frame as HTMLIFrameElement).contentWindow?.innerWidth,
        Math.round(frame.getBoundingClientRect().width),
      ]);
    const stageWidth = await page.$eval('.stage', ({ clientWidth }) => clientWidth);
    for (const width of [320, 768, 1280]) {
      await page.click(`[data-width="${width}"]`);
      await page.waitForFunction(
        (expected: number) =>
          (document.querySelector('#preview') as HTMLIFrameElement).contentWindow?.innerWidth ===
          expected,
        {},
        width,
      );
      assert.deepEqual(await getWidth(), [width, Math.min(width, stageWidth)]);
    }
    await close();
  });

  test('takes what is chosen along to the other language', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/valj.html`);
    await click(page, 'Person', 'radio');
    await click(page, '3', 'radio');
    await Promise.all([page.waitForNavigation(), click(page, 'English', 'link')]);
    await find(page, 'Choose and copy the code', 'heading');
    await page.waitForFunction(() =>
      document
        .querySelector('#code-page')
        ?.textContent?.includes(
          '<contact-person heading-level="3"><div dir="ltr" class="skr-content"',
        ),
    );
    await close();
  });

  test('has what was chosen again after a way in that does not have it', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/valj.html?level=4&language=page`);
    await openMore(page);
    await click(page, 'Adress (oEmbed)', 'radio');
    await page.waitForSelector('[data-place="address"]:not([hidden])');
    await click(page, 'HTML-kod', 'radio');
    await page.waitForSelector('[data-place="page"]:not([hidden])');
    assert.match(await text(page, '#code-page'), /<skr-intl-overview heading-level="4">/);
    await close();
  });

  test('sees the code of the last choice, whatever comes late', async () => {
    const heldBack: HTTPRequest[] = [];
    const { page, close } = await stage.open(
      `${stage.demo.url}/valj.html?way=fragment`,
      async (opened) => {
        await opened.setRequestInterception(true);
        opened.on('request', (request) => {
          if (request.url().endsWith('fragments/org-card.sv.html') && heldBack.length === 0)
            heldBack.push(request);
          else void request.continue();
        });
      },
    );
    await page.waitForFunction(() =>
      document.querySelector('#code-page')?.textContent?.startsWith('<skr-intl-overview lang'),
    );
    const first = await text(page, '#code-page');
    const requested = page.waitForRequest((request) => request.url().endsWith('org-card.sv.html'));
    await click(page, 'Organisation', 'radio');
    await requested;
    await click(page, 'Hela texten', 'radio');
    const [request] = heldBack;
    assert(request);
    const response = page.waitForResponse(request.url());
    await request.continue();
    await (await response).text();
    // Another response from the same place: the page has had time to process the first.
    await page.evaluate((url) => fetch(url).then((answer) => answer.text()), request.url());
    assert.equal(await text(page, '#code-page'), first);
    await close();
  });

  test('is told when the text for the code cannot be had, and gets it when it can', async () => {
    let isThere = false;
    const { page, close } = await stage.open(`${stage.demo.url}/valj.html`, async (opened) => {
      await opened.setRequestInterception(true);
      opened.on('request', (request) => {
        if (request.url().includes('/fragments/') && !isThere) void request.abort();
        else void request.continue();
      });
    });
    await openMore(page);
    await click(page, 'Renderas på servern', 'radio');
    await page.waitForSelector('::-p-aria([role="alert"]) ::-p-text(Välj igen)');
    assert(await page.$('#parts[hidden]'));
    isThere = true;
    await click(page, 'HTML-kod', 'radio');
    await click(page, 'Renderas på servern', 'radio');
    await page.waitForFunction(() =>
      document.querySelector('#code-page')?.textContent?.startsWith('<skr-intl-overview lang'),
    );
    assert.equal(await page.$('#parts[hidden]'), null);
    assert.equal(await text(page, '#code-error'), '');
    await close();
  });

  test('starts again with one button', async () => {
    const query = new URLSearchParams({
      widget: 'contact-form',
      way: 'link',
      endpoint: 'https://receiver.example.se/v1/forms/international',
    });
    const { page, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
    const warning = '#shared:not([hidden])';
    await page.waitForFunction(() => document.querySelector('#code-editor')?.textContent);
    assert(await page.$(warning));
    await click(page, 'Börja om', 'button');
    await page.waitForFunction(() => location.search === '');
    assert.match(await text(page, '#code-page'), /<skr-intl-overview>/);
    assert.equal(await page.$(warning), null);
    await close();
  });
});

suite('The configurator on its page', () => {
  for (const choice of sample(options.way.length * options.widget.length)) {
    const query = new URLSearchParams({ ...choice });
    test(`gives out for ${short(choice)} what the code is tested to be`, async () => {
      const { page, errors, close } = await stage.open(`${stage.demo.url}/valj.html?${query}`);
      const { parts, policy } = await getCode(choice);
      const last = parts.at(-1);
      await page.waitForFunction(
        (selector: string, code: string) => document.querySelector(selector)?.textContent === code,
        {},
        `#code-${last?.place}`,
        last?.code ?? '',
      );
      const snippets = await page.$$eval('[data-place]:not([hidden])', (sections) =>
        sections.map((section) => ({
          place: section.getAttribute('data-place'),
          code: section.querySelector('code')?.textContent,
        })),
      );
      const inOrder = (one: readonly { place: unknown }[]) =>
        [...one].sort((a, b) => String(a.place).localeCompare(String(b.place)));
      assert.deepEqual(inOrder(snippets), inOrder(parts));
      assert.equal(await text(page, '#policy'), policy.join('\n'));
      await see(await preview(page), choice);
      assert.deepEqual(errors, []);
      await close();
    });
  }
});

suite('What the configurator gives out', () => {
  for (const choice of sample(48)) {
    if (choice.way === 'wordpress') continue;
    test(`shows the widget for ${short(choice)}`, async () => {
      const { page, errors, close } = await stage.open('about:blank');
      stage.host.pages.set('/pasted', await pasted(choice));
      await page.goto(`${stage.host.url}/pasted`);
      await see(page.mainFrame(), choice);
      assert.deepEqual(errors, []);
      await close();
    });
  }
});

/** A sample of all combinations, spread out: each method with each widget, and then random ones. */
function sample(count: number): Choice[] {
  const { way, widget, channel } = options;
  const each = way.flatMap((oneWay, index) =>
    widget.map((oneWidget) => ({
      way: oneWay,
      widget: oneWidget,
      channel: channel[index % channel.length],
    })),
  );
  // With a separate generator, so that the sample is the same each time.
  let seed = 1;
  const any = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed;
  };
  return Array.from({ length: count }, (_, index) => {
    const expected = Object.entries(each[index] ?? {});
    const fitting = combinations.filter((choice) =>
      expected.every(([name, value]) => choice[name as keyof Choice] === value),
    );
    return fitting[any() % fitting.length];
  }).filter((choice) => choice !== undefined);
}

function short({ widget, facts, way, channel, language, level, theme, content, name }: Choice) {
  const words = name.includes('<') ? 'hostile' : 'plain';
  return [widget, facts, way, channel, language, level, theme, content, words].join(' ');
}

/** @param locale Of the text where the widget follows the page. */
async function getCode(choice: Choice, locale: 'sv' | 'en' = 'sv') {
  const { url, receiver } = stage.demo;
  const address = `${url}/skr-widgets/`;
  const release = releaseOf({ address, version, receiver: receiver.url });
  const source = sourceOf(choice, locale);
  // The site has the fragments for its own URL.
  const html =
    source && 'path' in source
      ? await (await fetch(`${address}v${version}/${source.path}`)).text()
      : htmlAt(source);
  return codeFor(choice, release, html);
}

/** Creates a page of the municipality with the code in place, under a policy that allows no more than the code says. */
async function pasted(choice: Choice): Promise<HostPage> {
  const { host } = stage;
  const { parts, policy } = await getCode({ ...choice, folder: `${host.url}/skr-widgets/` });
  const of = (place: string) =>
    parts
      .filter((part) => part.place === place)
      .map(({ code }) => code)
      .join('');
  let body = of('page') + of('editor');
  const address = of('address');
  if (address) body = await embedded(address);
  const program = of('server');
  if (program) {
    const [, values = ''] = /^console\.log\(renderElement\((.*)\)\);$/ms.exec(program) ?? [];
    const [tag, attributes, language, settings] = JSON.parse(`[${values}]`);
    body = renderElement(tag, attributes, language, settings);
  }
  const directives = new Map(policy.map((line) => [line.split(' ', 1)[0], line]));
  // The site's own style sheet, and an icon that keeps the browser from requesting one.
  directives.set('style-src', `${directives.get('style-src') ?? 'style-src'} 'self'`);
  directives.set('img-src', 'img-src data:');
  return {
    head: of('head') + of('sheet'),
    body,
    style: of('style'),
    policy: ["default-src 'none'", ...directives.values()].join('; '),
  };
}

/** Embeds a URL in a page like an oEmbed consumer, which discovers the description through the page. */
async function embedded(address: string): Promise<string> {
  const page = await (await fetch(address)).text();
  const [, description = ''] = /type="application\/json\+oembed" href="([^"]+)"/.exec(page) ?? [];
  const { html } = await (await fetch(description)).json();
  return html;
}

/** Waits until the widget shows the choices, in the page or in an embed page in a frame. */
async function see(frame: Frame, choice: Choice): Promise<void> {
  const { widget, facts, way, name, recipient, endpoint, telephone } = choice;
  const framed = way === 'iframe' || way === 'oembed';
  // Without a receiver, or in a frame whose publisher has not named it, the form is replaced by the other ways.
  const form = endpoint && !framed ? recipient : telephone;
  const own = { 'contact-form': form, 'org-card': name, 'contact-person': name };
  const builtIn = {
    'skr-intl-overview': /Publicerad|Published/,
    'org-card': facts === 'icld' ? /Sida/ : /SALAR International/,
    'contact-person': /Emelie Marcus/,
    'contact-form': /Kontakta oss|Contact us/,
  }[widget];
  const expected = facts === 'own' ? own[widget as 'org-card'] : builtIn;
  const place = framed ? await inside(frame) : frame;
  const handle = await place.waitForFunction(
    (tag: string, text: string, isPattern: boolean) => {
      const element = document.querySelector(tag);
      const words = `${element?.textContent} ${element?.shadowRoot?.textContent}`;
      const matches = isPattern ? new RegExp(text).test(words) : words.includes(text);
      const { height = 0 } = element?.getBoundingClientRect() ?? {};
      return element?.matches(':defined') && height > 0 && matches && element;
    },
    { polling: 100 },
    // The text alone is in no element.
    way === 'text' ? 'main > .skr-content' : widget,
    expected instanceof RegExp ? expected.source : expected,
    expected instanceof RegExp,
  );
  await handle.dispose();
}

/** The zip that the configurator produces. */
async function downloaded(page: Page): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-downloads-'));
  const cdp = await page.browser().target().createCDPSession();
  const browserContextId = page.browserContext().id as string;
  await cdp.send('Browser.setDownloadBehavior', {
    behavior: 'allow',
    browserContextId,
    downloadPath: folder,
    eventsEnabled: true,
  });
  const done = new Promise<void>((resolve) => {
    cdp.on('Browser.downloadProgress', ({ state }) => {
      if (state === 'completed') resolve();
    });
  });
  await click(page, 'Hämta zip-filen', 'button');
  await done;
  const zip = join(folder, `skr-widgets-${version}.zip`);
  assert(existsSync(zip));
  const bytes = readFileSync(zip);
  rmSync(folder, { recursive: true });
  return bytes;
}

async function inside(frame: Frame): Promise<Frame> {
  const handle = await frame.waitForSelector('iframe');
  const content = await handle?.contentFrame();
  assert(content);
  return content;
}

async function preview(page: Page): Promise<Frame> {
  const handle = await page.waitForSelector('#preview');
  const frame = await handle?.contentFrame();
  assert(frame);
  return frame;
}

/** Finds something by role and name, as a screen reader does. */
async function find(page: Page, name: string, role: string) {
  const escaped = name.replaceAll('"', '\\"');
  const element = await page.waitForSelector(`::-p-aria([name="${escaped}"][role="${role}"])`);
  assert(element, name);
  return element;
}

async function click(page: Page, name: string, role: string): Promise<void> {
  await (await find(page, name, role)).click();
}

/** Expands details with the keyboard: the bar with the code may cover them for the mouse. */
async function openMore(page: Page): Promise<void> {
  await page.focus('#more summary');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#more[open]');
}

/** Replaces what is in a field, key by key. */
async function type(page: Page, label: string, value: string): Promise<void> {
  await select(page, label);
  await page.keyboard.type(value);
}

/** Replaces what is in a field at once, as by pasting. */
async function fill(page: Page, label: string, value: string): Promise<void> {
  await select(page, label);
  await page.keyboard.sendCharacter(value);
}

/** Selects what is in a field. */
async function select(page: Page, label: string): Promise<void> {
  const field = await find(page, label, 'textbox');
  await field.click({ count: 3 });
}

async function paste(page: Page, label: string): Promise<void> {
  await click(page, label, 'textbox');
  await pressPaste(page);
}

/** Pastes where the focus is. */
async function pressPaste(page: Page): Promise<void> {
  await page.keyboard.down('Control');
  await page.keyboard.press('v', { commands: ['Paste'] });
  await page.keyboard.up('Control');
}

/** Whether a line of the seed is a paragraph of its text. */
function isLong(line: string): boolean {
  return line.length > 100;
}

/** Pastes into a box in which text is written, as in a visual editor. */
async function pasteAsText(page: Page): Promise<void> {
  await page.evaluate(() => {
    const editor = document.createElement('div');
    editor.contentEditable = 'true';
    document.body.prepend(editor);
    editor.focus();
  });
  await pressPaste(page);
}

/** Puts code in the field that reads code, and resolves to what the page says of it. */
async function readSnippet(page: Page, snippet: string): Promise<string> {
  await page.$eval(
    '#snippet',
    (field, value) => {
      if ('value' in field) field.value = value;
    },
    snippet,
  );
  await click(page, 'Läs koden', 'button');
  await page.waitForFunction(() => document.querySelector('#snippet-result')?.textContent);
  return text(page, '#snippet-result');
}

/** Waits for a live region on the page. */
async function says(page: Page, words: string): Promise<void> {
  await page.waitForFunction(
    (expected: string) => document.querySelector('#status-message')?.textContent === expected,
    {},
    words,
  );
}

function text(page: Page, selector: string): Promise<string> {
  return page.$eval(selector, (element) => element.textContent ?? '');
}

function getVisibleText(page: Page, tag: string): Promise<string> {
  return page.$eval(tag, (element) => element.querySelector('.skr-content')?.textContent ?? '');
}
