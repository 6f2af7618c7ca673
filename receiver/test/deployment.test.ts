/** Runs the commands of the systemd unit and the Containerfile as they are written there. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import {
  copyFile,
  cp,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { createZip } from '../../publish/archive.ts';
import { createReceiverZip } from '../../publish/receiver.ts';
import { getProgramPath } from '../../test/browsers/programs.ts';
import { createMetrics } from '../src/operations/metrics.ts';
import { startReceiver } from './instance.ts';
import { fields, getChallenge, post, setup, solveChallenge } from './setup.ts';

const top = fileURLToPath(new URL('../..', import.meta.url));
const unit = await readFile(join(top, 'receiver/skr-receiver.service'), 'utf8');
const example = JSON.parse(await readFile(join(top, 'receiver/errands.example.json'), 'utf8'));
const containerfile = await readFile(join(top, 'receiver/Containerfile'), 'utf8');

/**
 * Creates a folder with the example configuration, on free ports and with its data in the folder.
 */
async function createInstallation(more: Record<string, unknown> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const config = join(folder, 'receiver.json');
  const text = await readFile(join(top, 'receiver/receiver.example.json'), 'utf8');
  const settings = {
    // `check` fails where a value of the example is left.
    ...JSON.parse(
      text
        .replaceAll('exempelkommun.se', 'kommun.test')
        .replaceAll('Exempelkommun', 'A')
        .replaceAll('08-465 004 00', '08-123 45 67'),
    ),
    port: 0,
    monitoring: { port: 0 },
    // No test asks the publisher, whoever that is.
    publisherUrl: null,
    data: join(folder, 'data'),
    ...more,
  };
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
  const exit = once(child, 'close');
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      output += chunk;
      // Once only: a second signal would kill it.
      if (chunk.includes('Receiver listening')) child.kill('SIGTERM');
    });
  }
  const [code] = await exit;
  return { output, code };
}

/** The unit's command, with the paths of this working copy. */
const [, execStart = ''] = /^ExecStart=(.+)$/m.exec(unit) ?? [];
const localize = (text: string, config: string) =>
  text
    .replace('/opt/node/bin/node', process.execPath)
    .replaceAll('/opt/skr-widgets/', top)
    .replace('/etc/skr-receiver/receiver.json', config);
const command = (config: string) => localize(execStart, config).split(' ');

