/** Each page of the demo site: complete, accessible, without layout shift, and with nothing from other hosts. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { posix } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import { type DefaultTreeAdapterTypes, parse } from 'parse5';
import type { Page } from 'puppeteer-core';
import { site } from '../../demo/build.ts';
import { quoteForm } from '../../demo/pages/form-texts.ts';
import { hostPaths } from '../../demo/pages/host-pages.ts';
import type { Files } from '../../demo/release.ts';
import { options, tools } from '../../demo/scripts/code.ts';
import { files, locales, type PageName, pathOf, releaseDate } from '../../demo/site.ts';
import { testPages } from '../../demo/test-pages.ts';
import { renderElement } from '../../dist/lib/ssr.js';
import { type Publisher, readPublisher } from '../../publish/publisher.ts';
import { baseUrl as address, version } from '../../publish/urls.ts';
import { startEnvironment, type TestEnvironment } from './environment.ts';

type Node = DefaultTreeAdapterTypes.Node;
type Tag = DefaultTreeAdapterTypes.Element;

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa', 'best-practice'];
// The site meets the requirements of the widgets. Its examples look like municipalities' pages.
const strict = [...rules, 'wcag2aaa'];

const pages = (Object.keys(files) as PageName[]).flatMap((name) =>
  locales.map((locale) => pathOf(name, locale)),
);

const sites = new Map<string, Files>();

/** The files of the site with these details of the publisher, made once for each. */
function siteOf(details: Partial<Publisher>): Files {
  const key = JSON.stringify(details);
  const publisher = { ...readPublisher(), ...details };
  const files = sites.get(key) ?? site({ address, version, receiver: undefined, publisher });
  sites.set(key, files);
  return files;
}

