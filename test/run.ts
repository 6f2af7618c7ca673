/**
 * The steps of `npm test`: all checks in order, each with its name and duration. A failed step doesn't stop the others,
 * unless they need its output. The last line is a summary of the tests; any other failed step counts as one failed
 * test.
 *
 * `npm test -- NAME …` runs a part, together with what it needs: the steps whose names begin with a name, or else the
 * test files whose paths contain it. Only what these use is installed.
 */
import { spawn } from 'node:child_process';
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

interface Step {
  readonly name: string;
  readonly run: string;
  /** The steps without which this one has nothing to work on. */
  readonly after?: readonly string[];
  /** Files that show what it needs installed, besides its tests. */
  readonly uses?: readonly string[];
  /**
   * Which test files it runs. Such a step writes the numbers of its tests to the file that `COUNTS_FILE`
   * names, and runs only the files in `TEST_FILES`, if that is set.
   */
  readonly tests?: RegExp;
}

/** A step to run, with only some of its test files or with all; the first step, with the files to install for. */
interface ChosenStep extends Step {
  readonly files?: readonly string[] | undefined;
}

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

const steps: readonly Step[] = [
  { name: 'install', run: 'node test/install.ts' },
  { name: 'format and lint', run: 'biome ci .' },
  { name: 'translations', run: 'node test/translations.ts' },
  { name: 'generated files', run: 'node test/generated.ts' },
  { name: 'build', run: 'npm run --silent build' },
  { name: 'types of the receiver', run: 'tsc -p receiver/tsconfig.json' },
  { name: 'types of the tests', run: 'tsc -p test/tsconfig.json', after: ['build'] },
  { name: 'size', run: 'npm run --silent size', after: ['build'] },
  { name: 'package', run: 'node scripts/pack.ts .cache', after: ['build'] },
  { name: 'package rules', run: 'publint --strict .cache/package', after: ['build', 'package'] },
  {
    name: 'package types',
    run: 'node test/package-types.ts',
    after: ['install', 'build', 'package'],
    uses: ['test/package-types.ts'],
  },
  {
    name: 'node tests',
    run: 'node test/node.ts',
    after: ['install', 'build'],
    tests: /^(receiver\/)?test\/(?!apps|elements|wordpress)/,
  },
  {
    name: 'wordpress tests',
    // One at a time: the first downloads what both need.
    run: 'node test/node.ts --test-concurrency=1 test/wordpress/wordpress.test.ts test/wordpress/without-plugin.test.ts',
    after: ['install', 'build'],
    tests: /^test\/wordpress/,
  },
  {
    name: 'element tests',
    run: 'web-test-runner',
    after: ['install', 'build'],
    uses: [
      'test/browsers/chromium.ts',
      ...(process.env.ENGINE === 'chromium' ? [] : ['test/browsers/engines.ts']),
    ],
    tests: /^test\/elements/,
  },
  // After all tests, including failed ones: it writes down their results.
  { name: 'conformance', run: 'node scripts/conformance.ts', after: ['build'] },
];

const bin = resolve('node_modules/.bin');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

const chosen = choose(process.argv.slice(2));

/** The result of each step, by name. */
const results = new Map<string, Result>();
const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-tests-'));
for (const step of chosen) results.set(step.name, await perform(step));
rmSync(folder, { recursive: true });

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
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exitCode = total.failed > 0 || chosen.length === 0 ? 1 : 0;

/** Returns the named steps, those with a named test file, and the steps they need; all steps if there are no names. */
function choose(names: readonly string[]): readonly ChosenStep[] {
  const testFiles = globSync('{test,receiver/test}/**/*.test.ts').filter((path) =>
    steps.some(({ tests }) => tests?.test(path)),
  );
  /** The steps to run; for some, only with these files. */
  const selected = new Map<string, string[] | undefined>();
  if (names.length === 0) for (const { name } of steps) selected.set(name, undefined);
  for (const name of names) {
    const named = steps.filter((step) => step.name.startsWith(name));
    const files = named.length > 0 ? [] : testFiles.filter((path) => path.includes(name));
    if (named.length + files.length === 0)
      fail(`Neither a step nor a test file is called ${name}.`);
    for (const { name } of named) selected.set(name, undefined);
    for (const file of files) {
      const step = steps.find(({ tests }) => tests?.test(file));
      if (!step) continue;
      if (!selected.has(step.name)) selected.set(step.name, []);
      selected.get(step.name)?.push(file);
    }
  }
  const required = new Set(
    steps.flatMap(({ name, after = [] }) => (selected.has(name) ? after : [])),
  );
  const used = steps
    .filter(({ name, after }) => selected.has(name) && after?.includes('install'))
    .flatMap(({ name, uses = [], tests }) => [
      ...uses,
      ...(selected.get(name) ?? testFiles.filter((file) => tests?.test(file))),
    ]);
  return steps
    .filter(({ name }) => selected.has(name) || required.has(name))
    .map((step) => ({
      ...step,
      files: step.name === 'install' && used.length > 0 ? used : selected.get(step.name),
    }));
}

function fail(message: string): never {
  const list = steps.map(({ name }) => `  ${name}`).join('\n');
  console.error(`${message} The steps are:\n${list}`);
  process.exit(1);
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
