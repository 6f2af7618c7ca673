import { sql } from 'kysely';
import type { AppContext } from '../context.ts';
import { allowIdleTransaction } from '../database/connection.ts';
import {
  getAssociatedData,
  type MessageRow,
  readMessageRows,
  tryDecryptMessage,
} from '../messages/message-repository.ts';
import { encrypt } from './keyring.ts';

/**
 * Runs `task` under a database lock that serialises key rotation. Without it, two commands that each add a key to the
 * same version of the file would leave only one of the keys in it, and whatever was encrypted with the other could
 * never be decrypted. The lock is a row that both update: one waits, and the lock is released if the other is killed.
 */
export function withKeyLock({ db, engine }: AppContext, task: () => void): Promise<void> {
  return db.transaction().execute(async (trx) => {
    // PostgreSQL must not time out and release the lock while a slow disk writes the key file.
    await allowIdleTransaction(trx, engine);
    await sql`update kysely_migration_lock set is_locked = is_locked`.execute(trx);
    task();
  });
}

/**
 * Encrypts every message again with the current key, one at a time, so that older keys can be removed. Receivers keep
 * running meanwhile. A message that can't be decrypted is passed to `onUnreadable` and left unchanged. Resolves to the
 * number of messages that were encrypted.
 */
export async function reencryptMessages(
  context: AppContext,
  onUnreadable: (row: MessageRow) => void,
): Promise<number> {
  let count = 0;
  for await (const row of readMessageRows(context)) {
    if (row.key_id === context.keyring.current) continue;
    const message = tryDecryptMessage(context.keyring, row);
    if (!message) {
      onUnreadable(row);
      continue;
    }
    const associatedData = getAssociatedData(row.form, row.reference);
    const { keyId, text } = encrypt(context.keyring, JSON.stringify(message.body), associatedData);
    await context.db
      .updateTable('messages')
      .set({ key_id: keyId, body: text })
      .where('reference', '=', row.reference)
      .execute();
    count++;
  }
  return count;
}
