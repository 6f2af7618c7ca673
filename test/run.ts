/**
 * The steps of `npm test`: all checks in order, each with its name and duration. A failed step doesn't stop the others,
 * unless they need its output. The last line is a summary of the tests; any other failed step counts as one failed
 * test. Where there are no tests, it is a summary of the steps.
 *
 * `npm test -- NAME …` runs a part, together with what it needs: the steps that have a word beginning with a name, and
 * the test files whose paths contain it. Only what these use is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { type ChosenStep, chooseSteps } from './steps.ts';

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What a step came to. */
interface Result {
  readonly outcome: 'passed' | 'failed' | 'not run';
  readonly seconds: number;
  readonly counts: Counts;
}

const chosen = choose(process.argv.slice(2));

const bin = resolve('node_modules/.bin');
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-tests-'));
const env = {
  ...process.env,
  PATH: `${bin}${delimiter}${process.env.PATH}`,
  // A program that tests start hundreds of times is compiled once in this run.
  NODE_COMPILE_CACHE: join(folder, 'compiled'),
};

/** The result of each step, by name. */
const results = new Map<string, Result>();
for (const step of chosen) results.set(step.name, await perform(step));
// A program that is still ending may write what it has compiled.
rmSync(folder, { recursive: true, maxRetries: 5 });

console.log('\n');
for (const [name, { outcome, seconds }] of results) {
  console.log(`${outcome.padEnd(7)} ${seconds.toFixed(1).padStart(6)} s  ${name}`);
}

const total = none();
for (const { counts } of results.values()) {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.skipped += counts.skipped;
}
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
const passed = chosen.some(({ tests }) => tests)
  ? `${total.passed} passed`
  : `${chosen.length - total.failed} of ${chosen.length} steps passed`;
console.log(`\n${passed}, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 ? 1 : 0;

/** The steps to run. Ends the process if a name is wrong. */
function choose(names: readonly string[]): readonly ChosenStep[] {
  try {
    return chooseSteps(names);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}

async function perform(step: ChosenStep): Promise<Result> {
  const { name, run, after = [], tests, files } = step;
  console.log(`\n──── ${name}: ${[run, ...((tests && files) ?? [])].join(' ')}`);

  const failedSteps = after.filter((other) => results.get(other)?.outcome === 'failed');
  if (failedSteps.length > 0) {
    console.log(`Not run, because this failed: ${failedSteps.join(', ')}`);
    return { outcome: 'not run', seconds: 0, counts: none() };
  }

  const began = performance.now();
  const countsFile = join(folder, 'counts.json');
  rmSync(countsFile, { force: true });
  const isFine = await succeeds(run, {
    ...env,
    COUNTS_FILE: countsFile,
    ...(files && { TEST_FILES: files.join('\n') }),
  });
  const seconds = (performance.now() - began) / 1000;

  const counts = tests ? readCounts(countsFile) : none();
  // A runner that crashed, or that found no tests, hasn't counted that itself.
  const isEmpty = tests && counts.passed + counts.failed === 0;
  if ((!isFine || isEmpty) && counts.failed === 0) counts.failed = 1;

  const outcome = counts.failed > 0 ? 'failed' : 'passed';
  console.log(`──── ${name}: ${outcome} in ${seconds.toFixed(1)} s`);
  return { outcome, seconds, counts };
}

/** Runs a command, and returns whether it succeeded. Ends it first if this process is told to end. */
function succeeds(command: string, env: NodeJS.ProcessEnv): Promise<boolean> {
  const [program = '', ...args] = command.split(' ');
  const child = spawn(program, args, { env, stdio: 'inherit' });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    process.exit(1);
  };
  process.once('SIGTERM', end).once('SIGHUP', end);
  return new Promise((done) => {
    const finish = (isFine: boolean) => {
      process.off('SIGTERM', end).off('SIGHUP', end);
      done(isFine);
    };
    child.once('error', (error) => {
      console.error(error.message);
      finish(false);
    });
    child.once('exit', (code) => finish(code === 0));
  });
}

function readCounts(file: string): Counts {
  if (!existsSync(file)) return none();
  return JSON.parse(readFileSync(file, 'utf8'));
}

function none(): Counts {
  return { passed: 0, failed: 0, skipped: 0 };
}
