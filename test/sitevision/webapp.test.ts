/**
 * The app for Sitevision: the output of its server part in Sitevision's engine, and what its browser part does with
 * it in Sitevision's module loader.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { parse } from 'acorn';
import { unzipSync } from 'fflate';
import { renderContent, renderElement } from '../../dist/lib/ssr.js';
import { launchers } from '../browsers/browser-driver.ts';
import { getProgramPath } from '../browsers/programs.ts';
import { attributes, texts } from '../integrations/hide-telephone.ts';
import { getPackagesFolder } from '../lock-files.ts';

const zip = unzipSync(readFileSync('dist/skr-widgets-sitevision.zip'));
const getText = (path: string) => new TextDecoder().decode(zip[path]);

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-sitevision-'));
after(() => rmSync(folder, { recursive: true }));

/** An editor's choices in the panel, by field name. */
type Chosen = Record<string, string>;

/** A choice in the panel, as the server part knows it. */
interface Widget {
  readonly attributes: readonly { name: string; kind: string }[];
  readonly own: Readonly<Record<string, string>>;
}

/** The app's response: the HTML for the page, and the data for its browser part. */
interface Answer {
  html: string;
  state: { theme: string };
}

/** The app's responses for the choices, on a page in this language. */
function run(
  language: string,
  choices: Chosen[],
  nonce = '',
  program: string | Uint8Array = zip['index.js'] ?? '',
): Answer[] {
  // With the names that Sitevision's tools make of the imports: `getExternals` in their webpack/utils.js.
  const harness = `
    var handlers = [], chosen = {}, answers = [];
    var modules = {
      router: { get: function (path, handler) { handlers.push(handler); } },
      i18n: { get: function (key) { return words[key] || key; } },
      appData: { get: function (name) { return chosen[name]; } },
      PortletContextUtil: {
        getPortletNamespace: function (prefix) { return prefix + '12_2b95-' + answers.length; }
      }
    };
    var nonce = ${JSON.stringify(nonce)};
    if (nonce) modules.PortletContextUtil.getNonce = function () { return nonce; };
    var words = ${getText(`i18n/${language}.json`)};
    function require(name) {
      if (!modules[name]) throw new Error('Sitevision has no ' + name);
      return modules[name];
    }
    load(${JSON.stringify(join(folder, 'index.js'))});
    ${JSON.stringify(choices)}.forEach(function (each) {
      chosen = each;
      handlers[0]({}, { agnosticRender: function (html, state) {
        answers.push({ html: html, state: state });
      } });
    });
    print(JSON.stringify(answers));
  `;
  writeFileSync(join(folder, 'index.js'), program);
  writeFileSync(join(folder, 'harness.js'), harness.replace(/[^\n -~]/g, asEscape));
  // Version 1.8, between ES5 and what Rhino supports of ES6: Sitevision's own is no older.
  const args = ['-version', '180', '-f', join(folder, 'harness.js')];
  return JSON.parse(execFileSync(getProgramPath('rhino'), args, { encoding: 'utf8' }));
}

const asEscape = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

test('prints the content that the script renders, in the language of the page', () => {
  const [swedish] = run('sv', [{ widget: 'skr-intl-overview', 'heading-level': '3' }]);
  assert.equal(
    swedish?.html,
    `<skr-intl-overview heading-level="3">${renderContent('skr-intl-overview', { 'heading-level': '3' }, 'sv')}</skr-intl-overview>`,
  );
  const [english] = run('en', [{ widget: 'org-card-icld' }]);
  assert.equal(
    english?.html,
    `<org-card org="icld">${renderContent('org-card', { org: 'icld' }, 'en')}</org-card>`,
  );
});

test('prints a form that waits for the script, with inlined styles', () => {
  const endpoint = 'https://receiver.example.se/v1/forms/international';
  const attributes = { endpoint, recipient: 'Umeå kommun' };
  const [form] = run('sv', [{ widget: 'contact-form', ...attributes }], 'r4nd0m');
  const styleSheet = 'x.css';
  const expected = renderElement('contact-form', attributes, 'sv', { styleSheet })
    .replace(' lang="sv"', '')
    .replace(
      '<link rel="stylesheet" href="x.css">',
      () => `<style nonce="r4nd0m">${readFileSync('dist/skr-widgets.css', 'utf8')}</style>`,
    );
  assert.equal(form?.html, expected);
});

