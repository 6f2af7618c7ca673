/**
 * Runs the tests that need no page, no WordPress and no app on a server of its own: `node test/node.ts` all of them, or the files
 * that it is given.
 * Writes the counts as JSON to the file that the environment variable `COUNTS_FILE` names, if any.
 */
import { globSync, writeFileSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';

// Far west of Greenwich: there a date taken for midnight UTC is still the day before.
process.env.TZ = 'Pacific/Honolulu';

const named = process.argv.slice(2);
const all = globSync('{test,receiver/test}/**/*.test.ts', {
  exclude: ['test/apps/**', 'test/elements/**', 'test/wordpress/**'],
});

// A file whose tests are done ends, also where a failed test left something open behind it.
const results = run({ files: named.length > 0 ? named : all, forceExit: true });

results.on('test:summary', ({ file, counts }) => {
  if (file) return;
  const { passed, skipped, todo, tests } = counts;
  const failed = tests - passed - skipped - todo;
  const { COUNTS_FILE } = process.env;
  if (COUNTS_FILE) {
    writeFileSync(COUNTS_FILE, JSON.stringify({ passed, failed, skipped: skipped + todo }));
  }
  if (failed > 0 || passed === 0) process.exitCode = 1;
});

results.compose(spec).pipe(process.stdout);
