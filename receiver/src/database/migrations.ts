import type Sqlite from 'better-sqlite3';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import type { Database } from './schema.ts';

/**
 * The migrations, in order. A released migration is never changed; add a new one instead. Only column types that both
 * engines have are used. Times are ISO 8601 strings in UTC, which sort correctly as text.
 */
export const migrations: Record<string, Migration> = {
  '001-messages': {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('messages')
        .addColumn('reference', 'text', (column) => column.primaryKey())
        .addColumn('form', 'text', (column) => column.notNull())
        .addColumn('idempotency_key', 'text', (column) => column.notNull())
        .addColumn('received_at', 'text', (column) => column.notNull())
        .addColumn('quarantine', 'text')
        .addColumn('key_id', 'text', (column) => column.notNull())
        .addColumn('body', 'text', (column) => column.notNull())
        .addUniqueConstraint('messages_idempotency', ['form', 'idempotency_key'])
        .execute();
      await db.schema
        .createIndex('messages_received')
        .on('messages')
        .column('received_at')
        .execute();
      await db.schema
        .createTable('spent_challenges')
        .addColumn('nonce', 'text', (column) => column.primaryKey())
        .addColumn('expires_at', 'text', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('outbox')
        .addColumn('message_id', 'text', (column) => column.primaryKey())
        .addColumn('reference', 'text', (column) =>
          column.notNull().references('messages.reference').onDelete('cascade'),
        )
        .addColumn('recipient', 'text', (column) => column.notNull())
        .addColumn('state', 'text', (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('created_at', 'text', (column) => column.notNull())
        .addColumn('due_at', 'text', (column) => column.notNull())
        .addColumn('fault', 'text')
        .execute();
      await db.schema.createIndex('outbox_due').on('outbox').columns(['state', 'due_at']).execute();
      await db.schema.createIndex('outbox_reference').on('outbox').column('reference').execute();
    },
  },
  '002-deletions-and-leases': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('outbox').addColumn('sent_at', 'text').execute();
      await db.schema
        .createTable('deletions')
        .addColumn('reference', 'text', (column) => column.primaryKey())
        .addColumn('form', 'text', (column) => column.notNull())
        .addColumn('received_at', 'text', (column) => column.notNull())
        .addColumn('deleted_at', 'text', (column) => column.notNull())
        .addColumn('decision', 'text', (column) => column.notNull())
        .execute();
    },
  },
  '003-settled-mails': {
    async up(db: Kysely<unknown>) {
      // Separate statements, because SQLite adds one column at a time.
      await db.schema.alterTable('outbox').addColumn('settled_at', 'text').execute();
      await db.schema.alterTable('outbox').addColumn('decision', 'text').execute();
    },
  },
  '004-dismissed-mails': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('outbox').renameColumn('fault', 'error').execute();
      await db.schema.alterTable('outbox').renameColumn('settled_at', 'dismissed_at').execute();
      await sql`update outbox set state = 'dismissed' where state = 'settled'`.execute(db);
    },
  },
  '005-clock-and-quarantine': {
    async up(db: Kysely<unknown>) {
      await db.schema.alterTable('messages').addColumn('retain_from', 'text').execute();
      await db.schema
        .createIndex('messages_retain_from')
        .on('messages')
        .column('retain_from')
        .where(sql.ref('retain_from'), 'is not', null)
        .execute();
      await db.schema
        .createTable('clock')
        .addColumn('id', 'integer', (column) => column.primaryKey())
        .addColumn('trusted_at', 'text')
        .addColumn('suspect_from', 'text')
        .addColumn('suspect_to', 'text')
        .execute();
      await sql`insert into clock (id) values (1)`.execute(db);
      await db.schema
        .createTable('quarantine_reports')
        .addColumn('form', 'text', (column) => column.primaryKey())
        .addColumn('reported_at', 'text', (column) => column.notNull())
        .execute();
    },
  },
  '006-webhooks': {
    async up(db: Kysely<unknown>) {
      for (const column of ['case_id', 'case_number', 'unconfirmed_at']) {
        await db.schema.alterTable('outbox').addColumn(column, 'text').execute();
      }
    },
  },
};

/** The names of all migrations, the latest last. */
export const versions = Object.keys(migrations);

/** The versions whose backups can be restored: those with the tables of the latest schema. */
export const restorableVersions = versions.slice(versions.indexOf('004-dismissed-mails'));

/**
 * Migrates the database to the latest schema, in one transaction: a receiver that is killed
 * half-way leaves the old schema, and two that start at the same time do not interfere. On
 * PostgreSQL, Kysely takes care of that; for SQLite it assumes that DDL cannot be transactional, so
 * we open the transaction ourselves.
 */
export async function migrate(db: Kysely<Database>, sqlite?: Sqlite.Database): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  sqlite?.exec('begin immediate');
  const { error } = await migrator.migrateToLatest({ disableTransactions: sqlite !== undefined });
  if (error) {
    // After a full disk, SQLite has rolled back by itself.
    if (sqlite?.inTransaction) sqlite.exec('rollback');
    throw error;
  }
  sqlite?.exec('commit');
}
