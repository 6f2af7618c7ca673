/**
 * Changed backups. Whatever the change, nothing of the backup is restored, and the error says why.
 */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import type { AppContext } from '../../src/context.ts';
import { deleteMessage } from '../../src/messages/retention.ts';
import { restoreBackup, writeBackup } from '../../src/operations/backup.ts';
import { addKey, formatKeyring } from '../../src/security/keyring.ts';
import { createInstance, type Instance, runCommand, startReceiver } from '../instance.ts';
import { failOnUnreadable, post, setup, validMessage } from '../setup.ts';
import { bothEngines } from './engines.ts';
import { startPostgres } from './postgres.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Stores messages, and resolves to the lines of a backup of them. */
async function makeBackup(instance: Instance, messages: number): Promise<string[]> {
  await using receiver = await startReceiver(instance);
  for (let n = 0; n < messages; n++) {
    assert.equal(
      (await post(receiver.url, { body: await validMessage(instance.keyring) })).status,
      201,
    );
  }
  const file = join(instance.folder, 'backup.jsonl');
  assert.equal((await runCommand(instance, 'backup', file)).code, 0);
  return (await readFile(file, 'utf8')).trimEnd().split('\n');
}

/** Flips one bit of a body, leaving it valid base64 and the line valid JSON. */
const flipBit = (line: string) =>
  line.replace(/("body":".{40})(.)/, (_, before, letter) => before + (letter === 'A' ? 'C' : 'A'));

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: a changed backup is rejected, and nothing of it is restored`, async () => {
    await using instance = await engine.install();
    const lines = await makeBackup(instance, 3);
    const [header = '', first = '', second = '', third = '', ...rest] = lines;
    assert.match(third, /"table":"messages"/);
    await using stranger = await engine.install();
    const [, foreign = ''] = await makeBackup(stranger, 1);
    const changed =
      /: expected an unchanged backup, got one that was changed, or another key with the id/;
    const part = /: expected a complete backup, got a part of one$/;
    await using other = await engine.install();
    const restoring = {
      ...other,
      env: { ...other.env, RECEIVER_KEYS: instance.env.RECEIVER_KEYS },
    };
    const file = join(other.folder, 'backup.jsonl');
    for (const [what, doctored, expected] of [
      ['a bit flipped', [header, flipBit(first), second, third, ...rest], changed],
      ['a message removed', [header, first, third, ...rest], changed],
      ["another's message", [header, first, second, third, foreign, ...rest], changed],
      ['a message twice', [header, first, second, third, third, ...rest], changed],
      ['messages in another order', [header, second, first, third, ...rest], changed],
      [
        'a row that says it is a seal',
        [header, `${first.slice(0, -1)},"seal":""}`, ...lines.slice(1)],
        changed,
      ],
      [
        'a row in the seal itself',
        [...lines.slice(0, -1), `${third.slice(0, -1)},${lines.at(-1)?.slice(1)}`],
        changed,
      ],
      ['something more at its end', [...lines, third], part],
      ['its end cut off', lines.slice(0, -1), part],
      ['half of it cut off', lines.slice(0, 3), part],
      ['its end cut off within a line', [...lines.slice(0, -1), '{"key":'], /: expected JSON/],
    ] as const) {
      assert.notDeepEqual(doctored, lines, what);
      await writeFile(file, `${doctored.join('\n')}\n`);
      const { code, stdout, stderr } = await runCommand(restoring, 'restore', file);
      assert.equal(code, 2, what);
      assert.match(stderr.trimEnd(), expected, what);
      assert.equal(stdout, '', what);
    }
    await writeFile(file, `${lines.join('\n')}\n`);
    const others = { ...other, env: { ...other.env, RECEIVER_KEYS: anotherKey() } };
    const { code, stderr } = await runCommand(others, 'restore', file);
    assert.equal(code, 2);
    assert.match(stderr, /: expected the key ".+" that it was made with, got none$/m);
    const sameId = await runCommand(other, 'restore', file);
    assert.equal(sameId.code, 2);
    assert.match(sameId.stderr.trimEnd(), changed);

    // If anything had been restored, the complete backup could not be restored now.
    const { createdAt } = JSON.parse(header);
    const { stdout } = await runCommand(restoring, 'restore', file);
    assert.equal(stdout, `3 messages restored, as of ${createdAt}\n`);
    assert.equal((await runCommand(restoring, 'check')).code, 0);
  });
}

test('only authenticated rows are restored, even when the file changes during the restore', async () => {
  await using receiver = await setup();
  await receiver.post({ body: await validMessage(receiver.keyring) });
  await using instance = await createInstance();
  const file = join(instance.folder, 'backup.jsonl');
  await writeBackup(receiver.context, file);
  const [header = '', message = '', ...rest] = (await readFile(file, 'utf8')).split('\n');
  await using empty = await setup();
  const { db } = empty.context;
  const late = new Proxy(db, {
    get(target, name) {
      // By now it has been read once and verified.
      const quarantined = message.replace('"quarantine":null', '"quarantine":"honeypot"');
      if (name === 'transaction') writeFileSync(file, [header, quarantined, ...rest].join('\n'));
      return Reflect.get(target, name).bind(target);
    },
  });

  const restoring = restoreBackup(
    { ...empty.context, keyring: receiver.keyring, db: late },
    file,
    failOnUnreadable,
  );

  await assert.rejects(restoring, /got one that was changed, or another key with the id/);
  assert.deepEqual(await db.selectFrom('messages').selectAll().execute(), []);
});

test('PostgreSQL: a backup that takes longer than the database waits can be made and restored', async () => {
  await using receiver = await setup({ database: await postgres.createDatabase() });
  await receiver.post({ body: await validMessage(receiver.keyring) });
  await using instance = await createInstance();
  const file = join(instance.folder, 'backup.jsonl');
  await using empty = await setup({ database: await postgres.createDatabase() });

  const backupCount = await withSlowDisk(receiver.context, (context) => writeBackup(context, file));
  const { messages: restoredCount } = await withSlowDisk(
    { ...empty.context, keyring: receiver.keyring },
    (context) => restoreBackup(context, file, failOnUnreadable),
  );

  assert.deepEqual([backupCount, restoredCount], [1, 1]);
});

/**
 * Runs a task that spends some time on the first rows that it reads, as on a large file on a slow disk, on a
 * connection that the database closes sooner than that if it is left idle in a transaction.
 */
function withSlowDisk<T>(
  context: AppContext,
  task: (context: AppContext) => Promise<T>,
): Promise<T> {
  const idleTimeoutMs = 200;
  let isFirst = true;
  const reads = new WeakSet<object>();
  return context.db.connection().execute(async (connection) => {
    await sql`set idle_in_transaction_session_timeout = ${sql.lit(idleTimeoutMs)}`.execute(
      connection,
    );
    const db = connection.withPlugin({
      transformQuery({ node, queryId }) {
        if (node.kind === 'SelectQueryNode') reads.add(queryId);
        return node;
      },
      async transformResult({ result, queryId }) {
        if (isFirst && reads.has(queryId)) {
          isFirst = false;
          await setTimeout(5 * idleTimeoutMs);
        }
        return result;
      },
    });
    return task({ ...context, db });
  });
}

test('a decision with any characters survives backup and restore', async () => {
  const decision = 'Rad 1\u2028rad 2\u2029rad 3\r\nrad 4\u0085😀';
  await using receiver = await setup();
  const { body } = await receiver.post({ body: await validMessage(receiver.keyring) });
  await deleteMessage(receiver.context, String(body.reference), decision);
  await using instance = await createInstance();
  const file = join(instance.folder, 'backup.jsonl');
  await writeBackup(receiver.context, file);
  await using empty = await setup();

  await restoreBackup({ ...empty.context, keyring: receiver.keyring }, file, failOnUnreadable);

  const [deletion] = await empty.context.db.selectFrom('deletions').selectAll().execute();
  assert.equal(deletion?.decision, decision);
});

test('a backup file that cannot be read or written gives a clear error', async () => {
  await using instance = await createInstance();
  await using _ = await startReceiver(instance);
  const nowhere = join(instance.folder, 'nowhere', 'backup.jsonl');
  for (const [command, path, expected] of [
    ['backup', nowhere, /: expected to write it, got Error: ENOENT/],
    ['restore', nowhere, /: expected to read it, got Error: ENOENT/],
    ['restore', instance.folder, /: expected to read it, got Error: EISDIR/],
  ] as const) {
    const { code, stderr } = await runCommand(instance, command, path);
    assert.match(stderr, expected);
    assert.equal(code, 2);
  }
});

/** Creates a key with a unique id. */
const anotherKey = () => formatKeyring(addKey(undefined, new Date('2000-01-01')));