test('prints a form with its content where the styles of the page do not reach', () => {
  const endpoint = 'https://receiver.example.se/v1/forms/international';
  for (const [widget, attributes] of [
    ['contact-form', { endpoint }],
    ['skr-intl-overview', { 'contact-endpoint': endpoint }],
  ] as const) {
    const [form] = run('sv', [{ widget, endpoint, isolated: 'on' }]);
    const options = { styleSheet: 'x.css' };
    const expected = renderElement(widget, { ...attributes, isolated: true }, 'sv', options);
    assert.equal(
      withoutTag(form?.html).replace(
        /<style>.*?<\/style>/s,
        '<link rel="stylesheet" href="x.css">',
      ),
      withoutTag(expected),
    );
  }
});

test('prints no number that a boolean attribute hides', () => {
  const program = getText('index.js').replace(/(?<=^var widgets = ).*(?=;$)/m, (json) => {
    const widgets = JSON.parse(json);
    widgets['contact-person-own'] = {
      tag: 'contact-person',
      attributes,
      own: {},
      texts: { sv: texts },
    };
    return JSON.stringify(widgets).replace(/[^ -~]/g, asEscape);
  });
  const own = { widget: 'contact-person-own', name: 'Bo', telephone: '090-16 10 00' };
  const [without, withNumber] = run('sv', [{ ...own, 'hide-telephone': 'on' }, own], '', program);
  assert.match(without?.html ?? '', /^<contact-person [^>]* hide-telephone>/);
  assert.equal(withoutTag(without?.html), renderContent('contact-person', { name: 'Bo' }, 'sv'));
  assert.match(withNumber?.html ?? '', />090-16 10 00</);
});

test("prints the page's classes, with the level of each heading", () => {
  const classes = {
    'heading-class': ' rubrik  h{level} "x" ',
    'text-class': 'normal',
    'link-class': 'lank {{name}}',
  };
  const [article, person] = run('sv', [
    { widget: 'skr-intl-overview', 'heading-level': '6', isolated: 'on', ...classes },
    { widget: 'contact-person-own', name: '{{email}} ', telephone: '+46 (0)90 12 34', ...classes },
  ]);
  const pageClasses = { ...classes, 'heading-class': 'rubrik h{level} "x"' };
  assert.equal(
    withoutTag(article?.html),
    withEntities(
      renderContent('skr-intl-overview', { 'heading-level': '6', ...pageClasses }, 'sv'),
    ),
  );
  assert.match(article?.html ?? '', /^<skr-intl-overview heading-level="6" [^>]* isolated>/);
  const own = { name: '{{email}}', telephone: '+46 (0)90 12 34' };
  assert.equal(
    withoutTag(person?.html),
    withEntities(renderContent('contact-person', { ...own, ...pageClasses }, 'sv')),
  );
});

test('links numbers and addresses as pasted from contacts', () => {
  const own = {
    name: 'Bo',
    telephone: '\u202d+46\u00a0(0)90 – 12\u00a034, växel 5\u202c',
    email: '\u200bbo@exempel.se\u2060',
  };
  const [person] = run('sv', [{ widget: 'contact-person-own', ...own }]);
  assert.equal(withoutTag(person?.html), withEntities(renderContent('contact-person', own, 'sv')));
  assert.match(person?.html ?? '', /href="tel:\+46901234".*href="mailto:bo@exempel.se"/s);
});

