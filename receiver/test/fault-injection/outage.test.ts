import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import pg from 'pg';
import { getFreePort } from '../../../test/free-ports.ts';
import { getSqlitePath, openDatabase } from '../../src/database/connection.ts';
import { overwriteDeleted } from '../../src/messages/retention.ts';
import { addKey } from '../../src/security/keyring.ts';
import { createInstance, type ReceiverProcess, runCommand, startReceiver } from '../instance.ts';
import { assertStoredOnce } from './assertions.ts';
import { startPostgres } from './postgres.ts';
import { createSubmission, type Submission, sendAll, sendSubmission } from './submissions.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Mounts a small disk, which is unmounted on dispose. Only root can mount one. */
function mountDisk(megabytes: number) {
  if (process.getuid?.() !== 0) throw new Error('expected root: a small disk is to be mounted');
  const folder = mkdtempSync(join(tmpdir(), 'disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', folder]);
  chmodSync(folder, 0o755);
  const filler = join(folder, 'filler');
  return {
    folder,
    /** Fills the disk except for a few bytes. */
    fill(left: number) {
      const { bavail, bsize } = statfsSync(folder);
      writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
    },
    free: () => rmSync(filler),
    [Symbol.dispose]() {
      execFileSync('umount', ['-l', folder]);
      rmdirSync(folder);
    },
  };
}

/** Sends submissions until one gets 503. Resolves to all that were sent. */
async function sendUntilUnavailable(
  url: string,
  make: () => Promise<Submission>,
): Promise<Submission[]> {
  const submissions: Submission[] = [];
  for (let n = 0; n < 2000; n++) {
    const one = await make();
    submissions.push(one);
    const response = await sendSubmission(url, one);
    if (response?.status === 201) continue;
    assert.equal(response?.status, 503);
    assert.equal(response?.body.type, 'urn:skr-widgets:problem:unavailable');
    assert.ok(Number(response?.headers.get('retry-after')) > 0);
    return submissions;
  }
  throw new Error('expected the disk to be full after 2000 messages');
}

/** Asks the receiver whether it is ready. */
async function getReadiness({ monitoringUrl }: ReceiverProcess) {
  const response = await fetch(`${monitoringUrl}/readyz`);
  const { reason } = (await response.json()) as { reason?: string };
  return { status: response.status, reason };
}

/** An installation with a monitoring port that `check` knows, and its receiver. */
async function startMonitored(settings: Record<string, unknown> = {}, env = {}) {
  const port = await getFreePort();
  const instance = await createInstance({ ...settings, monitoring: { port } }, env);
  const receiver = await startReceiver(instance);
  return {
    instance,
    receiver,
    async [Symbol.asyncDispose]() {
      await receiver[Symbol.asyncDispose]();
      await instance[Symbol.asyncDispose]();
    },
  };
}

test('PostgreSQL: while the database is away, posts get 503, and are stored once when it is back', async () => {
  await using instance = await createInstance(
    {},
    { DATABASE_URL: await postgres.createDatabase() },
  );
  await using receiver = await startReceiver(instance);
  const submissions = await Promise.all(
    Array.from({ length: 120 }, () => createSubmission(instance.keyring)),
  );
  const load = sendAll(receiver.url, submissions.slice(0, 100));
  await postgres.stop('SIGQUIT');
  const statuses = [...(await load), ...(await sendAll(receiver.url, submissions.slice(100)))];
  assert.ok(statuses.includes(503));
  assert.ok(
    statuses.every((status) => status === 201 || status === 503),
    statuses.join(),
  );

  await postgres.start();
  const left = submissions.filter(({ reference }) => !reference);
  const again = await sendAll(receiver.url, left);

  assert.equal(again.length, left.length);
  assert.ok(
    again.every((status) => status === 200 || status === 201),
    again.join(),
  );
  await assertStoredOnce(instance, submissions);
});

test('SQLite: while another process locks the database, posts get 503, and are stored afterwards', async () => {
  await using instance = await createInstance();
  await using receiver = await startReceiver(instance);
  const message = await createSubmission(instance.keyring);
  const other = new Sqlite(getSqlitePath(join(instance.folder, 'data')));
  other.exec('begin exclusive');
  assert.equal((await sendSubmission(receiver.url, message))?.status, 503);
  other.exec('rollback');
  other.close();

  assert.equal((await sendSubmission(receiver.url, message))?.status, 201);
  await assertStoredOnce(instance, [message]);
});

test('SQLite: a full disk loses nothing, and the receiver recovers when there is space', async () => {
  using disk = mountDisk(4);
  await using started = await startMonitored({ data: disk.folder });
  const { instance, receiver } = started;
  assert.deepEqual(await getReadiness(receiver), { status: 200, reason: undefined });
  disk.fill(300_000);

  const submissions = await sendUntilUnavailable(receiver.url, () =>
    createSubmission(instance.keyring),
  );
  assert.deepEqual(await getReadiness(receiver), { status: 503, reason: 'disk-full' });
  const metrics = await (await fetch(`${receiver.monitoringUrl}/metrics`)).text();
  assert.match(metrics, /^receiver_errors_total 1$/m);
  const check = await runCommand(instance, 'check');
  assert.equal(check.code, 1);
  assert.match(check.stderr, /^error: no message can be stored: the disk is full; free up space/m);
  assert.match(check.stderr, /^error: the running receiver is not ready: disk-full$/m);
  disk.free();
  assert.equal((await getReadiness(receiver)).status, 200);
  const left = submissions.filter(({ reference }) => !reference);
  const again = await sendAll(receiver.url, left);

  assert.ok(
    again.every((status) => status === 200 || status === 201),
    again.join(),
  );
  await receiver.stop();
  await assertStoredOnce(instance, submissions);
});

