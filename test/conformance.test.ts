/** The conformance report: complete, valid, and never better than the test results. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { describeShortcomings } from '../demo/pages/shortcomings.ts';
import { createReport, judge, readTable, renderAccessibility } from '../scripts/conformance.ts';
import type { Results } from './results.ts';

const table = readTable();
const schema = JSON.parse(readFileSync('test/publication/openacr-0.1.0.json', 'utf8'));
const isValid = new Ajv({ strict: false }).compile(schema);
const page = readFileSync('docs/accessibility.md', 'utf8');

/** WCAG 2.2, levels A and AA: https://www.w3.org/TR/WCAG22/. */
const wcag = {
  A: '1.1.1 1.2.1 1.2.2 1.2.3 1.3.1 1.3.2 1.3.3 1.4.1 1.4.2 2.1.1 2.1.2 2.1.4 2.2.1 2.2.2 2.3.1 2.4.1 2.4.2 2.4.3 2.4.4 2.5.1 2.5.2 2.5.3 2.5.4 3.1.1 3.2.1 3.2.2 3.2.6 3.3.1 3.3.2 3.3.7 4.1.1 4.1.2',
  AA: '1.2.4 1.2.5 1.3.4 1.3.5 1.4.3 1.4.4 1.4.5 1.4.10 1.4.11 1.4.12 1.4.13 2.4.5 2.4.6 2.4.7 2.4.11 2.5.7 2.5.8 3.1.2 3.2.3 3.2.4 3.3.3 3.3.4 3.3.8 4.1.3',
};

/** The clauses for web content in table A.1 of EN 301 549 V3.2.1 outside chapter 9, and chapter 4. */
const clauses =
  '4.2.1 4.2.2 4.2.3 4.2.4 4.2.5 4.2.6 4.2.7 4.2.8 4.2.9 4.2.10 4.2.11 5.2 5.3 5.4 5.5.1 5.5.2 5.6.1 5.6.2 5.7 5.8 5.9 11.7 11.8.1 11.8.2 11.8.3 11.8.4 11.8.5 12.1.1 12.1.2 12.2.2 12.2.3 12.2.4';

/** Results in which every test named in a row has passed. */
const allPassed: Results = Object.fromEntries(
  [...table.wcag, ...table.en301549].flatMap(({ tests = [] }) => tests.map((name) => [name, true])),
);

interface Report {
  readonly chapters: Readonly<
    Record<
      string,
      {
        readonly disabled?: boolean;
        readonly criteria?: readonly {
          readonly num: string;
          readonly components: readonly {
            readonly name: string;
            readonly adherence: { readonly level: string; readonly notes: string };
          }[];
        }[];
      }
    >
  >;
}

const getRows = (report: Report, chapter: string) => report.chapters[chapter]?.criteria ?? [];
const getLevel = (report: Report, num: string) =>
  Object.values(report.chapters)
    .flatMap(({ criteria = [] }) => criteria)
    .find((each) => each.num === num)?.components[0]?.adherence;

