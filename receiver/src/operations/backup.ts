/**
 * Backup as text: one JSON value per line, the same from both engines, so that a backup of the
 * embedded database can be restored into PostgreSQL and vice versa. Message bodies stay encrypted:
 * the keys are not included, and have to be kept elsewhere. The last line authenticates those
 * before it with a key of the keyring, so that a backup that was truncated or changed is never
 * taken for a complete one.
 */
import { createHmac, type Hmac, randomUUID, timingSafeEqual } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { AppContext } from '../context.ts';
import { allowIdleTransaction } from '../database/connection.ts';
import { restorableVersions, versions } from '../database/migrations.ts';
import type { Database } from '../database/schema.ts';
import { syncDirectory } from '../durable-fs.ts';
import { type MessageRow, tryDecryptMessage } from '../messages/message-repository.ts';
import { deriveKey, type Keyring } from '../security/keyring.ts';

/** The format's name, in the first line of a backup. */
const format = 'skr-widgets-receiver';

/** The tables, in the order that their foreign keys require. */
const tableOrder = ['messages', 'spent_challenges', 'outbox', 'deletions'] as const;

type Table = (typeof tableOrder)[number];

/** A parsed line of a backup, before its content is known. */
type Line = Record<string, unknown>;

/** Rows to read at a time. */
const pageSize = 200;

/** A backup that cannot be written or restored, with a message for the operator. */
export class BackupError extends Error {}

/**
 * Writes a consistent snapshot to a file, while receivers keep running. The file gets its name only
 * when it is complete and on the disk, and never replaces another. Resolves to the number of
 * messages; rejects with a `BackupError`.
 */
export async function writeBackup(
  { db, engine, now, keyring }: AppContext,
  path: string,
): Promise<number> {
  if (existsSync(path)) {
    throw new BackupError(`${path}: expected a new file, got one that exists`);
  }
  const tempPath = `${path}.${randomUUID()}`;
  /** Reports an error of the file system as one that the operator can fix. */
  const onDisk = <T>(task: Promise<T>): Promise<T> =>
    task.catch((cause) => {
      throw new BackupError(`${path}: expected to write it, got ${cause}`, { cause });
    });
  const file = await onDisk(open(tempPath, 'wx', 0o600));
  let messages = 0;
  const key = keyring.current;
  const hmac = createBackupHmac(keyring, key);
  const write = async (line: object) => {
    const text = `${JSON.stringify(line)}\n`;
    hmac?.update(text);
    await onDisk(file.appendFile(text));
  };
  try {
    await write({ format, version: versions.at(-1), createdAt: now().toISOString() });
    await readSnapshot(db, async (trx) => {
      await allowIdleTransaction(trx, engine);
      for (const table of tableOrder) {
        for await (const row of readTable(trx, table)) {
          await write({ table, row });
          if (table === 'messages') messages++;
        }
      }
    });
    const seal = hmac?.digest('base64');
    await onDisk(file.appendFile(`${JSON.stringify({ key, seal })}\n`));
    await onDisk(file.sync());
    await onDisk(rename(tempPath, path));
  } finally {
    await file.close();
    // Removes an incomplete backup.
    await rm(tempPath, { force: true });
  }
  syncDirectory(dirname(path));
  return messages;
}

/**
 * Restores a backup into an empty database, in one transaction. The keyring must have the key that
 * authenticates the backup. A message that cannot be decrypted is restored too, since it could not
 * be decrypted when the backup was made or will be when its key is back, and is passed to
 * `onUnreadable`. Resolves to the number of messages and the time of the backup; rejects with a
 * `BackupError`.
 */
export async function restoreBackup(
  { db, engine, keyring }: AppContext,
  path: string,
  onUnreadable: (row: MessageRow) => void,
) {
  // First without the database, whose own error for a changed row would say less. The second time
  // it is verified again, because the file may change in between.
  await readRows(keyring, path, async () => {});
  return db.transaction().execute(async (trx) => {
    await allowIdleTransaction(trx, engine);
    for (const table of tableOrder) {
      const row = await trx.selectFrom(table).select(sql`1`.as('one')).limit(1).executeTakeFirst();
      if (row) throw new BackupError(`expected an empty database, got one with ${table}`);
    }
    let messages = 0;
    const createdAt = await readRows(keyring, path, async (table, row) => {
      if (table === 'messages') {
        if (!tryDecryptMessage(keyring, row as MessageRow)) onUnreadable(row as MessageRow);
        messages++;
      }
      await trx
        .insertInto(table)
        .values(row as Database[Table])
        .execute();
    });
    return { messages, createdAt };
  });
}

