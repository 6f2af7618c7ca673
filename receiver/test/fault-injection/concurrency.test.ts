import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { sql } from 'kysely';
import type { AppContext } from '../../src/context.ts';
import { createBatchWriter } from '../../src/messages/batch-writer.ts';
import { formatKeyring, parseKeyring } from '../../src/security/keyring.ts';
import {
  createInstance,
  type Instance,
  runCommand,
  spawnReceiver,
  startReceiver,
} from '../instance.ts';
import { fields, form, post, setup, validMessage } from '../setup.ts';
import { assertStoredOnce } from './assertions.ts';
import { bothEngines } from './engines.ts';
import { startFakeSmtp } from './fake-smtp-server.ts';
import { startPostgres } from './postgres.ts';
import { createSubmission, sendAll, sendSubmission } from './submissions.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

test('PostgreSQL: the connection string can be in a file, for the receiver and the commands', async () => {
  await using instance = await createInstance();
  const file = join(instance.folder, 'url');
  await writeFile(file, `${await postgres.createDatabase()}\n`);
  const instanceWithFile = { ...instance, env: { ...instance.env, DATABASE_URL_FILE: file } };
  await using receiver = await startReceiver(instanceWithFile);
  const { body } = await post(receiver.url, { body: await validMessage(instance.keyring) });
  assert.ok((await runCommand(instanceWithFile, 'list')).stdout.startsWith(`${body.reference}\t`));
  await assert.rejects(stat(join(instance.folder, 'data')));
});

for (const engine of bothEngines(postgres)) {
  test(`${engine.name}: twenty identical concurrent posts are one message with one reference`, async () => {
    await using receiver = await setup(await engine.database());
    const sent = { key: randomUUID(), body: await validMessage(receiver.keyring) };

    const responseCount = await Promise.all(Array.from({ length: 20 }, () => receiver.post(sent)));

    assert.deepEqual(responseCount.map(({ status }) => status).sort(), [
      ...Array(19).fill(200),
      201,
    ]);
    assert.equal(new Set(responseCount.map(({ body }) => body.reference)).size, 1);
    assert.equal((await receiver.messages()).length, 1);
  });

  test(`${engine.name}: of concurrent posts with one key and different bodies, one is stored`, async () => {
    await using receiver = await setup(await engine.database());
    const key = randomUUID();
    const bodies = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        validMessage(receiver.keyring, { fields: { ...fields, message: `Nummer ${n}` } }),
      ),
    );

    const responseCount = await Promise.all(bodies.map((body) => receiver.post({ key, body })));

    assert.deepEqual(responseCount.map(({ status }) => status).sort(), [
      201,
      ...Array(9).fill(422),
    ]);
    const winner = responseCount.findIndex(({ status }) => status === 201);
    const [message] = await receiver.messages();
    assert.equal(message?.body.fields.message, `Nummer ${winner}`);
  });

  test(`${engine.name}: of concurrent posts with one solution, one is stored`, async () => {
    await using receiver = await setup(await engine.database());
    const body = await validMessage(receiver.keyring);

    const responseCount = await Promise.all(
      Array.from({ length: 20 }, () => receiver.post({ body })),
    );

    assert.deepEqual(responseCount.map(({ status }) => status).sort(), [
      201,
      ...Array(19).fill(403),
    ]);
    assert.equal((await receiver.messages()).length, 1);
  });

  test(`${engine.name}: two receivers on one database store and mail each message once`, async () => {
    await using smtp = await startFakeSmtp();
    await using instance = await engine.install({
      mail: { server: smtp.url, tls: 'off', from: 'form@exempelkommun.se' },
      forms: [{ ...form, recipients: ['registrator@exempelkommun.se'] }],
    });
    const [one, two] = await Promise.all([startReceiver(instance), startReceiver(instance)]);
    const submissions = await Promise.all(
      Array.from({ length: 40 }, () => createSubmission(instance.keyring)),
    );

    // Each submission goes to both, as when a proxy retries.
    await Promise.all([sendAll(one.url, submissions), sendAll(two.url, submissions)]);
    await smtp.waitForMails(40);
    await Promise.all([one.stop(), two.stop()]);

    await assertStoredOnce(instance, submissions);
    assert.equal(smtp.receivedMails.length, 40);
    assert.equal(new Set(smtp.receivedMails.map(({ messageId }) => messageId)).size, 40);
  });

  test(`${engine.name}: a receiver that is stopping responds to requests in progress`, async () => {
    await using instance = await engine.install();
    const receiver = await startReceiver(instance);
    const submissions = await Promise.all(
      Array.from({ length: 200 }, () => createSubmission(instance.keyring)),
    );
    const begun = await Promise.all(
      submissions.slice(0, 5).map((one) => sendSubmission(receiver.url, one)),
    );
    assert.ok(begun.every((response) => response?.status === 201));

    let stopped: Promise<number | null> | undefined;
    const statuses = await sendAll(receiver.url, submissions.slice(5), {
      concurrency: 16,
      // By now the rest of the sixteen requests are in flight.
      onResponse: (responseCount) => {
        if (responseCount === 1) stopped = receiver.stop('SIGTERM');
      },
    });

    assert.equal(await stopped, 0);
    assert.ok(
      statuses.every((status) => status === 201),
      statuses.join(),
    );
    const answered = submissions.filter(({ reference }) => reference);
    assert.ok(answered.length < submissions.length);
    // Since nothing was killed, a request without a response was not stored.
    await assertStoredOnce(instance, answered);
  });

  test(`${engine.name}: of two concurrent key rotations, neither loses the other's key`, async () => {
    await using instance = await engine.install();
    const { RECEIVER_KEYS, ...env } = instance.env;
    const file = join(instance.folder, 'keys');
    await writeFile(file, formatKeyring(instance.keyring));
    const own = { ...instance, env: { ...env, RECEIVER_KEYS_FILE: file } };
    await using receiver = await startReceiver(own);
    assert.equal(
      (await post(receiver.url, { body: await validMessage(instance.keyring) })).status,
      201,
    );
    const preload = new URL('pause-before-rename.ts', import.meta.url).href;
    const first = spawnReceiver(own, ['rotate-key'], { preload });
    const exit = once(first, 'close');
    await once(first.stderr, 'data');

    // It waits for the first, but not forever.
    assert.notEqual((await runCommand(own, 'rotate-key')).code, 0);
    first.kill('SIGCONT');

    assert.deepEqual(await exit, [0, null]);
    assert.equal((await runCommand(own, 'rotate-key')).code, 0);
    assert.equal(parseKeyring(await readFile(file, 'utf8')).keys.size, 3);
    assert.equal((await runCommand(own, 'check')).code, 0);
  });

  test(`${engine.name}: a backup made under load contains every message acknowledged before it`, async () => {
    await using instance = await engine.install();
    await using receiver = await startReceiver(instance);
    const early = await Promise.all(
      Array.from({ length: 30 }, () => createSubmission(instance.keyring)),
    );
    const late = await Promise.all(
      Array.from({ length: 100 }, () => createSubmission(instance.keyring)),
    );
    await sendAll(receiver.url, early);
    const load = sendAll(receiver.url, late);
    const file = `${instance.folder}/backup.jsonl`;
    assert.equal((await runCommand(instance, 'backup', file)).code, 0);
    await load;

    // A new machine has only the backup, the keys and the configuration.
    await using empty: Instance = await engine.install();
    const restored = { ...empty, env: { ...empty.env, RECEIVER_KEYS: instance.env.RECEIVER_KEYS } };
    assert.equal((await runCommand(restored, 'restore', file)).code, 0);
    await using second = await startReceiver(restored);
    for (const { key, body, reference } of early) {
      const response = await post(second.url, { key, body });
      assert.equal(response.status, 200);
      assert.equal(response.body.reference, reference);
    }
    assert.equal((await runCommand(restored, 'check')).code, 0);
  });
}