suite('The files of the site', () => {
  const all = site({ address, version, receiver: undefined });
  const own = [...pages, ...hostPaths, 'preview.sv.html', 'preview.en.html', '404.html'];
  const trees = new Map(own.map((path) => [path, elementsIn(parse(String(all[path])))]));

  test('show the examples in the language of the reader, where they are in it', () => {
    for (const [path, languages] of [
      ['exempel.html', ['sv', 'sv', 'en', 'sv']],
      ['en/examples.html', ['en', 'en', 'en', 'en']],
    ] as const) {
      const frames = (trees.get(path) ?? []).filter(({ tagName }) => tagName === 'iframe');
      const urls = frames.map((frame) =>
        posix.join(posix.dirname(path), attribute(frame, 'src') ?? ''),
      );
      const actual = urls.map((url) => {
        const [root] = (trees.get(url) ?? []).filter(({ tagName }) => tagName === 'html');
        return root && attribute(root, 'lang');
      });
      assert.deepEqual(actual, languages, path);
    }
  });

  test('are HTML without errors', () => {
    for (const path of own) {
      const errors: string[] = [];
      parse(String(all[path]), {
        onParseError: ({ code, startLine }) => errors.push(`${path}:${startLine} ${code}`),
      });
      assert.deepEqual(errors, []);
    }
  });

  test('lead to each other, and to places that are there', () => {
    const getIds = (path: string) =>
      (trees.get(path) ?? []).flatMap((element) => attribute(element, 'id') ?? []);
    const home = new URL('..', address).href;
    const dead: string[] = [];
    for (const [path, elements] of trees) {
      for (const element of elements) {
        const url = attribute(element, 'href') ?? attribute(element, 'src');
        // The language versions of a page are linked by absolute URLs.
        const isAlternate = attribute(element, 'rel') === 'alternate';
        const target = isAlternate ? url?.replace(home, '/') : url;
        if (target === undefined || /^(https?|mailto|tel|data):/.test(target)) continue;
        const [file = '', id] = target.replace(/\?[^#]*/, '').split('#');
        const to = file ? posix.resolve('/', posix.dirname(path), file).slice(1) : path;
        const isThere = to in all || /^scripts\/[\w-]+\.js$/.test(to);
        const isPlace = !id || getIds(to).includes(id);
        if (!isThere || !isPlace) dead.push(`${path}: ${target}`);
      }
    }
    assert.deepEqual(dead, []);
  });

  test('are what llms.txt leads to', () => {
    const home = new URL('..', address).href;
    const urls = [...String(all['llms.txt']).matchAll(/\((https:[^)]+)\)/g)].map(([, url]) => url);
    assert(urls.length > 10);
    for (const url of urls) {
      const path = url?.replace(home, '') ?? '';
      assert(Object.hasOwn(all, path), url);
    }
  });

  test('use each name once on a page', () => {
    for (const [path, elements] of trees) {
      const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
      // A shadow root has its own ids, and parse5 keeps its content apart from the page.
      assert.deepEqual(
        ids.filter((id, index) => ids.indexOf(id) !== index),
        [],
        path,
      );
    }
  });

  test('say a policy without anything unsafe, and need nothing inline', () => {
    for (const [path, elements] of trees) {
      const policy = elements.find(
        (element) => attribute(element, 'http-equiv') === 'Content-Security-Policy',
      );
      assert.match((policy && attribute(policy, 'content')) ?? '', /^default-src 'none'; /, path);
      assert.doesNotMatch((policy && attribute(policy, 'content')) ?? '', /unsafe|\*/);
      for (const element of elements) {
        const { tagName } = element;
        assert.equal(attribute(element, 'style'), undefined, path);
        assert.notEqual(tagName, 'style', path);
        if (tagName === 'script') {
          assert(
            attribute(element, 'src') || attribute(element, 'type') === 'application/json',
            path,
          );
        }
        assert(!element.attrs.some(({ name }) => name.startsWith('on')), path);
      }
    }
  });

  test('have code in each step of the guides that something is pasted in', () => {
    for (const locale of locales) {
      const elements = trees.get(pathOf('guides', locale)) ?? [];
      const code = elements.filter(({ tagName }) => tagName === 'code').map(textIn);
      const has = (text: string) => code.filter((each) => each.includes(text)).length;
      // One for each method whose code is on the page, or linked from it.
      const all = Object.values(tools).flat();
      const count = (way: string) => all.filter((each) => each === way).length;
      assert.equal(has('</skr-intl-overview>'), count('element'));
      assert.equal(has('[skr_widget '), count('wordpress'));
      const embeds = code.filter((each) => /^https:\S+\/embed\/\S+$/.test(each)).length;
      assert.equal(embeds, count('link') + count('oembed'));
      assert(!code.some((each) => /\{code|undefined/.test(each)));
    }
  });

  test('say who publishes them, and that nobody does where nobody is named', () => {
    const getFooter = (publisher: Partial<Publisher>) => {
      const html = String(siteOf(publisher)['index.html']);
      const footer = elementsIn(parse(html)).find(({ tagName }) => tagName === 'footer');
      return { html, text: footer ? textIn(footer) : '' };
    };
    assert.match(getFooter({ name: '' }).text, /Det här är en demonstration\..*ingen utgivare/);
    const { html, text } = getFooter({
      name: 'Exempelkommunen & Co',
      website: 'https://www.exempelkommun.se/',
      maintainer: 'Kim Andersson',
      maintainerEmail: 'kim@exempelkommun.se',
      repository: 'https://git.exempelkommun.se/widgets',
    });
    assert.match(text, /Utgivare: Exempelkommunen & Co\. Frågor: Kim Andersson\. Källkod\./);
    assert.doesNotMatch(text, /demonstration/);
    for (const href of [
      'https://www.exempelkommun.se/',
      'mailto:kim@exempelkommun.se',
      'https://git.exempelkommun.se/widgets',
    ]) {
      assert(html.includes(`href="${href}"`), href);
    }
  });

  test('give SKR’s terms where there are any, and else say how one asks for them', () => {
    const textOf = (path: string, articleLicense: string) =>
      textIn(parse(String(siteOf({ articleLicense })[path])));
    for (const terms of ['Texten får återges fritt', 'Texten får återges fritt.']) {
      const guides = textOf('guider.html', terms);
      assert.match(
        guides,
        /på de här villkoren: Texten får återges fritt\.\s+Widgeten anger källan.* Villkor: Texten får återges fritt\. Den är inte ändrad/s,
      );
      assert.match(guides, /Villkor för att återge den: Texten får återges fritt\. Exempel/);
      assert.doesNotMatch(guides, /tillåtelse|Får vi det/);
    }
    const guides = textOf('guider.html', '');
    assert.match(guides, /Publicera inte förrän ni har SKR:s tillåtelse skriftligt/);
    assert.match(guides, /Får vi det, i oförändrat skick/);
    assert.doesNotMatch(guides, /på de här villkoren|\{(if|else|end)/);
    assert.match(textOf('en/guides.html', 'CC-BY-4.0'), /on these terms: CC-BY-4\.0\./);
    // Of a licence that is known, it is known what it asks for.
    const files = siteOf({ articleLicense: 'CC BY 4.0' });
    for (const [path, words, url] of [
      [
        'guider.html',
        /inte licensen\. .*\(SKR\)<\/a> och får återges enligt <a href="https:\S+deed\.sv">CC BY 4\.0<\/a>\./s,
        'by/4.0/deed.sv',
      ],
      [
        'en/guides.html',
        /not the licence\. .*\(SALAR\)<\/a> and may be reproduced under <a href="https:\S+deed\.en">CC BY 4\.0<\/a>\./s,
        'by/4.0/deed.en',
      ],
    ] as const) {
      const html = String(files[path]);
      assert.match(textIn(parse(html)), words);
      assert.doesNotMatch(
        textIn(parse(html)),
        /Villkor: CC BY|Terms: CC BY|\{attribution|\{articleTerms/,
      );
      const links = html.split(`<a href="https://creativecommons.org/licenses/${url}">`).length - 1;
      assert.equal(links, 2, 'In the guide and in the footer');
    }
    for (const [terms, name] of [
      ['CC0-1.0', undefined],
      ['CC-BY-NC-ND-4.0', 'CC BY-NC-ND 4.0'],
      ['cc by-sa 3.0', 'CC BY-SA 3.0'],
    ] as const) {
      const guides = textOf('guider.html', terms);
      if (name) assert.match(guides, new RegExp(`deed\\.sv">${name}</a>\\. Den är inte ändrad`));
      else assert.match(guides, /Licensen kräver inget av er/);
    }
    // The draft of a message is there only for whoever has to ask.
    assert.match(textOf('guider.html', ''), /Förslag på meddelande/);
    assert.doesNotMatch(textOf('guider.html', 'CC-BY-4.0'), /Förslag på meddelande/);
  });

  test('tell of no test site where they are published', () => {
    for (const [path, content] of Object.entries(
      site({ address: 'https://widgets.skr.se/', version, receiver: undefined }),
    )) {
      if (!path.endsWith('.html')) continue;
      assert.doesNotMatch(String(content), /Det här är en testsida|This is a test site/, path);
    }
  });

  test('say what is true only with a publisher, or only without one, only then', () => {
    const getText = (path: string, publisher: Partial<Publisher>) => {
      const page = parse(String(siteOf(publisher)[path]));
      const main = elementsIn(page).find(({ tagName }) => tagName === 'main');
      return main ? textIn(main) : '';
    };
    const unset = { name: '', publisherUrl: '', securityContact: '', publicKeys: [] };
    const set = {
      ...{ name: 'Exempelkommunen', publisherUrl: 'https://widgets.exempelkommun.se/' },
      ...{ securityContact: 'tel:+4684650040', publicKeys: ['A'.repeat(43).concat('=')] },
    };
    for (const [path, withPublisher, without] of [
      [
        'trygghet.html',
        /svar från en person inom 5/,
        [/svarar ingen/, /Det är ett förslag/, /utgåvorna är inte signerade/, /Inget av det finns/],
      ],
      [
        'en/trust.html',
        /answer from a person within 5/,
        [
          /nobody answers\./,
          /This is a proposal/,
          /releases are not signed/,
          /None of this exists yet/,
        ],
      ],
      ['ta-i-bruk.html', undefined, [/när det finns en utgivare/]],
      ['en/go-live.html', undefined, [/once there is a publisher/]],
    ] as const) {
      const [text, textWithout] = [getText(path, set), getText(path, unset)];
      for (const sentence of without) {
        assert.doesNotMatch(text, sentence);
        assert.match(textWithout, sentence);
      }
      if (!withPublisher) continue;
      assert.match(text, withPublisher);
      assert.doesNotMatch(textWithout, withPublisher);
    }
    for (const locale of locales) {
      for (const publisher of [set, unset]) {
        for (const name of ['goLive', 'guides', 'texts', 'trust', 'operators'] as const) {
          assert.doesNotMatch(
            getText(pathOf(name, locale), publisher),
            /\{(if|when|else|end|publisher|facts|notice|replyTime)/,
          );
        }
      }
    }
  });

  test('have SKR reached for the person in the text, and the publisher for the arrangement', () => {
    const textOf = (path: string, maintainerEmail: string) => {
      const details = { maintainer: 'Kim Andersson', maintainerEmail, articleLicense: 'CC-BY-4.0' };
      return textIn(parse(String(siteOf(details)[path])));
    };
    const email = 'kim@exempelkommun.se';
    assert.match(textOf('texter.html', email), /hos utgivaren kim@exempelkommun\.se\./);
    assert.match(textOf('ta-i-bruk.html', email), /till utgivaren, Kim Andersson, kim@exempel/);
    for (const address of [email, '']) {
      assert.match(
        textOf('texter.html', address),
        /skickar texten till SKR, .* SKR lämnar den vidare/,
      );
      assert.match(
        textOf('en/texts.html', address),
        /sends the text to SALAR, .* SALAR passes it on/,
      );
    }
    assert.match(textOf('en/texts.html', ''), /the publisher \[the publisher fills in: [^\]]+\]\./);
  });

  test('quote the form as it is in the language of the page', () => {
    for (const locale of locales) {
      const fragment = String(all[`skr-widgets/v${version}/fragments/contact-form.${locale}.html`]);
      const form = textIn(parse(fragment.replace(/<\/?template[^>]*>/g, '')));
      const elements = trees.get(pathOf('texts', locale)) ?? [];
      const quotations = elements
        .filter(({ tagName }) => tagName === 'em')
        .flatMap((element) => /^[”“](.*)”$/.exec(textIn(element))?.[1] ?? []);
      assert.equal(quotations.length, 4);
      for (const quotation of quotations) assert(form.includes(quotation), quotation);
    }
    assert.throws(() => quoteForm('Det här står inte i formuläret.', 'sv'), /expected a text/);
  });

  test('do not say that a time is over before it is, to readers that ignore what is hidden either', () => {
    const all = siteOf({
      publisherUrl: 'https://widgets.exempelkommun.se/',
      securityUpdatesUntil: { [version.split('.', 1)[0] ?? '']: '2099-12-31' },
    });
    const sv = textIn(parse(String(all['trygghet.html'])));
    assert.match(sv, /till och med 2099-12-31\./);
    assert.doesNotMatch(sv, /Den tiden är över/);
    const en = textIn(parse(String(all['en/trust.html'])));
    assert.match(en, /until 2099-12-31\./);
    assert.doesNotMatch(en, /That time is over/);
  });

  test('say in which state the version is, as the changelog does', () => {
    const heading = readFileSync('CHANGELOG.md', 'utf8').match(/^## .*$/m)?.[0] ?? '';
    const state = /not yet/.test(heading) ? 'ännu inte utgiven' : `utgiven ${heading.slice(-10)}`;
    for (const path of pages.filter((each) => !each.startsWith('en/'))) {
      const footer = trees.get(path)?.find(({ tagName }) => tagName === 'footer');
      assert(footer && textIn(footer).includes(`SKR Widgets ${version}, ${state}.`), path);
      const isForTrying = /publicera inte skriptet förrän/.test(textIn(footer));
      assert.equal(isForTrying, state === 'ännu inte utgiven', path);
    }
  });

  test('lead from each sentence that says that an address is a test site’s to how one goes live', () => {
    for (const [path, elements] of trees) {
      const paragraphs = elements.filter(
        (element) =>
          element.tagName === 'p' &&
          /fungerar bara i den här testmiljön|works only on this test site/.test(textIn(element)),
      );
      for (const paragraph of paragraphs) {
        const links = elementsIn(paragraph).flatMap((each) => attribute(each, 'href') ?? []);
        assert(
          links.some((href) => /ta-i-bruk|go-live/.test(href)),
          path,
        );
      }
    }
    assert.match(textIn(trees.get('index.html')?.[0] as Tag), /fungerar bara i den här testmiljön/);
  });

  test('say above the code that they are a test site’s, and where the publisher’s is', () => {
    const publisherUrl = 'https://widgets.exempelkommun.se/';
    const files = siteOf({ publisherUrl });
    for (const path of ['index.html', 'en/index.html', 'valj.html', 'en/choose.html']) {
      const elements = elementsIn(parse(String(files[path])));
      const index = elements.findIndex(
        (element) => element.tagName === 'p' && /en testsida\.|a test site\./.test(textIn(element)),
      );
      const [first] = elementsIn(elements[index] as Tag).flatMap(
        (each) => attribute(each, 'href') ?? [],
      );
      assert.equal(first, publisherUrl, path);
      assert(index < elements.findIndex(({ tagName }) => tagName === 'pre'), path);
    }
  });

  test('say on a test site what to do now, and what once when the version is released', () => {
    const publisherUrl = 'https://exempelkommun.se/skr-widgets/';
    const files = siteOf({ publisherUrl });
    const isReleased = releaseDate(version) !== undefined;
    for (const path of ['index.html', 'en/index.html', 'valj.html', 'en/choose.html']) {
      const elements = elementsIn(parse(String(files[path])));
      const note = elements.find(
        (element) => element.tagName === 'p' && /en testsida\.|a test site\./.test(textIn(element)),
      );
      assert(note, path);
      // The site is in the folder above that of the files.
      const [link] = elementsIn(note).flatMap((each) => attribute(each, 'href') ?? []);
      assert.equal(link, 'https://exempelkommun.se/', path);
      const expected = isReleased
        ? /opublicerad|unpublished/
        : /nu, men publicera inte den\. När version .* en enda gång\. Bara texten, utan skript, behöver inte vänta på utgåvan|now, but do not publish it\. The footer of .* copy the code from there and replace yours; you only do this once\. Text only, without the script, does not have to wait for the release/;
      assert.match(textIn(note), expected, path);
    }
    const order = textIn(parse(String(files['ta-i-bruk.html'])));
    assert.match(order, /testsidas\. Gör om den på https:\/\/exempelkommun\.se\/ när/);
  });

  test('say by the code that the name of a person is in the text, where it is', () => {
    for (const [path, words] of [
      ['index.html', /Namnet på en person på SKR visas/],
      ['en/index.html', /The name of a person at SALAR is shown/],
      ['valj.html', /Namnet på en person på SKR visas/],
      ['en/choose.html', /The name of a person at SALAR is shown/],
    ] as const) {
      const elements = trees.get(path) ?? [];
      const notes = elements.filter((each) => each.tagName === 'p' && words.test(textIn(each)));
      assert(notes.length > 0, path);
      const samples = notes.map((note) => attribute(note, 'data-sample'));
      if (path.endsWith('index.html'))
        assert.deepEqual(samples, ['skr-intl-overview', 'contact-person']);
      for (const note of notes) {
        const [link] = elementsIn(note).flatMap((each) => attribute(each, 'href') ?? []);
        assert.match(link ?? '', /#(en-namngiven-person|a-named-person)$/);
      }
    }
  });

  test('begin each guide with the way in that the configurator begins with, and say what it looks like', () => {
    for (const locale of locales) {
      const elements = trees.get(pathOf('guides', locale)) ?? [];
      for (const [tool, methods] of Object.entries(tools)) {
        const start = elements.findIndex(
          (each) =>
            each.tagName === 'h2' &&
            (attribute(each, 'id') ?? '').replace(/^(vanlig|plain)-/, '') === tool,
        );
        const end = elements.findIndex((each, at) => at > start && each.tagName === 'h2');
        const own = elements.slice(start, end);
        const firstHeading = own.find(({ tagName }) => tagName === 'h3');
        // Where the guide says where to begin, it is there.
        const advice = own.find(
          (each) => each.tagName === 'p' && /^(Börja så här|Start here):/.test(textIn(each)),
        );
        if (advice) {
          const [link] = elementsIn(advice).flatMap((each) => attribute(each, 'href') ?? []);
          assert.equal(link, `#${attribute(firstHeading as Tag, 'id')}`);
        }
        const [firstCode = ''] = own
          .filter(({ tagName }) => tagName === 'code')
          .map(textIn)
          .filter(
            (each) =>
              each.includes('skr-intl-overview') &&
              !each.startsWith('<skr') &&
              !each.startsWith('custom'),
          );
        assert.equal(methods[0] === 'element', firstCode.includes('</skr-intl-overview>'), tool);
        if (['optimizely', 'umbraco', 'drupal', 'typo3', 'joomla'].includes(tool)) {
          const lists = own.filter(({ tagName }) => tagName === 'li').map(textIn);
          assert(
            lists.some((each) => /^(Punktlista|A bulleted list):/.test(each)),
            tool,
          );
        }
      }
    }
  });

  test('say at the fields where the publisher’s answers are, if they are anywhere', () => {
    const url = 'https://exempelkommun.se/personuppgifter';
    for (const [path, words] of [
      ['texter.html', 'Fråga utgivaren.'],
      ['en/texts.html', 'Ask the publisher.'],
    ] as const) {
      for (const privacyPolicy of ['', url]) {
        const elements = elementsIn(parse(String(siteOf({ privacyPolicy })[path])));
        for (const name of ['country', 'publisherLogDays', 'publisherRole']) {
          const hint = elements.find((each) => attribute(each, 'id') === `fact-${name}-hint`);
          assert(hint, name);
          const links = elementsIn(hint).flatMap((each) => attribute(each, 'href') ?? []);
          assert.deepEqual(links, privacyPolicy ? [url] : []);
          assert.equal(textIn(hint) === words, !privacyPolicy);
        }
      }
    }
  });

  test('say wherever a policy is written what is done with ’none’', () => {
    const files = ['ta-i-bruk.html', 'valj.html', 'en/go-live.html', 'en/choose.html'];
    const texts = files.map((path) => textIn(trees.get(path)?.[0] as Tag));
    for (const text of [...texts, readFileSync('docs/csp.md', 'utf8')]) {
      assert.match(text, /'none'[^.]*(källan|source)/);
      assert.match(text, /(eget värdnamn|own host name)[^.]*'self'/);
    }
    for (const path of ['ta-i-bruk.html', 'en/go-live.html']) {
      const order = (trees.get(path) ?? []).find((each) => attribute(each, 'id') === 'order');
      assert.match(order ? textIn(order) : '', /Står det 'none' där|If its value is 'none'/);
    }
  });

  test('name nobody else’s server for anything that is loaded', () => {
    for (const [path, elements] of trees) {
      for (const element of elements) {
        const loads =
          attribute(element, 'src') ??
          (element.tagName === 'link' && attribute(element, 'rel') !== 'alternate'
            ? attribute(element, 'href')
            : undefined);
        if (loads) assert.doesNotMatch(loads, /^(https?:)?\/\//, path);
      }
    }
  });
});

suite('In a browser,', () => {
  let stage: TestEnvironment;

  before(async () => {
    stage = await startEnvironment();
  });
  after(() => stage?.stop());

  for (const path of pages) {
    test(`${path} is accessible in light and dark, and at 320 pixels`, async () => {
      const { page, errors, requests, close } = await stage.open(`${stage.demo.url}/${path}`);
      for (const value of ['light', 'dark']) {
        await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value }]);
        await expectAccessible(page, strict);
      }
      await page.setViewport({ width: 320, height: 640 });
      await page.click('.menu summary');
      await expectAccessible(page, strict);
      assert.equal(await overflow(page), 0);
      assert.deepEqual(await smallTargets(page), []);

      assert.deepEqual(errors, []);
      const { url, receiver } = stage.demo;
      const elsewhere = requests.filter(
        (request) => !request.startsWith(`${url}/`) && !request.startsWith(`${receiver.url}/`),
      );
      assert.deepEqual(elsewhere, []);
      await close();
    });
  }

  for (const path of pages) {
    test(`${path} ends with its footer, and no button covers what scrolls`, async () => {
      const { page, close } = await stage.open(`${stage.demo.url}/${path}`);
      for (const width of [390, 1280]) {
        await page.setViewport({ width, height: 800 });
        await settled(page);
        const below = await page.evaluate(() => {
          const footer = document.querySelector('body > footer')?.getBoundingClientRect();
          const { scrollHeight } = document.documentElement;
          return Math.round(scrollHeight - scrollY - (footer?.bottom ?? 0));
        });
        // What only screen readers are told stands last, one pixel high.
        assert(below <= 2, `${width}: ${below}`);
        const covered = await page.$$eval('.code', (all) =>
          all.flatMap((box) => {
            const pre = box.querySelector('pre');
            const button = box.querySelector('.copy')?.getBoundingClientRect();
            if (!pre || !button || pre.scrollHeight <= pre.clientHeight) return [];
            const { top } = pre.getBoundingClientRect();
            return button.bottom > top ? [`${pre.id} ${button.bottom} ${top}`] : [];
          }),
        );
        assert.deepEqual(covered, [], `${width}`);
      }
      await close();
    });
  }

  for (const path of [...pages, ...hostPaths]) {
    test(`${path} stays still while it loads`, async () => {
      const { page, close } = await stage.open(`${stage.demo.url}/${path}`, watchShifts);
      await settled(page);
      assert.deepEqual(await getShifts(page), []);
      await close();
    });
  }

  test('a page stays still while the server’s HTML of an element arrives in parts', async (t) => {
    const { page, close } = await stage.open('about:blank', watchShifts);
    const folder = `${stage.demo.url}/skr-widgets/v${version}/`;
    const attributes = { 'contact-endpoint': `${stage.demo.receiver.url}/v1/forms/international` };
    const element = renderElement('skr-intl-overview', attributes, 'sv', {
      styleSheet: `${folder}skr-widgets.css`,
    });
    const server = createServer(async (_, response) => {
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.write(
        `<!doctype html><html lang="sv"><head><title>Kommunen</title><link rel="icon" href="data:,"><link rel="stylesheet" href="${folder}skr-widgets.css"><script defer src="${folder}skr-widgets.js"></script></head><body>`,
      );
      for (const part of element.split(/(?=<template)|(?<=<\/template>)/)) {
        response.write(part);
        // Until what there is to see is painted.
        await page.waitForFunction(() => {
          const { height } =
            document.querySelector('skr-intl-overview')?.getBoundingClientRect() ?? {};
          const isPainted = performance.getEntriesByType('paint').length > 0;
          return height !== undefined && (isPainted || height === 0);
        });
        await twoFrames(page);
      }
      response.end('</body></html>');
    }).listen(0, '127.0.0.1');
    t.after(() => {
      server.close();
      server.closeAllConnections();
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    await page.goto(`http://127.0.0.1:${port}/`);
    await settled(page);
    assert.deepEqual(await getShifts(page), []);
    await close();
  });

  test('the start page stays still on a telephone until it is read to its end', async () => {
    const { page, close } = await stage.open(stage.demo.url, async (opened) => {
      await opened.setViewport({ width: 390, height: 800 });
      await watchShifts(opened);
    });
    await settled(page);
    await page.evaluate(async () => {
      while (scrollY + innerHeight < document.documentElement.scrollHeight - 1) {
        scrollBy(0, innerHeight / 2);
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
    });
    await settled(page);
    assert.deepEqual(await getShifts(page), []);
    await close();
  });

  test('the start page shows one widget at a time, in the look that is chosen, without scripts too', async () => {
    const { page, close } = await stage.open(stage.demo.url, (opened) =>
      opened.setJavaScriptEnabled(false),
    );
    const visible = () =>
      page.$$eval('.sample', (all) =>
        all
          .filter((each) => each.checkVisibility())
          .map((each) => each.getAttribute('data-sample')),
      );
    const colours = new Set<string>();
    for (const widget of options.widget) {
      await page.click(`[name="widget"][value="${widget}"]`);
      assert.deepEqual(await visible(), [widget]);
      const code = await page.$$eval('.hero .code', (all) =>
        all.filter((each) => each.checkVisibility()).map((each) => each.textContent ?? ''),
      );
      assert.equal(code.length, 1);
      assert.match(code[0] ?? '', new RegExp(`</script><${widget}>`));
    }
    for (const look of await page.$$('[name="look"]')) {
      await look.click();
      colours.add(await page.$eval('.browser-bar', (bar) => getComputedStyle(bar).backgroundColor));
    }
    assert.equal(colours.size, 3);
    await close();
  });

  test('the start page is less than half as long as it was', async () => {
    const { page, close } = await stage.open(stage.demo.url, (opened) =>
      opened.setViewport({ width: 1280, height: 800 }),
    );
    const height = await page.evaluate(() => document.documentElement.scrollHeight);
    assert(height < 3600, String(height));
    await close();
  });

  test('a page that is not there says so in both languages, and leads on from any folder', async () => {
    const { page, errors, close } = await stage.open(`${stage.demo.url}/en/nowhere/at/all.html`);
    assert.deepEqual(
      errors.filter((each) => !/404/.test(each)),
      [],
    );
    await expectAccessible(page, strict);
    assert.deepEqual(await page.$$eval('h1, h2', (all) => all.map((each) => each.textContent)), [
      'Sidan finns inte',
      'Page not found',
    ]);
    await Promise.all([page.waitForNavigation(), page.click('main a[href$="en/choose.html"]')]);
    assert.match(await page.title(), /^Choose and copy/);
    await close();
  });

  test('tables and code take the focus only where they scroll, by a name of their own', async () => {
    const { page, close } = await stage.open(stage.demo.url);
    const getFocusable = async (path: string, width: number) => {
      await page.setViewport({ width, height: 640 });
      await page.goto(`${stage.demo.url}/${path}`);
      await page.waitForFunction(() =>
        [...document.querySelectorAll('[data-scrolls]')].every(
          (each) =>
            (each.scrollWidth > each.clientWidth + 1 ||
              each.scrollHeight > each.clientHeight + 1) === each.hasAttribute('tabindex'),
        ),
      );
      return page.$$eval('[data-scrolls][tabindex="0"]', (all) =>
        all.map((each) => each.getAttribute('aria-label')),
      );
    };
    for (const width of [320, 1280]) {
      const expected = ['Koden att klistra in', 'Widgeten på en sida'];
      assert.deepEqual(await getFocusable('index.html', width), expected);
    }
    // Every table fits, since a telephone has no columns; but for the log, whose rows are written there.
    for (const path of ['trygghet.html', 'drift.html']) {
      for (const width of [320, 1280]) assert.deepEqual(await getFocusable(path, width), [], path);
    }
    assert.deepEqual(await getFocusable('referens.html', 320), ['Händelselogg']);
    assert.deepEqual(await getFocusable('referens.html', 1280), []);
    await close();
  });

  test('a table on a telephone is read from the top down, and is still a table to a screen reader', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/trygghet.html`, (opened) =>
      opened.setViewport({ width: 390, height: 844 }),
    );
    const row = await page.$eval('#vad-som-laddas-och-sparas + .table tbody tr', ({ children }) =>
      [...children].map((cell) => ({
        left: cell.getBoundingClientRect().left,
        column: getComputedStyle(cell, '::before').content,
      })),
    );
    assert.equal(new Set(row.map(({ left }) => left)).size, 1);
    assert.deepEqual(
      row.map(({ column }) => column),
      ['none', '"När: "', '"Hur mycket: "'],
    );
    for (const name of [
      '[name="Hur mycket"][role="columnheader"]',
      '[name="Kakor"][role="rowheader"]',
    ]) {
      assert(await page.$(`::-p-aria(${name})`), name);
    }
    // A sheet of paper is no wider, and has its columns.
    await page.emulateMediaType('print');
    const display = await page.$eval('.table td', (cell) => getComputedStyle(cell).display);
    assert.equal(display, 'table-cell');
    await close();
  });

  for (const path of hostPaths) {
    test(`${path} shows the widgets, fits 320 pixels, and does no harm to them`, async () => {
      const { page, errors, close } = await stage.open(`${stage.demo.url}/${path}`);
      await settled(page);
      const tags = await page.$$eval(
        'skr-intl-overview, org-card, contact-person, contact-form',
        (all) =>
          all.map((element) => ({
            localName: element.localName,
            height: element.querySelector('.skr-content')?.getBoundingClientRect().height ?? 0,
          })),
      );
      assert(tags.length >= 3, JSON.stringify(tags));
      // What is sent there reaches the municipality, and is not said to reach SKR.
      const forms = await page.$$eval('[endpoint], [contact-endpoint]', (all) =>
        all.map((form) => form.getAttribute('recipient')),
      );
      assert(forms.length > 0 && !forms.includes(null), JSON.stringify(forms));
      for (const { localName, height } of tags) assert(height > 20, `${localName}: ${height}`);
      await expectAccessible(page);
      await page.setViewport({ width: 320, height: 640 });
      assert.equal(await overflow(page), 0);
      assert.deepEqual(errors, []);
      await close();
    });
  }

  for (const { name, description, path } of testPages) {
    const html = readFileSync(`test/hosts/${name}.html`, 'utf8');
    if (!path || !html.includes('data-shows=')) continue;
    test(`the test page ${name} shows what it proves here too: ${description}`, async () => {
      const { page, close } = await stage.open(`${stage.demo.url}/${path}`);
      await page.waitForFunction(
        () =>
          [...document.querySelectorAll('[data-shows]')].every((place) =>
            [place, ...place.querySelectorAll('*')].some((element) =>
              [element.querySelector('.skr-content'), element.shadowRoot].some((root) =>
                root?.textContent?.includes(place.getAttribute('data-shows') as string),
              ),
            ),
          ),
        { polling: 100 },
      );
      await close();
    });
  }

  test('the reference logs what the form tells, from the first key to a stored message', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/referens.html`);
    await page.$eval('.receiver', (note) => note.scrollIntoView());
    await page.waitForSelector('.receiver [data-state="works"]:not([hidden])');
    const fields = { name: 'Åsa', email: 'asa@example.se', subject: 'Hej', message: 'Hej då' };
    for (const [id, value] of Object.entries(fields)) {
      const field = await page.waitForSelector(`contact-form >>> #${id}`);
      await field?.click();
      await page.keyboard.type(value);
    }
    const send = await page.waitForSelector('contact-form >>> button[type="submit"]');
    await send?.click();
    await page.waitForFunction(() => document.querySelectorAll('#log tr').length === 3);
    const rows = await page.$$eval('#log tr', (all) =>
      all.map(({ cells }) => [cells[1]?.textContent, cells[3]?.textContent]),
    );
    assert.deepEqual(
      rows.map(([event]) => event),
      ['message-started', 'message-sending', 'message-sent'],
    );
    assert.match(rows[2]?.[1] ?? '', /^reference: \w{4}-\w{4}$/);
    await close();
  });

  test('the form says when no receiver answers', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/referens.html`, async (opened) => {
      await opened.setRequestInterception(true);
      opened.on('request', (request) => {
        if (request.url().startsWith(stage.demo.receiver.url)) void request.abort();
        else void request.continue();
      });
    });
    await page.$eval('.receiver', (note) => note.scrollIntoView());
    await page.waitForSelector('.receiver [data-state="missing"]:not([hidden])');
    await close();
  });

  test('the pages of the site are behind a button on a telephone, without scripts too', async () => {
    const { page, close } = await stage.open(stage.demo.url, (opened) =>
      opened.setJavaScriptEnabled(false),
    );
    const isVisible = () =>
      page.$$eval('nav li a', (all) =>
        all.every((link) => link.checkVisibility({ contentVisibilityAuto: true })),
      );
    assert(await isVisible());
    await page.setViewport({ width: 320, height: 640 });
    assert(!(await isVisible()));
    // The skip link, the brand, the other language, the button.
    for (let tabs = 0; tabs < 4; tabs++) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    assert(await isVisible());
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    assert.equal(focused, await page.$eval('nav li a', (link) => link.textContent));
    await close();
  });

  test('what is above every page is one row on a telephone', async () => {
    for (const locale of locales) {
      const { page, close } = await stage.open(`${stage.demo.url}/${pathOf('start', locale)}`);
      for (const width of [320, 360]) {
        await page.setViewport({ width, height: 640 });
        const rows = await page.$$eval('.brand, .language, .menu summary', (all) =>
          all.map((each) => each.getBoundingClientRect().top),
        );
        assert.equal(new Set(rows).size, 1, `${locale} ${width}: ${rows}`);
      }
      await close();
    }
  });

  test('the page of choices shows no choice without scripts, but the first code', async () => {
    const { page, close } = await stage.open(`${stage.demo.url}/valj.html`, (opened) =>
      opened.setJavaScriptEnabled(false),
    );
    const isVisible = (selector: string) =>
      page.$eval(selector, (element) => element.checkVisibility());
    assert(await isVisible('noscript .notice'));
    assert(await isVisible('#code-page'));
    assert(!(await isVisible('#choices')));
    assert(!(await isVisible('#preview')));
    await close();
  });

  test('the start page shows a widget and its code without scripts', async () => {
    const { page, close } = await stage.open(stage.demo.url, (opened) =>
      opened.setJavaScriptEnabled(false),
    );
    assert.match(
      await page.$eval('#line-skr-intl-overview', (line) => line.textContent ?? ''),
      /<skr-intl-overview>/,
    );
    const height = await page.$eval(
      'skr-intl-overview .skr-content',
      (content) => content.clientHeight,
    );
    assert(height > 20, String(height));
    const copy = await page.$eval('.copy', (button) => getComputedStyle(button).display);
    assert.equal(copy, 'none');
    await close();
  });
});

function elementsIn(node: Node): Tag[] {
  const own = 'tagName' in node ? [node] : [];
  return [...own, ...('childNodes' in node ? node.childNodes : []).flatMap(elementsIn)];
}

function textIn(node: Node): string {
  if ('value' in node) return node.value;
  return 'childNodes' in node ? node.childNodes.map(textIn).join('') : '';
}

function attribute({ attrs }: Tag, name: string): string | undefined {
  return attrs.find((each) => each.name === name)?.value;
}

/** Checks a page, including shadow roots, against the rules that can be checked automatically. */
async function expectAccessible(page: Page, enabledRules = rules): Promise<void> {
  // Injected through the developer tools, which no policy blocks. The content of the frame is a separate page.
  await page.evaluate(axe);
  const { violations, passes } = (await page.evaluate((tags: string[]) => {
    const { axe } = window as unknown as { axe: { run(...args: unknown[]): unknown } };
    // Of what passes, one element for each rule.
    return axe.run(document, { runOnly: tags, iframes: false, resultTypes: ['violations'] });
  }, enabledRules)) as AxeResults;
  assert(passes.length > 0);
  const errors = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(
      ({ target, html }) =>
        `${id}: ${help} | ${target.flat().join(' >> ')} | ${html.slice(0, 200)}`,
    ),
  );
  assert.deepEqual(errors, []);
}

/** Controls that are too small to touch, except those within running text. */
function smallTargets(page: Page): Promise<string[]> {
  return page.$$eval('a[href]:not(.skip), button, summary, label:has(input)', (all) =>
    all
      .filter((target) => {
        const { height } = target.getBoundingClientRect();
        const standsAlone =
          target.parentElement?.textContent?.trim() === target.textContent?.trim();
        const isInText = getComputedStyle(target).display === 'inline' && !standsAlone;
        return height > 0 && height < 44 && !isInText;
      })
      .map((target) => target.outerHTML.slice(0, 120)),
  );
}

function overflow(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}

/** Records layout shifts from the start. */
function watchShifts(page: Page): Promise<unknown> {
  return page.evaluateOnNewDocument(() => {
    const shifts: string[] = [];
    Object.assign(window, { shifts });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { value, sources = [] } = entry as unknown as {
          value: number;
          sources?: { node?: Element }[];
        };
        const what = sources.map(({ node }) => `${node?.nodeName}.${node?.className ?? ''}`);
        shifts.push(`${value} ${what.join(', ')}`);
      }
    }).observe({ type: 'layout-shift', buffered: true });
  });
}

function getShifts(page: Page): Promise<string[]> {
  return page.evaluate(() => (window as unknown as { shifts: string[] }).shifts);
}

/** Resolves when every element has rendered and two frames have been painted after that. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    for (const element of document.querySelectorAll('*')) {
      await (element as Element & { updateComplete?: Promise<void> }).updateComplete;
    }
  });
  await twoFrames(page);
}

/** Resolves when two frames have been painted. */
function twoFrames(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames++) {
      await new Promise((resolve) => requestAnimationFrame(resolve));
    }
  });
}
