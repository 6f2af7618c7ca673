import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { Kysely, PostgresDialect, type RawBuilder, SqliteDialect, sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import type { AppContext } from '../../src/context.ts';
import { getSqlitePath, openDatabase } from '../../src/database/connection.ts';
import { migrate, migrations, versions } from '../../src/database/migrations.ts';
import type { Database } from '../../src/database/schema.ts';
import { readMessages } from '../../src/messages/message-repository.ts';
import { resendMessage } from '../../src/outbox/outbox-repository.ts';
import { addKey, encrypt } from '../../src/security/keyring.ts';
import { failOnUnreadable, fields } from '../setup.ts';
import { bothEngines, type TestedEngine } from './engines.ts';
import { startPostgres } from './postgres.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const reference = 'K7MA-P2XD';
const received_at = '2026-01-02T03:04:05.678Z';

for (const engine of bothEngines(postgres)) {
  for (const version of versions) {
    test(`${engine.name}: a message stored with schema ${version} can be read with the latest schema`, async () => {
      await using upgrade = await setupUpgrade(engine, version);

      const context = await upgrade.openLatest();

      const [message] = await Array.fromAsync(readMessages(context, {}, failOnUnreadable));
      assert.equal(message?.reference, reference);
      assert.deepEqual(message?.body.fields, fields);
      assert.equal(await resendMessage(context, reference, ['registrator@exempelkommun.se']), 1);
    });
  }

  test(`${engine.name}: a mail that was settled before version 004 is dismissed after it`, async () => {
    await using upgrade = await setupUpgrade(engine, '003-settled-mails');
    await upgrade.execute(sql`
      insert into outbox (message_id, reference, recipient, state, attempts, created_at, due_at,
        fault, settled_at, decision)
      values (${`${reference}.1`}, ${reference}, 'a@exempelkommun.se', 'settled', 1, ${received_at},
        ${received_at}, 'EMESSAGE 550', ${received_at}, 'KS 2026/1')`);

    const { db } = await upgrade.openLatest();

    const mail = await db.selectFrom('outbox').selectAll().executeTakeFirst();
    const { state, error, dismissed_at, decision } = mail ?? {};
    assert.deepEqual(
      { state, error, dismissed_at, decision },
      {
        state: 'dismissed',
        error: 'EMESSAGE 550',
        dismissed_at: received_at,
        decision: 'KS 2026/1',
      },
    );
  });
}

test('SQLite: a full disk during an upgrade is named, also where SQLite rolls back by itself', async () => {
  const statements: string[][] = [];
  // For a statement that writes one row it does so. To have that fail, and no other, the table of migrations is
  // filled until it needs another page for the next one, and no page may be added.
  for (let bytes = 3600; bytes < 3900; bytes += 20) {
    const sqlite = new Sqlite(':memory:');
    const db = new Kysely<Database>({ dialect: new SqliteDialect({ database: sqlite }) });
    const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
    await migrator.migrateTo(versions.at(-2) ?? '');
    const timestamp = `2026-01-01 (${'x'.repeat(bytes)})`;
    await sql`update kysely_migration set timestamp = ${timestamp} where name = ${versions[0]}`.execute(
      db,
    );
    sqlite.pragma(`max_page_count = ${sqlite.pragma('page_count', { simple: true })}`);
    const exec = sqlite.exec.bind(sqlite);
    const executed: string[] = [];
    sqlite.exec = (text) => {
      executed.push(text);
      return exec(text);
    };

    await migrate(db, sqlite).catch((error) => {
      assert.equal(error.code, 'SQLITE_FULL', error.message);
      statements.push(executed);
    });

    assert.ok(!sqlite.inTransaction);
    await db.destroy();
  }
  assert.ok(statements.length > 0);
  assert.deepEqual(new Set(statements.flat()), new Set(['begin immediate']));
});

/** A database with the schema of an earlier version, and one message in it. */
async function setupUpgrade(engine: TestedEngine, version: string) {
  const data = await mkdtemp(join(tmpdir(), 'receiver-'));
  const { database: url } = await engine.database();
  const keyring = addKey(undefined, new Date());
  const connect = () =>
    new Kysely<Database>({
      dialect: url
        ? new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) })
        : new SqliteDialect({ database: new Sqlite(getSqlitePath(data)) }),
    });
  const early = connect();
  const migrator = new Migrator({ db: early, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateTo(version);
  assert.equal(error, undefined);
  const body = JSON.stringify({ fields, language: 'sv', website: '' });
  const encrypted = encrypt(keyring, body, `international/${reference}`);
  await early
    .insertInto('messages')
    .values({
      ...{ reference, received_at, form: 'international', idempotency_key: 'x' },
      ...{ quarantine: null, key_id: encrypted.keyId, body: encrypted.text },
    })
    .execute();
  await early.destroy();
  let context: AppContext | undefined;
  return {
    /** Executes a statement before the upgrade. */
    async execute(statement: RawBuilder<unknown>) {
      const db = connect();
      await statement.execute(db);
      await db.destroy();
    },
    /** Opens the database as a receiver does, which upgrades it. */
    async openLatest() {
      context = { ...(await openDatabase({ data, url })), keyring, now: () => new Date() };
      return context;
    },
    async [Symbol.asyncDispose]() {
      await context?.db.destroy();
      await rm(data, { recursive: true });
    },
  };
}
