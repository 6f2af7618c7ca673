/**
 * Writes the accessibility results of this build: `docs/openacr.yaml`, which the site's text for a statement is filled
 * in from, and the table in `docs/accessibility.md`. Runs as the last step of `npm test`.
 *
 * A row is "supports" only if its tests ran and passed. A failed test changes the row, the page and the text.
 * What only people can assess is never "supports".
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { readPublisher, toBeFilledIn } from '../publish/publisher.ts';
import { type Results, readResults } from '../test/results.ts';

/** A row of `docs/conformance.json`: exactly one of `tests`, `people` and `notApplicable`. */
interface Criterion {
  readonly num: string;
  readonly title: string;
  /** Tests, as `file › part of the title`. Every test whose title contains that part counts. */
  readonly tests?: readonly string[];
  /** Why people must assess it. */
  readonly people?: string;
  readonly notApplicable?: string;
}

interface Table {
  readonly wcag: readonly (Criterion & {
    readonly level: 'A' | 'AA';
    readonly titleSv: string;
  })[];
  readonly en301549: readonly (Criterion & { readonly chapter: string })[];
  readonly notApplicableChapters: Readonly<Record<string, string>>;
}

type Level = 'supports' | 'partially-supports' | 'does-not-support' | 'not-applicable';

interface Verdict {
  readonly level: Level;
  readonly notes: string;
  /** Whether any of the row's tests failed. */
  readonly isBroken: boolean;
}

/** Derives the verdict of a row from the test results. */
export function judge({ tests, people, notApplicable }: Criterion, results: Results): Verdict {
  if (notApplicable) return { level: 'not-applicable', notes: notApplicable, isBroken: false };
  if (people) {
    return { level: 'partially-supports', notes: `Needs people. ${people}`, isBroken: false };
  }
  const failed: string[] = [];
  const missing: string[] = [];
  for (const test of tests ?? []) {
    const [file = '', title = ''] = test.split(' › ');
    const own = Object.keys(results).filter(
      (name) => name.startsWith(`${file} › `) && name.includes(title),
    );
    failed.push(...own.filter((name) => !results[name]));
    if (own.length === 0) missing.push(test);
  }
  if (failed.length > 0) {
    return { level: 'does-not-support', notes: `Failed: ${failed.join('; ')}`, isBroken: true };
  }
  if (missing.length > 0 || !tests?.length) {
    const notes = `Not run on this build: ${missing.join('; ')}`;
    return { level: 'partially-supports', notes, isBroken: false };
  }
  return { level: 'supports', notes: `Tests: ${tests.join('; ')}`, isBroken: false };
}

/** Creates the report in the OpenACR format. */
export function createReport(table: Table, results: Results): object {
  const publisher = readPublisher();
  const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
  const rows = (criteria: readonly Criterion[], component: string) => ({
    criteria: criteria.map((criterion) => {
      const { level, notes } = judge(criterion, results);
      const adherence = { level, notes };
      return { num: criterion.num, components: [{ name: component, adherence }] };
    }),
  });
  const wcag = (level: string) =>
    rows(
      table.wcag.filter((each) => each.level === level),
      'web',
    );
  const chapters = [...new Set(table.en301549.map(({ chapter }) => chapter))].map((chapter) => [
    `en_301_549_${chapter}`,
    rows(
      table.en301549.filter((each) => each.chapter === chapter),
      'none',
    ),
  ]);
  const disabled = Object.entries(table.notApplicableChapters).map(([chapter, notes]) => [
    `en_301_549_${chapter}`,
    { disabled: true, notes },
  ]);
  return {
    title: `${publisher.name || toBeFilledIn('name')} Accessibility Conformance Report`,
    product: { name: 'SKR Widgets', version },
    author: {
      name: publisher.maintainer || toBeFilledIn('maintainer'),
      email: publisher.maintainerEmail || 'to-be-filled-in@publisher.example',
    },
    catalog: '2.5-edition-wcag-2.2-508-eu-en',
    license: 'CC-BY-4.0',
    notes:
      'WCAG 2.2, levels A and AA, and the clauses of EN 301 549 V3.2.1 for web content. No independent party has audited the elements.',
    evaluation_methods_used:
      'Automatic tests in Chromium, Firefox and WebKitGTK. Each "supports" names tests that ran and passed on this build; rows that need people say so.',
    chapters: {
      success_criteria_level_a: wcag('A'),
      success_criteria_level_aa: wcag('AA'),
      ...Object.fromEntries([...chapters, ...disabled]),
    },
  };
}

/** Renders `docs/accessibility.md` with the marks and the list of failures from the test results. */
export function renderAccessibility(page: string, table: Table, results: Results): string {
  const broken = new Set(
    table.wcag.filter((each) => judge(each, results).isBroken).map(({ num }) => num),
  );
  const pageWithMarks = page.replace(/^\| ([\d., ]+) \|.*$/gm, (row, nums: string) => {
    const isBroken = nums.split(', ').some((num) => broken.has(num));
    return isBroken ? row.replaceAll('✓', '✗') : row.replaceAll('✗', '✓');
  });
  const counts = new Map<Level, number>();
  for (const criterion of [...table.wcag, ...table.en301549]) {
    const { level } = judge(criterion, results);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const failures = table.wcag
    .filter(({ num }) => broken.has(num))
    .map((each) => `- ${each.num} ${each.title}. ${judge(each, results).notes}`);
  const summary = `${counts.get('supports') ?? 0} rows are met by tests that ran and passed, ${counts.get('partially-supports') ?? 0} need people or more tests, ${counts.get('not-applicable') ?? 0} do not apply, and ${counts.get('does-not-support') ?? 0} are not met.`;
  return replaceBetween(pageWithMarks, [summary, ...failures].join('\n'));
}

/** Replaces the text between the two comments that mark its position. */
function replaceBetween(page: string, text: string): string {
  const [start, end] = ['<!-- conformance rows -->', '<!-- /conformance -->'];
  const at = page.indexOf(start) + start.length;
  const to = page.indexOf(end, at);
  if (at < start.length || to < 0) throw new Error(`expected ${start} and ${end}`);
  return `${page.slice(0, at)}\n\n${text}\n\n${page.slice(to)}`;
}

/** Reads the table from the repository. */
export function readTable(): Table {
  return JSON.parse(readFileSync('docs/conformance.json', 'utf8'));
}

if (import.meta.main) {
  const [table, results] = [readTable(), readResults()];
  const files = {
    'docs/openacr.yaml': `# Written by scripts/conformance.ts from docs/conformance.json and the tests.\n${stringify(createReport(table, results), { lineWidth: 0 })}`,
    'docs/accessibility.md': renderAccessibility(
      readFileSync('docs/accessibility.md', 'utf8'),
      table,
      results,
    ),
  };
  for (const [file, content] of Object.entries(files)) {
    let before = '';
    try {
      before = readFileSync(file, 'utf8');
    } catch {
      // The file doesn't exist yet.
    }
    if (before === content) continue;
    writeFileSync(file, content);
    console.error(
      `${file} did not match the test results of this build. It has been updated: review and commit it.`,
    );
    process.exitCode = 1;
  }
}
