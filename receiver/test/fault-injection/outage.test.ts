import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { getSqlitePath } from '../../src/database/connection.ts';
import { createInstance, startReceiver } from '../instance.ts';
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
  await using instance = await createInstance({ data: disk.folder });
  const receiver = await startReceiver(instance);
  disk.fill(300_000);

  const submissions = await sendUntilUnavailable(receiver.url, () =>
    createSubmission(instance.keyring),
  );
  disk.free();
  const left = submissions.filter(({ reference }) => !reference);
  const again = await sendAll(receiver.url, left);

  assert.ok(
    again.every((status) => status === 200 || status === 201),
    again.join(),
  );
  await receiver.stop();
  await assertStoredOnce(instance, submissions);
});

test('PostgreSQL: a full disk loses nothing, and the receiver recovers when there is space', async () => {
  using disk = mountDisk(160);
  await using own = await startPostgres(
    { max_wal_size: '32MB', min_wal_size: '32MB' },
    disk.folder,
  );
  await using instance = await createInstance({}, { DATABASE_URL: await own.createDatabase() });
  await using receiver = await startReceiver(instance);
  disk.fill(200_000);

  const submissions = await sendUntilUnavailable(receiver.url, () =>
    createSubmission(instance.keyring),
  );
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
