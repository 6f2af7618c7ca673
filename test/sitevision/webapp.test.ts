/** The app for Sitevision: what its server part prints, run in the engine that Sitevision has. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { unzipSync } from 'fflate';
import { pathOf } from '../browsers/programs.ts';

const zip = unzipSync(readFileSync('dist/skr-widgets-sitevision.zip'));
const textOf = (path: string) => new TextDecoder().decode(zip[path]);

const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-sitevision-'));
after(() => rmSync(folder, { recursive: true }));

/** What an editor has chosen in the panel, by the names of its fields. */
type Chosen = Record<string, string>;

/** What the app answers with for each choice, on a page in this language. */
function run(language: string, choices: Chosen[]): { html: string; state: { accent: string } }[] {
  const harness = `
    var handlers = [], chosen = {}, answers = [];
    var modules = {
      '@sitevision/api/common/router': { get: function (path, handler) { handlers.push(handler); } },
      '@sitevision/api/common/i18n': { 'default': { get: function (key) { return words[key] || key; } } },
      '@sitevision/api/server/appData': { get: function (name) { return chosen[name]; } }
    };
    var words = ${textOf(`i18n/${language}.json`)};
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
  writeFileSync(join(folder, 'index.js'), zip['index.js'] ?? '');
  writeFileSync(join(folder, 'harness.js'), harness.replace(/[^\n -~]/g, asEscape));
  // Version 1.8, between ES5 and what Rhino has of ES6: Sitevision's own is no older.
  const args = ['-version', '180', '-f', join(folder, 'harness.js')];
  return JSON.parse(execFileSync(pathOf('rhino'), args, { encoding: 'utf8' }));
}

const asEscape = (letter: string) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;

test('prints the element with the text of the page in it, in the language of the page', () => {
  const [swedish] = run('sv', [{ widget: 'skr-intl-overview', 'heading-level': '3' }]);
  assert.match(swedish?.html ?? '', /^<skr-intl-overview heading-level="3"><div lang="sv"><p>/);
  assert.match(swedish?.html ?? '', /Det här gör SKR/);

  const [english] = run('en', [{ widget: 'org-card-icld' }]);
  assert.match(
    english?.html ?? '',
    /^<org-card org="icld"><div lang="en"><h2>Swedish International Centre/,
  );
});

test('prints what was chosen, escaped, and nothing that is not for the element', () => {
  const own = { name: 'A "B" <b>&', description: 'Ö', href: 'https://example.se/?a=1&b=2' };
  const endpoint = 'https://receiver.example.se/v1/forms/international';
  const [card, article, form, person, unknown] = run('sv', [
    { widget: 'org-card-own', lang: 'en', endpoint, ...own },
    { widget: 'skr-intl-overview', endpoint, ...own },
    { widget: 'contact-form', endpoint, recipient: 'Umeå kommun', accent: ' #ffcc00 ' },
    { widget: 'contact-person-own', name: 'Bo', 'job-title': 'Strateg', telephone: '090' },
    { widget: '__proto__' },
  ]);
  assert.equal(
    card?.html,
    '<org-card lang="en" name="A &#34;B&#34; &#60;b&#62;&#38;" description="Ö" href="https://example.se/?a=1&#38;b=2"></org-card>',
  );
  assert.match(
    article?.html ?? '',
    /^<skr-intl-overview contact-endpoint="https:[^"]*"><div lang="sv"><p>/,
  );
  assert.match(form?.html ?? '', /^<contact-form endpoint="https:[^"]*" recipient="Umeå kommun">/);
  assert.equal(form?.state.accent, '#ffcc00');
  assert.equal(
    person?.html,
    '<contact-person name="Bo" job-title="Strateg" telephone="090"></contact-person>',
  );
  assert.match(unknown?.html ?? '', /^<skr-intl-overview><div lang="sv"><p>/);
});

test('has each word of its panel in both languages, and each field of the panel in use', () => {
  const panel = textOf('config/index.html');
  const words = [...panel.matchAll(/i18n\('([^']+)'\)/g)].map(([, word]) => word);
  for (const language of ['sv', 'en']) {
    const known = JSON.parse(textOf(`i18n/${language}.json`));
    assert.deepEqual([...new Set(words), 'language'].sort(), Object.keys(known).sort());
    assert.equal(known.language, language);
  }
  const fields = [...panel.matchAll(/name="([^"]+)"/g)].map(([, name]) => name);
  const used = /"attributes":\[[^\]]*\]/g;
  const attributes = [...textOf('index.js').matchAll(used)].join();
  for (const field of fields) {
    if (field === 'widget' || field === 'lang' || field === 'accent') continue;
    assert.ok(attributes.includes(`"${field}"`), `${field} goes nowhere`);
  }
});

test('is a WebApp of the version that is built, with the files that Sitevision asks for', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const manifest = JSON.parse(textOf('manifest.json'));
  assert.deepEqual([manifest.version, manifest.type, manifest.bundled], [version, 'WebApp', true]);
  assert.deepEqual(Object.keys(zip).sort(), [
    'appDataDefaults.json',
    'config/index.html',
    'config/index.js',
    'i18n/en.json',
    'i18n/sv.json',
    'index.js',
    'main.js',
    'manifest.json',
  ]);
});
