/** The steps of `npm test`, and which of them a part of the tests needs. */
import { globSync } from 'node:fs';

export interface Step {
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
export interface ChosenStep extends Step {
  readonly files?: readonly string[] | undefined;
}

export const steps: readonly Step[] = [
  { name: 'install', run: 'node test/install.ts' },
  { name: 'format and lint', run: 'biome ci .' },
  { name: 'translations', run: 'node test/translations.ts' },
  { name: 'build', run: 'node test/generated.ts build' },
  { name: 'generated files', run: 'node test/generated.ts', after: ['build'] },
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
    run: 'node test/node.ts test/wordpress/wordpress.test.ts test/wordpress/without-plugin.test.ts',
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

/**
 * Returns the steps that have a word beginning with a name, those with test files whose paths contain one, and the
 * steps that these need; all steps if there are no names.
 *
 * @throws {Error} If a name is nothing's.
 */
export function chooseSteps(names: readonly string[]): readonly ChosenStep[] {
  const testFiles = globSync('{test,receiver/test}/**/*.test.ts', {
    // Tests in an app's folder are run by the app.
    exclude: ['test/{apps,frameworks,package}/*/**'],
  }).filter((path) => steps.some(({ tests }) => tests?.test(path)));
  /** The steps to run; for some, only with these files. */
  const selected = new Map<string, string[] | undefined>();
  if (names.length === 0) for (const { name } of steps) selected.set(name, undefined);
  for (const name of names) {
    const named = steps.filter((step) => ` ${step.name}`.includes(` ${name}`));
    // Where a step has the name, a file must begin with it: `types` is not trusted-types.test.ts.
    const part = named.length > 0 ? `/${name}` : name;
    const files = testFiles.filter((path) => path.includes(part));
    if (named.length + files.length === 0) {
      const list = steps.map((step) => `  ${step.name}`).join('\n');
      throw new Error(`Neither a step nor a test file is called ${name}. The steps are:\n${list}`);
    }
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
