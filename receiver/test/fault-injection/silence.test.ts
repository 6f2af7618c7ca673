import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { setup } from '../setup.ts';
import { startPostgres } from './postgres.ts';
import { startSilentProxy } from './silent-proxy.ts';
import { createSubmission, sendAll, sendSubmission } from './submissions.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** The longest that the receiver may take to store messages again, and a tenth of it. */
const recoveryMs = 30_000;
const speedup = 10;

test('PostgreSQL: when all connections fall silent, the receiver stores messages again by itself', async () => {
  const database = new URL(await postgres.createDatabase());
  await using proxy = await startSilentProxy(Number(database.port));
  database.port = String(proxy.port);
  await using receiver = await setup({
    database: database.href,
    databaseTimeoutMs: 5000 / speedup,
  });
  const { url, keyring, context } = receiver;
  const submissions = await Promise.all(
    Array.from({ length: 20 }, () => createSubmission(keyring)),
  );
  await sendAll(url, submissions);
  // Opens several connections, all of which are idle when they fall silent.
  await Promise.all(Array.from({ length: 8 }, () => context.db.introspection.getTables()));
  assert.ok(proxy.countConnections() > 3, String(proxy.countConnections()));

  proxy.silence();
  const silentSince = performance.now();
  const later = await createSubmission(keyring);
  while (!later.reference) {
    const response = await sendSubmission(url, later);
    const waitedMs = performance.now() - silentSince;
    assert.ok(waitedMs < recoveryMs / speedup, `${response?.status} after ${waitedMs} ms`);
  }

  const stored = (await receiver.messages()).map(({ reference }) => reference);
  const acknowledged = [...submissions, later].map(({ reference }) => reference);
  assert.deepEqual(stored.sort(), acknowledged.sort());
});