test("prints the editor's choices, escaped, and only attributes of the element", (t) => {
  // The script warns about the telephone number.
  t.mock.method(console, 'warn', () => {});
  const own = { name: 'A "B" <b>&', description: 'Ö', href: 'https://example.se/?a=1&b=2' };
  const endpoint = 'https://receiver.example.se/v1/forms/international';
  const [card, script, article, form, person, unknown] = run('sv', [
    { widget: 'org-card-own', lang: 'en', endpoint, ...own },
    { widget: 'org-card-own', name: 'A', href: 'javascript:alert(1)' },
    { widget: 'skr-intl-overview', endpoint, ...own },
    { widget: 'contact-form', endpoint, recipient: 'Umeå kommun', accent: '</style>' },
    { widget: 'contact-person-own', name: 'Bo', 'job-title': 'Strateg', telephone: 'Växeln' },
    { widget: '__proto__' },
  ]);
  assert.match(
    card?.html ?? '',
    /^<org-card lang="en" name="A &#34;B&#34; &#60;b&#62;&#38;" description="Ö" href="https:\/\/example.se\/\?a=1&#38;b=2"><div dir="ltr" class="skr-content"/,
  );
  assert.equal(withoutTag(card?.html), withEntities(renderContent('org-card', own, 'en')));
  assert.equal(
    script?.html,
    `<org-card name="A">${renderContent('org-card', { name: 'A' }, 'sv')}</org-card>`,
  );
  assert.match(
    article?.html ?? '',
    /^<skr-intl-overview contact-endpoint="https:[^"]*"><div .*<template shadowrootmode="open">/,
  );
  assert.match(form?.html ?? '', /^<contact-form endpoint="https:[^"]*" recipient="Umeå kommun">/);
  assert.equal(form?.state.theme, '');
  assert.equal(
    person?.html,
    `<contact-person name="Bo" job-title="Strateg" telephone="Växeln">${renderContent(
      'contact-person',
      { name: 'Bo', 'job-title': 'Strateg', telephone: 'Växeln' },
      'sv',
    )}</contact-person>`,
  );
  assert.match(unknown?.html ?? '', /^<skr-intl-overview><div dir="ltr" class="skr-content"/);
});

test('prints no colour that would load something', () => {
  const [card] = run('sv', [{ widget: 'org-card', surface: 'url(//example.org/x.png)' }]);
  assert.equal(card?.state.theme, '');
});

test("prints the editor's colours, with the nonce of the page if there is one", () => {
  const chosen = {
    widget: 'contact-person-own',
    name: 'Bo',
    accent: ' #ffcc00 ',
    link: 'rgb(0 0 0 / 50%)',
  };
  const theme = '--skr-accent:#ffcc00;--skr-link:rgb(0 0 0 / 50%);';
  const content = renderContent('contact-person', { name: 'Bo' }, 'sv');
  const element = `<contact-person name="Bo" id="skr-widget12_2b95-0">${content}</contact-person>`;
  const [one] = run('sv', [{ ...chosen, border: 'red}body{color:red', surface: 'a;b' }], 'r4nd0m');
  assert.deepEqual(one, {
    html: `<style nonce="r4nd0m">#skr-widget12_2b95-0{${theme}}</style>${element}`,
    state: { theme },
  });
  const [older] = run('sv', [chosen]);
  assert.equal(older?.html, `<style>#skr-widget12_2b95-0{${theme}}</style>${element}`);
});

test('is ES5 where the server runs it', () => {
  for (const path of ['index.js', 'config/index.js']) parse(getText(path), { ecmaVersion: 5 });
});

test('has each word of its panel in both languages, and a field for each attribute and no other', () => {
  const panel = getText('config/index.html');
  const words = [...panel.matchAll(/i18n\('([^']+)'\)/g)].map(([, word]) => word);
  for (const language of ['sv', 'en']) {
    const known = JSON.parse(getText(`i18n/${language}.json`));
    assert.deepEqual([...new Set(words), 'language'].sort(), Object.keys(known).sort());
    assert.equal(known.language, language);
  }
  const [colours = '', widgets = ''] = ['colours', 'widgets'].map(
    (name) => getText('index.js').match(new RegExp(`^var ${name} = (.*);$`, 'm'))?.[1] ?? '',
  );
  const names = Object.values<Widget>(JSON.parse(widgets)).flatMap(({ attributes, own }) =>
    attributes
      .filter(({ name }) => !own[name])
      .map(({ name, kind }) => (kind === 'endpoint' ? kind : name)),
  );
  const fields = [...panel.matchAll(/name="([^"]+)"/g)].map(([, name = '']) => name);
  assert.deepEqual(
    fields.sort(),
    [...new Set(['widget', 'lang', ...JSON.parse(colours), ...names])].sort(),
  );
});

test('is a WebApp of the version that is built, with the files that Sitevision asks for', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const manifest = JSON.parse(getText('manifest.json'));
  assert.deepEqual([manifest.version, manifest.type, manifest.bundled], [version, 'WebApp', true]);
  assert.deepEqual(Object.keys(zip).sort(), [
    'appDataDefaults.json',
    'config/index.html',
    'config/index.js',
    'css/main.css',
    'i18n/en.json',
    'i18n/sv.json',
    'index.js',
    'main.js',
    'manifest.json',
  ]);
});

