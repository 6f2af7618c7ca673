/** Server-rendered HTML: complete, and without requirements on the page. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suite, test } from 'node:test';
import { renderContent, renderElement } from '../../dist/lib/ssr.js';

const files = globSync('dist/fragments/*.html').sort();

const names = ['contact-form', 'contact-person', 'org-card', 'org-card-icld', 'skr-intl-overview'];

test('There is a fragment for each widget in each language', () => {
  const expected = names.flatMap((name) => [`${name}.en.html`, `${name}.sv.html`]);
  assert.deepEqual(files.map((file) => basename(file)).sort(), expected.sort());
});

for (const locale of ['sv', 'en'] as const) {
  test(`The fragment of SKR's page holds every sentence of it (${locale})`, () => {
    const seed = sentences(readFileSync(`test/seed.${locale}.txt`, 'utf8'));
    const text = getText(readFileSync(`dist/fragments/skr-intl-overview.${locale}.html`, 'utf8'));
    assert.deepEqual(
      seed.filter((sentence) => !text.includes(sentence)),
      [],
    );
  });
}

for (const file of files) {
  suite(basename(file), () => {
    const fragment = readFileSync(file, 'utf8');
    const outside = fragment.replace(/<template.*<\/template>/, '');
    const hasForm = /overview|form/.test(basename(file));

    test('has no inline script, style or event handler', () => {
      assert.doesNotMatch(fragment, /<script|<style|\sstyle=|\son\w+=|javascript:/i);
    });

    test('is one line, because editors turn several into paragraphs', () => {
      assert.match(fragment, /^[^\n]+\n$/);
    });

    test('has its content in the page, as headings, paragraphs, lists and links', () => {
      const tags = [...outside.matchAll(/<([a-z][a-z0-9-]*)/g)].map(([, tag = '']) => tag);
      const [element, ...others] = tags;
      assert(basename(file).startsWith(element ?? '?'));
      const known = new Set('div h2 h3 h4 p ul li a span time abbr br wbr'.split(' '));
      assert.deepEqual(
        others.filter((tag) => !known.has(tag)),
        [],
      );
      assert.match(outside, /<h2 class="skr-/);
    });

    test('has the form, and nothing else, in a declarative shadow root with the style sheet of this version', () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
      const sheet = `<template shadowrootmode="open"><link rel="stylesheet" href="https://example.se/skr-widgets/v${version}/skr-widgets.css">`;
      assert.equal(fragment.split(sheet).length, hasForm ? 2 : 1);
      assert.equal(fragment.split('<form ').length, hasForm ? 2 : 1);
      assert.equal(fragment.split('<template').length, hasForm ? 2 : 1);
      // After the content, which would otherwise come above a form that is painted already.
      if (hasForm)
        assert.match(
          fragment,
          /<\/div><template shadowrootmode="open">.*<\/template><\/[a-z-]+>\n$/,
        );
    });

    test('has its language on the tag and on its containers', () => {
      const [, locale] = basename(file).split('.');
      const holders = fragment.match(/class="skr-(content|form)"/g) ?? [];
      assert(holders.length > 0);
      assert.equal(fragment.split(` lang="${locale}"`).length, holders.length + 2);
    });

    test('has no Lit markers', () => {
      assert.doesNotMatch(fragment, /<!--|<\?|lit\$|lit-part/);
    });
  });
}

for (const locale of ['sv', 'en']) {
  for (const name of ['contact-form', 'skr-intl-overview']) {
    test(`The form of ${name}.${locale} cannot be sent by the browser itself`, () => {
      const fragment = readFileSync(`dist/fragments/${name}.${locale}.html`, 'utf8');
      assert.match(fragment, /<form [^>]*method="dialog" /);
      const [button = '', ...others] = fragment.match(/<button[^>]*>/g) ?? [];
      assert.match(button, / disabled[ >]/);
      assert.deepEqual(others, []);
    });
  }
}

suite('renderElement()', () => {
  const options = { styleSheet: 'https://example.org/x/skr-widgets.css' };

  test('escapes attribute values', () => {
    const attributes = { name: '"><script>&', 'text-class': '"><b>' };
    const html = renderElement('org-card', attributes, 'sv', { styleSheet: '"><i>' });
    assert(html.startsWith('<org-card name="&#34;&#62;&#60;script&#62;&#38;" text-class="&#34;'));
    assert.doesNotMatch(html, /<(script|b|i)>/);
    const form = renderElement('contact-form', {}, 'sv', { styleSheet: '"><i>', form: true });
    assert.doesNotMatch(form, /<i>/);
  });

  test('makes no link of an unsafe URL', (t) => {
    const warn = t.mock.method(console, 'warn', () => {});
    const html = renderElement('org-card', { name: 'X', href: 'javascript:1' }, 'sv', options);
    assert(!html.includes('<a '));
    assert.equal(warn.mock.callCount(), 1);
  });

  test('rejects event handlers, inline styles and unknown elements', () => {
    for (const name of ['onclick', 'style', 'a b', 'x"']) {
      assert.throws(() => renderElement('org-card', { [name]: '' }, 'sv', options), TypeError);
    }
    const other = 'constructor' as 'org-card';
    assert.throws(() => renderElement(other, {}, 'sv', options), TypeError);
    assert.throws(() => renderContent(other, {}, 'sv'), TypeError);
    assert.throws(() => renderElement('org-card', {}, 'sv"><img' as 'sv', options), TypeError);
  });

  test('throws errors that say what attributes, values, languages and style sheet it expected', () => {
    const render = (...values: unknown[]) => Reflect.apply(renderElement, undefined, values);
    const errors: [unknown[], RegExp][] = [
      [['org-crad', {}, 'sv', options], /^Expected one of skr-intl-overview, .*, got org-crad$/],
      [
        ['org-card', { headingLevel: 3 }, 'sv', options],
        /^Expected an attribute of <org-card> \(.*heading-level.*\) or of any element, got headingLevel$/,
      ],
      [['org-card', { endpoint: '' }, 'sv', options], /<org-card> .*, got endpoint$/],
      [
        ['org-card', { name: {} }, 'sv', options],
        /^Expected a text in name of <org-card>, got object$/,
      ],
      [['org-card', {}, 'fi', options], /^Expected the language sv or en, got fi$/],
      [
        ['contact-form', {}, 'sv', { form: true }],
        /^Expected the URL of skr-widgets.css in styleSheet, for the form, got undefined$/,
      ],
    ];
    for (const [values, message] of errors) {
      assert.throws(() => render(...values), { name: 'TypeError', message });
    }
  });

  test('has its errors read through a pipe when nothing catches them: where, what, and what was called', () => {
    const program = `import { renderElement } from './dist/lib/ssr.js';
      renderElement('org-card', { nmae: 'Bo' }, 'sv', { styleSheet: '' });`;
    const command = '"$0" --input-type=module --eval "$1" 2>&1 | cat';
    // As in a container's log. A pipe holds 64 kB, and Node does not wait until there is room for more.
    const { stdout } = spawnSync('sh', ['-c', command, process.execPath, program], {
      encoding: 'utf8',
    });
    assert(stdout.length < 2000, `${stdout.length} characters`);
    assert.match(stdout, /^TypeError: Expected an attribute of <org-card> .*, got nmae$/m);
    assert.match(stdout, /^ +at renderElement /m);
  });

  test('leaves out attributes without a value, and writes numbers and booleans', () => {
    const attributes = { name: 'X', href: undefined, description: null, hidden: false } as const;
    assert.match(
      renderElement('org-card', { ...attributes, 'heading-level': 4, id: 'x' }, 'sv', options),
      /^<org-card name="X" heading-level="4" id="x" lang="sv">.*<h4 /,
    );
    assert.match(
      renderElement('org-card', { isolated: true }, 'sv', options),
      /^<org-card isolated="" lang="sv">/,
    );
  });

  test('renders the form if there is an endpoint, and otherwise the other ways to make contact', () => {
    const endpoint = 'https://receiver.example.se/v1/forms/international';
    assert.match(renderElement('contact-form', { endpoint }, 'sv', options), /<form /);
    assert.doesNotMatch(renderElement('skr-intl-overview', {}, 'sv', options), /<form /);
  });

  test("links to SKR's own form only if SKR is the recipient", () => {
    const withForm = { ...options, form: true };
    const own = renderElement('contact-form', { recipient: 'Älvsbyn' }, 'sv', withForm);
    assert(!own.includes('skr.se'));
    assert(renderElement('contact-form', {}, 'sv', withForm).includes('skr.se'));
  });

  test('renders the children for the slots after the content', () => {
    const children = '<p slot="footer">Fot</p>';
    const html = renderElement('org-card', {}, 'sv', { ...options, children });
    assert.equal(
      html,
      `<org-card lang="sv">${renderContent('org-card', {}, 'sv')}${children}</org-card>`,
    );
  });

  test("renders the page's classes, with the level of each heading", () => {
    const classes = { 'heading-class': 'h h{level}', 'text-class': 't', 'link-class': 'l' };
    const html = renderContent('skr-intl-overview', classes, 'sv');
    for (const [, tag = '', names = ''] of html.matchAll(/<(h\d|p|a) class="([^"]*)"/g)) {
      const [, level = ''] = tag.match(/h(\d)/) ?? [];
      assert(names.endsWith(level ? ` h h${level}` : ` ${tag === 'a' ? 'l' : 't'}`), names);
    }
  });

  test('leaves the browser storage of Node as it found it', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
    renderElement('contact-form', {}, 'sv', { ...options, form: true });
    assert.deepEqual(Object.getOwnPropertyDescriptor(globalThis, 'localStorage'), before);
  });
});

/** The sentences of a text, without bullets and line breaks. */
function sentences(text: string): string[] {
  return text
    .split('\n')
    .flatMap((line) =>
      line
        .replace('•', '')
        .trim()
        .split(/(?<=\.) (?=\p{Lu}|\d)/u),
    )
    .filter(Boolean);
}

function getText(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/[ \n]+/g, ' ');
}
