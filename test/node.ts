/**
 * Runs the tests that need no browser runner, no WordPress and no app server: `node test/node.ts` runs all of them,
 * or the given files, from the arguments or `TEST_FILES`, and of these, with `--test-name-pattern=PATTERN`, the tests
 * whose names match. Random values depend on `SEED`, which is picked and printed if it is not set. Writes the counts as
 * JSON to the file named by the environment variable `COUNTS_FILE`, if set.
 */
import { randomInt } from 'node:crypto';
import { existsSync, globSync, writeFileSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { recordResults } from './results.ts';

// Far west of Greenwich, where a date parsed as midnight UTC is still the day before.
process.env.TZ = 'Pacific/Honolulu';

process.env.SEED ??= String(randomInt(2 ** 31));
const seedNotice = `The seed of what is random is ${process.env.SEED}. SEED=${process.env.SEED} has the same again.`;
console.log(seedNotice);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { 'test-name-pattern': { type: 'string' } },
});
const pattern = values['test-name-pattern'];
const named = process.env.TEST_FILES?.split('\n') ?? positionals;
const all = globSync('{test,receiver/test}/**/*.test.ts', {
  // Tests in an app's folder are run by the app.
  exclude: ['test/apps/**', 'test/elements/**', 'test/wordpress/**', 'test/package/*/**'],
});

/** After this long a file is ended: a failed test has left something open. The slowest takes a minute on a quiet machine. */
const TIMEOUT_MS = 600_000;

const files = named.length > 0 ? named : all;
// Not `forceExit`: a process that is made to exit loses the results that its pipe has no room for.
const results = run({
  files,
  timeout: TIMEOUT_MS,
  // Much of a test is waiting for a server or a browser.
  concurrency: 2,
  ...(pattern && { testNamePatterns: pattern }),
});

const recorded: Parameters<typeof recordResults>[0][number][] = [];
for (const [event, isPassed] of [
  ['test:pass', true],
  ['test:fail', false],
] as const) {
  results.on(event, ({ name, file = '', details, skip, todo }) => {
    if (details.type === 'suite' || skip || todo) return;
    // A file in which no test ran passes as a test of its own.
    if (isPassed && resolve(name) === file) return;
    recorded.push({ file: relative('', file), title: name, isPassed });
  });
}
results.on('end', () => recordResults(recorded));

// Each file sums itself up at its end. One that has not was cut short, and the tests that it lacks are in no count.
const unfinished = new Set(files.map((file) => resolve(file)));
results.on('test:summary', ({ file, counts }) => {
  if (file) {
    unfinished.delete(file);
    return;
  }
  const { passed, skipped, todo, tests } = counts;
  const failed = tests - passed - skipped - todo;
  if (recorded.length === 0) {
    console.error(pattern ? `No test has a name that matches ${pattern}.` : 'No test has run.');
    process.exitCode = 1;
  }
  const { COUNTS_FILE } = process.env;
  if (COUNTS_FILE) {
    writeFileSync(COUNTS_FILE, JSON.stringify({ passed, failed, skipped: skipped + todo }));
  }
  for (const each of unfinished) {
    console.error(
      `${relative('', each)} ended before all of its tests had run. Run it again alone.`,
    );
  }
  if (failed > 0 || passed === 0 || unfinished.size > 0) {
    process.exitCode = 1;
    if (!existsSync('dist'))
      console.error('dist/ is missing, which most tests read: npm run build');
  }
  if (failed > 0) console.log(seedNotice);
});

results.compose(spec).pipe(process.stdout);
