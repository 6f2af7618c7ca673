import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { chown, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readConfig } from '../src/config.ts';
import { readSecret } from '../src/security/read-secret.ts';
import { cli, createInstance, runCommand, spawnReceiver } from './instance.ts';
import { fields, form, post, validMessage } from './setup.ts';

test('what a running receiver stored can be listed, shown and exported', async () => {
  await using at = await createInstance();
  await using receiver = await spawnReceiver(at);
  const { body } = await post(receiver.url, { body: await validMessage(at.keyring) });
  const reference = String(body.reference);

  const list = await runCommand(at, 'list');
  assert.equal(list.code, 0);
  assert.deepEqual(list.stdout.trim().split('\t'), [
    ...[reference, body.receivedAt, 'international', fields.name, fields.subject],
  ]);
  const shown = await runCommand(at, 'show', reference.toLowerCase().replace('-', ''));
  for (const text of Object.values(fields)) assert.ok(shown.stdout.includes(text), text);
  const exported = await runCommand(at, 'export');
  assert.deepEqual(JSON.parse(exported.stdout), {
    ...{ reference, form: 'international', receivedAt: body.receivedAt, quarantine: null },
    ...{ language: 'sv', ...fields },
  });
  assert.ok(!exported.stdout.trim().includes('\n'));
});

test('an export that finds no room does not pass for a whole one', async () => {
  await using at = await createInstance();
  await using receiver = await spawnReceiver(at);
  await post(receiver.url, { body: await validMessage(at.keyring) });
  const full = openSync('/dev/full', 'w');
  for (const word of ['list', 'export']) {
    const { status, stderr } = spawnSync(process.execPath, [cli, word, '--config', at.config], {
      env: at.env,
      stdio: ['ignore', full, 'pipe'],
      encoding: 'utf8',
    });
    assert.match(stderr, /^expected to write the result, got Error: ENOSPC/);
    assert.equal(status, 2);
  }
  closeSync(full);
});

test('a message is still there after the receiver was stopped and started again', async () => {
  await using at = await createInstance();
  const key = randomUUID();
  const body = await validMessage(at.keyring);
  const before = await spawnReceiver(at);
  const first = await post(before.url, { key, body });
  assert.equal(await before.stop('SIGTERM'), 0);

  await using after = await spawnReceiver(at);
  const second = await post(after.url, { key, body });

  assert.equal(second.status, 200);
  assert.deepEqual(second.body, first.body);
});

test("the superuser touches nothing in a data folder that is another's", async () => {
  await using at = await createInstance();
  const data = join(at.folder, 'data');
  await mkdir(data);
  // Only the superuser can give a folder away; what anyone else runs is never refused for it.
  const isRoot = process.geteuid?.() === 0;
  if (isRoot) await chown(data, 65534, 65534);
  const refused = [['serve'], ['list'], ['restore', 'backup.jsonl'], ['rotate-key']];
  for (const words of isRoot ? refused : []) {
    const { code, stderr } = await runCommand(at, ...words);
    assert.equal(code, 2, words[0]);
    assert.equal(
      stderr,
      `${data}: belongs to the user 65534; run this command as that user, not as root (docs/receiver.md)\n`,
    );
  }
  assert.deepEqual(await readdir(data), []);

  if (isRoot) await chown(data, 0, 0);
  await using receiver = await spawnReceiver(at);
  assert.equal((await runCommand(at, 'list')).code, 0);
  assert.equal(await receiver.stop(), 0);
});

