/** Checks what newcomers rely on: the README in both languages, all links, and the forge's workflow. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { suite, test } from 'node:test';

const documents = [...globSync('*.md'), ...globSync('docs/**/*.md')];

const read = (file: string) => readFileSync(file, 'utf8');
const getLines = (file: string) => read(file).trimEnd().split('\n');
const codeIn = (text: string) => text.match(/^```.*?^```$/gms) ?? [];
const withoutCode = (text: string) => text.replace(/^```.*?^```$/gms, '').replace(/`[^`\n]*`/g, '');
const headingsIn = (text: string) =>
  [...text.replace(/^```.*?^```$/gms, '').matchAll(/^(#+) (.+)$/gm)].map(
    ([, { length: level } = '', title = '']) => ({ level, title }),
  );

/** The targets of the links in a text, in order. */
const linksIn = (text: string) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => target);

/** The anchor of a heading on forges. */
const getAnchor = (title: string) =>
  `#${title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replaceAll(' ', '-')}`;

suite('The README in Swedish', () => {
  const [english, swedish] = [read('README.md'), read('README.sv.md')];

  test('has a heading for each heading of the one in English', () => {
    const levels = (text: string) => headingsIn(text).map(({ level }) => level);
    assert.deepEqual(levels(swedish), levels(english));
  });

  test('shows the same code and the same commands', () => {
    assert.deepEqual(codeIn(swedish), codeIn(english));
  });

  test('links to the same targets, in the same order', () => {
    /** Replaces section anchors with numbers, and leaves out the language of documents. */
    const places = (text: string) => {
      const anchors = headingsIn(text).map(({ title }) => getAnchor(title));
      return linksIn(text).map((link) =>
        link.startsWith('#') ? anchors.indexOf(link) : link.replace(/\.(sv|en)\.md$/, '.md'),
      );
    };
    assert.deepEqual(places(swedish), places(english));
  });
});

suite('Every link leads to a file and a heading that exist', () => {
  for (const file of documents) {
    test(file, () => {
      const broken = linksIn(read(file)).filter((link) => {
        if (/^(https?|mailto):/.test(link)) return false;
        const [path = '', fragment] = link.split('#');
        const target = path ? join(dirname(file), path) : file;
        if (!existsSync(target)) return true;
        return (
          fragment !== undefined &&
          !headingsIn(read(target)).some(({ title }) => getAnchor(title) === `#${fragment}`)
        );
      });
      assert.deepEqual(broken, []);
    });
  }
});

test('The documents that newcomers read first are short', () => {
  assert(getLines('README.md').length <= 150);
  assert(getLines('README.sv.md').length <= 150);
  assert(getLines('CONTRIBUTING.md').length <= 120);
  const [, glossary = ''] = read('CONTRIBUTING.md').split('## Glossary');
  const terms = glossary.split('\n## ')[0]?.match(/^\| (?!Term|---)/gm) ?? [];
  assert(terms.length > 0 && terms.length <= 25, `${terms.length} terms`);
});

test('The decisions are numbered without gaps, and each says what was given up', () => {
  const records = globSync('docs/decisions/*.md').sort();
  for (const [index, file] of records.entries()) {
    assert.match(file, new RegExp(`/${String(index + 1).padStart(4, '0')}-[a-z-]+\\.md$`));
    for (const part of ['Context', 'Decision', 'What we gave up']) {
      assert(read(file).includes(`**${part}.**`), `${file} has no ${part}`);
    }
  }
});

test('The changelog says what readers must do and can now do', () => {
  const [, ...versions] = read('CHANGELOG.md').split(/^## /m);
  for (const version of versions) {
    const lists = version.split(/^### .*$/m).slice(1);
    assert(lists.length > 0);
    for (const list of lists) assert.match(list.trim(), /^You (must|can now):\n\n- [a-z]/);
  }
});

test('The forge runs what CI runs, and keeps every lock file up to date', () => {
  const commands = read('.github/workflows/test.yml').match(/(?<=^\s*- run: ).*/gm);
  assert.deepEqual(commands, ['.ci/run']);
  const directories = read('.github/dependabot.yml').match(/(?<=^ {6}- )\/.*/gm);
  const lockFiles = execFileSync('git', ['ls-files', '*package-lock.json'], { encoding: 'utf8' });
  assert.deepEqual(
    directories?.sort(),
    lockFiles
      .trim()
      .split('\n')
      .map((file) => `/${file.replace(/\/?package-lock\.json$/, '')}`)
      .sort(),
  );
});
