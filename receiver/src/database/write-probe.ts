import { randomBytes, randomUUID } from 'node:crypto';
import type { DatabaseConnection } from './connection.ts';

/** The sizes of a probe: a row of the smallest message, and one of the largest. */
const smallBytes = 256;
const largeBytes = 24 * 1024;

/**
 * Rejects if a message cannot be stored now: stores a row and deletes it again, in one transaction,
 * so that nobody sees it. A small row finds space on a disk that is full for messages. So the row
 * is as large as the largest message if `isInDoubt`, and small otherwise, since it is written often.
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
