/** A receiver that can't start says why in one sentence, and exits at once. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import pg from 'pg';
import { readConfig } from '../src/config.ts';
import { getSqlitePath } from '../src/database/connection.ts';
import { startPostgres } from './fault-injection/postgres.ts';
import { createInstance, type Instance, runCommand, startReceiver } from './instance.ts';
import { setup } from './setup.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

/** Asserts that the receiver ends with one line on standard error, apart from its log. */
async function assertRefuses(instance: Instance, expected: RegExp) {
  const { code, stdout, stderr } = await runCommand(instance, 'serve');
  assert.equal(code, 2, stderr);
  const lines = stderr.split('\n').filter((line) => line && !line.startsWith('{'));
  assert.equal(lines.length, 1, stderr);
  assert.match(lines[0] ?? '', expected);
  assert.doesNotMatch(stdout, /listening/);
}

/** A port on which another program listens. */
async function takePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.dispose]: () => server.close(),
  };
}

test('a port that another program listens on is named', async () => {
  using other = await takePort();
  const { port } = other;
  await using instance = await createInstance({ port });
  await assertRefuses(instance, new RegExp(`^127\\.0\\.0\\.1, port ${port}: another program`));
  await using monitored = await createInstance({ monitoring: { port } });
  await assertRefuses(monitored, new RegExp(`^monitoring on 127.* port ${port}: another program`));
  await using elsewhere = await createInstance({ host: '192.0.2.1' });
  await assertRefuses(elsewhere, /^192\.0\.2\.1, port 0: this machine does not have that address/);
});

test('a data folder that cannot be created is named, and the receiver does not spin', async () => {
  for (const keys of [{}, { RECEIVER_KEYS: undefined }]) {
    await using instance = await createInstance({ data: '/proc/receiver/data' }, keys);
    await assertRefuses(instance, /^\/proc\/receiver\/data\/(receiver\.sqlite|keys): .*ENOENT/);
  }
});

test('a file that is not a folder or not a database is named', async () => {
  await using instance = await createInstance();
  await writeFile(join(instance.folder, 'data'), '');
  await assertRefuses(instance, /receiver\.sqlite: the file or its folder cannot be opened/);

  await using other = await createInstance();
  const path = getSqlitePath(join(other.folder, 'data'));
  await mkdir(join(other.folder, 'data'));
  await writeFile(path, 'no database '.repeat(1000));
  await assertRefuses(other, /receiver\.sqlite: the file is damaged; restore a backup/);
});

test('a database of a newer release is named', async () => {
  await using instance = await createInstance();
  await (await startReceiver(instance)).stop();
  const sqlite = new Sqlite(getSqlitePath(join(instance.folder, 'data')));
  const insert = 'insert into kysely_migration (name, timestamp) values (?, ?)';
  sqlite.prepare(insert).run('999-later', new Date().toISOString());
  sqlite.close();

  await assertRefuses(instance, /its schema \(999-later\) is newer than this release/);
});

test('a PostgreSQL server that is down, rejects the receiver or is read-only is explained', async () => {
  using silent = await takePort();
  const database = new URL(await postgres.createDatabase());
  const change = (changes: Partial<URL>) => Object.assign(new URL(database), changes).href;
  const client = new pg.Client({ connectionString: database.href });
  await client.connect();
  await client.query('alter role receiver set default_transaction_read_only = on');
  try {
    for (const [url, expected] of [
      [change({ port: '9' }), /^the database: it cannot be reached; .* \(ECONNREFUSED\)/],
      [change({ hostname: 'receiver.invalid' }), /^the database: it cannot be reached; /],
      [change({ port: String(silent.port) }), /^the database: it does not answer; /],
      [change({ pathname: '/nowhere' }), /^the database: it refuses the user, .* \(3D000\)/],
      [change({ username: 'stranger' }), /^the database: it refuses the user, .* \(28000\)/],
      [database.href, /^the database: it is read-only; make it writable \(25006\)/],
    ] as const) {
      await using instance = await createInstance({}, { DATABASE_URL: url });
      await assertRefuses(instance, expected);
    }
  } finally {
    await client.query('set default_transaction_read_only = off');
    await client.query('alter role receiver reset default_transaction_read_only');
    await client.end();
  }
});

test('an origin may be written as in the address bar, and matches what browsers send', async () => {
  const read = async (...allowedOrigins: string[]) => {
    await using instance = await createInstance({ forms: [{ id: 'a', allowedOrigins }] });
    return readConfig(instance.config, {}).forms[0]?.allowedOrigins;
  };
  assert.deepEqual(
    await read('https://www.exämpelkommun.se', 'https://WWW.Exempel.se:443', 'http://localhost:80'),
    ['https://www.xn--exmpelkommun-hcb.se', 'https://www.exempel.se', 'http://localhost'],
  );
  for (const wrong of [
    'https://a.se/',
    'https://*.a.se',
    'http://a.se',
    'a.se',
    'https://b@a.se',
  ]) {
    await assert.rejects(read(wrong), /expected an origin without a path/, wrong);
  }
});

test('one warning says that trustedProxies was forgotten, and none comes where it was not', async () => {
  const count = async (trustedProxies: string[]) => {
    await using receiver = await setup({ config: { trustedProxies } });
    for (let n = 0; n < 3; n++) {
      await fetch(receiver.url, { headers: { 'x-forwarded-for': '192.0.2.1' } });
    }
    await fetch(receiver.url);
    const log = receiver.logLines.join('');
    assert.ok(!log.includes('192.0.2.1'));
    return log.match(/X-Forwarded-For/g)?.length ?? 0;
  };
  assert.equal(await count([]), 1);
  assert.equal(await count(['10.0.0.1']), 1);
  assert.equal(await count(['127.0.0.1']), 0);
});