test('every fault of a configuration is told at once, before anything is opened', async () => {
  const forms = [
    { id: 'A b', allowedOrigins: ['https://a.se/', '*'] },
    { id: 'b', colour: 'red' },
    { ...form, languages: [] },
    { ...form, id: 'c', languages: ['sv'], notice: { retention: { sv: 'Ett år.' } } },
    { ...form, id: 'd', notice: { retention: { sv: 'Ett år.' } } },
  ];
  await using at = await createInstance({ port: 70_000, forms });

  const { code, stderr, stdout } = await runCommand(at, 'serve');

  assert.equal(code, 2);
  assert.equal(stdout, '');
  for (const fault of [
    /port: expected .* got 70000/,
    /forms\.0\.id: expected .* got "A b"/,
    /forms\.0\.allowedOrigins\.0: expected .* got "https:\/\/a\.se\/"/,
    /forms\.0\.allowedOrigins\.1: expected .* got "\*"/,
    /forms\.1\.allowedOrigins: is missing/,
    /forms\.1\.colour: there is no such setting/,
    /forms\.2\.languages: expected at least one language/,
    /forms\.4\.notice\.retention: expected a text in each .*\(sv, en\), got/,
  ]) {
    assert.match(stderr, fault);
  }
  assert.doesNotMatch(stderr, /forms\.3/);
  await assert.rejects(stat(join(at.folder, 'data')));
});

test('the example of a configuration can be used', () => {
  const example = fileURLToPath(new URL('../receiver.example.json', import.meta.url));
  assert.equal(readConfig(example, {}).forms[0]?.notice.legalBasis, 'authority');
});

test('keys are made for a new database, for the owner alone, and never for one that has any', async () => {
  await using at = await createInstance();
  const keyless = { ...at, env: { PATH: process.env.PATH } };
  const first = await spawnReceiver(keyless);
  assert.match(first.log(), /new keys were generated/);
  const file = join(at.folder, 'data', 'keys');
  assert.equal((await stat(file)).mode & 0o777, 0o600);
  const keys = await readFile(file, 'utf8');
  await first.stop();
  const second = await spawnReceiver(keyless);
  assert.doesNotMatch(second.log(), /new keys/);
  await second.stop();
  assert.equal(await readFile(file, 'utf8'), keys);

  await writeFile(file, 'nonsense');
  assert.match((await runCommand(keyless, 'serve')).stderr, /keys: key 1: expected/);
  const elsewhere = { ...keyless, env: { ...keyless.env, RECEIVER_KEYS_FILE: `${file}.gone` } };
  assert.equal((await runCommand(elsewhere, 'serve')).code, 2);
});

test('a secret is read from its variable or from a file that another tells of', async () => {
  await using at = await createInstance();
  const path = join(at.folder, 'secret');
  await writeFile(path, 'hemligt \n');
  for (const name of ['DATABASE_URL', 'SMTP_PASSWORD'] as const) {
    const file = `${name}_FILE`;
    assert.equal(readSecret({}, name), undefined);
    assert.equal(readSecret({ [name]: '', [file]: '' }, name), undefined);
    assert.equal(readSecret({ [file]: path }, name), 'hemligt');
    assert.equal(readSecret({ [name]: 'eget', [file]: path }, name), 'eget');
    assert.throws(
      () => readSecret({ [file]: `${path}.gone` }, name),
      new RegExp(`^Error: ${file}: expected`),
    );
  }
  const elsewhere = { ...at, env: { ...at.env, DATABASE_URL_FILE: `${path}.gone` } };
  for (const command of ['serve', 'list']) {
    const { code, stderr } = await runCommand(elsewhere, command);
    assert.equal(code, 2);
    assert.match(stderr, /^DATABASE_URL_FILE: expected a file, got Error: ENOENT/);
  }
});

test('the operator is told what was wrong with a command', async () => {
  await using at = await createInstance();
  assert.match((await runCommand(at)).stderr, /^Usage: receiver/);
  assert.match((await runCommand(at, 'dance')).stderr, /^Usage: receiver/);
  assert.match((await runCommand(at, 'list')).stderr, /expected a database in .*, got none/);
  await (await spawnReceiver(at)).stop();
  assert.match(
    (await runCommand(at, 'show', 'nonsense')).stderr,
    /expected a reference, got "nonsense"/,
  );
  assert.match((await runCommand(at, 'list', '--confg')).stderr, /Unknown option '--confg'/);
});
