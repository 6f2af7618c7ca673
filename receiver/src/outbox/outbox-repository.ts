import type { AppContext } from '../context.ts';

/** How much mail has not been sent. */
export interface OutboxState {
  readonly waiting: number;
  readonly failed: number;
  /** How long the oldest waiting mail has waited, or 0 if none does. */
  readonly oldestSeconds: number;
}

/**
 * Creates the rows for one mail to each recipient of a message. `previous` is the highest number
 * that any of its earlier mails has.
 */
export function createOutboxRows(
  reference: string,
  recipients: readonly string[],
  now: Date,
  previous = 0,
) {
  const time = now.toISOString();
  return recipients.map((recipient, index) => ({
    message_id: `${reference}.${previous + index + 1}`,
    reference,
    recipient,
    state: 'waiting' as const,
    attempts: 0,
    created_at: time,
    due_at: time,
    sent_at: null,
    error: null,
    dismissed_at: null,
    decision: null,
  }));
}

/**
 * Queues a message again for its current recipients, as new mails that replace those not sent yet.
 * A message in quarantine is released. Resolves to the number of mails.
 */
export async function resendMessage(
  { db, now }: AppContext,
  reference: string,
  recipients: readonly string[],
): Promise<number> {
  await db.transaction().execute(async (trx) => {
    await trx
      .updateTable('messages')
      .set({ quarantine: null })
      .where('reference', '=', reference)
      .execute();
    const earlier = await trx
      .selectFrom('outbox')
      .select('message_id')
      .where('reference', '=', reference)
      .execute();
    await trx
      .deleteFrom('outbox')
      .where('reference', '=', reference)
      .where('state', 'in', ['waiting', 'failed'])
      .execute();
    const numbers = earlier.map(({ message_id: id }) => Number(id.slice(id.indexOf('.') + 1)));
    const mails = createOutboxRows(reference, recipients, now(), Math.max(0, ...numbers));
    if (mails.length > 0) await trx.insertInto('outbox').values(mails).execute();
  });
  return recipients.length;
}

/**
 * Dismisses the failed mails of a message: by this decision they need not be sent. The message and
 * the decision are kept. Resolves to the number of mails.
 */
export async function dismissFailedMails(
  { db, now }: AppContext,
  reference: string,
  decision: string,
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ state: 'dismissed', dismissed_at: now().toISOString(), decision })
    .where('reference', '=', reference)
    .where('state', '=', 'failed')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Counts the mails that have not been sent. */
export async function getOutboxState({ db, now }: AppContext): Promise<OutboxState> {
  const rows = await db
    .selectFrom('outbox')
    .select(({ fn }) => ['state', fn.countAll().as('count'), fn.min('created_at').as('oldest')])
    .where('state', 'in', ['waiting', 'failed'])
    .groupBy('state')
    .execute();
  const count = (state: string) => Number(rows.find((row) => row.state === state)?.count ?? 0);
  const oldest = rows.find(({ state }) => state === 'waiting')?.oldest;
  // Until it is tried again, a mail that was queued by a clock that was ahead is from the future.
  const oldestSeconds = oldest ? Math.max(0, now().getTime() - Date.parse(oldest)) / 1000 : 0;
  return { waiting: count('waiting'), failed: count('failed'), oldestSeconds };
}
