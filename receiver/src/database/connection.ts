import { statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import {
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
  type SqliteDatabase,
  SqliteDialect,
  sql,
} from 'kysely';
import pg from 'pg';
import type { Logger } from 'pino';
import { createDirectory } from '../durable-fs.ts';
import { DatabaseError, toDatabaseError } from './database-error.ts';
import { migrate } from './migrations.ts';
import type { Database } from './schema.ts';

/** The database engine: embedded in a file, or a PostgreSQL server that receivers can share. */
export type Engine = 'sqlite' | 'postgresql';

/** An open database with the latest schema. */
export interface DatabaseConnection {
  readonly db: Kysely<Database>;
  readonly engine: Engine;
  /**
   * Throws a `DatabaseError` if the file of the embedded database has been removed or replaced: messages stored in it
   * would be lost when the receiver stops. Costs microseconds.
   */
  readonly assertFileNotReplaced: () => void;
  /** Whether the latest attempt to store messages failed: see `assertIsWritable`. */
  readonly health: { isStoreFailing: boolean };
}

/** Which database to open. */
export interface DatabaseOptions {
  /** The data folder, for the embedded database. */
  readonly data: string;
  /** The connection string of a PostgreSQL server, to use instead of the embedded database. */
  readonly url?: string | undefined;
  /** The timeout of a statement. */
  readonly timeoutMs?: number;
}

/** PostgreSQL connections per receiver. A commit occupies one for milliseconds. */
const maxConnections = 10;

/** Database timeout. After it the request fails with 503 and a Retry-After header. */
const defaultTimeoutMs = 5_000;

/** Idle time before TCP keep-alive probes. Shorter than most firewalls' timeouts. */
const keepAliveMs = 30_000;

/** Connections are replaced after half an hour, so that a database that has moved gets all of them back. */
const maxLifetimeSeconds = 1800;

/**
 * Lets a transaction wait for something other than the database, such as a slow disk, without being ended by
 * PostgreSQL.
 */
export async function allowIdleTransaction(trx: Kysely<Database>, engine: Engine): Promise<void> {
  if (engine === 'sqlite') return;
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(trx);
}

/** The path of the embedded database in a data folder. */
export const getSqlitePath = (data: string) => join(data, 'receiver.sqlite');

/**
 * Opens the database, creates it if necessary, and migrates it to the latest schema. Rejects with a
 * `DatabaseError` if the operator can fix what is wrong.
 */
export function openDatabase(
  { data, url, timeoutMs = defaultTimeoutMs }: DatabaseOptions,
  log?: Logger,
): Promise<DatabaseConnection> {
  return (url ? openPostgres(url, timeoutMs, log) : openSqlite(data, timeoutMs)).catch((error) => {
    throw toDatabaseError(error, url ? 'the database' : getSqlitePath(data));
  });
}

async function openSqlite(data: string, timeoutMs: number): Promise<DatabaseConnection> {
  createDirectory(data);
  const path = getSqlitePath(data);
  const sqlite = new Sqlite(path, { timeout: timeoutMs });
  enableWriteAheadLog(sqlite, timeoutMs);
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // SQLite's own default. The driver's is eight times as large, and fills up with pages of messages that are not read
  // again, and that the operating system caches anyway.
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
  return {
    db,
    engine: 'sqlite',
    assertFileNotReplaced: watchFiles(path),
    health: { isStoreFailing: false },
  };
}

/**
 * Switches the database to a write-ahead log. When two receivers start at the same time on a new file, both do this,
 * and for this operation SQLite does not wait for a lock as it does elsewhere; hence the loop.
 */
function enableWriteAheadLog(sqlite: Sqlite.Database, timeoutMs: number): void {
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
 * Returns a function that throws if the database, its write-ahead log or the log's index is no longer the file that was
 * opened. SQLite itself goes on using files that have been removed.
 */
function watchFiles(path: string): () => void {
  const files = ['', '-wal', '-shm'].map((suffix) => path + suffix);
  const identify = (file: string) => statSync(file, { throwIfNoEntry: false });
  const opened = files.map(identify);
  return () => {
    for (const [index, file] of files.entries()) {
      const { dev, ino } = identify(file) ?? {};
      if (ino === opened[index]?.ino && dev === opened[index]?.dev) continue;
      throw new DatabaseError(
        `${path}: the file was removed or replaced while the receiver had it open; restart it`,
        'file-replaced',
      );
    }
  };
}

/**
 * Caches prepared statements. Kysely prepares a statement every time it runs, which is a tenth of the work of storing a
 * message. The cache stays small, because our queries differ only in their values.
 */
function withStatementCache(sqlite: Sqlite.Database): SqliteDatabase {
  const statements = new Map<string, Sqlite.Statement<unknown[]>>();
  return {
    prepare(text) {
      // After a full disk, SQLite has rolled back by itself, and the error of a second rollback
      // would hide the first one.
      const source = text === 'rollback' && !sqlite.inTransaction ? 'select null' : text;
      const statement = statements.get(source) ?? sqlite.prepare(source);
      statements.set(source, statement);
      return statement;
    },
    close: () => void sqlite.close(),
  };
}

async function openPostgres(
  connectionString: string,
  timeoutMs: number,
  log?: Logger,
): Promise<DatabaseConnection> {
  const pool = new pg.Pool({
    connectionString,
    max: maxConnections,
    connectionTimeoutMillis: timeoutMs,
    // For a server that hangs. Longer than the server's own timeout, after which the connection can still be used.
    query_timeout: 2 * timeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: keepAliveMs,
    maxLifetimeSeconds,
    // Not as startup parameters: PgBouncer rejects connections that have them.
    onConnect: async (client) => {
      await client.query(
        `set statement_timeout = ${timeoutMs}; set idle_in_transaction_session_timeout = ${timeoutMs}`,
      );
    },
  });
  // An idle connection that breaks emits the error on the pool, a busy one on itself. Without both
  // listeners, a restart of the database would end the receiver.
  pool.on('error', (err) => log?.warn({ err }, 'the database closed an idle connection'));
  pool.on('connect', (client) =>
    client.on('error', (err) => log?.warn({ err }, 'the database closed a connection')),
  );
  const db = new Kysely<Database>({
    dialect: new PostgresDialect({ pool: discardBrokenConnections(pool) }),
  });
  try {
    for (const setting of ['fsync', 'full_page_writes', 'synchronous_commit']) {
      const value = await getSetting(db, setting);
      // With any of these off, a power cut can lose an acknowledged message.
      if (value === 'off') {
        throw new DatabaseError(`expected ${setting} on in PostgreSQL, got off`);
      }
    }
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return {
    db,
    engine: 'postgresql',
    assertFileNotReplaced: () => {},
    health: { isStoreFailing: false },
  };
}

/**
 * Keeps broken connections out of the pool. A connection that fell silent, as in a fail-over, would
 * otherwise go back to it when its query has timed out, and be the first to be used again
 * (brianc/node-postgres#3399). When one breaks, the others that were open are replaced too: they
 * most likely broke with it, and each would cost a request its timeout.
 */
function discardBrokenConnections(pool: pg.Pool): PostgresPool {
  const openedAt = new WeakMap<pg.PoolClient, number>();
  let brokenAt = 0;
  pool.on('connect', (client) => openedAt.set(client, performance.now()));
  const connect = async (): Promise<pg.PoolClient> => {
    const client = await pool.connect();
    if ((openedAt.get(client) ?? 0) >= brokenAt) return client;
    client.release(true);
    return connect();
  };
  return {
    options: pool.options,
    async connect() {
      const client = await connect();
      let isBroken = false;
      const query = async (text: string, parameters: unknown[]) => {
        try {
          return await client.query(text, parameters);
        } catch (error) {
          if (!isUsableAfter(error)) {
            isBroken = true;
            brokenAt = performance.now();
            // Ends the connection, so that anything else tried on it fails at once.
            if (!(error instanceof pg.DatabaseError)) void client.end();
          }
          throw error;
        }
      };
      return {
        // Without the overload for cursors, which is not used here.
        query: query as unknown as PostgresPoolClient['query'],
        release: (isDiscarded) => client.release(isBroken || isDiscarded),
      };
    },
    end: () => pool.end(),
  };
}

/**
 * Whether a connection can be used after an error: if the server reported it, but not if the server
 * is now read-only, since a new connection may reach the one that took over.
 */
const isUsableAfter = (error: unknown) =>
  error instanceof pg.DatabaseError && error.code !== '25006';

async function getSetting(db: Kysely<Database>, setting: string): Promise<string | undefined> {
  const { rows } = await sql<{
    value: string;
  }>`select current_setting(${setting}) as value`.execute(db);
  return rows[0]?.value;
}
