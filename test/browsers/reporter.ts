/**
 * Reports the element tests: a line for each test file, every failure with the name of its engine, and a summary that
 * both people and scripts can read.
 */
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import type { Reporter, TestResultError, TestSession, TestSuiteResult } from '@web/test-runner';
import { recordResults } from '../results.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

interface Result {
  readonly name: string;
  readonly outcome: keyof Counts;
  readonly error?: TestResultError | undefined;
}

/** A reporter for `web-test-runner.config.mjs`. Writes the counts as JSON to `countsFile`, if any. */
export function engineReporter(countsFile: string | undefined): Reporter {
  return {
    reportTestFileResults({ logger, sessionsForTestFile, testFile }) {
      logger.log(relative('', testFile));
      for (const session of sessionsForTestFile) {
        const results = getResults(session);
        const failures = results.filter(({ outcome }) => outcome === 'failed');
        logger.log(`  ${session.browser.name}: ${sentence(count(results))}`);
        for (const { name, error } of failures) {
          logger.log(`\n  FAILED in ${session.browser.name}: ${name}`);
          if (error) logger.log(indent(describe(error)));
        }
        if (failures.length > 0) logger.log(indent(getLogs(session)));
      }
    },

    stop({ sessions }) {
      const counts = count(sessions.flatMap(getResults));
      recordResults(
        [...sessions].flatMap((session) =>
          getResults(session)
            .filter(({ outcome }) => outcome !== 'skipped')
            .map(({ name, outcome }) => ({
              file: relative('', session.testFile),
              title: name,
              isPassed: outcome === 'passed',
            })),
        ),
      );
      if (countsFile) writeFileSync(countsFile, JSON.stringify(counts));
      // After the output of the runner itself.
      process.once('exit', () => {
        console.log(`\n${sentence(counts)}`);
        if (counts.failed > 0 || counts.passed === 0) process.exitCode = 1;
      });
    },
  };
}

/** The tests of a file in one engine. An error outside a test counts as a failed test. */
function getResults(session: TestSession): Result[] {
  const tests = session.testResults ? testsIn(session.testResults) : [];
  const outside = session.errors.map(
    (error): Result => ({ name: '(outside the tests)', outcome: 'failed', error }),
  );
  const results = [...tests, ...outside];
  const isSilent = !session.passed && results.every(({ outcome }) => outcome !== 'failed');
  if (results.length === 0) results.push({ name: '(the file has no tests)', outcome: 'failed' });
  else if (isSilent) results.push({ name: '(the run was cut short)', outcome: 'failed' });
  return results;
}

function testsIn(suite: TestSuiteResult, path: readonly string[] = []): Result[] {
  const tests = suite.tests.map(
    (test): Result => ({
      name: [...path, test.name].join(' › '),
      outcome: test.skipped ? 'skipped' : test.passed ? 'passed' : 'failed',
      error: test.error,
    }),
  );
  return [...tests, ...suite.suites.flatMap((inner) => testsIn(inner, [...path, inner.name]))];
}

function count(results: readonly Result[]): Counts {
  const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
  for (const { outcome } of results) counts[outcome]++;
  return counts;
}

function sentence({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

function describe({ name, message, stack, expected, actual }: TestResultError): string {
  return [
    name ? `${name}: ${message}` : message,
    expected === undefined ? '' : `expected: ${expected}\nactual:   ${actual}`,
    stack ?? '',
  ]
    .filter(Boolean)
    .join('\n');
}

/** The page's console messages and failed requests, which often show the cause. */
function getLogs({ logs, request404s }: TestSession): string {
  const lines = logs.map((values) => `console: ${values.map(String).join(' ')}`);
  return [...lines, ...request404s.map((path) => `not found: ${path}`)].join('\n');
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, '    ');
}
