/**
 * Runs Stryker's mutations on the pure modules, and reports those that no test notices: `npm run mutation`, or
 * `npm run mutation -- outbox` for modules whose paths contain a word. `survivors.md` here lists the survivors that
 * have been reviewed and accepted, with the reason.
 */
import { pathToFileURL } from 'node:url';
import { getPackagesFolder, installPackages } from '../lock-files.ts';

/** Each module, with the lines that are pure unless all are, and the test file of its rules. */
const modules: Readonly<Record<string, string>> = {
  'src/contact-form/message.ts': 'test/contact-form/message.test.ts',
  'src/core/safe-url.ts': 'test/core/safe-url.test.ts',
  'src/core/language-controller.ts:6-11': 'test/core/locale.test.ts',
  'receiver/src/http/submission-schema.ts': 'receiver/test/submission-schema.test.ts',
  'receiver/src/http/rate-limiter.ts': 'receiver/test/rate-limiter.test.ts',
  // Its webhooks are held by webhook.test.ts, whose time-outs of 300 ms fail by themselves on a busy machine.
  'receiver/src/outbox/outbox.ts': 'receiver/test/outbox.test.ts',
};

/** The part of Stryker that is used here; it has no types. */
interface StrykerModule {
  readonly Stryker: new (
    options: object,
  ) => { runMutationTest(): Promise<readonly { readonly status: string }[]> };
}

installPackages('mutation');
const stryker = `${getPackagesFolder('mutation')}/@stryker-mutator/core/dist/src/index.js`;
const { Stryker }: StrykerModule = await import(pathToFileURL(stryker).href);

const words = process.argv.slice(2);
const chosen = Object.entries(modules).filter(
  ([module]) => words.length === 0 || words.some((word) => module.includes(word)),
);

const rows: object[] = [];
for (const [module, testFile] of chosen) {
  const began = performance.now();
  const results = await new Stryker({
    mutate: [module],
    testRunner: 'tap',
    tap: {
      testFiles: [testFile],
      nodeArgs: ['--test-reporter=tap', '-r', '{{hookFile}}', '{{testFile}}'],
    },
    // The sandbox contains only what these tests import and read.
    ignorePatterns: ['*', '!src/**', '!receiver/**', '!test/**/*.ts', '!package.json'],
    plugins: [`${getPackagesFolder('mutation')}/@stryker-mutator/tap-runner/dist/src/index.js`],
    reporters: ['progress-append-only', 'clear-text'],
    clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
    tempDirName: '.cache/stryker',
    // Longer than any of them takes on a busy machine: a timeout counts as noticed.
    timeoutMS: 60_000,
    concurrency: 2,
  }).runMutationTest();
  const count = (...statuses: string[]) =>
    results.filter(({ status }) => statuses.includes(status)).length;
  rows.push({
    module,
    killed: count('Killed', 'Timeout'),
    survived: count('Survived', 'NoCoverage'),
    seconds: Math.round((performance.now() - began) / 1000),
  });
}
console.table(rows);
