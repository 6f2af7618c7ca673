/** Runs the commands of the systemd unit and the Containerfile as they are written there. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { pathOf } from '../../test/browsers/programs.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const unit = await readFile(join(top, 'receiver/skr-receiver.service'), 'utf8');
const containerfile = await readFile(join(top, 'receiver/Containerfile'), 'utf8');

/**
 * Creates a folder with the example configuration, on free ports and with its data in the folder.
 */
async function createInstallation() {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const config = join(folder, 'receiver.json');
  const example = JSON.parse(await readFile(join(top, 'receiver/receiver.example.json'), 'utf8'));
  const settings = { ...example, port: 0, monitoring: { port: 0 }, data: join(folder, 'data') };
  await writeFile(config, JSON.stringify(settings));
  return { folder, config, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

/**
 * Runs a command until it listens or exits, and returns its output. A receiver that listens is
 * stopped.
 */
async function runUntilListening(words: readonly string[], cwd: string, env: NodeJS.ProcessEnv) {
  const [program = '', ...args] = words;
  const child = spawn(program, args, { cwd, env: { PATH: process.env.PATH, ...env } });
  const gone = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      // Once only: a second signal would kill it.
      if (chunk.includes('Receiver listening')) child.kill('SIGTERM');
    });
  }
  const [code] = await gone;
  return { output, code };
}

/** The unit's command, with the paths of this working copy. */
const [, execStart = ''] = /^ExecStart=(.+)$/m.exec(unit) ?? [];
const command = (config: string) =>
  execStart
    .replace('/usr/bin/node', process.execPath)
    .replaceAll('/opt/skr-widgets/', top)
    .replace('/etc/skr-receiver/receiver.json', config)
    .split(' ');

test('systemd-analyze accepts the unit, with and without secrets', async () => {
  await using installation = await createInstallation();
  const file = join(installation.folder, 'skr-receiver.service');
  const here = unit.replace('/usr/bin/node', process.execPath);
  for (const text of [here, here.replace(/^#(?=LoadCredential|Environment)/gm, '')]) {
    await writeFile(file, text);
    const { status, stderr } = spawnSync(pathOf('systemdAnalyze'), ['verify', file], {
      encoding: 'utf8',
    });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  }
});

test("the unit's command starts a receiver, which stops when told to", async () => {
  await using installation = await createInstallation();
  const { output, code } = await runUntilListening(command(installation.config), '/', {
    SMTP_PASSWORD: 'hemligt',
  });
  assert.match(output, /^Receiver listening on /m);
  assert.equal(code, 0);
});

test('the receiver reads each secret that the unit passes', async () => {
  const names = [...unit.matchAll(/Environment=(\w+)=/g)].map(([, name = '']) => name);
  assert.equal(names.length, 3);
  for (const name of names) {
    await using installation = await createInstallation();
    const gone = join(installation.folder, 'gone');
    const { output, code } = await runUntilListening(command(installation.config), '/', {
      ...(name !== 'SMTP_PASSWORD_FILE' && { SMTP_PASSWORD: 'hemligt' }),
      [name]: gone,
    });
    assert.ok(output.includes(gone), output);
    assert.equal(code, 2);
  }
});

test('the container image contains everything that the receiver needs', async () => {
  await using installation = await createInstallation();
  const app = join(installation.folder, 'app');
  for (const [, list = ''] of containerfile.matchAll(/^COPY (.+)$/gm)) {
    const sources = list.split(' ');
    const to = sources.pop() ?? '';
    for (const from of sources) {
      const name = to.endsWith('/') ? join(to, from.slice(dirname(from).length)) : to;
      await cp(join(top, from), join(app, name), { recursive: true });
    }
  }
  await symlink(join(top, 'node_modules'), join(app, 'node_modules'));
  const [entry, words] = ['ENTRYPOINT', 'CMD'].map((instruction) => {
    const [, list = '[]'] = new RegExp(`^${instruction} (.+)$`, 'm').exec(containerfile) ?? [];
    return JSON.parse(list) as string[];
  });
  const [, ...args] = [...(entry ?? []), ...(words ?? [])];
  const started = [process.execPath, ...args.slice(0, -1), installation.config];

  const { output, code } = await runUntilListening(started, app, {
    SMTP_PASSWORD: 'hemligt',
    HOST: '0.0.0.0',
  });

  assert.match(output, /^Receiver listening on /m);
  assert.equal(code, 0);
});