/** Reads from one snapshot of the database, whatever is written meanwhile. */
function readSnapshot(
  db: Kysely<Database>,
  read: (trx: Kysely<Database>) => Promise<void>,
): Promise<void> {
  // SQLite has no isolation levels: every read transaction sees one snapshot.
  return db.transaction().setIsolationLevel('repeatable read').execute(read);
}

async function* readTable(db: Kysely<Database>, table: Table): AsyncGenerator<object> {
  const primaryKeys = {
    messages: 'reference',
    spent_challenges: 'nonce',
    outbox: 'message_id',
    deletions: 'reference',
  } as const;
  const column = primaryKeys[table];
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
 * Yields the lines of a backup. They end at a line feed and nowhere else: a decision may contain
 * other line separators, at which Node's `readline` would split it.
 */
async function* readLines(path: string): AsyncGenerator<{ text: string; line: Line }> {
  for await (const text of readTextLines(path)) {
    try {
      yield { text, line: JSON.parse(text) ?? {} };
    } catch (cause) {
      throw new BackupError(`${path}: expected JSON on every line`, { cause });
    }
  }
}

async function* readTextLines(path: string): AsyncGenerator<string> {
  let rest = '';
  try {
    for await (const chunk of createReadStream(path, 'utf8')) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (cause) {
    throw new BackupError(`${path}: expected to read it, got ${cause}`, { cause });
  }
  if (rest) yield rest;
}

/**
 * Reads a backup and passes each row to `onRow`. Rejects at the end unless it is a complete backup
 * of a known version, unchanged since it was written with a key of the keyring. Resolves to the
 * time of the backup.
 */
async function readRows(
  keyring: Keyring,
  path: string,
  onRow: (table: Table, row: object) => Promise<void>,
): Promise<string> {
  // The last line names the key that authenticates the lines before it.
  let last: Line = {};
  for await (const { line } of readLines(path)) last = line;
  const { key, seal } = last;
  const hmac = createBackupHmac(keyring, String(key));
  let header: Line | undefined;
  let previous: string | undefined;
  for await (const { text, line } of readLines(path)) {
    header ??= line;
    // All lines but the last, whatever they contain: a row that has a `seal` is still a row.
    if (previous !== undefined) hmac?.update(`${previous}\n`);
    previous = text;
    const { table, row } = line;
    if (tableOrder.includes(table as Table)) await onRow(table as Table, row as object);
  }
  if (header?.format !== format) throw new BackupError(`${path}: expected a backup`);
  if (!restorableVersions.includes(String(header.version))) {
    const [oldest, latest] = [restorableVersions[0], restorableVersions.at(-1)];
    throw new BackupError(
      `${path}: expected a backup of version ${oldest} to ${latest}, got ${header.version}`,
    );
  }
  if (typeof seal !== 'string') {
    throw new BackupError(`${path}: expected a complete backup, got a part of one`);
  }
  if (!hmac) {
    throw new BackupError(`${path}: expected the key "${key}" that it was made with, got none`);
  }
  const expected = Buffer.from(seal, 'base64');
  const actual = hmac.digest();
  const isAuthentic = expected.length === actual.length && timingSafeEqual(expected, actual);
  // Nothing authenticates the last line, so it must not contain anything else.
  if (!isAuthentic || previous !== JSON.stringify({ key, seal })) {
    throw new BackupError(
      `${path}: expected an unchanged backup, got one that was changed, or another key with the id "${key}"`,
    );
  }
  return String(header.createdAt);
}

/** Creates the HMAC of a backup, if the keyring has the key. */
function createBackupHmac(keyring: Keyring, keyId: string): Hmac | undefined {
  const key = deriveKey(keyring, keyId, 'backup');
  return key && createHmac('sha256', key);
}
