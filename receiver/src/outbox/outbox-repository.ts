import type { AppContext } from '../context.ts';
import { getWebhookName } from './webhook-config.ts';

/** The number of deliveries that have not been made. */
export interface OutboxState {
  readonly waiting: number;
  readonly failed: number;
  /** The age of the oldest waiting delivery, or 0 if there is none. */
  readonly oldestSeconds: number;
}

/**
 * Creates the rows for one mail to each recipient of a message. `previous` is the highest number of its earlier mails.
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
    case_id: null,
    case_number: null,
    unconfirmed_at: null,
  }));
}

/**
 * Queues a message again for its current recipients. A message in quarantine is released. A mail is
 * queued as a new one, which replaces those not sent yet. A webhook has one delivery: it is tried
 * again if it has failed, and left alone if it is waiting or done. Resolves to the number of
 * deliveries that were queued.
 */
export async function resendMessage(
  { db, now }: AppContext,
  reference: string,
  recipients: readonly string[],
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    await trx
      .updateTable('messages')
      .set({ quarantine: null })
      .where('reference', '=', reference)
      .execute();
    const earlier = await trx
      .selectFrom('outbox')
      .selectAll()
      .where('reference', '=', reference)
      .execute();
    const isRetained = ({ recipient, state }: (typeof earlier)[number]) =>
      getWebhookName(recipient) !== undefined &&
      recipients.includes(recipient) &&
      state !== 'dismissed';
    const retained = earlier.filter(isRetained);
    const replaced = earlier.filter(
      (row) => ['waiting', 'failed'].includes(row.state) && !isRetained(row),
    );
    const time = now().toISOString();
    for (const { message_id: id } of replaced) {
      await trx.deleteFrom('outbox').where('message_id', '=', id).execute();
    }
    const failed = retained.filter(({ state }) => state === 'failed');
    for (const { message_id: id } of failed) {
      await trx
        .updateTable('outbox')
        .set({ state: 'waiting', attempts: 0, created_at: time, due_at: time })
        .set({ error: null, unconfirmed_at: null })
        .where('message_id', '=', id)
        .execute();
    }
    const others = recipients.filter((one) => !retained.some(({ recipient }) => recipient === one));
    const numbers = earlier.map(({ message_id: id }) => Number(id.slice(id.indexOf('.') + 1)));
    const rows = createOutboxRows(reference, others, now(), Math.max(0, ...numbers));
    if (rows.length > 0) await trx.insertInto('outbox').values(rows).execute();
    return failed.length + rows.length;
  });
}

/** Reads the numbers of all cases that webhooks have created, by the references of the messages. */
export async function readCaseNumbers({ db }: AppContext): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('outbox')
    .select(['reference', 'case_number'])
    .where('case_number', 'is not', null)
    .orderBy('message_id')
    .execute();
  const byReference = Map.groupBy(rows, ({ reference }) => reference);
  return new Map(
    [...byReference].map(([reference, cases]) => [
      reference,
      cases.map(({ case_number: number }) => number).join(', '),
    ]),
  );
}

/**
 * Dismisses the failed deliveries of a message: by this decision they need not be made. The message and a record of the
 * decision are kept. Resolves to the number of deliveries.
 */
export async function dismissFailedDeliveries(
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

/** Counts the deliveries that have not been made. */
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
