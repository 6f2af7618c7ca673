/**
 * Deletes messages. For an authority this is disposal of records: it requires a decision, and a record of the decision
 * is kept when the message is gone. Nothing is ever deleted without a decision.
 */
import { type FunctionModule, sql } from 'kysely';
import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { Database } from '../database/schema.ts';

/** The number of messages to find at a time, so that a large deletion never blocks new messages for long. */
const batchSize = 100;

/** Above this number, or half of all messages, the operator has to confirm a deletion. */
const maxUnconfirmed = 10;
const maxUnconfirmedShare = 0.5;

const dayMs = 24 * 3_600_000;

/** How long a message is kept after one of its mails has failed, so that the operator can act. */
const failureGraceMs = 30 * dayMs;

/** The result of deleting a message. */
export type Deletion = 'none' | 'not-yet-overwritten' | 'overwritten';

/**
 * Deletes a message and its unsent mail. Resolves to `none` if there was no such message, and to `not-yet-overwritten`
 * if the encrypted data is still in the database file because another process is reading it.
 */
export async function deleteMessage(
  context: AppContext,
  reference: string,
  decision: string,
): Promise<Deletion> {
  if (!(await deleteRow(context, reference, decision))) return 'none';
  const isOverwritten = await overwriteDeleted(context, { waitForReaders: true });
  return isOverwritten ? 'overwritten' : 'not-yet-overwritten';
}

/** How many messages are due for deletion, of how many in forms that have a retention period. */
export interface RetentionState {
  readonly due: number;
  readonly total: number;
}

/** Counts the messages that are due for deletion. */
export async function countDueMessages(
  context: AppContext,
  forms: readonly Form[],
): Promise<RetentionState> {
  const state = { due: 0, total: 0 };
  for (const form of forms) {
    if (!form.retention) continue;
    const count = ({ fn }: { fn: FunctionModule<Database, 'messages'> }) =>
      fn.countAll().as('count');
    const due = await selectDue(context, form, form.retention.days).select(count).execute();
    const all = context.db.selectFrom('messages').where('form', '=', form.id).select(count);
    state.due += Number(due[0]?.count ?? 0);
    state.total += Number((await all.execute())[0]?.count ?? 0);
  }
  return state;
}

/**
 * Whether so many messages are due at once that a person should look first: both a wrong clock and a mistake in the
 * configuration cause that.
 */
export const isExcessive = ({ due, total }: RetentionState): boolean =>
  due > maxUnconfirmed && due > total * maxUnconfirmedShare;

/**
 * Deletes the messages whose retention period has ended; a form without one keeps everything. A message is kept while
 * its mail is waiting and, for a limited time, after its mail has failed; not forever, just because a mail server
 * rejects it. Resolves to the number deleted.
 */
export async function applyRetention(context: AppContext, forms: readonly Form[]): Promise<number> {
  let count = 0;
  for (const form of forms) {
    const { retention } = form;
    if (!retention) continue;
    for (let hasMore = true; hasMore; ) {
      const expired = await selectDue(context, form, retention.days)
        .select('reference')
        .limit(batchSize)
        .execute();
      for (const { reference } of expired) {
        if (await deleteRow(context, reference, retention.decision)) count++;
      }
      hasMore = expired.length === batchSize;
    }
  }
  if (count > 0) await overwriteDeleted(context);
  return count;
}

function selectDue({ db, now }: AppContext, { id }: Pick<Form, 'id'>, days: number) {
  const limit = new Date(now().getTime() - days * dayMs).toISOString();
  // A failed mail's `due_at` is when it would have been retried, at most an hour after it failed.
  const failedSince = new Date(now().getTime() - failureGraceMs).toISOString();
  return db
    .selectFrom('messages')
    .where('form', '=', id)
    .where(({ eb, and, or }) =>
      or([
        and([eb('retain_from', 'is', null), eb('received_at', '<', limit)]),
        eb('retain_from', '<', limit),
      ]),
    )
    .where('reference', 'not in', (query) =>
      query
        .selectFrom('outbox')
        .select('reference')
        .where(({ eb, and }) =>
          eb('state', '=', 'waiting').or(
            and([eb('state', '=', 'failed'), eb('due_at', '>', failedSince)]),
          ),
        ),
    );
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
 * Makes SQLite apply deletions to its database file. Until then they are only in the write-ahead log, which contains
 * the messages too and is kept for long if few messages arrive. Resolves to whether it could: not while another
 * process reads an earlier state of the database, as a backup does. PostgreSQL manages its own files.
 */
export async function overwriteDeleted(
  { db, engine }: AppContext,
  { waitForReaders = false } = {},
): Promise<boolean> {
  if (engine !== 'sqlite') return true;
  return db.connection().execute(async (connection) => {
    const { rows } = await sql<{ timeout: number }>`pragma busy_timeout`.execute(connection);
    // SQLite waits without letting anything else run, so a running receiver must not wait.
    if (!waitForReaders) await sql`pragma busy_timeout = 0`.execute(connection);
    try {
      const result = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(
        connection,
      );
      return result.rows[0]?.busy === 0;
    } finally {
      await sql`pragma busy_timeout = ${sql.lit(rows[0]?.timeout ?? 0)}`.execute(connection);
    }
  });
}