test('systemd-analyze accepts the unit, with and without secrets', async () => {
  await using installation = await createInstallation();
  const file = join(installation.folder, 'skr-receiver.service');
  const here = unit.replace('/opt/node/bin/node', process.execPath);
  for (const text of [here, here.replace(/^#(?=LoadCredential|Environment)/gm, '')]) {
    await writeFile(file, text);
    const { status, stderr } = spawnSync(getProgramPath('systemdAnalyze'), ['verify', file], {
      encoding: 'utf8',
    });
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
  }
});

test('systemd-analyze accepts the timers, and their commands back up and check', async () => {
  await using installation = await createInstallation();
  const { folder, config } = installation;
  const [program = '', ...args] = command(config);
  await runUntilListening([program, ...args], '/', { SMTP_PASSWORD: 'hemligt' });
  const data = join(folder, 'data');
  await mkdir(join(data, 'backups'));
  await writeFile(join(data, 'backups', 'old.jsonl'), '');
  await utimes(join(data, 'backups', 'old.jsonl'), 0, 0);
  for (const name of ['backup', 'check']) {
    const files = await Promise.all(
      ['timer', 'service'].map(async (kind) => {
        const text = await readFile(join(top, `receiver/skr-receiver-${name}.${kind}`), 'utf8');
        const file = join(folder, `skr-receiver-${name}.${kind}`);
        const all = text.replace(/^#(?=LoadCredential|Environment)/gm, '');
        await writeFile(file, all.replace('/opt/node/bin/node', process.execPath));
        return { text, file };
      }),
    );
    const { status, stderr } = spawnSync(
      getProgramPath('systemdAnalyze'),
      ['verify', ...files.map(({ file }) => file)],
      { encoding: 'utf8' },
    );
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    for (const [, line = ''] of (files[1]?.text ?? '').matchAll(/^ExecStart(?:Post)?=(.+)$/gm)) {
      const run = spawnSync('/bin/sh', ['-c', localize(line, config)], {
        cwd: data,
        encoding: 'utf8',
      });
      assert.equal(run.status, 0, run.stderr);
    }
  }
  const [backup, ...others] = await readdir(join(data, 'backups'));
  assert.match(backup ?? '', /^\d{4}-\d{2}-\d{2}T.+\.jsonl$/);
  assert.deepEqual(others, []);
});

/** Takes the place of `systemd-run`, which needs a running systemd: runs the command itself, and prints the options. */
const systemdRun = `#!/bin/sh
for word; do
  case $word in /*node) break ;; esac
  echo "$word" >&2
  shift
done
exec "$@"
`;

test('the script for commands runs them with the paths of the units, and with the secrets that are uncommented', async () => {
  await using installation = await createInstallation();
  const { folder, config } = installation;
  await runUntilListening(command(config), '/', { SMTP_PASSWORD: 'hemligt' });
  await writeFile(join(folder, 'systemd-run'), systemdRun, { mode: 0o755 });
  const text = await readFile(join(top, 'receiver/receiver.sh'), 'utf8');
  const run = async (script: string, ...args: string[]) => {
    const file = join(folder, 'receiver');
    await writeFile(file, localize(script, config));
    return spawnSync('/bin/sh', [file, ...args], {
      encoding: 'utf8',
      env: { PATH: `${folder}:${process.env.PATH}` },
    });
  };
  const plain = await run(text, 'check');
  assert.equal(plain.status, 0, plain.stderr);
  assert.match(plain.stdout, /^0 messages$/m);
  assert.doesNotMatch(plain.stderr, /LoadCredential/);
  const wrong = await run(text, 'show', 'two words');
  assert.match(wrong.stderr, /expected a reference number, got "two words"/);

  const file = /^#environment='-E (NODE_EXTRA_CA_CERTS=.+)'$/m.exec(text)?.[1] ?? '';
  assert.ok(!plain.stderr.includes('-E\n'), plain.stderr);
  const trusting = await run(text.replace(/^#(?=environment=)/m, ''), 'check');
  assert.ok(file && trusting.stderr.includes(`\n-E\n${file}\n`), trusting.stderr);

  const { stderr } = await run(text.replace(/^#(?=secrets=)/gm, ''), 'check');
  const words = stderr.split('\n');
  const credentials = words.filter((word) => word.startsWith('LoadCredential='));
  // Those of the unit, but for the webhooks', which no command uses.
  const ofUnit = [...unit.matchAll(/^#(LoadCredential=.+)$/gm)].map(([, line = '']) => line);
  assert.deepEqual(
    credentials,
    ofUnit.filter((line) => !line.includes('errands')),
  );
  for (const credential of credentials) {
    const [, name] = /=(\w+):/.exec(credential) ?? [];
    const path = `/run/credentials/skr-receiver-command.service/${name}`;
    const [variable = ''] = words.find((word) => word.endsWith(`=${path}`))?.split('=') ?? [];
    assert.ok(unit.includes(`#Environment=${variable}=%d/${name}\n`), variable);
  }
});

test('the minimal configuration starts a receiver as it is, without any secret', async () => {
  const text = await readFile(join(top, 'receiver/receiver.minimal.example.json'), 'utf8');
  await using installation = await createInstallation();
  const { folder, config } = installation;
  const changes = { port: 0, monitoring: { port: 0 }, data: join(folder, 'data') };
  await writeFile(config, JSON.stringify({ ...JSON.parse(text), ...changes }));
  const { output, code } = await runUntilListening(command(config), '/', {});
  assert.match(output, /^Receiver listening on /m);
  assert.equal(code, 0);
});

test('every metric in the alarms for Prometheus exists', async () => {
  const rules = await readFile(join(top, 'receiver/prometheus-rules.yml'), 'utf8');
  const names = new Set(rules.match(/\breceiver_\w+/g));
  assert.ok(names.size >= 4);
  await using receiver = await setup();
  const metrics = await createMetrics(receiver.context).render();
  for (const name of names) assert.ok(metrics.includes(`# TYPE ${name} `), name);
  for (const [, route = ''] of rules.matchAll(/route=~"([^"]+)"/g)) {
    assert.match('/v1/forms/:form/messages', new RegExp(`^${route}$`));
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
  assert.equal(names.length, 4);
  for (const name of names) {
    await using installation = await createInstallation({
      // Only a mail server that asks for a password makes the receiver read one.
      mail: { server: 'smtp://user@mail.kommun.test:587', from: 'form@kommun.test' },
      ...(name.startsWith('WEBHOOK') && { webhooks: example.webhooks }),
    });
    const missing = join(installation.folder, 'gone');
    const { output, code } = await runUntilListening(command(installation.config), '/', {
      ...(name !== 'SMTP_PASSWORD_FILE' && { SMTP_PASSWORD: 'hemligt' }),
      [name]: missing,
    });
    assert.ok(output.includes(missing), output);
    assert.equal(code, 2);
  }
});

test('the zip for those without the repository has what installs and starts the receiver', async () => {
  await using installation = await createInstallation();
  const files = unzipSync(createReceiverZip());
  for (const [path, content] of Object.entries(files)) {
    const file = join(installation.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
  const app = join(installation.folder, 'skr-widgets');
  for (const path of ['.npmrc', 'package.json', 'package-lock.json', 'receiver/node.env']) {
    assert.equal(await readFile(join(app, path), 'utf8'), await readFile(join(top, path), 'utf8'));
  }
  assert.ok(!Object.keys(files).some((path) => /\/(test|data|node_modules)\//.test(path)));
  // The manual is in it in both languages. Its links to pages that are not are words that say where they are.
  const links = /\]\((?!https?:|#)([^)]*)\)/g;
  for (const [path, source, place] of [
    ['docs/receiver.md', 'docs/receiver.md', 'the page Texts on'],
    ['docs/receiver.sv.md', 'demo/prose/receiver.sv.md', 'sidan Texter på'],
  ] as const) {
    const original = await readFile(join(top, source), 'utf8');
    const text = await readFile(join(app, path), 'utf8');
    const targets = [...original.matchAll(links)].map(([, target = '']) => target);
    assert.ok(targets.length > 0 && targets.every((target) => /text/.test(target)), `${targets}`);
    assert.deepEqual(text.match(links), null);
    assert.equal(text.split(place).length - 1, targets.length);
    assert.equal(text.match(/^#.*$/gm)?.join(), original.match(/^#.*$/gm)?.join());
  }
  // Whoever meets the receiver is told so.
  for (const [source, name] of [
    ['demo/prose/operators.sv.md', 'docs/receiver.sv.md'],
    ['demo/prose/operators.en.md', 'docs/receiver.md'],
    ['demo/prose/receiver.sv.md', 'docs/receiver.sv.md'],
    ['docs/receiver.md', 'docs/receiver.md'],
    ['publish/hosting/README.txt', 'docs/receiver.sv.md'],
    ['publish/hosting/README.txt', 'docs/receiver.md'],
  ] as const) {
    assert.ok((await readFile(join(top, source), 'utf8')).includes(name), source);
  }
  // The files that the manual's commands name are in it.
  for (const manual of ['docs/receiver.md', 'docs/receiver.sv.md']) {
    const text = await readFile(join(app, manual), 'utf8');
    const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block]) => block).join('');
    const named = new Set(blocks.match(/(?<=[ =])receiver\/[\w./*-]+/g));
    assert.ok(named.size >= 7, manual);
    for (const path of named) assert.ok(globSync(path, { cwd: app }).length > 0, path);
  }
  await symlink(join(top, 'node_modules'), join(app, 'node_modules'));
  const words = command(installation.config).map((word) =>
    word === process.execPath ? word : word.replace(top, `${app}/`),
  );
  assert.ok(words.some((word) => word.startsWith(app)));

  const { output, code } = await runUntilListening(words, '/', { SMTP_PASSWORD: 'hemligt' });

  assert.match(output, /^Receiver listening on /m);
  assert.equal(code, 0);
});

/** The blocks of commands under a heading of the manual. */
const readBlocks = (manual: string, heading: string) => {
  const [, text = ''] = manual.split(`\n${heading}\n`);
  const [own = ''] = text.split(/^##/m, 1);
  return [...own.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
};

/**
 * A machine for the manual's commands: a folder in place of the root, and scripts in place of the programs that change
 * a system. What only copies, moves and removes files is the real one.
 */
async function createMachine() {
  const folder = await mkdtemp(join(tmpdir(), 'receiver-'));
  const relocate = (text: string) =>
    text.replace(/(?<![\w}.-])\/(?:opt|etc|var\/lib|usr\/local\/sbin|run)\b/g, `${folder}$&`);
  const bin = join(folder, 'bin');
  const data = join(folder, 'var/lib/skr-receiver');
  for (const path of [
    'bin',
    'etc/nginx',
    'etc/systemd/system',
    'etc/cron.d',
    'opt',
    'root',
    'run',
  ]) {
    await mkdir(join(folder, path), { recursive: true });
  }
  for (const path of ['usr/local/sbin', 'var/lib/private/skr-receiver/backups']) {
    await mkdir(join(folder, path), { recursive: true });
  }
  // As systemd has the data of a unit with DynamicUser.
  await symlink('private/skr-receiver', data);
  const programs = {
    'apt-get': '',
    nginx: '',
    curl: '',
    npm: `case $1 in
      ci) ln -s '${join(top, 'node_modules')}' node_modules ;;
      *) mkdir -p '${folder}/opt/node/bin' && ln -sf '${process.execPath}' '${folder}/opt/node/bin/node' ;;
    esac`,
    systemctl: `case "$*" in
      'start skr-receiver-backup') receiver backup backups/upgrade.jsonl ;;
      'start skr-receiver-check') receiver check ;;
    esac`,
    'systemd-run': systemdRun.replace('exec ', `cd '${data}'\nexec `),
  };
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  await symlink(getProgramPath('unzip'), join(bin, 'unzip'));
  // The paths in the files are the folder's too, but not those in the program.
  const zip = Object.entries(unzipSync(createReceiverZip())).map(([path, content]) => {
    const isOwn = /\/receiver\/[\w.-]+\.(service|sh|json)$/.test(path);
    return [path, isOwn ? Buffer.from(relocate(String(Buffer.from(content)))) : content];
  });
  await writeFile(join(folder, 'skr-receiver.zip'), createZip(Object.fromEntries(zip)));
  const run = (script: string) => {
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-ec', relocate(script)], {
      cwd: folder,
      encoding: 'utf8',
      env: {
        HOME: join(folder, 'root'),
        PATH: `${bin}:${folder}/usr/local/sbin:${process.env.PATH}`,
      },
    });
    return { status, output: stdout + stderr };
  };
  const list = () => readdir(folder, { recursive: true });
  return { folder, data, run, list, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}

for (const [file, install, trial, newMachine, upgrade, remove, withoutSystemd] of [
  [
    'docs/receiver.md',
    '### The shortest way: Debian with nginx, without mail',
    '### Try a backup',
    '### When the server is lost: a new machine',
    '## Upgrade and roll back',
    '## Remove',
    '### Without systemd',
  ],
  [
    'demo/prose/receiver.sv.md',
    '### Snabbaste vägen: Debian med nginx, utan e-post',
    '### Prova en säkerhetskopia',
    '### När servern har gått sönder: ny maskin',
    '## Uppgradera och gå tillbaka',
    '## Ta bort',
    '### Utan systemd',
  ],
] as const) {
  /** Runs the blocks of the manual on a machine. */
  async function setupMachine() {
    const manual = await readFile(join(top, file), 'utf8');
    const machine = await createMachine();
    const runBlock = (heading: string, index: number, changes: Record<string, string> = {}) => {
      let block = readBlocks(manual, heading)[index] ?? assert.fail(`${heading} ${index}`);
      for (const [from, to] of Object.entries(changes)) {
        assert.ok(block.includes(from), block);
        block = block.replaceAll(from, to);
      }
      const { status, output } = machine.run(block);
      assert.equal(status, 0, output);
      return output;
    };
    const config = join(machine.folder, 'etc/skr-receiver/receiver.json');
    /** The edits: values of one's own, and a publisher that is not asked. */
    const editConfig = async () => {
      const text = (await readFile(config, 'utf8'))
        .replaceAll('exempelkommun.se', 'kommun.test')
        .replaceAll('Exempelkommun', 'A')
        .replaceAll('08-465 004 00', '08-123 45 67');
      const { monitoring, ...own } = JSON.parse(text);
      assert.equal(own.data, machine.data);
      await writeFile(config, JSON.stringify({ ...own, port: 0, publisherUrl: null }));
    };
    const send = async () => {
      await using receiver = await startReceiver({ config, env: { PATH: process.env.PATH } });
      const verification = await solveChallenge(await getChallenge(receiver.url));
      const body = { fields, language: 'sv', verification, website: '' };
      const { reference } = (await post(receiver.url, { body })).body;
      await receiver.stop();
      return String(reference);
    };
    return {
      ...machine,
      manual,
      config,
      runBlock,
      editConfig,
      send,
      [Symbol.asyncDispose]: () => machine[Symbol.asyncDispose](),
    };
  }

  test(`${file}: its commands install, upgrade, roll back with every message, and leave nothing`, async () => {
    await using machine = await setupMachine();
    const { folder, data, run, runBlock, send } = machine;
    const before = await machine.list();
    runBlock(install, 0);
    // The address to open in the firewall, in a command among the prose.
    const [, question = ''] = /`(grep publisherUrl .+?)`/.exec(machine.manual) ?? [];
    const { publisherUrl } = JSON.parse(await readFile(join(top, 'publisher.json'), 'utf8'));
    assert.match(run(question).output, new RegExp(`^ +"publisherUrl": "${publisherUrl}",$`, 'm'));
    await machine.editConfig();
    runBlock(install, 1);
    const first = await send();

    // The time for the system log that an order has.
    runBlock(install, 2);
    const journal = join(folder, 'etc/systemd/journald.conf.d/skr-receiver.conf');
    assert.match(await readFile(journal, 'utf8'), /^\[Journal\]\nMaxRetentionSec=30day\n/);

    assert.match(runBlock(upgrade, 0), /^1 message$/m);
    const second = await send();
    const backup = 'backups/2026-01-31T12:00:00+01:00.jsonl';
    assert.match(
      runBlock(upgrade, 1, { [backup]: 'backups/upgrade.jsonl' }),
      /^1 message restored/m,
    );
    const { output } = run('receiver list');
    assert.ok(output.includes(first) && !output.includes(second), output);
    // What has come since is not lost.
    const exported = join(folder, 'root/skr-receiver.jsonl');
    assert.ok((await readFile(exported, 'utf8')).includes(second));

    runBlock(remove, 0);
    assert.ok((await readFile(exported, 'utf8')).includes(first));
    assert.ok((await readdir(data)).includes('keys'));
    runBlock(remove, 1);
    const left = (await machine.list()).filter((path) => !before.includes(path));
    assert.deepEqual(
      left.filter(
        (path) => !/^(root\b|etc\/(nginx\/snippets|systemd\/journald\.conf\.d)$)/.test(path),
      ),
      [],
    );
  });

  test(`${file}: without systemd, cron finds the programs that its lines and their script need`, async () => {
    const blocks = readBlocks(await readFile(join(top, file), 'utf8'), withoutSystemd).join('');
    const [, table = ''] = /cron\.d\/skr-receiver <<'END'\n(.*?)^END$/ms.exec(blocks) ?? [];
    const [, script = ''] = /sbin\/receiver <<'END'\n(.*?)^END$/ms.exec(blocks) ?? [];
    // Cron knows no others than those of its file, and looks in /usr/bin and /bin where it says nothing.
    const [, path = '/usr/bin:/bin'] = /^PATH=(.*)$/m.exec(table) ?? [];
    for (const name of ['flock', 'logger', 'find', 'date', 'runuser']) {
      assert.match(table + script, new RegExp(`\\b${name} `));
      const env = { PATH: path };
      assert.equal(spawnSync('/bin/sh', ['-c', `command -v ${name}`], { env }).status, 0, name);
    }
  });

  test(`${file}: its commands try a backup beside the receiver, and restore it on a new machine`, async () => {
    await using old = await setupMachine();
    old.runBlock(install, 0);
    await old.editConfig();
    old.runBlock(install, 1);
    const first = await old.send();
    assert.equal(old.run('receiver backup backups/night.jsonl').status, 0);
    const second = await old.send();
    const copies = {
      keys: join(old.data, 'keys'),
      'backup.jsonl': join(old.data, 'backups/night.jsonl'),
      'receiver.json': old.config,
    };
    const copyTo = async (folder: string) => {
      for (const [name, from] of Object.entries(copies)) await copyFile(from, join(folder, name));
    };
    await copyTo(old.folder);

    const before = await old.list();
    const tried = old.runBlock(trial, 0) + old.runBlock(trial, 1, { 'K7MA-P2XD': first });
    assert.match(tried, /^1 message restored/m);
    assert.ok(tried.includes(`${first}\t`) && !tried.includes(second), tried);
    // `show` prints what was written.
    assert.ok(tried.includes(fields.message), tried);
    assert.deepEqual(await old.list(), before);
    const { output } = old.run('receiver list');
    assert.ok(output.includes(first) && output.includes(second), output);

    await using machine = await setupMachine();
    await copyTo(machine.folder);
    const copied = join(machine.folder, 'receiver.json');
    await writeFile(
      copied,
      (await readFile(copied, 'utf8')).replaceAll(old.folder, machine.folder),
    );
    machine.runBlock(install, 0);
    const restored = machine.runBlock(newMachine, 0);
    assert.match(restored, /^The configuration can be used\.$/m);
    assert.match(restored, /^1 message restored/m);
    assert.ok(restored.includes(`${first}\t`), restored);
    assert.equal((await stat(join(machine.data, 'keys'))).mode & 0o777, 0o600);
    const third = await machine.send();
    const all = machine.run('receiver list').output;
    assert.ok(all.includes(first) && all.includes(third), all);
  });
}

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
