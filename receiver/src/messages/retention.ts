/**
 * Deleting messages. To an authority this is disposal of records: it takes a decision, and the
 * decision is kept when the message is not. Nothing is ever deleted without one.
 */
import { sql } from 'kysely';
import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';

/** Messages to find at a time, so that a large deletion never blocks new messages for long. */
const batchSize = 100;

const dayMs = 24 * 3_600_000;

/** How long a message is kept after one of its mails has failed, so that the operator can act. */
const failureGraceMs = 30 * dayMs;

/** Deletes a message and its unsent mail. Resolves to whether there was such a message. */
export async function deleteMessage(
  context: AppContext,
  reference: string,
  decision: string,
): Promise<boolean> {
  const isDeleted = await deleteRow(context, reference, decision);
  if (isDeleted) await checkpointWal(context);
  return isDeleted;
}

/**
 * Deletes the messages whose retention period has ended; a form without one keeps everything. A
 * message is kept while its mail is waiting and, for a limited time, after its mail has failed:
 * what is due for deletion is not kept forever because a mail server refuses it. Resolves to the
 * number deleted.
 */
export async function applyRetention(context: AppContext, forms: readonly Form[]): Promise<number> {
  let count = 0;
  // A failed mail's `due_at` is when it would have been retried, at most an hour after it failed.
  const failedSince = new Date(context.now().getTime() - failureGraceMs).toISOString();
  for (const { id, retention } of forms) {
    if (!retention) continue;
    const limit = new Date(context.now().getTime() - retention.days * dayMs).toISOString();
    for (let hasMore = true; hasMore; ) {
      const expired = await context.db
        .selectFrom('messages')
        .select('reference')
        .where('form', '=', id)
        .where('received_at', '<', limit)
        .where('reference', 'not in', (query) =>
          query
            .selectFrom('outbox')
            .select('reference')
            .where(({ eb, and }) =>
              eb('state', '=', 'waiting').or(
                and([eb('state', '=', 'failed'), eb('due_at', '>', failedSince)]),
              ),
            ),
        )
        .limit(batchSize)
        .execute();
      for (const { reference } of expired) {
        if (await deleteRow(context, reference, retention.decision)) count++;
      }
      hasMore = expired.length === batchSize;
    }
  }
  if (count > 0) await checkpointWal(context);
  return count;
}

function deleteRow({ db, now }: AppContext, reference: string, decision: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const row = await trx
      .deleteFrom('messages')
      .where('reference', '=', reference)
      .returning(['reference', 'form', 'received_at'])
      .executeTakeFirst();
    if (!row) return false;
    await trx
      .insertInto('deletions')
      .values({ ...row, deleted_at: now().toISOString(), decision })
      .execute();
    return true;
  });
}

/**
 * Makes SQLite apply the deletion to its database file. Until then it is only in the write-ahead
 * log, which contains the message too and is kept for long where few messages arrive. PostgreSQL
 * manages its own files.
 */
async function checkpointWal({ db, engine }: AppContext): Promise<void> {
  if (engine === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
}
