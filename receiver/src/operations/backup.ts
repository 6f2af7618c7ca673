/**
 * Backup as text: one JSON value to a line, the same from both engines, so that what was kept in a
 * file can be restored into PostgreSQL and the other way round. Bodies stay sealed: the keys are not
 * in it, and are to be kept elsewhere. The last line seals those before it with a key of the ring: a
 * backup that was cut short, or that somebody changed, is never taken for a whole one.
 */
import { createHmac, type Hmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { AppContext } from '../context.ts';
import { versions } from '../database/migrations.ts';
import type { Database } from '../database/schema.ts';
import { syncDirectory } from '../durable-fs.ts';
import { decryptMessage } from '../messages/message-repository.ts';
import { deriveKey, type Keyring } from '../security/keyring.ts';

/** What a backup calls itself. */
const format = 'skr-widgets-receiver';

/** The tables in the order that their references allow. */
const tableOrder = ['messages', 'spent_challenges', 'outbox', 'deletions'] as const;

type Table = (typeof tableOrder)[number];

/** A line of a backup, whatever is in it. */
type Line = Record<string, unknown>;

/** How many rows are read or written at once. */
const pageSize = 200;

/** What goes wrong with a backup, in words for the operator. */
export class BackupError extends Error {}

/**
 * Writes everything to a file, as it was at one moment, while receivers go on. The file has its name
 * only when it is whole and on the disk, and takes no other's place. Settles with the number of
 * messages; throws a `BackupError`.
 */
export async function writeBackup({ db, now, keyring }: AppContext, path: string): Promise<number> {
  if (existsSync(path))
    throw new BackupError(`${path}: expected a new file, got one that is there`);
  const draft = `${path}.${randomUUID()}`;
  /** What the disk refuses is the operator's to mend. */
  const onDisk = <T>(task: Promise<T>): Promise<T> =>
    task.catch((cause) => {
      throw new BackupError(`${path}: expected to write it, got ${cause}`, { cause });
    });
  const file = await onDisk(open(draft, 'wx', 0o600));
  let messages = 0;
  const key = keyring.current;
  const sealing = createBackupHmac(keyring, key);
  const write = async (line: object) => {
    const text = `${JSON.stringify(line)}\n`;
    sealing?.update(text);
    await onDisk(file.appendFile(text));
  };
  try {
    await write({ format, version: versions.at(-1), createdAt: now().toISOString() });
    await snapshot(db, async (trx) => {
      for (const table of tableOrder) {
        for await (const row of readTable(trx, table)) {
          await write({ table, row });
          if (table === 'messages') messages++;
        }
      }
    });
    const seal = sealing?.digest('base64');
    await onDisk(file.appendFile(`${JSON.stringify({ key, seal })}\n`));
    await onDisk(file.sync());
    await onDisk(rename(draft, path));
  } finally {
    await file.close();
    // Nothing is left of one that did not become whole.
    await rm(draft, { force: true });
  }
  syncDirectory(dirname(path));
  return messages;
}

/**
 * Restores a backup into a database that is empty, in one transaction: all of it or nothing. The keys
 * at hand must be those that it was made with, and every body must open with them. Settles with the
 * number of messages, and when the backup was made; throws a `BackupError`.
 */
export async function restoreBackup({ db, keyring }: AppContext, path: string) {
  // Once without the database, which would speak of a changed row in its own words; and once more
  // with it, for the file may not stay as it is.
  await readRows(keyring, path, async () => {});
  return db.transaction().execute(async (trx) => {
    for (const table of tableOrder) {
      const any = await trx.selectFrom(table).select(sql`1`.as('one')).limit(1).executeTakeFirst();
      if (any) throw new BackupError(`expected an empty database, got one with ${table}`);
    }
    let messages = 0;
    const madeAt = await readRows(keyring, path, async (table, row) => {
      if (table === 'messages') {
        assertDecryptable(keyring, path, row as Database['messages']);
        messages++;
      }
      await trx
        .insertInto(table)
        .values(row as Database[Table])
        .execute();
    });
    return { messages, madeAt };
  });
}

/** Reads within one view of the database, whatever is written meanwhile. */
function snapshot(
  db: Kysely<Database>,
  read: (trx: Kysely<Database>) => Promise<void>,
): Promise<void> {
  // SQLite knows no levels: there, a transaction that reads sees one view by itself.
  return db.transaction().setIsolationLevel('repeatable read').execute(read);
}

async function* readTable(db: Kysely<Database>, table: Table): AsyncGenerator<object> {
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

/**
 * The lines of a backup. They end at a line feed and nowhere else: a decision may hold one of the other
 * line separators that Node's own reader ends a line at.
 */
async function* readLines(path: string): AsyncGenerator<{ text: string; line: Line }> {
  for await (const text of readTexts(path)) {
    try {
      yield { text, line: JSON.parse(text) ?? {} };
    } catch (cause) {
      throw new BackupError(`${path}: expected JSON on every line`, { cause });
    }
  }
}

async function* readTexts(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const texts = (rest + chunk).split('\n');
      rest = texts.pop() ?? '';
      yield* texts;
    }
  } catch (cause) {
    throw new BackupError(`${path}: expected to read it, got ${cause}`, { cause });
  }
  if (rest) yield rest;
}

/**
 * Reads a backup, and hands over each row. Rejects in the end unless it was one, of a version that we
 * know, and every line of it is as it was written with a key that we have. Settles with when it was
 * made.
 */
async function readRows(
  keyring: Keyring,
  path: string,
  use: (table: Table, row: object) => Promise<void>,
): Promise<string> {
  // The last line says which key it is that seals those before it.
  let last: Line = {};
  for await (const { line } of readLines(path)) last = line;
  const { key, seal } = last;
  const sealing = createBackupHmac(keyring, String(key));
  let header: Line | undefined;
  let before: string | undefined;
  for await (const { text, line } of readLines(path)) {
    header ??= line;
    // All but the last, whatever they call themselves: a row with a seal on it is a row still.
    if (before !== undefined) sealing?.update(`${before}\n`);
    before = text;
    const { table, row } = line;
    if (tableOrder.includes(table as Table)) await use(table as Table, row as object);
  }
  if (header?.format !== format) throw new BackupError(`${path}: expected a backup`);
  if (!versions.includes(String(header.version))) {
    throw new BackupError(`${path}: expected a version up to ${versions.at(-1)}, got a newer one`);
  }
  if (typeof seal !== 'string') {
    throw new BackupError(`${path}: expected a whole backup, got a part`);
  }
  if (!sealing) {
    throw new BackupError(
      `${path}: expected the key "${key}", which it was made with; it is missing`,
    );
  }
  const written = Buffer.from(seal, 'base64');
  const found = sealing.digest();
  const isOurs = written.length === found.length && timingSafeEqual(written, found);
  // Nor may the last line, which nothing seals, bring anything along.
  if (!isOurs || before !== JSON.stringify({ key, seal })) {
    throw new BackupError(`${path}: expected a backup as it was made, got one that was changed`);
  }
  return String(header.createdAt);
}

/** Begins to seal a backup with a key of the ring; nothing if the ring has none with that id. */
function createBackupHmac(keyring: Keyring, keyId: string): Hmac | undefined {
  const key = deriveKey(keyring, keyId, 'backup');
  return key && createHmac('sha256', key);
}

/** Makes sure that a message can be read, though nobody does. */
function assertDecryptable(keyring: Keyring, path: string, row: Database['messages']): void {
  try {
    decryptMessage(keyring, row);
  } catch (cause) {
    throw new BackupError(`${path}: ${row.reference} does not open (key ${row.key_id})`, { cause });
  }
}
