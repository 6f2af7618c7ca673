/** The article as data, and the feed of its changes. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { changes } from '../../dist/lib/content/changes.js';
import { createMsg } from '../../dist/lib/core/localize.js';
import { hashText } from '../../publish/content.ts';
import { copySources } from './releases.ts';

const formats = {
  uri: (text: string) => URL.canParse(text),
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time': (text: string) => !Number.isNaN(Date.parse(text)) && text.endsWith('Z'),
};
const schema = read('international.schema.json');
const isValid = new Ajv2020({ formats, strictTypes: false }).compile(schema);

for (const locale of ['sv', 'en']) {
  suite(`The data in ${locale}`, () => {
    const data = read(`international.${locale}.json`);

    test('are as their schema says', () => {
      isValid(data);
      assert.deepEqual(isValid.errors, null);
      assert.equal(data.$schema, schema.$id);
    });

    test('contain the text and nothing else', () => {
      const seed = readFileSync(`test/seed.${locale}.txt`, 'utf8').replaceAll('\n', ' ');
      const { title, preamble, body, section, organisations, person } = data;
      const texts = [
        title,
        preamble,
        ...body,
        section.title,
        ...section.body,
        ...organisations.flatMap(({ name, description }: never) => [name, ...(description as [])]),
        person.name,
        person.jobTitle,
      ];
      assert.deepEqual(
        texts.filter((text) => !seed.includes(text)),
        [],
      );
      // All that remains are the date line and the texts of the form.
      const longestFirst = texts.sort((a, b) => b.length - a.length);
      const remainder = longestFirst.reduce((rest, text) => rest.replaceAll(text, ''), seed);
      assert(remainder.replace(/\s+/g, ' ').length < 190, remainder);
    });

    for (const [what, change] of [
      ['a word missing', { title: undefined }],
      ['an empty paragraph', { body: [''] }],
      ['a link that leads nowhere', { source: 'javascript:1' }],
      ['something unknown', { html: '<p>' }],
    ] as const) {
      test(`would not be valid with ${what}`, () => {
        assert.equal(isValid(JSON.parse(JSON.stringify({ ...data, ...change }))), false);
      });
    }
  });

  test(`The feed in ${locale} has each change, with a permanent id`, () => {
    const feed = readFileSync(`dist/content/changes.${locale}.atom`, 'utf8');
    const all = changes(createMsg(locale as 'sv'));
    const names = [...feed.matchAll(/<id>(.*?)<\/id>/g)].map(([, id]) => id);
    const own = `tag:skr.se,2026-11-24:skr-widgets/changes/${locale}`;
    assert.deepEqual(names, [own, ...all.map(({ id }) => `${own}/${id}`)]);
    assert.match(feed, new RegExp(`^<\\?xml [^>]*>\\n<feed xml:lang="${locale}" `));
    for (const { title, text, date } of all) {
      assert(feed.includes(title));
      assert(feed.includes(text));
      assert(feed.includes(new Date(date).toISOString()));
    }
  });
}

test('The changes have unique ids and are in order', () => {
  const all = changes(createMsg('sv'));
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  const dates = all.map(({ date }) => date);
  assert.deepEqual(dates, [...dates].sort().reverse());
  assert.equal(all[0].hash, hashText());
});

test('A changed text is not built until the feed has an entry for it', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-content-'));
  t.after(() => rmSync(folder, { recursive: true }));
  copySources(folder);
  cpSync('dist', join(folder, 'dist'), { recursive: true });
  const build = () =>
    execFileSync(process.execPath, ['publish/build.ts'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  build();

  const article = join(folder, 'dist/lib/content/article.js');
  const text = readFileSync(article, 'utf8');
  writeFileSync(article, text.replace('150 år', '151 år'));
  assert.notEqual(readFileSync(article, 'utf8'), text);
  assert.throws(
    build,
    /The text has changed\. .* src\/content\/changes\.ts, with the hash [0-9a-f]{64}/,
  );
});

function read(name: string) {
  return JSON.parse(readFileSync(`dist/content/${name}`, 'utf8'));
}