test('PostgreSQL: receivers that store the same messages in opposite orders do not deadlock', async () => {
  const database = await postgres.createDatabase();
  await using one = await setup({ database });
  await using other = await setup({ database });
  const messages = Array.from({ length: 30 }, (_, n) => ({
    form: n % 2 ? form.id : 'other',
    idempotencyKey: randomUUID(),
    body: { fields, language: 'sv' as const, website: '' },
    recipients: [],
    quarantine: null,
    challenge: { nonce: randomUUID().replaceAll('-', ''), expiresAt: new Date() },
  }));

  const [lockedMessage] = messages.slice(15);
  assert.ok(lockedMessage);
  const blocker = await one.context.db.startTransaction().execute();
  const row = {
    reference: 'held',
    form: lockedMessage.form,
    idempotency_key: lockedMessage.idempotencyKey,
  };
  await blocker
    .insertInto('messages')
    .values({ ...row, received_at: '', quarantine: null, key_id: '', body: '', retain_from: null })
    .execute();
  const storing = Promise.all([
    ...messages.map(createBatchWriter(one.context)),
    ...messages.toReversed().map(createBatchWriter({ ...other.context, keyring: one.keyring })),
  ]);
  // Both wait for the same row in the middle: had each locked rows from its own end, it would be a
  // deadlock.
  while ((await countLocked(one.context.db)) < 2);
  await blocker.rollback().execute();
  const outcomes = await storing;

  const count = (what: string) => outcomes.filter(({ outcome }) => outcome === what).length;
  assert.deepEqual([count('stored'), count('replayed')], [30, 30]);
  assert.equal((await one.messages()).length, 30);
});

async function countLocked(db: AppContext['db']): Promise<number> {
  const { rows } = await sql<{ count: string }>`select count(*) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db);
  return Number(rows[0]?.count);
}
