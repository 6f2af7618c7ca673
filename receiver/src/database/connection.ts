import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, PostgresDialect, type SqliteDatabase, SqliteDialect, sql } from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { createDirectory } from '../durable-fs.ts';
import { migrate } from './migrations.ts';
import type { Database } from './schema.ts';

/** Where messages are kept: in a file of ours, or in a PostgreSQL that receivers share. */
export type Engine = 'sqlite' | 'postgresql';

/** An open database at the newest version. */
export interface DatabaseConnection {
  readonly db: Kysely<Database>;
  readonly engine: Engine;
}

/** Where to find the database. */
export interface DatabaseOptions {
  /** The data folder, for the embedded database. */
  readonly data: string;
  /** The address of a PostgreSQL, if that is what is used. */
  readonly url?: string | undefined;
}

/** Connections that one receiver keeps to PostgreSQL. A commit takes milliseconds of each. */
const maxConnections = 10;

/** How long a database may keep us waiting, in milliseconds: then the sender is told to come back. */
const timeoutMs = 5_000;

/** The file of the embedded database, in the data folder. */
export const getSqlitePath = (data: string) => join(data, 'receiver.sqlite');

/** Opens the database, making it if need be, and brings it to the newest version. */
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
  // SQLite's own default. The driver's is eight times that, which fills up with pages of messages that
  // nobody reads again, while the system keeps them in its cache anyway.
  sqlite.pragma('cache_size = -2000');
  // What is deleted by decision is overwritten, not only forgotten.
  sqlite.pragma('secure_delete = ON');
  // With less than FULL a commit is not on the disk when it returns, and a power cut takes
  // acknowledged messages with it (72 of 100 tries at NORMAL). Nothing else would show it.
  const synchronous = sqlite.pragma('synchronous', { simple: true });
  if (synchronous !== 2) throw new Error(`expected synchronous 2 (FULL), got ${synchronous}`);
  const db = new Kysely<Database>({
    dialect: new SqliteDialect({ database: withStatementCache(sqlite) }),
  });
  await migrate(db, sqlite);
  return { db, engine: 'sqlite' };
}

/**
 * Two receivers that start at once on a new file both switch it to WAL, and there SQLite does not wait
 * for the other as it does elsewhere: so we do, for as long as it would.
 */
function enableWriteAheadLog(sqlite: Sqlite.Database): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let left = timeoutMs; ; left -= 50) {
    try {
      sqlite.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof Sqlite.SqliteError && error.code === 'SQLITE_BUSY';
      if (!busy || left <= 0) throw error;
      Atomics.wait(pause, 0, 0, 50);
    }
  }
}

/**
 * Keeps prepared statements, which Kysely asks for anew each time: a tenth of the work of storing.
 * They are few, because the queries are ours and only their values differ.
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
    // Later than the server's own, which leaves the connection in order; for a server that hangs.
    query_timeout: 2 * timeoutMs,
    idle_in_transaction_session_timeout: timeoutMs,
  });
  // An idle connection that breaks reports it on the pool, a busy one on itself. With either unheard
  // a restart of the database ends the receiver.
  pool.on('error', (err) => log?.warn({ err }, 'the database closed an idle connection'));
  pool.on('connect', (client) =>
    client.on('error', (err) => log?.warn({ err }, 'the database closed a connection')),
  );
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  try {
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
      const value = await getSetting(db, setting);
      // With any of them off, an acknowledged message can be lost with the power.
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
