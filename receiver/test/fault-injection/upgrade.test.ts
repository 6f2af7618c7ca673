import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import Sqlite from 'better-sqlite3';
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { getSqlitePath, openDatabase } from '../../src/database/connection.ts';
import { migrations, versions } from '../../src/database/migrations.ts';
import type { Database } from '../../src/database/schema.ts';
import { readMessages } from '../../src/messages/message-repository.ts';
import { resendMessage } from '../../src/outbox/outbox-repository.ts';
import { addKey, encrypt } from '../../src/security/keyring.ts';
import { fields } from '../setup.ts';
import { bothEngines } from './engines.ts';
import { startPostgres } from './postgres.ts';

const postgres = await startPostgres();
after(() => postgres[Symbol.asyncDispose]());

const reference = 'K7MA-P2XD';
const received_at = '2026-01-02T03:04:05.678Z';

for (const engine of bothEngines(postgres)) {
  for (const version of versions) {
    test(`${engine.name}: a message stored at version ${version} is there at the newest`, async () => {
      const data = await mkdtemp(join(tmpdir(), 'receiver-'));
      const { database: url } = await engine.database();
      const keyring = addKey(undefined, new Date());
      const early = new Kysely<Database>({
        dialect: url
          ? new PostgresDialect({ pool: new pg.Pool({ connectionString: url }) })
          : new SqliteDialect({ database: new Sqlite(getSqlitePath(data)) }),
      });
      const migrator = new Migrator({
        db: early,
        provider: { getMigrations: async () => migrations },
      });
      const { error } = await migrator.migrateTo(version);
      assert.equal(error, undefined);
      const body = JSON.stringify({ fields, language: 'sv', website: '' });
      const sealed = encrypt(keyring, body, `international/${reference}`);
      await early
        .insertInto('messages')
        .values({
          ...{ reference, received_at, form: 'international', idempotency_key: 'x' },
          ...{ quarantine: null, key_id: sealed.keyId, body: sealed.text },
        })
        .execute();
      await early.destroy();

      const context = { ...(await openDatabase({ data, url })), keyring, now: () => new Date() };

      const [message] = await Array.fromAsync(readMessages(context));
      assert.equal(message?.reference, reference);
      assert.deepEqual(message?.body.fields, fields);
      assert.equal(await resendMessage(context, reference, ['registrator@exempelkommun.se']), 1);
      await context.db.destroy();
      await rm(data, { recursive: true });
    });
  }
}
