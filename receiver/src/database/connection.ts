import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, PostgresDialect, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { createDirectory } from '../durable-fs.ts';
import { migrate } from './migrations.ts';
import type { Database } from './schema.ts';

/** The database engine: embedded in a file, or a PostgreSQL server that receivers can share. */
export type Engine = 'sqlite' | 'postgresql';

/** An open database with the latest schema. */
export interface DatabaseConnection {
  readonly db: Kysely<Database>;
  readonly engine: Engine;
}

/** Which database to open. */
export interface DatabaseOptions {
  /** The data folder, for the embedded database. */
  readonly data: string;
  /** The connection string of a PostgreSQL server, to use instead of the embedded database. */
  readonly url?: string | undefined;
}

/** PostgreSQL connections per receiver. A commit occupies one for milliseconds. */
const maxConnections = 10;

/** Database timeout. After it the request fails with 503 and a Retry-After header. */
const timeoutMs = 5_000;

/** The path of the embedded database in a data folder. */
export const getSqlitePath = (data: string) => join(data, 'receiver.sqlite');

/** Opens the database, creates it if necessary, and migrates it to the latest schema. */
export function openDatabase(
  { data, url }: DatabaseOptions,
  log?: Logger,
): Promise<DatabaseConnection> {
  return url ? openPostgres(url, log) : openSqlite(data);
}

async function openSqlite(data: string): Promise<DatabaseConnection> {
  createDirectory(data);
  const sqlite = new Sqlite(getSqlitePath(data));
  enableWriteAheadLog(sqlite);
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // SQLite's own default. The driver's is eight times as large, and fills up with pages of messages
  // that nobody reads again and that are in the operating system's cache anyway.
  sqlite.pragma('cache_size = -2000');
  // Overwrites deleted messages instead of only marking their space as free.
  sqlite.pragma('secure_delete = ON');
  // Below FULL, a commit is not on the disk when it returns, and a power cut loses acknowledged
  // messages (in 72 of 100 trials at NORMAL). Nothing else would reveal it.
  const synchronous = sqlite.pragma('synchronous', { simple: true });
  if (synchronous !== 2) throw new Error(`expected synchronous 2 (FULL), got ${synchronous}`);
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: withStatementCache(sqlite) }),
  });
  await migrate(db, sqlite);
  return { db, engine: 'sqlite' };
}

/**
 * Switches the database to a write-ahead log. When two receivers start at the same time on a new
 * file, both do this, and here SQLite does not wait for a lock as it does elsewhere; so we wait
 * instead.
 */
function enableWriteAheadLog(sqlite: Sqlite.Database): void {
  const sleepBuffer = new Int32Array(new SharedArrayBuffer(4));
  const retryIntervalMs = 50;
  for (let remainingMs = timeoutMs; ; remainingMs -= retryIntervalMs) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const isBusy = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY';
      if (!isBusy || remainingMs <= 0) throw error;
      Atomics.wait(sleepBuffer, 0, 0, retryIntervalMs);
    }
  }
}

/**
 * Caches prepared statements. Kysely prepares each statement again every time, which is a tenth of
 * the work of storing a message. There are few of them, because only the values in our queries
 * differ.
 */
function withStatementCache(sqlite: Sqlite.Database): SqliteDatabase {
  const statements = new Map<string, Sqlite.Statement<unknown[]>>();
  return {
    prepare(source) {
      const statement = statements.get(source) ?? sqlite.prepare(source);
      statements.set(source, statement);
      return statement;
    },
    close: () => void sqlite.close(),
  };
}

async function openPostgres(connectionString: string, log?: Logger): Promise<DatabaseConnection> {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: timeoutMs,
    statement_timeout: timeoutMs,
    // For a server that hangs. Later than its own timeout, which leaves the connection usable.
    query_timeout: 2 * timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
  });
  // An idle connection that breaks emits the error on the pool, a busy one on itself. Without both
  // listeners, a restart of the database would end the receiver.
  pool.on('error', (err) => log?.warn({ err }, 'the database closed an idle connection'));
  pool.on('connect', (client) =>
    client.on('error', (err) => log?.warn({ err }, 'the database closed a connection')),
  );
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
      const value = await getSetting(db, setting);
      // With any of these off, a power cut can lose an acknowledged message.
      if (value === 'off') throw new Error(`expected ${setting} on in PostgreSQL, got off`);
    }
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return { db, engine: 'postgresql' };
}

async function getSetting(db: Kysely<Database>, setting: string): Promise<string | undefined> {
  const { rows } = await sql<{
    value: string;
  }>`select current_setting(${setting}) as value`.execute(db);
  return rows[0]?.value;
}
