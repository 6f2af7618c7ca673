/**
 * Deleting, which to an authority is disposal: it needs a decision, and what was decided is kept
 * when the message is not. Nothing is ever deleted without one.
 */
import { sql } from 'kysely';
import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';

/** Messages deleted in one transaction, so that a long sweep never holds up a new message. */
const batchSize = 100;

/** How long a message is kept after a mail of it has failed, for the operator to see to it. */
const failureGraceMs = 30 * 24 * 3_600_000;

/** Deletes a message and the mails it was still owed. Settles with whether there was one. */
export async function deleteMessage(
  context: AppContext,
  reference: string,
  decision: string,
): Promise<boolean> {
  const deleted = await deleteRow(context, reference, decision);
  if (deleted) await checkpointWal(context);
  return deleted;
}

/**
 * Has SQLite do in its file what it has only written in its log, which holds the message itself too
 * and grows old where few messages come. With PostgreSQL that is the server's own to see to.
 */
async function checkpointWal({ db, engine }: AppContext): Promise<void> {
  if (engine === 'sqlite') await sql`pragma wal_checkpoint(truncate)`.execute(db);
}

function deleteRow({ db, now }: AppContext, reference: string, decision: string): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    const deleted = await trx
      .deleteFrom('messages')
      .where('reference', '=', reference)
      .returning(['reference', 'form', 'received_at'])
      .executeTakeFirst();
    if (!deleted) return false;
    await trx
      .insertInto('deletions')
      .values({ ...deleted, deleted_at: now().toISOString(), decision })
      .execute();
    return true;
  });
}

/**
 * Deletes what a form's retention has run out for; a form without one keeps everything. A mail that
 * is still to be sent keeps its message, and so does one that has failed, but not for ever: what is
 * to be deleted is not kept for want of a mail server that takes it. Settles with how many there were.
 */
export async function applyRetention(context: AppContext, forms: readonly Form[]): Promise<number> {
  let count = 0;
  // When a mail failed is told by when it would next have been tried, at most an hour later.
  const failedSince = new Date(context.now().getTime() - failureGraceMs).toISOString();
  for (const { id, retention } of forms) {
    if (!retention) continue;
    const limit = new Date(context.now().getTime() - retention.days * 24 * 3_600_000).toISOString();
    for (let more = true; more; ) {
      const due = await context.db
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
      for (const { reference } of due) {
        if (await deleteRow(context, reference, retention.decision)) count++;
      }
      more = due.length === batchSize;
    }
  }
  if (count > 0) await checkpointWal(context);
  return count;
}
