/** How tests are run: one by its name, and a part with no more than it needs. */
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { programs } from './browsers/programs.ts';
import { findRequirements } from './requirements.ts';
import { chooseSteps } from './steps.ts';

const files = globSync('{test,receiver/test}/**/*.ts', {
  exclude: ['**/node_modules/**', 'test/elements/**', 'test/{apps,frameworks,package}/*/**'],
});

suite('A test is run by its name', () => {
  /** Resolves to the exit code and the output of `node test/node.ts`. */
  const run = (words: string[], cwd = '.') =>
    new Promise<{ code: unknown; output: string }>((resolve) => {
      const { NODE_TEST_CONTEXT, TEST_FILES, COUNTS_FILE, ...env } = process.env;
      execFile(
        process.execPath,
        ['test/node.ts', ...words],
        { cwd, env },
        (error, stdout, stderr) => resolve({ code: error?.code ?? 0, output: stdout + stderr }),
      );
    });
  const file = 'test/core/locale.test.ts';

  test('and no other test of the file', async () => {
    const { code, output } = await run([file, '--test-name-pattern=unsupported language']);
    assert.equal(code, 0, output);
    assert.match(output, /^✔ a tag of an unsupported language/m);
    assert.match(output, /^ℹ pass 1$/m);
  });

  test('and a name that no test has is an error', async () => {
    const { code, output } = await run(['--test-name-pattern=no such test', file]);
    assert.equal(code, 1, output);
    assert.match(output, /^No test has a name that matches no such test\.$/m);
  });

  test('and where nothing has been built, that is said', async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'skr-widgets-unbuilt-'));
    t.after(() => rmSync(folder, { recursive: true }));
    for (const name of ['node', 'results']) cpSync(`test/${name}.ts`, `${folder}/test/${name}.ts`);
    writeFileSync(`${folder}/package.json`, '{ "type": "module" }');
    writeFileSync(`${folder}/test/a.test.ts`, "import '../dist/lib/ssr.js';");
    const { code, output } = await run(['test/a.test.ts'], folder);
    assert.equal(code, 1, output);
    assert.match(output, /^dist\/ is missing, which most tests read: npm run build$/m);
  });

  test('and what a file starts is stopped, also when none of its tests is chosen', () => {
    // Node runs `after` without waiting for a `before` outside of suites when no test is chosen. What is started with
    // `await` at the top level is there when `after` is registered.
    const offenders = files.filter((path) => {
      const text = readFileSync(path, 'utf8');
      const [, hooks = ''] = text.match(/^import \{(.*)\} from 'node:test';$/m) ?? [];
      return /^before\(/m.test(text) || (!path.endsWith('.test.ts') && /\bbefore\b/.test(hooks));
    });
    assert.deepEqual(offenders, []);
  });
});

suite('A part of npm test is run by its name', () => {
  /** The steps to run, besides what they need, and the test files if these are not all. */
  const choose = (...names: string[]) =>
    chooseSteps(names)
      .filter(({ name }) => !['install', 'build'].includes(name))
      .map(({ name, tests, files }) => (tests && files ? `${name}: ${files.join(' ')}` : name));

  for (const [name, expected] of Object.entries({
    lint: ['format and lint'],
    types: ['types of the receiver', 'types of the tests', 'package', 'package types'],
    package: [
      ...['package', 'package rules', 'package types'],
      'node tests: test/package/package.test.ts',
    ],
    size: ['size'],
    element: ['element tests'],
    'org-card': ['element tests: test/elements/org-card.test.ts'],
    'trusted-types': ['element tests: test/elements/trusted-types.test.ts'],
    outbox: ['node tests: receiver/test/outbox.test.ts'],
    'without-plugin': ['wordpress tests: test/wordpress/without-plugin.test.ts'],
  })) {
    test(`npm test -- ${name}: ${expected.join(', ')}`, () => {
      assert.deepEqual(choose(name), expected);
    });
  }

  test('and several names are the parts of each', () => {
    assert.deepEqual(choose('size', 'lint'), ['format and lint', 'size']);
  });

  test('and a name that nothing has is an error that lists the steps', () => {
    assert.throws(
      () => choose('lnit'),
      /Neither a step nor a test file is called lnit\..* {2}size$/ms,
    );
  });

  test('and steps without tests are summed up as steps', () => {
    const { NODE_TEST_CONTEXT, TEST_FILES, COUNTS_FILE, ...env } = process.env;
    const { stdout } = spawnSync(process.execPath, ['test/run.ts', 'lint'], {
      encoding: 'utf8',
      env,
    });
    assert.match(stdout, /^1 of 1 steps passed, 0 failed$|^0 of 1 steps passed, 1 failed$/m);
  });
});

suite('A part of the tests installs what it uses', () => {
  const getNeeds = (...paths: string[]) => {
    const { programs, lockFiles } = findRequirements(paths);
    return [...programs, ...lockFiles].sort();
  };

  for (const [path, expected] of Object.entries({
    'test/core/locale.test.ts': [],
    'receiver/test/messages.test.ts': [],
    'receiver/test/fault-injection/power.test.ts': ['strace'],
    'receiver/test/retention.test.ts': ['postgres'],
    'test/demo/webmaster.test.ts': ['chromium'],
    'test/demo/lighthouse.test.ts': ['checkers', 'chromium'],
    'test/demo/read-snippet.test.ts': ['libraries'],
    'test/elements/org-card.test.ts': [],
    'test/elements/states/alfa.test.ts': ['checkers'],
    'test/e2e/back.test.ts': ['chromium', 'firefox', 'miniBrowser', 'webkitDriver', 'xvfb'],
    'test/package-types.ts': ['checkers'],
  })) {
    test(`${path}: ${expected.join(', ') || 'nothing'}`, () => {
      assert.deepEqual(getNeeds(path), expected);
    });
  }

  test('and there is no program that no test asks for', () => {
    assert.deepEqual([...findRequirements(files).programs].sort(), Object.keys(programs).sort());
  });
});
