import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { getProgramPath } from '../../../test/browsers/programs.ts';
import { createRandom, type Random } from '../../../test/random.ts';
import { openDatabase } from '../../src/database/connection.ts';
import { readMessages } from '../../src/messages/message-repository.ts';
import { createInstance, type Instance, startReceiver } from '../instance.ts';
import { failOnUnreadable } from '../setup.ts';
import { type CrashOutcome, type Event, parseLog, SimulatedDisk } from './simulated-disk.ts';
import { createSubmission, sendAll } from './submissions.ts';

/** The system calls that change files, and those that send responses. */
const calls = 'openat,pwrite64,ftruncate,fsync,fdatasync,unlink,write,writev';

/** Enough messages for several checkpoints of the write-ahead log. */
const count = 500;

/** Records the disk operations of a receiver while it stores messages, and its responses. */
async function record(instance: Instance): Promise<Event[]> {
  const prefix = join(instance.folder, 'calls');
  const strace = [
    getProgramPath('strace'),
    '-D',
    '-f',
    '-ff',
    '-xx',
    '-y',
    '-s',
    '100000',
    '-o',
    prefix,
  ];
  const submissions = await Promise.all(
    Array.from({ length: count }, () => createSubmission(instance.keyring)),
  );
  const receiver = await startReceiver(instance, { wrapper: [...strace, '-e', `trace=${calls}`] });
  await sendAll(receiver.url, submissions);
  await receiver.stop('SIGKILL');
  assert.ok(submissions.every(({ reference }) => reference));
  const log = readFileSync(`${prefix}.${receiver.process.pid}`, 'utf8');
  return parseLog(log, join(instance.folder, 'data'));
}

/** Cuts the power at many moments, and counts the runs that lost an acknowledged message. */
async function countLosses(
  instance: Instance,
  events: Event[],
  runs: number,
  { syncs, random }: { syncs: boolean; random: Random },
) {
  const disk = new SimulatedDisk(syncs);
  const answered: string[] = [];
  const first = events.findIndex(({ kind }) => kind === 'answer');
  const every = (events.length - first) / runs;
  let losses = 0;
  let run = 0;
  for (const [index, event] of events.entries()) {
    disk.apply(event);
    if (event.kind === 'answer') answered.push(event.reference);
    if (index < first + (run + random.fraction()) * every || run === runs) continue;
    const outcome: CrashOutcome = (['none', 'some', 'torn'] as const)[run % 3] ?? 'none';
    run++;
    const data = join(instance.folder, `after-${run}`);
    mkdirSync(data);
    disk.crash(data, outcome, random.fraction);
    const recovered = await recover(instance, data).catch(() => new Set<string>());
    if (answered.some((reference) => !recovered.has(reference))) losses++;
    rmSync(data, { recursive: true });
  }
  assert.equal(run, runs);
  return losses;
}

/** Opens a database after a crash, and reads its references. Rejects if it is corrupt. */
async function recover({ keyring }: Instance, data: string): Promise<Set<string>> {
  const context = { ...(await openDatabase({ data })), keyring, now: () => new Date() };
  try {
    const { rows } = await sql<{ integrity_check: string }>`pragma integrity_check`.execute(
      context.db,
    );
    assert.deepEqual(rows, [{ integrity_check: 'ok' }]);
    const messages = await Array.fromAsync(readMessages(context, {}, failOnUnreadable));
    return new Set(messages.map(({ reference }) => reference));
  } finally {
    await context.db.destroy();
  }
}

test('SQLite: a power cut at any moment loses no acknowledged message', async (t) => {
  await using instance = await createInstance();
  const events = await record(instance);
  const random = createRandom();

  await t.test('in 100 of 100 crashes of a disk that honours sync', async () => {
    assert.equal(await countLosses(instance, events, 100, { syncs: true, random }), 0);
  });

  await t.test('whereas a disk that ignores sync loses some', async () => {
    assert.ok((await countLosses(instance, events, 12, { syncs: false, random })) > 0);
  });
});
