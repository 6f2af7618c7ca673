import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseConnection } from './connection.ts';

/** The sizes of a probe: that of the smallest message's row, and of the largest. */
const smallBytes = 256;
const largeBytes = 24 * 1024;

/**
 * Rejects if a message can't be stored right now. Inserts a row and deletes it in the same transaction, so that no one
 * sees it. On a disk that is too full for messages a small row may still fit, so the row is as large as the largest
 * message if `isInDoubt`. Otherwise it is small, since the probe runs often.
 */
export async function assertIsWritable(
  { db, assertFileNotReplaced, health }: DatabaseConnection,
  isInDoubt = health.isStoreFailing,
): Promise<void> {
  assertFileNotReplaced();
  const reference = `probe-${randomUUID()}`;
  const body = randomBytes(isInDoubt ? largeBytes : smallBytes).toString('base64');
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('messages')
      .values({
        ...{ reference, form: '', idempotency_key: reference, received_at: '' },
        ...{ quarantine: null, key_id: '', body, retain_from: null },
      })
      .execute();
    await trx.deleteFrom('messages').where('reference', '=', reference).execute();
  });
  assertFileNotReplaced();
  health.isStoreFailing = false;
}
