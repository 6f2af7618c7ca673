/** Compares every combination in the configurator with the choices. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { type DefaultTreeAdapterTypes, parseFragment } from 'parse5';
import { choose } from '../../demo/pages/choose.ts';
import {
  addressOf,
  attributesOf,
  type Choice,
  choiceFrom,
  codeFor,
  follows,
  missing,
  options,
  queryOf,
  type Tool,
  toolFrom,
  tools,
  unused,
} from '../../demo/scripts/code.ts';
import { viewOf } from '../../demo/site.ts';
import { organisations } from '../../dist/lib/content/organisations.js';
import { createMsg } from '../../dist/lib/core/localize.js';
import { renderElement } from '../../dist/lib/ssr.js';
import { version } from '../../publish/urls.ts';
import { address, combinations, getCode, quietly, release, unsigned } from './combinations.ts';

type Element = DefaultTreeAdapterTypes.Element;

/** The `integrity` value of a file. */
function getIntegrity({ channel }: Choice, file: string): string | undefined {
  if (channel === 'signed') return release.publicKeys.map((key) => `ed25519-${key}`).join(' ');
  return channel === 'exact' ? release.integrity[file] : undefined;
}

suite('The configurator', () => {
  test('names no key where nothing is signed, and offers it only where something is', () => {
    const view = viewOf('sv', { address, version, receiver: undefined });
    const choice = choiceFrom(new URLSearchParams({ channel: 'signed' }));
    const evergreen = choiceFrom(new URLSearchParams());
    assert.deepEqual(codeFor(choice, unsigned), codeFor(evergreen, unsigned));
    assert(!choose(view, unsigned).main.text.includes('value="signed"'));
    assert(choose(view, release).main.text.includes('value="signed"'));
  });

  test('can give out each of its combinations', () => {
    const all = combinations;
    const unseen = Object.entries(options).filter(
      ([name, values]) =>
        !values.every((value) => all.some((choice) => choice[name as keyof Choice] === value)),
    );
    assert.deepEqual(Object.keys(Object.fromEntries(unseen)), ['new-receiver']);
    // The product of the options, with the facts and the receivers that each widget has. Each with an
    // accent and without, and with texts that do no harm and texts that try to.
    const { level, theme, channel, content, isolated } = options;
    const free = theme.length * channel.length * content.length * isolated.length * 2 * 2;
    // The article has no form, a form without a named recipient, or somebody else's. A form with a receiver belongs to that
    // receiver.
    const subjects = { overview: 3, card: 3, person: 2, form: 2 + 1 };
    const each = Object.values(subjects).reduce((sum, count) => sum + count);
    // Three methods can follow the page's language, text only has no receivers, and oEmbed supports no facts or levels
    // either.
    const chosen = each * level.length * (3 * 3 + 3 * 2);
    const textOnly = (1 + 3 + 2 + 2) * level.length * 2;
    const oembed = (1 + 2 + 1 + 1) * 2;
    const expected = free * (chosen + textOnly + oembed);
    assert.equal(all.length, expected);
    assert.equal(new Set(all.map((choice) => JSON.stringify(choice))).size, expected);
  });

  test('writes HTML without errors, that says what was chosen and nothing else', () => {
    for (const choice of combinations) {
      const { parts } = getCode(choice);
      assert(parts.length > 0);
      for (const { place, code } of parts) {
        const where = `${JSON.stringify(choice)}\n${code}`;
        assert(code.trim(), where);
        if (place === 'sheet') {
          const integrity = getIntegrity(choice, 'skr-widgets.css');
          const attributes = integrity ? ` integrity="${integrity}" crossorigin` : '';
          assert(code.endsWith(`/skr-widgets.css"${attributes}>`), where);
        } else if (['page', 'editor', 'head'].includes(place)) {
          if (place !== 'head') assert(!code.includes('\n'), `More than a line: ${where}`);
          checkHtml(code, choice, where);
        }
      }
    }
  });

  test('writes what one would write by hand', () => {
    const tag = '<script defer src="https://example.se/skr-widgets/v1/skr-widgets.js"></script>';
    const sheet =
      '<link rel="stylesheet" href="https://example.se/skr-widgets/v1/skr-widgets.css">';
    const frame = 'https://example.se/skr-widgets/v1/embed/org-card-icld.en.html?heading-level=3';
    const page = `${frame}&link-class=a+b`;
    const name = 'Swedish International Centre for Local Democracy (ICLD)';
    const link = `<a class="skr-link skr-external a b" href="https://icld.se/en/">${name}<span class="skr-visually-hidden"> (external website)</span></a>`;
    const [first = '', second = ''] = organisations.icld(createMsg('en')).description;
    const paragraphs = `<p class="skr-description">${first}</p><p class="skr-description">${second}</p>`;
    const content = `<div dir="ltr" class="skr-content" slot="skr-content" lang="en"><h3 class="skr-name"><span translate="no">${name}</span></h3> ${paragraphs} <p class="skr-to-site">${link}</p></div>`;
    const height = tag.replace('skr-widgets.js', 'iframe-height.js');
    const expected = {
      element: [
        `${tag}<org-card org="icld" heading-level="3" link-class="a b" lang="en">${content}</org-card>`,
        sheet,
      ],
      text: [content],
      link: [tag, name, page, `<p><a href="${page.replace('&', '&amp;')}">${name}</a></p>`],
      div: [
        `${sheet}\n${tag}`,
        `<div data-skr-widget="org-card" data-org="icld" data-heading-level="3" data-link-class="a b" data-lang="en">${content}</div>`,
      ],
      iframe: [
        `<iframe src="${frame}#frame" title="${name}" width="100%" height="400" frameborder="0"></iframe>${height}`,
      ],
      wordpress: [
        '[skr_widget element="org-card" org="icld" heading-level="3" link-class="a b" lang="en"]',
      ],
      oembed: [frame.replace(/\?.*/, '')],
    };
    for (const [way, codes] of Object.entries(expected)) {
      const query = {
        widget: 'org-card',
        facts: 'icld',
        level: '3',
        language: 'en',
        'link-class': ' a  b ',
        way,
      };
      const { parts } = getCode(choiceFrom(new URLSearchParams(query)));
      assert.deepEqual(
        parts.map(({ code }) => code),
        codes,
      );
    }
  });

  test('writes shortcodes that WordPress reads as they were chosen', () => {
    for (const choice of combinations) {
      if (choice.way !== 'wordpress') continue;
      const [part] = getCode(choice).parts;
      const code = part?.code ?? '';
      // As WordPress's `get_shortcode_regex` and `shortcode_parse_atts` do.
      const [, rest = ''] = /^\[skr_widget((?: [a-z-]+="[^"[\]<>]*")*)\]$/.exec(code) ?? [];
      const read = [...rest.matchAll(/([\w-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        getText(value),
      ]);
      const expected = { element: choice.widget, ...attributesOf(choice) };
      assert.deepEqual(Object.fromEntries(read), expected, code);
    }
  });

  test('writes addresses that lead to our pages, with what was chosen', () => {
    for (const choice of combinations) {
      if (choice.way !== 'oembed') continue;
      const [part] = getCode(choice).parts;
      checkPage(part?.code ?? '', choice);
    }
  });

  test('writes programs that print the fragment that was chosen', () => {
    const programs = new Set<string>();
    for (const choice of combinations) {
      const program = getCode(choice).parts.find(({ place }) => place === 'server')?.code;
      if (!program || programs.has(program)) continue;
      programs.add(program);
      const [, values = ''] = /^console\.log\(renderElement\((.*)\)\);$/ms.exec(program) ?? [];
      const [tag, attributes, language, settings] = JSON.parse(`[${values}]`);
      const { lang = 'sv', ...others } = attributesOf(choice);
      assert.deepEqual([tag, attributes, language], [choice.widget, others, lang]);
      const printed = quietly(() => renderElement(tag, attributes, language, settings));
      checkHtml(printed, choice, program);
    }
    assert(programs.size > 0);
  });

  test('writes style sheets of plain declarations', () => {
    for (const choice of combinations) {
      const style = getCode(choice).parts.find(({ place }) => place === 'style')?.code;
      const skipped = unused(choice);
      const isExpected =
        (choice.theme !== 'page' && !skipped.includes('theme')) ||
        (choice.accent !== '' && !skipped.includes('accent'));
      assert.equal(style !== undefined, isExpected);
      if (style) assert.match(style, /^[a-z-]+ \{\n( {2}[a-z-]+: [#\w .]+;\n)+\}$/);
    }
  });

  test('writes a policy of directives and sources, by what is published of it', () => {
    const names = new Set<string>();
    for (const choice of combinations) {
      const { policy, parts } = getCode(choice);
      for (const line of policy) {
        assert.match(line, /^[a-z-]+-src( [^\s;,]+)+$/);
        names.add(line.split(' ', 1)[0] ?? '');
        assert(!/\{|undefined/.test(line), line);
      }
      const text = policy.join('\n');
      const code = parts.map((part) => part.code).join('\n');
      if (choice.channel === 'exact' && code.includes('<script')) {
        const [, hash = ''] = /<script[^>]* integrity="([^"]+)"/.exec(code) ?? [];
        assert(text.includes(hash), text);
      }
      const sends = choice.endpoint && choice.recipient && /overview|form/.test(choice.widget);
      const framed = choice.way === 'iframe' || choice.way === 'oembed';
      assert.equal(text.includes('connect-src'), Boolean(sends && !framed), text);
    }
    assert.deepEqual([...names].sort(), ['connect-src', 'frame-src', 'script-src', 'style-src']);
  });

  test('is led back to a choice by its address', () => {
    for (const choice of combinations) {
      assert.deepEqual(choiceFrom(new URLSearchParams(`${queryOf(choice)}`)), choice);
    }
  });

  test('is in the language of the reader where it cannot follow the page, and is led back to', () => {
    for (const way of options.way) {
      for (const locale of ['sv', 'en'] as const) {
        const choice = choiceFrom(new URLSearchParams({ way }), locale);
        assert.equal(choice.language, follows({ way }) ? 'page' : locale);
        const other = locale === 'sv' ? 'en' : 'sv';
        for (const each of [choice, { ...choice, language: other } as const]) {
          const query = queryOf(each, 'html', locale);
          assert.deepEqual(choiceFrom(new URLSearchParams(`${query}`), locale), each);
        }
      }
    }
  });

  test('never has a form say that SKR receives what somebody else does', () => {
    const endpoint = 'https://receiver.example.se/v1/forms/international';
    for (const widget of ['skr-intl-overview', 'contact-form']) {
      for (const facts of options.facts) {
        const choice = choiceFrom(new URLSearchParams({ widget, facts, endpoint }));
        assert(missing(choice).includes('recipient'));
        const { parts, policy } = getCode(choice);
        assert(!parts.some(({ code }) => code.includes('receiver')), parts[0]?.code);
        assert(!policy.join().includes('connect-src'));
        const named = { ...choice, recipient: 'Exempelkommunen' };
        const code = getCode(named).parts[0]?.code ?? '';
        assert(code.includes(' recipient="Exempelkommunen"'));
        if (widget === 'contact-form') assert.doesNotMatch(code, /SKR/);
        assert.equal(missing(named).includes('recipient'), false);
      }
    }
  });

  test('invents nothing: what nobody has written is not in the code, and is said to be missing', () => {
    for (const widget of options.widget) {
      const query = { widget, facts: 'own', channel: 'self-hosted' };
      const choice = choiceFrom(new URLSearchParams(query));
      const own = widget === 'skr-intl-overview' ? [] : ['own'];
      assert.deepEqual(missing(choice), [...own, 'folder']);
      const { recipient, ...others } = attributesOf(choice);
      assert.deepEqual(others, {});
      assert(getCode(choice).parts[0]?.code.includes(`"${address}v1/`));
    }
  });

  test('begins with the way in that suits the system, and keeps another that was chosen', () => {
    for (const [tool, [first]] of Object.entries(tools) as [Tool, (typeof tools)[Tool]][]) {
      assert.equal(choiceFrom(new URLSearchParams({ tool })).way, first);
      for (const way of options.way) {
        const choice = choiceFrom(new URLSearchParams({ tool, way }));
        const query = new URLSearchParams(`${queryOf(choice, tool)}`);
        assert.equal(toolFrom(query), tool);
        assert.deepEqual(choiceFrom(query), choice);
      }
    }
    assert.equal(toolFrom(new URLSearchParams('tool=constructor')), 'html');
  });

  test('asks for a receiver only where a form can be, and none is named', () => {
    const endpoint = 'https://receiver.example.se/v1/forms/international';
    const newReceiver = { 'new-receiver': 'yes' };
    for (const [query, isAsked] of [
      [newReceiver, true],
      [{ ...newReceiver, widget: 'contact-form' }, true],
      [{ ...newReceiver, widget: 'org-card' }, false],
      [{ ...newReceiver, way: 'oembed' }, false],
      [{ ...newReceiver, endpoint }, false],
      [{ widget: 'contact-form' }, false],
    ] as const) {
      const choice = choiceFrom(new URLSearchParams(query));
      assert.equal(missing(choice).includes('receiver'), isAsked, JSON.stringify(query));
      assert.equal(queryOf(choice).get('new-receiver'), isAsked ? 'yes' : null);
      // Until it is there, the code is that of who has none.
      const none = choiceFrom(new URLSearchParams({ ...query, 'new-receiver': 'no' }));
      assert.deepEqual(getCode(choice), getCode(none));
    }
  });

  test('has the article end with a link where no script runs, whoever has the form', () => {
    const query = {
      endpoint: 'https://receiver.example.se/v1/forms/international',
      recipient: 'Exempelkommunen',
    };
    const [page] = getCode(choiceFrom(new URLSearchParams(query))).parts;
    assert.match(page?.code ?? '', /Kontakta oss<\/span><\/h3>\s+<p class="skr-to-site"><a /);
    assert(page?.code.includes(' recipient="Exempelkommunen"'));
  });

  test('has no folder of their own with the plugin, whose script and style are the site’s own', () => {
    const query = { way: 'wordpress', channel: 'self-hosted' };
    const choice = choiceFrom(new URLSearchParams(query));
    assert.deepEqual(missing(choice), []);
    assert(unused(choice).includes('folder'));
    assert.deepEqual(getCode(choice).policy, ["script-src 'self'", "style-src 'self'"]);
  });

  test('keeps the room of what is higher than the screen, where nothing but a link is there', () => {
    const endpoint = 'https://receiver.example.se/v1/forms/international';
    const form = { widget: 'contact-form', endpoint, recipient: 'Exempelkommunen' };
    for (const [query, isKept] of [
      [{ content: 'link' }, true],
      [{ content: 'text' }, false],
      [{ content: 'link', way: 'link' }, false],
      [{ content: 'link', widget: 'org-card' }, false],
      [{ content: 'link', widget: 'contact-form' }, false],
      [{ content: 'link', ...form }, true],
    ] as const) {
      const { parts } = getCode(choiceFrom(new URLSearchParams(query)));
      const rule = parts.find(({ place }) => place === 'still')?.code;
      assert.equal(rule !== undefined, isKept, JSON.stringify(query));
      if (rule) assert.match(rule, /^[a-z-]+:not\(:defined\) \{\n {2}display: block;\n/);
    }
  });

  test('leaves out a receiver that no element would send to', () => {
    const receivers = {
      'https://receiver.example.se/v1/forms/international': true,
      'https://www.example.se/contact/v1/forms/international': true,
      'http://localhost:3001/v1/forms/international': true,
      'http://receiver.example.se/v1/forms/international': false,
      'https://www.example.se/': false,
      'www.example.se/v1/forms/international': false,
      'javascript:alert(1)//v1/forms/international': false,
      // A browser accepts this as a name, but in a policy it ends a directive.
      'https://receiver.example.se;sandbox/v1/forms/international': false,
      'https://receiver."onload=alert(1).se/v1/forms/international': false,
      'https://receiver example.se/v1/forms/international': false,
    };
    for (const [endpoint, isTaken] of Object.entries(receivers)) {
      const choice = choiceFrom(new URLSearchParams({ endpoint, recipient: 'Exempelkommunen' }));
      const { parts, policy } = getCode(choice);
      const expected = isTaken
        ? { 'contact-endpoint': endpoint, recipient: 'Exempelkommunen' }
        : {};
      assert.deepEqual(attributesOf(choice), expected);
      assert.equal(parts[0]?.code.includes('receiver'), isTaken && endpoint.includes('receiver'));
      assert.equal(policy.join().includes('connect-src'), isTaken);
    }
  });

  test('names the folder on a server of their own only by an address that files can be named in', () => {
    const folders = {
      'https://www.example.se/skr-widgets': true,
      'https://www.example.se': true,
      'https://': false,
      'www.example.se/skr-widgets/': false,
      '/skr-widgets/': false,
      'https://www.example.se/?path=skr-widgets': false,
      'https://www.example.se/#skr-widgets': false,
    };
    for (const [folder, isTaken] of Object.entries(folders)) {
      const choice = choiceFrom(new URLSearchParams({ channel: 'self-hosted', folder }));
      const { parts, policy } = getCode(choice);
      const named = isTaken ? `${folder}/` : address;
      assert(parts[0]?.code.includes(` src="${named}v1/skr-widgets.js"`), folder);
      assert.deepEqual(policy, [`script-src ${named}`, `style-src ${named}`]);
    }
  });

  test('has the text of what was chosen in the code, unless a link was chosen', () => {
    const query = { widget: 'contact-form', 'text-class': 'normal' };
    const texts = ['text', 'link'].map((content) => {
      const choice = choiceFrom(new URLSearchParams({ ...query, content }));
      return getCode(choice).parts.map(({ place, code }) => [
        place,
        code.replace(/<script.*?<\/script>/, ''),
      ]);
    });
    const [[page] = [], [link] = []] = texts;
    assert.match(
      page?.[1] ?? '',
      /^<contact-form text-class="normal"><div dir="ltr" class="skr-content".*<p class="skr-to-site normal">/,
    );
    assert.match(
      link?.[1] ?? '',
      /^<contact-form text-class="normal"><a href="[^"]*">[^<]*<\/a><\/contact-form>$/,
    );
    assert.deepEqual(
      texts.map((parts) => parts.map(([place]) => place)),
      [['page', 'sheet'], ['page']],
    );
  });

  test('says other ways to make contact where no script runs, whatever receiver there is', () => {
    const query = { widget: 'contact-form', endpoint: 'https://receiver.example.se/v1/forms/x' };
    const own = { facts: 'own', telephone: '08-465 004 35', recipient: 'Exempelkommunen' };
    for (const [more, words] of [
      [{}, 'Kontaktformulär SKR'],
      [own, 'href="tel:084650435"'.replace('0435', '00435')],
    ] as const) {
      const { parts } = getCode(choiceFrom(new URLSearchParams({ ...query, ...more })));
      assert(parts[0]?.code.includes(words), parts[0]?.code);
      assert(!parts[0]?.code.includes('<form'), parts[0]?.code);
    }
  });

  test('hands over no classes to what no style sheet of the page reaches', () => {
    const query = { 'text-class': 'normal', isolated: 'yes' };
    const { parts } = getCode(choiceFrom(new URLSearchParams(query)));
    assert.match(
      parts[0]?.code ?? '',
      /<skr-intl-overview isolated><div dir="ltr" class="skr-content"/,
    );
    assert.doesNotMatch(parts[0]?.code ?? '', /normal/);
  });

  test('makes a link only of what leads somewhere', () => {
    const own = { widget: 'contact-person', facts: 'own', name: 'Kim' };
    const linked = { telephone: '08-465 004 35', email: 'kim@example.se' };
    const wrong = { telephone: 'Växeln', email: 'kim' };
    for (const [methods, links] of [
      [linked, 2],
      [wrong, 0],
    ] as const) {
      const { parts } = getCode(choiceFrom(new URLSearchParams({ ...own, ...methods })));
      assert.equal(parts[0]?.code.split('<a ').length, links + 1, parts[0]?.code);
    }
    const { parts } = getCode(
      choiceFrom(new URLSearchParams({ ...own, content: 'link', telephone: 'Växeln' })),
    );
    assert(parts[0]?.code.endsWith('>Kim</contact-person>'), parts[0]?.code);
  });

  test('names a folder so that it gets out of nothing that it is written in', () => {
    const folders = {
      'https://www.example.se/skr widgets': 'https://www.example.se/skr%20widgets/',
      'https://www.åmål.se/å.b_c~d-1': 'https://www.xn--ml-xiab.se/%C3%A5.b_c~d-1/',
      "https://www.example.se/a&copy/b'c;d,e/": address,
      'https://www.åmål.se/"><b>$&/': address,
      'https://a"onload=alert(1).se/': address,
      'https://kim:secret@www.example.se/': address,
      'http://www.example.se/': address,
      'x:"><script>alert(1)</script>': address,
      'javascript:alert(1)//': address,
      'www.example.se': address,
    };
    for (const [folder, expected] of Object.entries(folders)) {
      for (const way of options.way) {
        const query = { widget: 'org-card', way, channel: 'self-hosted', folder };
        const choice = choiceFrom(new URLSearchParams(query));
        // The plugin has its files on the site already, and the text needs none.
        const hasFolder = way !== 'wordpress' && way !== 'text';
        assert.equal(addressOf(choice, release), hasFolder ? expected : address);
        const { parts, policy } = getCode(choice);
        const all = parts.map(({ code }) => code).join('\n');
        assert.equal(all.includes(expected), hasFolder, all);
        for (const { place, code } of parts) {
          if (place !== 'page') continue;
          const errors: string[] = [];
          const tree = parseFragment(code, { onParseError: (error) => errors.push(error.code) });
          assert.deepEqual(errors, [], code);
          assert(
            elementsIn(tree).every(({ tagName }) => known.has(tagName)),
            code,
          );
        }
        for (const line of policy) assert.match(line, /^[a-z-]+-src( [^\s;,]+)+$/);
      }
    }
  });

  test('takes nothing from an address that it does not know', () => {
    const query = new URLSearchParams({
      widget: '<script>',
      facts: 'icld',
      level: '1',
      way: 'constructor',
      accent: 'red;} * {display:none',
    });
    assert.equal(queryOf(choiceFrom(query)).toString(), '');
  });
});

const parsedHtml = new Map<string, Element[]>();

/** Parses HTML: valid, and no hostile text as a tag. Many choices have the same code, which is parsed once. */
function parseHtml(code: string, where: string): Element[] {
  const parsed = parsedHtml.get(code);
  if (parsed) return parsed;
  const errors: string[] = [];
  const tree = parseFragment(code, {
    onParseError: ({ code: error }) => errors.push(error),
  });
  assert.deepEqual(errors, [], where);
  const all = elementsIn(tree);
  for (const { tagName, attrs } of all) {
    assert(known.has(tagName), `<${tagName}> in ${where}`);
    for (const { name, value } of attrs) {
      assert(!/^(on|style$)/.test(name), `${name} in ${where}`);
      if (name === 'href' || name === 'src') assert(!/^\s*(javascript|data):/i.test(value), where);
    }
  }
  parsedHtml.set(code, all);
  return all;
}

/** Compares HTML with the choices: our tags with their attributes. */
function checkHtml(code: string, choice: Choice, where: string): void {
  const all = parseHtml(code, where);
  const { widget, way } = choice;
  const script = all.filter(({ tagName }) => tagName === 'script');
  for (const { attrs } of script) {
    const { src = '', integrity, crossorigin } = namesIn(attrs);
    const file = src.split('/').at(-1) ?? '';
    assert(src.startsWith(choice.channel === 'self-hosted' ? choice.folder : address), where);
    const expected = getIntegrity(choice, file);
    assert.equal(integrity, expected, where);
    assert.equal(crossorigin, expected && '', where);
  }
  const own = all.find(({ tagName }) => tagName === widget);
  if (own) {
    const expected = attributesOf(choice);
    // A fragment always states its language.
    if (way === 'fragment') expected.lang ??= 'sv';
    const { isolated, ...others } = namesIn(own.attrs);
    assert.deepEqual(
      isolated === undefined ? others : { ...others, isolated: 'true' },
      expected,
      where,
    );
    assert(own.childNodes.length > 0, `Nothing inside in ${where}`);
  }
  const block = all.find(({ attrs }) => namesIn(attrs)['data-skr-widget']);
  if (block) {
    const { 'data-skr-widget': tag, ...data } = namesIn(block.attrs);
    assert.equal(tag, widget);
    const read = Object.entries(data).map(([name, value]) => [name.replace(/^data-/, ''), value]);
    assert.deepEqual(Object.fromEntries(read), attributesOf(choice), where);
  }
  for (const { tagName, attrs } of all) {
    if (tagName === 'iframe') checkPage(namesIn(attrs).src ?? '', choice);
    if (tagName === 'a' && way === 'link') checkPage(namesIn(attrs).href ?? '', choice);
  }
  const shows = { element: own, fragment: own ?? script[0], div: block ?? script[0] };
  if (way in shows) assert(shows[way as 'div'], where);
}

/** Compares the URL of an embed page with the choices: what says who somebody is stands in its fragment. */
function checkPage(href: string, choice: Choice): void {
  const { pathname, searchParams, hash } = new URL(href);
  const fragment = new URLSearchParams(hash.slice(1));
  assert.equal(fragment.has('frame'), choice.way === 'iframe');
  fragment.delete('frame');
  const { lang = 'sv', org, ...others } = attributesOf(choice);
  const name = `${choice.widget}${org ? `-${org}` : ''}.${lang}.html`;
  assert(pathname.endsWith(`/embed/${name}`), href);
  const personal = ['name', 'job-title', 'telephone', 'email'].filter((each) => others[each]);
  assert.deepEqual([...fragment.keys()].sort(), personal.sort());
  assert.deepEqual(Object.fromEntries([...searchParams, ...fragment]), others);
  readFileSync(`dist/embed/${name}`);
}

const known = new Set([
  ...options.widget,
  ...'script link template slot iframe a p div span ul li h2 h3 h4 h5 h6 br time abbr'.split(' '),
  ...'form label input textarea button details summary wbr'.split(' '),
]);

function elementsIn(node: DefaultTreeAdapterTypes.Node): Element[] {
  const children = 'childNodes' in node ? node.childNodes : [];
  const content = 'content' in node ? [node.content] : [];
  const own = 'tagName' in node ? [node] : [];
  return [...own, ...[...children, ...content].flatMap(elementsIn)];
}

function namesIn(attrs: Element['attrs']): Record<string, string> {
  return Object.fromEntries(attrs.map(({ name, value }) => [name, value]));
}

/** Decodes a value from HTML. */
function getText(html: string): string {
  const [element] = parseFragment(`<p title="${html}">`).childNodes as [Element];
  return namesIn(element.attrs).title ?? '';
}
