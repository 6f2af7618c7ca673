/** What is made for pages without our script: it says everything, and asks nothing of the page. */
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { suite, test } from 'node:test';
import { prerender } from '../../dist/lib/ssr.js';

const files = globSync('dist/fragments/*.html').sort();
const plainFiles = files.filter((file) => file.endsWith('.plain.html'));
const shadowFiles = files.filter((file) => !file.endsWith('.plain.html'));

/** What only a form that can be used has to say. */
const onlyInForms = {
  sv: [
    'Verifiering\u00a0*\u00a0(obligatorisk)',
    'Vi kontrollerar att du är en människa och inte en robot.',
  ],
  en: [
    'Verification\u00a0*\u00a0(required)',
    'We check that you are a human being and not a robot.',
  ],
};

const names = ['contact-form', 'contact-person', 'org-card', 'org-card-icld', 'skr-intl-overview'];

test('There is a fragment of each kind for each widget in each language', () => {
  const expected = names.flatMap((name) =>
    ['sv', 'en'].flatMap((locale) => [`${name}.${locale}.html`, `${name}.${locale}.plain.html`]),
  );
  assert.deepEqual(files.map((file) => basename(file)).sort(), expected.sort());
});

for (const locale of ['sv', 'en'] as const) {
  const seed = sentences(readFileSync(`test/seed.${locale}.txt`, 'utf8'));

  test(`The fragment of SKR's page holds every sentence of it (${locale})`, () => {
    const text = textOf(readFileSync(`dist/fragments/skr-intl-overview.${locale}.html`, 'utf8'));
    assert.deepEqual(
      seed.filter((sentence) => !text.includes(sentence)),
      [],
    );
  });

  test(`The plain fragment holds all of them but those of the form's fields (${locale})`, () => {
    const file = `dist/fragments/skr-intl-overview.${locale}.plain.html`;
    const text = textOf(readFileSync(file, 'utf8'));
    assert.deepEqual(
      seed.filter((sentence) => !text.includes(sentence)),
      onlyInForms[locale],
    );
  });

  for (const name of names) {
    test(`${name}.${locale}: both fragments have the same links`, () => {
      const [shadow, plain] = ['', '.plain'].map((kind) =>
        hrefs(readFileSync(`dist/fragments/${name}.${locale}${kind}.html`, 'utf8')),
      );
      // What is inside the tag shows in one browser or another, and the form's link is only plain.
      assert.deepEqual(
        plain?.filter((href) => !shadow?.includes(href)),
        [],
      );
    });
  }
}

for (const file of shadowFiles) {
  suite(basename(file), () => {
    const fragment = readFileSync(file, 'utf8');

    test('has no script, no inline style and no handler', () => {
      assert.doesNotMatch(fragment, /<script|<style|\sstyle=|\son\w+=|javascript:/i);
    });

    test('is one line, because editors make paragraphs of more', () => {
      assert.match(fragment, /^[^\n]+\n$/);
    });

    test('has a declarative shadow root that links the style sheet of this version', () => {
      const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
      const sheet = `<template shadowrootmode="open"><link rel="stylesheet" href="https://example.se/skr-widgets/v${version}/skr-widgets.css">`;
      assert.equal(fragment.split(sheet).length, 2);
    });

    test('says its language on the tag and on the root', () => {
      const [, locale] = basename(file).split('.');
      assert.equal(fragment.split(` lang="${locale}"`).length, 3);
    });

    test('has a link inside for browsers that know no declarative shadow root', () => {
      assert.match(fragment, /<\/template><a [^>]*href="https:[^<]+<\/a><\/[a-z-]+>\n$/);
    });

    test('has nothing left of Lit', () => {
      assert.doesNotMatch(fragment, /<!--|<\?|lit\$|lit-part/);
    });
  });
}

for (const locale of ['sv', 'en']) {
  for (const name of ['contact-form', 'skr-intl-overview']) {
    test(`The form of ${name}.${locale} cannot be sent by the browser itself`, () => {
      const fragment = readFileSync(`dist/fragments/${name}.${locale}.html`, 'utf8');
      assert.match(fragment, /<form method="dialog" /);
      const buttons = fragment.match(/<button[^>]*>/g);
      assert.deepEqual(buttons, ['<button disabled type="submit" part="button">']);
    });
  }
}

for (const file of plainFiles) {
  test(`${basename(file)} has nothing but headings, paragraphs, lists, links and a language`, () => {
    const html = readFileSync(file, 'utf8');
    const tags = html.match(/<[^>]*>/g) ?? [];
    const others = tags.filter(
      (tag) =>
        !/^<\/?(div|h[2-6]|p|ul|li)>$|^<br>$|^<div lang="(sv|en)">$|^<a href="https:[^" ]+">$|^<\/a>$/.test(
          tag,
        ),
    );
    assert.deepEqual(others, []);
  });
}

suite('prerender()', () => {
  const base = 'https://example.org/x/';

  test('escapes what it is given', () => {
    const html = prerender('org-card', { name: '"><script>&' }, 'sv', { base });
    assert(html.startsWith('<org-card name="&#34;&#62;&#60;script&#62;&#38;" lang="sv">'));
    assert(!html.includes('<script'));
  });

  test('makes no link of an address that leads to no page', (t) => {
    const warn = t.mock.method(console, 'warn', () => {});
    const html = prerender('org-card', { name: 'X', href: 'javascript:1' }, 'sv', { base });
    assert(!html.includes('<a '));
    assert.equal(warn.mock.callCount(), 1);
  });

  test('refuses what would be a handler or an inline style, and what is no element', () => {
    for (const name of ['onclick', 'style', 'a b', 'x"']) {
      assert.throws(() => prerender('org-card', { [name]: '' }, 'sv', { base }), TypeError);
    }
    assert.throws(() => prerender('constructor' as 'org-card', {}, 'sv', { base }), TypeError);
    assert.throws(() => prerender('org-card', {}, 'sv"><img' as 'sv', { base }), TypeError);
  });

  test('shows the form of who gives an address, and otherwise the other ways', () => {
    const endpoint = 'https://receiver.example.se/v1/forms/international';
    assert.match(prerender('contact-form', { endpoint }, 'sv', { base }), /<form /);
    assert.doesNotMatch(prerender('skr-intl-overview', {}, 'sv', { base }), /<form /);
  });

  test('says where else to write only where that is the same recipient', () => {
    const own = prerender('contact-form', { recipient: 'Älvsbyn' }, 'sv', { base, form: true });
    assert(!own.includes('skr.se'));
    const skr = prerender('contact-form', {}, 'sv', { base, form: true });
    assert(skr.includes('skr.se'));
  });

  test('leaves the browser storage of Node as it found it', () => {
    const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
    prerender('contact-form', {}, 'sv', { base, form: true });
    assert.deepEqual(Object.getOwnPropertyDescriptor(globalThis, 'localStorage'), before);
  });
});

/** The sentences of a text, its bullets and its line breaks taken out. */
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

function textOf(html: string): string {
  return html
    .replace(/<[^>]*>/g, '')
    .replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))
    .replace(/[ \n]+/g, ' ');
}

function hrefs(html: string): string[] {
  return [...html.matchAll(/<a [^>]*href="([^"]*)"/g)].map(([, href = '']) => href);
}