test('SQLite: a full disk while deleted messages are overwritten leaves the busy timeout as it was', async () => {
  using disk = mountDisk(4);
  const timeoutMs = 1234;
  const context = {
    ...(await openDatabase({ data: disk.folder, timeoutMs })),
    keyring: addKey(undefined, new Date()),
    now: () => new Date(),
  };
  const insert = () =>
    context.db
      .insertInto('deletions')
      .values({
        ...{ reference: randomUUID(), form: '', received_at: '', deleted_at: '' },
        decision: 'x'.repeat(50_000),
      })
      .execute();
  for (let n = 0; n < 10; n++) await insert();
  disk.fill(0);

  await assert.rejects(overwriteDeleted(context), { code: 'SQLITE_FULL' });

  const { rows } = await sql`pragma busy_timeout`.execute(context.db);
  assert.deepEqual(rows, [{ timeout: timeoutMs }]);
  disk.free();
  assert.equal(await overwriteDeleted(context), true);
  await context.db.destroy();
});

test('PostgreSQL: a full disk loses nothing, and the receiver recovers when there is space', async () => {
  using disk = mountDisk(160);
  await using own = await startPostgres(
    { max_wal_size: '32MB', min_wal_size: '32MB' },
    disk.folder,
  );
  await using started = await startMonitored({}, { DATABASE_URL: await own.createDatabase() });
  const { instance, receiver } = started;
  disk.fill(200_000);

  const submissions = await sendUntilUnavailable(receiver.url, () =>
    createSubmission(instance.keyring),
  );
  const { status, reason } = await getReadiness(receiver);
  assert.equal(status, 503);
  assert.match(String(reason), /^(disk-full|unreachable)$/);
  disk.free();
  // PostgreSQL stops itself if there was no space for its own log.
  await own.stop('SIGQUIT');
  await own.start();
  const left = submissions.filter(({ reference }) => !reference);
  const again = await sendAll(receiver.url, left);

  assert.ok(
    again.every((status) => status === 200 || status === 201),
    again.join(),
  );
  await assertStoredOnce(instance, submissions);
});

test('SQLite: nothing is acknowledged when the database was removed or replaced under the receiver', async () => {
  const restore = (data: string) => {
    // As done by `cp` and `mv`, instead of stopping the receiver and using `restore`.
    const path = getSqlitePath(data);
    copyFileSync(path, `${path}.copy`);
    renameSync(`${path}.copy`, path);
  };
  const removeAll = (data: string) => {
    for (const name of readdirSync(data)) rmSync(join(data, name));
  };
  const removeLog = (data: string) => rmSync(`${getSqlitePath(data)}-wal`);
  for (const replace of [restore, removeAll, removeLog]) {
    await using started = await startMonitored();
    const { instance, receiver } = started;
    const before = await createSubmission(instance.keyring);
    assert.equal((await sendSubmission(receiver.url, before))?.status, 201);

    replace(join(instance.folder, 'data'));

    // Neither a new message nor one that the file had.
    const after = await createSubmission(instance.keyring);
    for (const submission of [after, before]) {
      assert.equal((await sendSubmission(receiver.url, submission))?.status, 503, replace.name);
    }
    assert.deepEqual(await getReadiness(receiver), { status: 503, reason: 'file-replaced' });
    const { code, stderr } = await runCommand(instance, 'check');
    assert.match(stderr, /^error: the running receiver is not ready: file-replaced$/m);
    assert.ok(code === 1 || code === 2, stderr);
    assert.doesNotMatch(stderr, /^ +at /m);
  }
});

test('PostgreSQL: a read-only database makes the receiver unready, and check says why', async () => {
  const DATABASE_URL = await postgres.createDatabase();
  await using started = await startMonitored({}, { DATABASE_URL });
  const { instance, receiver } = started;
  const client = new pg.Client({ connectionString: DATABASE_URL });
  await client.connect();
  await client.query('set default_transaction_read_only = off');
  const setReadOnly = async (value: string) => {
    await client.query(`alter system set default_transaction_read_only = ${value}`);
    await client.query('select pg_reload_conf()');
  };
  try {
    await setReadOnly('on');
    const message = await createSubmission(instance.keyring);
    while ((await getReadiness(receiver)).status === 200);
    assert.deepEqual(await getReadiness(receiver), { status: 503, reason: 'read-only' });
    assert.equal((await sendSubmission(receiver.url, message))?.status, 503);
    const { code, stderr } = await runCommand(instance, 'check');
    assert.equal(code, 1);
    assert.match(stderr, /^error: no message can be stored: it is read-only; make it writable/m);

    await setReadOnly('off');
    while ((await getReadiness(receiver)).status === 503);
    assert.equal((await sendSubmission(receiver.url, message))?.status, 201);
  } finally {
    await setReadOnly('off');
    await client.end();
  }
});

test('a lost key file makes the receiver unready, until it is back', async () => {
  await using instance = await createInstance({ monitoring: { port: 0 } });
  const keyless = { ...instance, env: { PATH: process.env.PATH } };
  await using receiver = await startReceiver(keyless);
  const keys = join(instance.folder, 'data', 'keys');
  assert.equal((await getReadiness(receiver)).status, 200);
  renameSync(keys, `${keys}.lost`);
  assert.deepEqual(await getReadiness(receiver), { status: 503, reason: 'keys-missing' });
  const { code, stderr } = await runCommand(keyless, 'check');
  assert.equal(code, 2);
  assert.match(stderr, /keys: expected the keys of the database beside it, got no file/);
  renameSync(`${keys}.lost`, keys);
  assert.equal((await getReadiness(receiver)).status, 200);
});