suite('The report', () => {
  const report = createReport(table, allPassed) as Report;

  test('is valid against the OpenACR schema, which rejects an invalid one', () => {
    assert(isValid(report), JSON.stringify(isValid.errors));
    assert(isValid(parse(readFileSync('docs/openacr.yaml', 'utf8'))));
    assert(!isValid({ ...report, product: {} }));
    assert(!isValid({ ...report, chapters: { success_criteria_level_a: { criteria: [{}] } } }));
  });

  test('has every criterion of WCAG 2.2 A and AA and every clause that applies, once', () => {
    const numbers = (chapter: string) => getRows(report, chapter).map(({ num }) => num);
    assert.deepEqual(numbers('success_criteria_level_a'), wcag.A.split(' '));
    assert.deepEqual(numbers('success_criteria_level_aa'), wcag.AA.split(' '));
    const others = Object.keys(report.chapters).filter((chapter) => chapter.startsWith('en_'));
    assert.deepEqual(others.flatMap(numbers), clauses.split(' '));
    // Also the one in the repository, since an almost empty report is valid.
    const saved: Report = parse(readFileSync('docs/openacr.yaml', 'utf8'));
    assert.deepEqual(Object.keys(saved.chapters), Object.keys(report.chapters));
    for (const chapter of Object.keys(report.chapters)) {
      assert.deepEqual(
        getRows(saved, chapter).map(({ num }) => num),
        numbers(chapter),
      );
    }
  });

  test('marks nothing as supported that people must assess, or that names no test', () => {
    for (const criterion of [...table.wcag, ...table.en301549]) {
      const { tests, people, notApplicable, num } = criterion;
      const kinds = [tests, people, notApplicable].filter((each) => each?.length);
      assert.equal(kinds.length, 1, num);
      const { level, notes } = judge(criterion, allPassed);
      assert.equal(level === 'supports', tests !== undefined, num);
      if (people) assert.match(notes, /^Needs people\./);
      if (tests) for (const name of tests) assert(notes.includes(name), num);
    }
  });

  test('names tests that exist', () => {
    for (const { tests = [], num } of [...table.wcag, ...table.en301549]) {
      for (const name of tests) {
        const [file = '', title = ''] = name.split(' › ');
        assert(existsSync(file), `${num}: ${file}`);
        // Part of a title may be filled in while the test runs.
        assert(readFileSync(file, 'utf8').includes(title), `${num}: ${name}`);
      }
    }
  });

  test('marks nothing as supported if one of its tests has not run', () => {
    const nothing = createReport(table, {}) as Report;
    const levels = Object.values(nothing.chapters)
      .flatMap(({ criteria = [] }) => criteria)
      .map(({ components }) => components[0]?.adherence.level);
    assert(!levels.includes('supports'));
    const { tests: [name = ''] = [] } = table.wcag[0] ?? {};
    const { [name]: _, ...others } = allPassed;
    const partial = getLevel(createReport(table, others) as Report, '1.1.1');
    assert.equal(partial?.level, 'partially-supports');
    assert(partial.notes.includes(`Not run on this build: ${name}`));
  });
});

suite('When a test fails', () => {
  for (const [num, title, titleSv] of [
    ['1.4.3', 'Contrast (minimum)', 'Kontrast (minimum)'],
    ['2.1.2', 'No keyboard trap', 'Ingen tangentbordsfälla'],
    ['2.5.8', 'Target size (minimum)', 'Målstorlek (minimum)'],
    ['3.3.1', 'Error identification', 'Identifiering av fel'],
    ['4.1.3', 'Status messages', 'Statusmeddelanden'],
  ] as const) {
    test(`the row of ${num}, the page and the text for a statement say so, and no longer once it passes`, () => {
      const names = table.wcag.find((each) => each.num === num)?.tests ?? [];
      const name = names.at(-1) ?? assert.fail(num);
      const results = { ...allPassed, [name]: false };
      const adherence = getLevel(createReport(table, results) as Report, num);
      assert.equal(adherence?.level, 'does-not-support');
      assert(adherence.notes.includes(name));

      const brokenPage = renderAccessibility(page, table, results);
      const row = (text: string) =>
        text
          .split('\n')
          .find(
            (line) =>
              /^\| [\d., ]+ \|/.test(line) &&
              line.slice(2).split(' |')[0]?.split(', ').includes(num),
          );
      assert.match(row(brokenPage) ?? '', /✗/);
      assert.match(brokenPage, new RegExp(`^- ${num} .*Failed: `, 'm'));

      const broken = createReport(table, results) as Report;
      for (const [locale, name, sentence] of [
        ['sv', titleSv, 'Följande är inte tillgängligt i komponenten: '],
        ['en', title, 'The following is not accessible in the component: '],
      ] as const) {
        const text = describeShortcomings(broken, locale);
        assert(text.startsWith(sentence) && text.includes(`${num} ${name}`), text);
        const mended = describeShortcomings(createReport(table, allPassed) as Report, locale);
        assert.doesNotMatch(mended, /\d|:/);
      }

      assert.equal(
        renderAccessibility(brokenPage, table, allPassed),
        renderAccessibility(page, table, allPassed),
      );
      assert.doesNotMatch(renderAccessibility(brokenPage, table, allPassed), /✗/);
    });
  }
});
