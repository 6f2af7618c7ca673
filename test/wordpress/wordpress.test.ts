/**
 * The plugin in a real WordPress, from the zip to the visitor's page: installed and set up in wp-admin, used in the
 * editor, with both kinds of themes. The tests run in order, like a webmaster's work.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { unzipSync } from 'fflate';
import { Engine } from 'php-parser';
import puppeteer, { type Frame, type Page } from 'puppeteer-core';
import { startReceiver } from '../../demo/receiver.ts';
import { releaseOf } from '../../demo/release.ts';
import { attributesOf, type Choice, codeFor } from '../../demo/scripts/code.ts';
import { createZip, rebaseFile } from '../../publish/archive.ts';
import { signDetached, toPublicKey } from '../../publish/signature.ts';
import { version, baseUrl as widgets } from '../../publish/urls.ts';
import { chromium } from '../browsers/chromium.ts';
import { getProgramPath } from '../browsers/programs.ts';
import { combinations } from '../demo/combinations.ts';
import { type Answer, serve } from '../e2e/pages.ts';
import { attributes, texts } from '../integrations/hide-telephone.ts';
import { startWordPress, users } from './wordpress.ts';

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-wordpress-'));
const publisher: Record<string, Answer> = {};
/** Where the publisher is, and what a test wants from a server beside. */
const elsewhere = await serve(publisher);
const { privateKey: publisherKey } = generateKeyPairSync('ed25519');

// A municipality has the plugin from a zip that was made for its own URL.
const zip = join(folder, 'skr-widgets-wordpress.zip');
writeFileSync(zip, makePlugin('https://www.kommun.example/skr/'));
const files = unzipSync(readFileSync(zip));
const getText = (path: string) => new TextDecoder().decode(files[`skr-widgets/${path}`]);
const release = releaseOf({ address: widgets, version, receiver: undefined });
const manifest = JSON.parse(getText('widgets.json'));

/** The elements, and words that each shows in Swedish and English. */
const visibleTexts = {
  'skr-intl-overview': ['Publicerad 18 april 2024', 'Published 18 April 2024'],
  'org-card': ['dotterbolag till SKR', 'subsidiary of SALAR'],
  'contact-person': ['Handläggare', 'Administrative officer'],
  'contact-form': ['Kontaktformulär SKR', 'SALAR contact form'],
} as const;
type Tag = keyof typeof visibleTexts;
const tags = Object.keys(visibleTexts) as Tag[];

/** A theme of each kind, with one of its colours. */
const themes = {
  block: { name: 'twentytwentyfive', colour: 'accent-3' },
  classic: { name: 'twentytwentyone', colour: 'purple' },
} as const;

const wordpress = await startWordPress(folder);
const receiver = await startReceiver(join(folder, 'receiver'), [wordpress.url]);
const browser = await puppeteer.launch(chromium());
const admin = await logIn(users.administrator);

after(async () => {
  await browser.close();
  await Promise.all([receiver.stop(), wordpress.stop(), elsewhere.close()]);
  rmSync(folder, { recursive: true });
});

test('is valid PHP for 7.4 and later', () => {
  const engine = new Engine({ parser: { version: '7.4', suppressErrors: false } });
  assert.throws(() => engine.parseCode('<?php $a = match(1) { 1 => 2 };', 'planted.php'));
  for (const [path, bytes] of Object.entries(files)) {
    if (!path.endsWith('.php')) continue;
    engine.parseCode(new TextDecoder().decode(bytes), path);
    const file = join(folder, 'checked.php');
    writeFileSync(file, bytes);
    execFileSync(getProgramPath('php'), ['-l', file]);
  }
});

test('is installed through wp-admin, and says in Swedish what it is', async () => {
  await admin.goto(`${wordpress.url}/wp-admin/plugin-install.php?tab=upload`);
  const field = await admin.waitForSelector('input[name="pluginzip"]');
  assert(field?.asElement());
  await (field as unknown as { uploadFile(path: string): Promise<void> }).uploadFile(zip);
  await leaveBy('#install-plugin-submit');
  await leaveBy('a[href*="action=activate"]');
  const row = await textAt(admin, 'tr[data-slug="skr-widgets"]');
  assert.match(row, /Visar det som SKR publicerar/);
  assert.match(row, /Inaktivera/);
});

test('is set up on a page of its own', async () => {
  await openSettings();
  const labels = await admin.$$eval('.form-table th', (cells) =>
    cells.map(({ textContent }) => textContent),
  );
  assert.deepEqual(labels, [
    'Kontaktformulärets adress',
    'Skript',
    'Adress hos CDN:et',
    'Färg på knappar',
    'Håll sidans stilar utanför',
    'Klasser för rubriker',
    'Klasser för stycken',
    'Klasser för länkar',
  ]);

  // An invalid URL is not stored.
  await fill('#skr-widgets-endpoint', 'ftp://example.se/form');
  await leaveBy('#submit');
  assert.match(await textAt(admin, '#setting-error-endpoint'), /börjar med https/);
  assert.equal(await valueIn('#skr-widgets-endpoint'), '');

  await fill('#skr-widgets-endpoint', endpoint());
  await admin.select('#skr-widgets-colour', 'accent-3');
  await leaveBy('#submit');
  assert.equal(await valueIn('#skr-widgets-endpoint'), endpoint());
  assert.equal(await valueIn('#skr-widgets-colour'), 'accent-3');
});

