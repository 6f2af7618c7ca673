/**
 * Backup as text: one JSON value to a line, the same from both engines, so that what was kept in a
 * file can be restored into PostgreSQL and the other way round. Bodies stay sealed: the keys are not
 * in it, and are to be kept elsewhere. The last line says how many came before it, so a backup that
 * was cut short is never taken for a whole one.
 */
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { type Kysely, sql } from 'kysely';
import { syncFolder } from './files.ts';
import { versions } from './migrations.ts';
import { openMessage, type Store } from './store.ts';
import type { Tables } from './tables.ts';

/** What a backup calls itself. */
const format = 'skr-widgets-receiver';

/** The tables in the order that their references allow. */
const order = ['messages', 'spent_challenges', 'outbox', 'deletions'] as const;

type Table = (typeof order)[number];

/** How many rows are read or written at once. */
const pageSize = 200;

/** What goes wrong with a backup, in words for the operator. */
export class BackupError extends Error {}

/**
 * Writes everything to a file, as it was at one moment, while receivers go on. The file has its name
 * only when it is whole and on the disk, and takes no other's place. Settles with the number of
 * messages; throws a `BackupError`.
 */
export async function backup({ db, now }: Store, path: string): Promise<number> {
  if (existsSync(path))
    throw new BackupError(`${path}: expected a new file, came one that is there`);
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, 'wx', 0o600);
  let rows = 0;
  let messages = 0;
  const write = (line: object) => file.appendFile(`${JSON.stringify(line)}\n`);
  try {
    await write({ format, version: versions.at(-1), createdAt: now().toISOString() });
    await snapshot(db, async (trx) => {
      for (const table of order) {
        for await (const row of readTable(trx, table)) {
          await write({ table, row });
          rows++;
          if (table === 'messages') messages++;
        }
      }
    });
    await write({ end: rows });
    await file.sync();
    await rename(draft, path);
  } finally {
    await file.close();
    // Nothing is left of one that did not become whole.
    await rm(draft, { force: true });
  }
  syncFolder(dirname(path));
  return messages;
}

/**
 * Restores a backup into a database that is empty, in one transaction: all of it or nothing. Every
 * body must open with the keys at hand. Settles with the number of messages; throws a `BackupError`.
 */
export async function restore({ db, keyring }: Store, path: string): Promise<number> {
  await readWhole(path);
  return db.transaction().execute(async (trx) => {
    for (const table of order) {
      const any = await trx.selectFrom(table).select(sql`1`.as('one')).limit(1).executeTakeFirst();
      if (any) throw new BackupError(`expected an empty database, came one with ${table}`);
    }
    let messages = 0;
    for await (const { table, row } of readRows(path)) {
      if (table === 'messages') {
        openMessage(keyring, row as Tables['messages']);
        messages++;
      }
      await trx
        .insertInto(table)
        .values(row as Tables[Table])
        .execute();
    }
    return messages;
  });
}

/** Reads within one view of the database, whatever is written meanwhile. */
function snapshot(db: Kysely<Tables>, read: (trx: Kysely<Tables>) => Promise<void>): Promise<void> {
  // SQLite knows no levels: there, a transaction that reads sees one view by itself.
  return db.transaction().setIsolationLevel('repeatable read').execute(read);
}

async function* readTable(db: Kysely<Tables>, table: Table): AsyncGenerator<object> {
  const key = { messages: 'reference', deletions: 'reference', outbox: 'message_id' } as const;
  const column = table === 'spent_challenges' ? 'nonce' : key[table];
  for (let after = ''; ; ) {
    const page: Record<string, unknown>[] = await db
      .selectFrom(table)
      .selectAll()
      .where(sql.ref(column), '>', after)
      .orderBy(sql.ref(column))
      .limit(pageSize)
      .execute();
    yield* page;
    if (page.length < pageSize) return;
    after = String(page.at(-1)?.[column]);
  }
}

async function* readLines(path: string): AsyncGenerator<Record<string, unknown>> {
  const lines = createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Infinity });
  for await (const line of lines) {
    try {
      yield JSON.parse(line);
    } catch (cause) {
      throw new BackupError(`${path}: expected JSON on every line`, { cause });
    }
  }
}

async function* readRows(path: string): AsyncGenerator<{ table: Table; row: object }> {
  for await (const { table, row } of readLines(path)) {
    if (order.includes(table as Table)) yield { table: table as Table, row: row as object };
  }
}

/** Makes sure that a backup is one, is whole, and is of a version that we know. */
async function readWhole(path: string): Promise<void> {
  let header: Record<string, unknown> | undefined;
  let last: Record<string, unknown> = {};
  let rows = 0;
  for await (const line of readLines(path)) {
    header ??= line;
    if ('table' in line) rows++;
    last = line;
  }
  if (header?.format !== format) throw new BackupError(`${path}: expected a backup`);
  if (!versions.includes(String(header.version))) {
    throw new BackupError(`${path}: expected a version up to ${versions.at(-1)}, came a newer one`);
  }
  if (last.end !== rows) throw new BackupError(`${path}: expected a whole backup, came a part`);
}
