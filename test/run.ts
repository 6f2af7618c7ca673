/**
 * What `npm test` runs: every check there is, in order, each with its name and how long it took. A
 * step that fails does not stop the others, unless they need what it makes. The last line sums up
 * the tests; a step that fails otherwise counts as one failed test.
 *
 * `npm test -- NAME …` runs a part, and what it needs: the steps whose names begin with a name, or else
 * the test files whose paths contain it.
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
  /**
   * Which test files it runs. Such a step writes the numbers of its tests to the file that `COUNTS_FILE`
   * names, and runs only the files in `TEST_FILES`, if that is set.
   */
  readonly tests?: RegExp;
}

/** A step to run, with only some of its test files or with all. */
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
    // The files for a tag have nothing to import, and so no types.
    run: '.cache/libraries/node_modules/.bin/attw --pack .cache/package --profile esm-only --exclude-entrypoints skr-widgets.js iframe-height.js skr-widgets.css',
    after: ['install', 'build', 'package'],
  },
  {
    name: 'node tests',
    run: 'node test/node.ts',
    after: ['install', 'build'],
    tests: /^(receiver\/)?test\/(?!apps|elements|wordpress)/,
  },
  {
    name: 'wordpress tests',
    run: 'node test/node.ts test/wordpress/wordpress.test.ts test/wordpress/without-plugin.test.ts',
    after: ['install', 'build'],
    tests: /^test\/wordpress/,
  },
  {
    name: 'element tests',
    run: 'web-test-runner',
    after: ['install', 'build'],
    tests: /^test\/elements/,
  },
  // After all tests, also those that failed: it writes what they say.
  { name: 'conformance', run: 'node scripts/conformance.ts', after: ['build'] },
];

const bin = resolve('node_modules/.bin');
const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` };

const chosen = choose(process.argv.slice(2));

/** What each step came to, by its name. */
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

/** The steps that are named, those with a test file that is named, and what they need. */
function choose(names: readonly string[]): readonly ChosenStep[] {
  if (names.length === 0) return steps;
  const testFiles = globSync('{test,receiver/test}/**/*.test.ts').filter((path) =>
    steps.some(({ tests }) => tests?.test(path)),
  );
  /** The steps to run; for some, only with these files. */
  const wanted = new Map<string, string[] | undefined>();
  for (const name of names) {
    const named = steps.filter((step) => step.name.startsWith(name));
    const files = named.length > 0 ? [] : testFiles.filter((path) => path.includes(name));
    if (named.length + files.length === 0)
      fail(`Neither a step nor a test file is called ${name}.`);
    for (const { name } of named) wanted.set(name, undefined);
    for (const file of files) {
      const step = steps.find(({ tests }) => tests?.test(file));
      if (!step) continue;
      if (!wanted.has(step.name)) wanted.set(step.name, []);
      wanted.get(step.name)?.push(file);
    }
  }
  const needed = new Set(steps.flatMap(({ name, after = [] }) => (wanted.has(name) ? after : [])));
  return steps
    .filter(({ name }) => wanted.has(name) || needed.has(name))
    .map((step) => ({ ...step, files: wanted.get(step.name) }));
}

function fail(message: string): never {
  const list = steps.map(({ name }) => `  ${name}`).join('\n');
  console.error(`${message} The steps are:\n${list}`);
  process.exit(1);
}

async function perform(step: ChosenStep): Promise<Result> {
  const { name, run, after = [], tests, files } = step;
  console.log(`\n──── ${name}: ${[run, ...(files ?? [])].join(' ')}`);

  const lacking = after.filter((other) => results.get(other)?.outcome === 'failed');
  if (lacking.length > 0) {
    console.log(`Not run, because this failed: ${lacking.join(', ')}`);
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
  // A runner that broke down, or that found no tests, has not counted that itself.
  const isEmpty = tests && counts.passed + counts.failed === 0;
  if ((!isFine || isEmpty) && counts.failed === 0) counts.failed = 1;

  const outcome = counts.failed > 0 ? 'failed' : 'passed';
  console.log(`──── ${name}: ${outcome} in ${seconds.toFixed(1)} s`);
  return { outcome, seconds, counts };
}

/** Runs a command and tells whether it ended well. Ends it first when we are told to end. */
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