for (const [kind, { name: theme, colour }] of Object.entries(themes)) {
  test(`shows each block in the editor and to visitors, with a ${kind} theme`, async () => {
    await wordpress.php(`switch_theme('${theme}');`);
    await openSettings();
    await admin.select('#skr-widgets-colour', colour);
    await leaveBy('#submit');
    await openEditor(admin, 'page');
    for (const tag of tags) await insert(admin, tag);
    for (const tag of tags) {
      assert(await shows(canvas(admin), tag, visibleTexts[tag][0]), tag);
    }

    // The panel has each attribute of the element, and a change in it shows at once.
    await select(admin, 'org-card');
    const labels = await admin.$$eval('.block-editor-block-inspector label', (all) =>
      all.map(({ textContent }) => textContent),
    );
    for (const label of [
      'Språk',
      'Organisation',
      'Namn',
      'Beskrivning',
      'Webbplats',
      'Rubriknivå',
      'Klasser för rubriker',
      'Klasser för stycken',
      'Klasser för länkar',
      'Håll sidans stilar utanför',
    ]) {
      assert(labels.includes(label), `${label} in ${labels}`);
    }
    await choose(admin, 'Organisation', 'icld');
    assert(await shows(canvas(admin), 'org-card', 'Internationellt Centrum för Lokal Demokrati'));
    await choose(admin, 'Rubriknivå', '3');
    await write(admin, 'Klasser för rubriker', 'wp-h{level}');
    assert(await shows(canvas(admin), 'org-card .wp-h3', 'Internationellt Centrum'));
    await select(admin, 'contact-person');
    await choose(admin, 'Språk', 'en');
    assert(await shows(canvas(admin), 'contact-person', visibleTexts['contact-person'][1]));

    const address = await publish(admin, `Internationellt, ${kind}`);

    const { page, requests } = await visit(address);
    assert(await shows(page, 'skr-intl-overview', visibleTexts['skr-intl-overview'][0]));
    assert(await shows(page, 'org-card', 'Internationellt Centrum för Lokal Demokrati'));
    assert(await shows(page, 'contact-person', visibleTexts['contact-person'][1]));
    assert(await shows(page, 'contact-form', 'Skicka meddelandet'));
    assert.equal(await headingIn(page, 'org-card'), 'H3');
    assert(await page.$('org-card h3.skr-name.wp-h3'));
    // The editor has saved the choices, and nothing that was rendered.
    const saved = await wordpress.php(`echo get_post(url_to_postid('${address}'))->post_content;`);
    assert.match(saved, /<!-- wp:skr-widgets\/org-card \{[^>]*"heading-class":"wp-h\{level\}"/);
    assert.doesNotMatch(saved, /skr-content|SALAR|<(?!!--)/);
    // The style sheet is in the head, whatever the theme.
    assert.equal(
      await page.$eval('head link[href*="/skr-widgets.css"]', ({ localName }) => localName),
      'link',
    );
    // The colour is the theme's, and no other host received requests.
    const accent = await page.$eval('contact-form', (form) =>
      getComputedStyle(form).getPropertyValue('--skr-accent'),
    );
    assert.match(accent, /^#[0-9a-f]{6}$/i);
    const origins = new Set(requests.map((url) => new URL(url).origin));
    assert.deepEqual([...origins], [wordpress.url]);
    assert.equal(requests.filter((url) => url.includes('/skr-widgets.js')).length, 1);

    // The same text in the same languages without scripts.
    const still = (await visit(address, { scripts: false })).page;
    for (const [tag, words] of [
      ['skr-intl-overview', visibleTexts['skr-intl-overview'][0]],
      ['org-card', 'Internationellt Centrum för Lokal Demokrati'],
      ['contact-person', visibleTexts['contact-person'][1]],
      ['contact-form', visibleTexts['contact-form'][0]],
      ['contact-form', 'Formuläret fungerar bara med JavaScript.'],
    ] as const) {
      assert(await shows(still, tag, words), tag);
    }
    assert.equal(
      await still.$eval('org-card', (card) => card.querySelector('h3')?.localName),
      'h3',
    );
  });
}

test('prints what the script renders, so that the nodes are kept', async () => {
  const settings = { heading_class: 'site-h{level}', text_class: 'site-text', link_class: 'a "b' };
  await set(settings);
  const own = {
    name: 'Bo & "Co" <b>',
    telephone: '+46 (0)8-465 004 35',
    email: "bo.o'hara+é@example.se",
    'heading-level': '6',
  };
  const person = (changes: object) =>
    `skr-widgets/contact-person ${JSON.stringify({ ...own, ...changes })}`;
  const lines = [
    ...tags.map((tag) => `skr-widgets/${tag}`),
    ...tags.map((tag) => `skr-widgets/${tag} {"lang":"en","heading-level":"6"}`),
    'skr-widgets/org-card {"org":"icld","heading-class":"own {level}","link-class":"x","isolated":true}',
    'skr-widgets/org-card {"name":"Vi","description":"Rad ett\\n\\n rad  två","href":"https://example.se/?a=1&b=å"}',
    person({}),
    person({ telephone: 'Växeln', email: 'bo', heading: 'Rubrik' }),
    // As copied from a phone's contacts.
    person({
      telephone: '\u202a08\u00a0465\u201104 35 (växel)\u202c',
      email: '\u2060bo@example.se\u200b',
    }),
    `skr-widgets/contact-form ${JSON.stringify({ recipient: 'Åmål', ...own })}`,
    // The link stays on the website, and doesn't claim to leave it.
    'skr-widgets/org-card {"name":"Vi","href":"/vanorter"}',
    'skr-widgets/skr-intl-overview {"source-href":"/kopia"}',
    'skr-widgets/skr-intl-overview {"source-href":"https://example.se/en-sida","recipient":"Åmål"}',
    'skr-widgets/contact-form {"isolated":true}',
    'skr-widgets/skr-intl-overview {"isolated":true}',
  ].map((block) => `<!-- wp:${block} /-->`);
  for (const receiverUrl of [endpoint(), '']) {
    await set({ endpoint: receiverUrl });
    const address = await post(lines.join('\n'));
    const { page } = await visit(address, { early: watchContent });
    // Code that inspects the page early sees the same nodes after the elements have rendered.
    const results = await page.evaluate(async (selector) => {
      const elements = [
        ...document.querySelectorAll<Element & { updateComplete: Promise<unknown> }>(selector),
      ];
      for (const element of elements) await element.updateComplete;
      const { printed } = window as unknown as { printed: Map<Element, [Node[], string]> };
      return elements.map((element) => {
        const [nodes = [], html = ''] = printed.get(element) ?? [];
        return {
          count: nodes.length,
          stays: nodes.every((node) => element.contains(node)),
          html: element.innerHTML,
          printed: html,
        };
      });
    }, tags.join());
    assert.equal(results.length, lines.length);
    for (const { count, stays, html, printed } of results) {
      assert(count > 0);
      assert.equal(html, printed);
      assert(stays, printed);
    }
  }
  await set({ endpoint: endpoint(), heading_class: '', text_class: '', link_class: '' });
});

test('prints no number that a boolean attribute hides', async () => {
  const own = { name: 'Bo', telephone: '090-16 10 00' };
  const elements = {
    ...manifest.elements,
    'contact-person': Object.fromEntries(attributes.map(({ name, ...rest }) => [name, rest])),
  };
  const planted = {
    'widgets.json': JSON.stringify({ ...manifest, elements }),
    'texts/contact-person.sv.json': JSON.stringify(texts),
  };
  const write = (contents: Record<string, string>) =>
    wordpress.php(
      Object.entries(contents)
        .map(([path, text]) => {
          const bytes = Buffer.from(text).toString('base64');
          return `file_put_contents(WP_PLUGIN_DIR . '/skr-widgets/${path}', base64_decode('${bytes}'));`;
        })
        .join(''),
    );
  try {
    await write(planted);
    const [without, withNumber] = await Promise.all(
      [{ ...own, 'hide-telephone': true }, own].map(async (input) => {
        const address = await post(
          `<!-- wp:skr-widgets/contact-person ${JSON.stringify(input)} /-->`,
        );
        const html = await (await fetch(address)).text();
        return html.match(/<contact-person.*?<\/contact-person>/s)?.[0] ?? '';
      }),
    );
    assert.match(without ?? '', /^<contact-person [^>]* hide-telephone[ >].*Bo/s);
    assert.doesNotMatch(without?.replace(/^<[^>]*>/, '') ?? '', /16 10 00|161000/);
    assert.match(withNumber ?? '', />090-16 10 00</);
  } finally {
    await write(Object.fromEntries(Object.keys(planted).map((path) => [path, getText(path)])));
  }
});

test('keeps the styles of the theme out of every element when told to', async () => {
  const address = await post('<!-- wp:skr-widgets/org-card /-->');
  await set({ isolated: '1' });
  const { page } = await visit(address);
  await page.waitForSelector('org-card >>> h2.skr-name');
  assert.equal(
    await page.$eval('org-card > .skr-content', (printed) => printed.checkVisibility()),
    false,
  );
  await set({ isolated: '' });
});

test('sanitizes classes', async () => {
  await openSettings();
  await fill('#skr-widgets-heading_class', ' h{level}  "x" <script>alert(1)</script>');
  await admin.locator('#skr-widgets-isolated').click();
  await leaveBy('#submit');
  assert.equal(await valueIn('#skr-widgets-heading_class'), 'h{level} "x"');
  const { page } = await visit(await post('<!-- wp:skr-widgets/org-card /-->'));
  assert.equal(
    await page.$eval('script[src*="skr-widgets.js"]', ({ dataset: { isolated, headingClass } }) =>
      JSON.stringify([isolated, headingClass]),
    ),
    JSON.stringify(['', 'h{level} "x"']),
  );
  await set({ isolated: '', heading_class: '' });
});

test("sends a visitor's message to the receiver", async () => {
  await wordpress.php(`switch_theme('${themes.block.name}');`);
  const address = await post(
    '<!-- wp:skr-widgets/contact-form {"recipient":"Exempelkommunen"} /-->',
  );
  const { page } = await visit(address);
  const fields = {
    name: 'Åsa Öberg-Lindström',
    email: 'asa.oberg@example.se',
    subject: 'Vänorter',
    message: 'Hur gör man?',
  };
  for (const [name, value] of Object.entries(fields)) {
    await page.locator(`contact-form >>> #${name}`).fill(value);
  }
  await page.locator('contact-form >>> button[type="submit"]').click();
  const line = await page.waitForSelector('::-p-text(Referensnummer:)');
  const confirmation = await line?.evaluate(({ textContent }) => textContent);
  const [reference = ''] = confirmation?.match(/[A-Z0-9]{4}-[A-Z0-9]{4}/) ?? [];
  const config = join(folder, 'receiver/receiver.json');
  const command = ['receiver/src/cli.ts', 'export', '--config', config];
  const exported = execFileSync(process.execPath, command, { encoding: 'utf8' });
  assert.partialDeepStrictEqual(JSON.parse(exported.trim()), {
    reference,
    language: 'sv',
    ...fields,
  });
});

test('follows the language of the site, in printed and rendered content', async () => {
  const address = await post(blocks());
  const own = await post('<!-- wp:skr-widgets/org-card {"lang":"sv"} /-->');
  await wordpress.php(`update_option('WPLANG', '');`);
  const { page } = await visit(address);
  const still = (await visit(address, { scripts: false })).page;
  for (const tag of tags) {
    assert(await shows(page, tag, visibleTexts[tag][1]), tag);
    assert(await shows(still, tag, visibleTexts[tag][1]), tag);
  }
  assert(await shows((await visit(own)).page, 'org-card', visibleTexts['org-card'][0]));
  await wordpress.php(`update_option('WPLANG', 'sv_SE');`);
});

test('lets authors without unfiltered HTML use the elements, but not set an endpoint', async () => {
  const author = await logIn(users.author);
  const evil = 'https://evil.example/v1/forms/international';
  const address = await publish(
    author,
    'En författares',
    `<!-- wp:skr-widgets/org-card {"org":"icld"} /-->
<!-- wp:skr-widgets/contact-form {"endpoint":"${evil}"} /-->
<!-- wp:shortcode -->[skr_widget element="contact-person" lang="en"]<!-- /wp:shortcode -->
<!-- wp:shortcode -->[skr_widget element="contact-form" endpoint="${evil}"]<!-- /wp:shortcode -->
<!-- wp:html --><org-card id="x" name="Vänortsföreningen" onclick="alert(1)"></org-card><contact-form endpoint="${evil}"></contact-form><div data-skr-widget="contact-form" data-recipient="Någon" data-endpoint="${evil}"></div><script>window.pwned = 1</script><!-- /wp:html -->`,
  );
  const { page } = await visit(address);
  assert(await shows(page, 'org-card', 'Internationellt Centrum för Lokal Demokrati'));
  assert(await shows(page, 'contact-person', visibleTexts['contact-person'][1]));
  assert(await shows(page, 'org-card[name]', 'Vänortsföreningen'));
  assert.deepEqual(
    await page.$$eval('contact-form', (forms) =>
      forms.map((form) => form.getAttribute('endpoint')),
    ),
    [endpoint(), endpoint(), null, null],
  );
  assert(await shows(page, 'contact-form[recipient]', 'Kontakta oss'));
  assert.equal(await page.$('[onclick]'), null);
  assert.equal(await page.evaluate(() => 'pwned' in window), false);
  await author.browserContext().close();
});

test('escapes everything an editor has written', async () => {
  const hostile = '"><script>window.pwned=1</script>{{href}}';
  const attributes = {
    name: hostile,
    description: hostile,
    href: 'javascript:alert(1)',
    org: 'x"y',
    'heading-level': '9',
  };
  const html = await wordpress.php(
    `echo do_blocks('<!-- wp:skr-widgets/org-card ' . serialize_block_attributes(json_decode(${quoted(JSON.stringify(attributes))}, true)) . ' /-->');`,
  );
  const { page } = await visitHtml(html);
  const card = await page.$eval('org-card', (element) => ({
    names: element.getAttributeNames(),
    name: element.getAttribute('name'),
    heading: element.querySelector('h2')?.textContent,
    scripts: document.querySelectorAll('script').length,
  }));
  assert.deepEqual(card, {
    names: ['lang', 'name', 'description'],
    name: hostile,
    heading: hostile,
    scripts: 0,
  });
});

test('reads each shortcode that the configurator writes as it was chosen', async () => {
  const choiceOfCode = new Map<string, Choice>();
  for (const choice of combinations) {
    if (choice.way !== 'wordpress') continue;
    const [part] = codeFor(choice, release, undefined).parts;
    if (part) choiceOfCode.set(part.code, choice);
  }
  const pasted = [...choiceOfCode.keys()].map(
    (code) => `<!-- wp:shortcode -->${code}<!-- /wp:shortcode -->`,
  );
  const address = await publish(admin, 'Ur konfiguratorn', pasted.join('\n'));
  // Forms post only to the configured receiver, so it is set to the chosen one.
  const chosenReceiver = 'https://receiver.example.se/v1/forms/international';
  await set({ endpoint: chosenReceiver });
  const { page } = await visit(address, { scripts: false });
  await set({ endpoint: endpoint() });
  const printed = await page.$$eval(tags.join(), (elements) =>
    elements.map((element) => [
      element.localName,
      Object.fromEntries([...element.attributes].map(({ name, value }) => [name, value])),
    ]),
  );
  const getReceiver = (tag: string) => {
    if (tag === 'contact-form') return { endpoint: chosenReceiver };
    return tag === 'skr-intl-overview' ? { 'contact-endpoint': chosenReceiver } : {};
  };
  const chosen = [...choiceOfCode.values()].map((choice) => [
    choice.widget,
    // Without a chosen language, the site's; without a receiver, the configured one.
    {
      lang: 'sv',
      ...getReceiver(choice.widget),
      ...attributesOf(choice),
      ...(attributesOf(choice).isolated && { isolated: '' }),
    },
  ]);
  assert.deepEqual(printed, chosen);
});

test('loads its script on no page that does not use it', async () => {
  const plain = await post('<!-- wp:paragraph --><p>Utan element.</p><!-- /wp:paragraph -->');
  for (const { name } of Object.values(themes)) {
    await wordpress.php(`switch_theme('${name}');`);
    for (const address of [plain, `${wordpress.url}/?p=999`]) {
      const html = await (await fetch(address)).text();
      assert(html.includes('</html>'));
      assert(!html.includes('plugins/skr-widgets'), address);
    }
  }
});

test('gives feed readers the text, without custom elements', async () => {
  await post(blocks(), 'post');
  const feed = await (await fetch(`${wordpress.url}/?feed=rss2`)).text();
  const [newest = ''] = feed.match(/<item>.*?<\/item>/s) ?? [];
  const text = newest.replaceAll(/<[^>]*>/g, '');
  for (const tag of tags) {
    assert(text.includes(visibleTexts[tag][0]), tag);
    assert(!newest.includes(`<${tag}`), tag);
  }
  const [content = ''] = newest.match(/<content:encoded>.*?<\/content:encoded>/s) ?? [];
  assert(content.includes('<h2>'));
  assert.doesNotMatch(content, / (class|slot|part|dir)=|<(form|template|span|link)\b/);
});

test('turns the URL of an embed page into the element, and registers its oEmbed endpoint', async () => {
  const page = `${manifest.url}embed/org-card-icld.en.html`;
  const address = await post(
    `<!-- wp:embed {"url":"${page}?heading-level=4"} --><figure class="wp-block-embed"><div class="wp-block-embed__wrapper">
${page}?heading-level=4
</div></figure><!-- /wp:embed -->`,
  );
  const { page: opened } = await visit(address);
  assert(await shows(opened, 'org-card', 'Swedish International Centre for Local Democracy'));
  assert.equal(await headingIn(opened, 'org-card'), 'H4');
  assert.equal(
    await wordpress.php(
      `echo _wp_oembed_get_object()->get_provider('${page}?heading-level=4', array('discover' => false));`,
    ),
    `${manifest.url}oembed/org-card-icld.en.json`,
  );
});

test('reads the fragment of the URL of an embed page, where a name stands', async () => {
  const url = `${manifest.url}embed/contact-person.sv.html?heading=Kontakt&heading-level=4#name=Kim+Andersson&email=kim%40kommun.example`;
  const { page: opened } = await visit(await post(`<p>Före</p>\n\n${url}\n\n<p>Efter</p>`));
  assert(await shows(opened, 'contact-person', 'Kim Andersson'));
  assert.match(await textAt(opened, 'contact-person'), /kim@kommun\.example/);
  assert.equal(await headingIn(opened, 'contact-person'), 'H4');
});

test('loads the script from a CDN if configured, and accepts no other script', async () => {
  const script = readFileSync('dist/skr-widgets.js');
  const headers = { 'content-type': 'text/javascript', 'access-control-allow-origin': '*' };
  publisher['/own/skr-widgets.js'] = { headers, body: script };
  publisher['/other/skr-widgets.js'] = {
    headers,
    body: Buffer.concat([script, Buffer.from('\n')]),
  };
  const address = await post('<!-- wp:skr-widgets/org-card /-->');

  await openSettings();
  await admin.select('#skr-widgets-channel', 'cdn');
  await fill('#skr-widgets-cdn', `${elsewhere.url}/own/skr-widgets.js`);
  await leaveBy('#submit');
  const { page, requests } = await visit(address);
  assert(await shows(page, 'org-card', visibleTexts['org-card'][0]));
  assert(requests.includes(`${elsewhere.url}/own/skr-widgets.js`));
  assert(!requests.some((url) => url.includes('plugins/skr-widgets/skr-widgets.js')));

  await openSettings();
  await fill('#skr-widgets-cdn', `${elsewhere.url}/other/skr-widgets.js`);
  await leaveBy('#submit');
  const other = await visit(address);
  assert(other.requests.includes(`${elsewhere.url}/other/skr-widgets.js`));
  assert.equal(await other.page.evaluate(() => customElements.get('org-card') === undefined), true);
  assert((await textAt(other.page, 'org-card')).includes(visibleTexts['org-card'][0]));

  await openSettings();
  await admin.select('#skr-widgets-channel', '');
  await fill('#skr-widgets-cdn', '');
  await leaveBy('#submit');
});

test('shows a notice when SKR has changed its text since, and only then', async () => {
  const feed = readFileSync('dist/content/changes.sv.atom', 'utf8');
  const headers = { 'content-type': 'application/atom+xml' };
  const put = (text: string) => {
    publisher['/v1/content/changes.sv.atom'] = { headers, body: Buffer.from(text) };
  };
  const getNotice = async () => {
    await admin.goto(`${wordpress.url}/wp-admin/index.php`);
    const notice = await admin.$('#skr-widgets-changed');
    return notice?.evaluate(({ textContent }) => textContent);
  };

  // WordPress's first cron run since the plugin was activated.
  put(feed);
  await fetch(`${wordpress.url}/wp-cron.php`);
  assert.equal(
    await wordpress.php(`echo json_encode(get_option('skr_widgets_newest_change')['kind']);`),
    '"published"',
  );
  assert.equal(await getNotice(), undefined);

  const newer = feed
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2031-02-03T09:00:00.000Z')
    .replace('Texten går att hämta', 'Ny telefon &amp; <b>ny titel</b>');
  put(newer.replace('term="published"', 'term="changed"'));
  await wordpress.php(`do_action('skr_widgets_check');`);
  const changed = await getNotice();
  assert.match(changed ?? '', /SKR har ändrat sin text/);
  assert.match(changed ?? '', /Ny telefon & ny titel/);

  put(newer.replace('term="published"', 'term="withdrawn"'));
  await wordpress.php(`do_action('skr_widgets_check');`);
  assert.match((await getNotice()) ?? '', /SKR har dragit tillbaka texten/);

  // An author can't do anything about it.
  const author = await logIn(users.author);
  await author.goto(`${wordpress.url}/wp-admin/index.php`);
  assert.equal(await author.$('#skr-widgets-changed'), null);
  await author.browserContext().close();
});

suite("The publisher's security information", () => {
  const headers = { 'content-type': 'application/json' };
  const dates = { date: '2026-10-01T09:00:00.000Z', expires: '2999-12-31T09:00:00.000Z' };
  /** What the publisher's server answers from now on, signed unless nobody signs it. */
  const publish = (name: string, value: unknown, key: KeyObject | undefined = publisherKey) => {
    const body = Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
    publisher[`/${name}.json`] = { headers, body };
    publisher[`/${name}.json.sig`] = { headers: {}, body: Buffer.from(signDetached(body, key)) };
  };
  const publishAdvisories = (...advisories: unknown[]) =>
    publish('advisories', { ...dates, advisories });
  const publishSupport = (until: string) =>
    publish('support', { ...dates, version: '1.0.0', securityUpdatesUntil: { '1': until } });
  const advisory = (id: string, name: string, events: object[]) => ({
    id,
    summary: 'A script could run.',
    details: 'Update <b>now</b>.',
    affected: [{ package: { name }, ranges: [{ type: 'SEMVER', events }] }],
    database_specific: { sv: { summary: 'Ett skript kunde köras.', details: 'Uppdatera.' } },
  });
  const affecting = advisory('SKRW-2027-0005', 'skr-widgets', [{ introduced: '0.9.0' }]);
  const affectingNotice =
    'SKR Widgets 1.0.0 har en känd säkerhetsbrist, och det finns ännu ingen version utan den.SKRW-2027-0005: Ett skript kunde köras. Uppdatera.';
  const untold = 'SKR Widgets 1.0.0 kan ha säkerhetsbrister som ni inte har fått veta om.';
  const getNotices = async (page = admin) => {
    await wordpress.php(`do_action('skr_widgets_check');`);
    await page.goto(`${wordpress.url}/wp-admin/index.php`);
    return page.$$eval('.skr-widgets-security', (all) => all.map(({ textContent }) => textContent));
  };
  const getStatus = async () => {
    await openSettings();
    return textAt(admin, '#skr-widgets-security');
  };

  test('cannot be read: the administrators are told so', async () => {
    assert.deepEqual(await getNotices(), [
      `${untold}Listan ${elsewhere.url}/advisories.json går inte att läsa. Er server måste släppas fram till den.`,
    ]);
    assert.match(await getStatus(), /går inte att läsa/);
  });

  test('is asked at the publisher, though the plugin is made for another URL', async () => {
    assert.equal(manifest.url, 'https://www.kommun.example/skr/v1/');
    publishSupport('2999-12-31');
    publishAdvisories();
    assert.deepEqual(await getNotices(), []);
    assert.equal(
      await getStatus(),
      `Er server frågar ${elsewhere.url}/ en gång om dagen om säkerhetsbrister. Den senaste listan är från 2026-10-01 och är signerad av utgivaren.`,
    );
  });

  test('is shown for a version that is affected, and for no other', async () => {
    publishAdvisories(
      advisory('SKRW-2027-0001', 'skr-widgets', [{ introduced: '1.0.0' }, { fixed: '1.0.2' }]),
      advisory('SKRW-2027-0002', 'skr-widgets', [{ introduced: '0' }, { fixed: '1.0.0' }]),
      advisory('SKRW-2027-0003', 'skr-widgets', [{ introduced: '1.0.1' }]),
      advisory('SKRW-2027-0004', 'skr-widgets-receiver', [{ introduced: '0' }]),
      affecting,
    );
    assert.deepEqual(await getNotices(), [
      'SKR Widgets 1.0.0 har en känd säkerhetsbrist. Uppdatera tillägget till 1.0.2 eller senare.SKRW-2027-0001: Ett skript kunde köras. Uppdatera.',
      affectingNotice,
    ]);
    const author = await logIn(users.author);
    assert.deepEqual(await getNotices(author), []);
    await author.browserContext().close();
  });

  test('is kept while the publisher cannot be reached, or responds with something else', async () => {
    publishAdvisories(affecting);
    assert.deepEqual(await getNotices(), [affectingNotice]);
    delete publisher['/advisories.json'];
    assert.deepEqual(await getNotices(), [affectingNotice]);
    for (const answer of [
      '<html>',
      { message: 'ok' },
      [],
      { advisories: [] },
      ...[['ok'], [{ id: 'SKRW-1', affected: 'all' }]].map((advisories) => ({
        ...dates,
        advisories,
      })),
    ]) {
      publish('advisories', answer);
      publish('support', { ...dates, securityUpdatesUntil: { '1': 'soon' } });
      assert.deepEqual(await getNotices(), [affectingNotice]);
    }
    publishSupport('2999-12-31');
  });

  test('is not believed unless the publisher has signed it', async () => {
    const empty = { ...dates, advisories: [] };
    const isRefused = async () => {
      assert.deepEqual(await getNotices(), [
        affectingNotice,
        `${untold}Listorna på ${elsewhere.url}/ är inte signerade av utgivaren och används inte. Kontakta utgivaren.`,
      ]);
      assert.match(await getStatus(), /är inte signerade av utgivaren/);
    };
    publish('advisories', empty, generateKeyPairSync('ed25519').privateKey);
    await isRefused();
    publish('advisories', empty);
    const { body } = publisher['/advisories.json'] ?? assert.fail();
    // In the date: it stays JSON, and a date.
    body[12] = (body[12] ?? 0) ^ 1;
    await isRefused();
    publish('advisories', empty);
    delete publisher['/advisories.json.sig'];
    await isRefused();
    // Signed, but from before the known one.
    publish('advisories', { ...empty, date: '2026-09-01T09:00:00.000Z' });
    assert.deepEqual(await getNotices(), [affectingNotice]);
    publishAdvisories();
    assert.deepEqual(await getNotices(), []);
  });

  test('is missed when it has not come for too long', async () => {
    const date = '2026-10-02T09:00:00.000Z';
    publish('advisories', { date, expires: '2026-11-01T09:00:00.000Z', advisories: [] });
    const expired = `${untold}Den senaste listan från ${elsewhere.url}/ gällde till och med 2026-11-01. Fråga utgivaren.`;
    assert.deepEqual(await getNotices(), [expired]);
    publish('advisories', { date, expires: dates.expires, advisories: [] });
    assert.deepEqual(await getNotices(), []);
  });

  test('says when security updates have ended', async () => {
    publishSupport('2026-01-31');
    const [notice, ...others] = await getNotices();
    assert.match(notice ?? '', /^SKR Widgets 1 får inga fler säkerhetsuppdateringar\. Uppdatera /);
    assert.match(notice ?? '', /De upphörde 2026-01-31\.$/);
    assert.deepEqual(others, []);
    publishSupport('2999-12-31');
    assert.deepEqual(await getNotices(), []);
  });

  test('is said not to be signed, where the publisher signs nothing', async () => {
    const file = `WP_PLUGIN_DIR . '/skr-widgets/publisher.json'`;
    const write = (content: string) =>
      wordpress.php(`file_put_contents(${file}, ${quoted(content)});`);
    await write(JSON.stringify({ publisherUrl: `${elsewhere.url}/`, publicKeys: [] }));
    delete publisher['/advisories.json.sig'];
    assert.deepEqual(await getNotices(), []);
    assert.match(await getStatus(), /är från 2026-10-02 och är inte signerad\.$/);
    await write(getText('publisher.json'));
  });

  test('is asked of nobody while there is no publisher, and the settings say so', async () => {
    await wordpress.php(`update_option('test_publisher_url', '');`);
    assert.deepEqual(await getNotices(), []);
    assert.match(await getStatus(), /^Ingen ger ut säkerhetsnotiser för SKR Widgets ännu\./);
    await wordpress.php(`delete_option('test_publisher_url');`);
    await getNotices();
  });
});

test('leaves nothing behind when it is uninstalled', async () => {
  const address = await post('<!-- wp:skr-widgets/org-card /-->');
  const stored = `global $wpdb; echo json_encode($wpdb->get_col("SELECT option_name FROM $wpdb->options WHERE option_name LIKE '%skr%'"));`;
  assert.deepEqual(JSON.parse(await wordpress.php(stored)).sort(), [
    'skr_widgets',
    'skr_widgets_newest_change',
    'skr_widgets_security',
  ]);

  await admin.goto(`${wordpress.url}/wp-admin/plugins.php`);
  await leaveBy('#deactivate-skr-widgets');
  await admin.locator('#delete-skr-widgets').click();
  await admin.waitForSelector('tr.plugin-deleted-tr, tr[data-slug="skr-widgets"].deleted');

  assert.deepEqual(JSON.parse(await wordpress.php(stored)), []);
  assert.equal(
    await wordpress.php(`echo json_encode(wp_next_scheduled('skr_widgets_check'));`),
    'false',
  );
  assert((await fetch(address)).ok);
});

test('causes no PHP notices or warnings', () => {
  // WordPress can't fetch news from wordpress.org, and logs that.
  const complaints = wordpress.log().split('\n');
  assert.deepEqual(
    complaints.filter((line) => line && !/ wp_|translations_api/.test(line)),
    [],
  );
});

/** Changes some of the plugin's settings. */
function set(settings: object): Promise<string> {
  return wordpress.php(
    `update_option('skr_widgets', array_merge(get_option('skr_widgets'), json_decode(${quoted(JSON.stringify(settings))}, true)));`,
  );
}

/** Runs in the page before other scripts: records the server's HTML in each element. */
function watchContent(): void {
  const printed = new Map<Element, [Node[], string]>();
  Object.assign(window, { printed });
  document.addEventListener('readystatechange', () => {
    if (document.readyState !== 'interactive') return;
    for (const content of document.querySelectorAll('.skr-content')) {
      const element = content.parentElement as Element;
      printed.set(element, [[...element.querySelectorAll('*')], element.innerHTML]);
    }
  });
}

/** The form's URL at the receiver. */
function endpoint(): string {
  return `${receiver.url}/v1/forms/international`;
}

/** Every block with default attributes. */
function blocks(): string {
  return tags.map((tag) => `<!-- wp:skr-widgets/${tag} /-->`).join('\n');
}

/** A PHP string literal. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, '\\$&')}'`;
}

/** Creates a page or post as an administrator, and returns its URL. */
function post(content: string, type = 'page'): Promise<string> {
  return wordpress.php(
    `wp_set_current_user(1);
    $id = wp_insert_post(array('post_type' => '${type}', 'post_status' => 'publish', 'post_title' => 'En sida', 'post_content' => wp_slash(${quoted(content)})));
    echo get_permalink($id);`,
  );
}

async function logIn(user: string): Promise<Page> {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setViewport({ width: 1280, height: 900 });
  // WordPress asks for confirmation before deleting, and before leaving with unsaved changes.
  page.on('dialog', (dialog) => dialog.accept());
  await page.goto(`${wordpress.url}/wp-login.php`);
  // Not typed: shortly after loading, the page moves the focus to the name.
  await page.$eval('#user_login', (field, name) => field.setAttribute('value', name), user);
  await page.$eval('#user_pass', (field) => field.setAttribute('value', 'password'));
  await Promise.all([page.waitForNavigation(), page.locator('#wp-submit').click()]);
  assert.match(page.url(), /\/wp-admin\//);
  return page;
}

/** Opens a page in a fresh browser context, and records its requests. */
async function visit(address: string, { scripts = true, early = () => {} } = {}) {
  const page = await (await browser.createBrowserContext()).newPage();
  await page.setJavaScriptEnabled(scripts);
  await page.evaluateOnNewDocument(early);
  const requests: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(address, { waitUntil: 'load' });
  return { page, requests };
}

async function visitHtml(html: string) {
  publisher['/html'] = {
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: Buffer.from(`<!doctype html>${html}`),
  };
  return visit(`${elsewhere.url}/html`);
}

/** Waits for an element to show these words. */
async function shows(place: Page | Frame, selector: string, words: string): Promise<boolean> {
  await place.waitForFunction(
    (selector, words) =>
      [...document.querySelectorAll(selector)].some((element) =>
        [element, element.shadowRoot].some((root) => root?.textContent?.includes(words)),
      ),
    {},
    selector,
    words,
  );
  return true;
}

/** The text of the first heading in an element. */
function headingIn(page: Page, selector: string): Promise<string | undefined> {
  return page.$eval(selector, (element) => element.querySelector('h2,h3,h4')?.nodeName);
}

async function textAt(page: Page, selector: string): Promise<string> {
  const element = await page.waitForSelector(selector);
  return (await element?.evaluate(({ textContent }) => textContent)) ?? '';
}

async function openSettings(): Promise<void> {
  await admin.goto(`${wordpress.url}/wp-admin/options-general.php?page=skr-widgets`);
}

/** Clicks a link to another page, and waits for that page. */
async function leaveBy(selector: string): Promise<void> {
  await Promise.all([admin.waitForNavigation(), admin.locator(selector).click()]);
}

async function fill(selector: string, value: string): Promise<void> {
  await admin.$eval(
    selector,
    (field, value) => {
      (field as HTMLInputElement).type = 'text';
      (field as HTMLInputElement).value = value;
    },
    value,
  );
}

function valueIn(selector: string): Promise<string> {
  return admin.$eval(selector, (field) => (field as HTMLInputElement).value);
}

async function openEditor(page: Page, type: string): Promise<void> {
  await page.goto(`${wordpress.url}/wp-admin/post-new.php?post_type=${type}`);
  await page.waitForSelector('iframe[name="editor-canvas"]');
}

/** The editor's frame. */
function canvas(page: Page): Frame {
  const frame = page.frames().find((frame) => frame.name() === 'editor-canvas');
  assert(frame, 'The editor has no frame');
  return frame;
}

/** Finds a block in the inserter by SKR's name, and clicks on it. */
async function insert(page: Page, tag: Tag): Promise<void> {
  const inserter = '.block-editor-inserter__search input';
  if (!(await page.$(inserter))) {
    await page.locator('.editor-document-tools__inserter-toggle').click();
  }
  await page.locator(inserter).fill('SKR');
  await page.locator(`.editor-block-list-item-skr-widgets-${tag}`).click();
  await canvas(page).waitForSelector(`.wp-block[data-type="skr-widgets/${tag}"]`);
}

/** Clicks on a block, so that its panel shows. */
async function select(page: Page, tag: Tag): Promise<void> {
  await canvas(page).locator(`.wp-block[data-type="skr-widgets/${tag}"]`).click();
  await page.waitForSelector('.block-editor-block-inspector .components-panel__body');
}

/** Chooses in a field of the panel, by its label. */
async function choose(page: Page, label: string, value: string): Promise<void> {
  await page.select(await getField(page, label), value);
}

/** Writes in a field of the panel, by its label. */
async function write(page: Page, label: string, text: string): Promise<void> {
  await page.locator(await getField(page, label)).fill(text);
}

/** A selector for the field of the panel that has this label. */
async function getField(page: Page, label: string): Promise<string> {
  const id = await page.waitForFunction(
    (label) =>
      [...document.querySelectorAll<HTMLLabelElement>('.block-editor-block-inspector label')].find(
        ({ textContent }) => textContent === label,
      )?.htmlFor,
    {},
    label,
  );
  return `[id="${await id.jsonValue()}"]`;
}

/** Publishes what the editor has open, or what it is given, and gives its address. */
async function publish(page: Page, title: string, content?: string): Promise<string> {
  if (content !== undefined) await openEditor(page, 'post');
  await page.evaluate(
    (title, content) => {
      const { wp } = window as unknown as { wp: Editor };
      wp.data.dispatch('core/editor').editPost({ title });
      if (content === undefined) return;
      wp.data.dispatch('core/block-editor').resetBlocks(wp.blocks.parse(content));
    },
    title,
    content,
  );
  await page.locator('.editor-post-publish-button__button').click();
  await page.locator('.editor-post-publish-panel .editor-post-publish-button').click();
  const link = await page.waitForSelector('.post-publish-panel__postpublish-buttons a');
  return (await link?.evaluate((link) => (link as HTMLAnchorElement).href)) ?? '';
}

/** What the tests use of WordPress's own script. */
interface Editor {
  data: {
    dispatch(store: string): {
      editPost(changes: object): void;
      resetBlocks(blocks: unknown): void;
    };
  };
  blocks: { parse(content: string): unknown };
}

/** The plugin of a publisher who signs, in the zip of a host with another URL. */
function makePlugin(hostUrl: string): Uint8Array {
  const name = 'skr-widgets-wordpress.zip';
  const from = { baseUrl: widgets, receivers: [] };
  const own = { baseUrl: `${elsewhere.url}/`, receivers: [] };
  const build = rebaseFile(name, readFileSync(`dist/${name}`), from, own);
  const facts = { publisherUrl: own.baseUrl, publicKeys: [toPublicKey(publisherKey)] };
  const plugin = createZip({
    ...unzipSync(build),
    'skr-widgets/publisher.json': new TextEncoder().encode(JSON.stringify(facts)),
  });
  return rebaseFile(name, plugin, own, { baseUrl: hostUrl, receivers: [] });
}