suite('the browser part, on a page that allows only scripts with its nonce', () => {
  const policies: Record<string, string> = {
    '/nonce': "style-src 'nonce-r4nd0m'",
    '/none': "style-src 'none'",
  };
  const [card, form] = run(
    'en',
    [
      { widget: 'org-card-icld', 'heading-level': '4', accent: 'rgb(1, 2, 3)' },
      { widget: 'contact-form', endpoint: 'https://receiver.example.se/v1/forms/international' },
    ],
    'r4nd0m',
  );
  const scripts: Record<string, string> = {
    '/require.js': readFileSync(
      join(getPackagesFolder('libraries'), 'requirejs/require.js'),
      'utf8',
    ),
    '/main.js': getText('main.js'),
  };
  const page = `<!doctype html>
    <html lang="en">
      <meta charset="utf-8">
      <title>Sitevision</title>
      <script nonce="r4nd0m">
        var violations = [];
        addEventListener('securitypolicyviolation', function (event) {
          violations.push(event.effectiveDirective);
        });
      </script>
      <script nonce="r4nd0m" src="/require.js"></script>
      <div>${card?.html}</div>
      <div>${form?.html}</div>
      <script nonce="r4nd0m">
        require(['/main.js'], function (app) {
          var places = document.querySelectorAll('div');
          app.default(${JSON.stringify(card?.state)}, places[0]);
          app.default(${JSON.stringify(form?.state)}, places[1]);
        });
      </script>
    </html>`;
  const server = createServer(({ url = '' }, response) => {
    const script = scripts[url];
    const policy = policies[url];
    if (policy) {
      const scriptSrc = "script-src 'nonce-r4nd0m' 'strict-dynamic'";
      // The browser itself requests an icon.
      const others = "connect-src https://receiver.example.se; img-src 'self'";
      response.setHeader(
        'content-security-policy',
        `default-src 'none'; ${scriptSrc}; ${others}; ${policy}`,
      );
    }
    response.setHeader('content-type', `text/${script ? 'javascript' : 'html'}; charset=utf-8`);
    response.writeHead(script || policy ? 200 : 204).end(script ?? (policy && page));
  });

  before(() => new Promise<void>((done) => server.listen(0, '127.0.0.1', done)));
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  for (const [engine, arrive] of Object.entries(launchers)) {
    test(`shows the elements in ${engine}, in their colours`, async () => {
      const { port } = server.address() as AddressInfo;
      const visitor = await arrive();
      try {
        await visitor.goTo(`http://127.0.0.1:${port}/nonce`);
        const right = ['4', 'rgb(1, 2, 3)', 'Contact us'];
        await shows(() => visitor.evaluate(look), [...right, '']);
        // Without the style element, by the script.
        await visitor.goTo(`http://127.0.0.1:${port}/none`);
        await shows(() => visitor.evaluate(look), [...right, 'style-src-elem']);
      } finally {
        await visitor.close();
      }
    });
  }
});

/** The content of an element. */
function withoutTag(html = ''): string {
  return html.replace(/^<[^>]*>|<\/[^>]*>$/g, '');
}

/** The same HTML with the app's character references. */
function withEntities(html: string): string {
  return html.replace(/&(quot|lt|gt|amp);/g, (entity) => {
    const signs: Record<string, string> = { '&quot;': '"', '&lt;': '<', '&gt;': '>', '&amp;': '&' };
    return `&#${signs[entity]?.charCodeAt(0)};`;
  });
}

/** What the page shows; sent there as source text. */
function look(): string {
  const card = document.querySelector('org-card');
  const form = document.querySelector('contact-form');
  const heading = card?.querySelector('.skr-name');
  return JSON.stringify([
    heading?.textContent?.includes('Swedish International') && heading.localName.slice(1),
    card && getComputedStyle(card).getPropertyValue('--skr-accent').trim(),
    form?.querySelector('.skr-section')?.textContent,
    [...new Set((window as unknown as { violations: string[] }).violations)].join(),
  ]);
}

/** Retries until the page shows this; finally fails with what it last showed. */
async function shows(look: () => Promise<string>, expected: unknown[]): Promise<void> {
  const end = Date.now() + 20_000;
  for (;;) {
    const actual = await look().catch(String);
    if (actual === JSON.stringify(expected)) return;
    if (Date.now() > end) assert.equal(actual, JSON.stringify(expected));
    await wait(20);
  }
}
