/**
 * The outbox. Deliveries are queued in the transaction that stores their message, and made from
 * here, by mail or to a webhook. Each is made at least once: if a receiver dies between the other
 * side's acceptance and recording it, it is made again under the same id. Mail programs then show
 * one mail; for webhooks see `webhook.ts`. No answer from the mail server makes us give up at once:
 * the recipients are the operator's own, so an error is something for the operator to fix, and then
 * the mail should go.
 *
 * Recipients are checked against the configuration, not trusted from the database. Otherwise,
 * someone who can write to the database or a backup, but has no keys, could have any message sent
 * to themselves, decrypted.
 */
import { sql } from 'kysely';
import type { Logger } from 'pino';
import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { Database } from '../database/schema.ts';
import { readMessage } from '../messages/message-repository.ts';
import type { DeliveryResult, FailedDelivery } from './delivery-result.ts';
import type { MailError, SendMail } from './mailer.ts';
import type { DeliverMessage } from './webhook.ts';
import { getWebhookName, toWebhookRecipient } from './webhook-config.ts';

/** The lease on a claimed delivery. Making all the deliveries claimed at once takes less. */
const leaseMs = 5 * 60_000;

/** Deliveries to claim at once. With three connections and a minute for each mail, they fit in the lease. */
const maxClaimSize = 10;

/** The wait before the second attempt. It doubles with each attempt, up to the maximum. */
const initialBackoffMs = 15_000;
const maxBackoffMs = 3_600_000;

/** How long a delivery is retried. After that it has failed, and the operator can resend it. */
const maxAgeMs = 5 * 24 * 3_600_000;

/** The same for webhooks: a system may be down for five days, and its operators may be away for longer. */
const maxWebhookAgeMs = 10 * 24 * 3_600_000;

/** How often to look for deliveries that have become due, or that another receiver left behind. */
const pollIntervalMs = 5_000;

/**
 * The error of a mail whose recipient isn't configured for its form. It fails at once: the operator has to decide.
 */
const recipientNotConfigured = 'recipient-not-configured';

/** Dependencies of the outbox. */
export interface OutboxDependencies {
  readonly context: AppContext;
  /** The forms as configured now: messages go to their recipients and to nobody else. */
  readonly forms: readonly Pick<Form, 'id' | 'recipients'>[];
  readonly send: SendMail;
  /** The webhooks by their names. */
  readonly webhooks?: ReadonlyMap<string, DeliverMessage>;
  readonly log: Logger;
}

/** Delivers queued messages. */
export interface Outbox {
  /** Starts delivering messages as they become due, until `stop()`. */
  start(): void;
  /** Looks for due deliveries at once instead of at the next poll. */
  wake(): void;
  /** Starts no more deliveries, and resolves when those in progress are done. */
  stop(): Promise<void>;
  /** Claims due deliveries and makes them. Resolves to their number. */
  deliverDue(): Promise<number>;
}

type OutboxRow = Database['outbox'];

/** Deliveries that wait for each other: all mail, or those to one webhook. */
interface Queue {
  /** The webhook's name, or `undefined` for mail and for webhooks that are not configured. */
  readonly webhook: string | undefined;
  /** Ends the wait for the next poll. */
  wake(): void;
}

/** Creates an outbox. */
export function createOutbox({
  context,
  forms,
  send,
  webhooks = new Map(),
  log,
}: OutboxDependencies): Outbox {
  /** Deliveries made while the database was unavailable, with their results. Recorded when it is back. */
  const unrecorded = new Map<string, Extract<DeliveryResult, { outcome: 'delivered' }>>();
  // A slow or unavailable system must not delay the mail or another system.
  const queues: Queue[] = [undefined, ...webhooks.keys()].map((webhook) => ({
    webhook,
    wake: () => {},
  }));
  let isStopping = false;
  let loops: Promise<unknown> = Promise.resolve();
  let endPauses = () => {};
  const stopped = new Promise<void>((resolve) => {
    endPauses = resolve;
  });

  async function run(queue: Queue): Promise<void> {
    while (!isStopping) {
      const woken = new Promise<void>((resolve) => {
        queue.wake = resolve;
      });
      const timer = setTimeout(() => queue.wake(), pollIntervalMs);
      const { count, pauseMs } = await deliverFrom(queue).catch((err) => {
        log.error({ err }, 'due deliveries could not be claimed');
        return { count: 0, pauseMs: 0 };
      });
      if (count === 0 && !isStopping) await woken;
      clearTimeout(timer);
      if (pauseMs > 0) await pause(pauseMs);
    }
  }

  async function pause(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const over = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, ms);
    });
    await Promise.race([over, stopped]);
    clearTimeout(timer);
  }

  /** Resolves to the number of deliveries, and to the wait that the other system asks for. */
  async function deliverFrom({ webhook }: Queue): Promise<{ count: number; pauseMs: number }> {
    const rows = await claimDueRows(context, webhook, [...webhooks.keys()]);
    const waits = await Promise.all(rows.map(deliver));
    return { count: rows.length, pauseMs: Math.max(0, ...waits) };
  }

  async function deliver(row: OutboxRow): Promise<number> {
    const { reference, attempts, message_id: messageId } = row;
    const result = unrecorded.get(messageId) ?? (await tryToDeliver(row));
    try {
      if (result.outcome === 'failed') {
        await reschedule(row, result);
        return result.pauseMs ?? 0;
      }
      unrecorded.set(messageId, result);
      const { caseNumber } = result;
      await context.db
        .updateTable('outbox')
        .set({ state: 'sent', sent_at: context.now().toISOString(), error: null })
        .set({ case_number: caseNumber, unconfirmed_at: null })
        .where('message_id', '=', messageId)
        .execute();
      unrecorded.delete(messageId);
      const webhook = getWebhookName(row.recipient);
      if (webhook) log.info({ reference, attempts, webhook, caseNumber }, 'webhook delivered');
      else log.info({ reference, attempts }, 'mail sent');
    } catch (err) {
      log.error({ err, reference }, 'the outbox could not be written');
    }
    return 0;
  }

  async function tryToDeliver(row: OutboxRow): Promise<DeliveryResult> {
    const { reference, recipient, message_id: messageId, created_at: createdAt } = row;
    try {
      const message = await readMessage(context, reference);
      // The message and its deliveries have been deleted since this one was claimed.
      if (!message) return { outcome: 'delivered', caseNumber: null };
      // The form is authenticated by the key that decrypted the message; the recipient isn't.
      const recipients = forms.find(({ id }) => id === message.form)?.recipients ?? [];
      if (!recipients.includes(recipient)) {
        return { outcome: 'failed', error: recipientNotConfigured, isFinal: true };
      }
      const deliverMessage = webhooks.get(getWebhookName(recipient) ?? '');
      if (!deliverMessage) {
        await send({ messageId, recipient, createdAt, message });
        return { outcome: 'delivered', caseNumber: null };
      }
      return await deliverMessage({
        message,
        caseId: row.case_id,
        isUnconfirmed: row.unconfirmed_at !== null,
        record: (changes) => record(row, changes),
      });
    } catch (error) {
      return { outcome: 'failed', error: getErrorCode(error) };
    }
  }

  /** Records the progress of a delivery, if it still belongs to this receiver. */
  async function record(
    row: OutboxRow,
    changes: { unconfirmed: true } | { caseId: string },
  ): Promise<void> {
    const { numUpdatedRows } = await context.db
      .updateTable('outbox')
      .set(
        'caseId' in changes
          ? { case_id: changes.caseId }
          : { unconfirmed_at: context.now().toISOString() },
      )
      .where('message_id', '=', row.message_id)
      .where('due_at', '=', row.due_at)
      .executeTakeFirst();
    if (Number(numUpdatedRows) === 0) throw new LeaseError('the lease has expired');
  }

  async function reschedule(
    row: OutboxRow,
    { error, isFinal = false, waitMs = 0, pauseMs = 0, isRejected }: FailedDelivery,
  ): Promise<void> {
    const { reference, attempts, message_id: messageId, recipient } = row;
    const webhook = getWebhookName(recipient);
    const now = context.now().getTime();
    const age = now - Date.parse(row.created_at);
    const hasFailed = isFinal || age >= (webhook ? maxWebhookAgeMs : maxAgeMs);
    const level = hasFailed ? 'error' : 'warn';
    const event = webhook ? 'webhook not delivered' : 'mail not sent';
    log[level](
      { reference, attempts, error, failed: hasFailed, ...(webhook && { webhook }) },
      event,
    );
    await context.db
      .updateTable('outbox')
      .set({
        state: hasFailed ? 'failed' : 'waiting',
        due_at: new Date(now + Math.max(getBackoffMs(attempts), waitMs, pauseMs)).toISOString(),
        error,
      })
      .$if(isRejected === true, (query) => query.set({ unconfirmed_at: null }))
      .where('message_id', '=', messageId)
      // If the lease has expired, another receiver may have claimed it.
      .where('due_at', '=', row.due_at)
      .execute();
  }

  return {
    start() {
      loops = Promise.all(queues.map(run));
    },
    wake: () => {
      for (const queue of queues) queue.wake();
    },
    async stop() {
      isStopping = true;
      endPauses();
      for (const queue of queues) queue.wake();
      await loops;
    },
    async deliverDue() {
      const results = await Promise.all(queues.map(deliverFrom));
      return results.reduce((sum, { count }) => sum + count, 0);
    },
  };
}

/** Thrown when another receiver has claimed a delivery while this one was making it. */
class LeaseError extends Error {
  readonly code = 'lease-expired';
}

/** The wait after an attempt. */
export const getBackoffMs = (attempts: number) =>
  Math.min(initialBackoffMs * 2 ** (attempts - 1), maxBackoffMs);

/**
 * Claims the due deliveries of one queue for this receiver. A single statement, so that two
 * receivers cannot claim the same one; on PostgreSQL they do not even wait for each other. If a
 * receiver dies, its deliveries become available to others when the lease expires.
 */
async function claimDueRows(
  { db, engine, now }: AppContext,
  webhook: string | undefined,
  webhooks: readonly string[],
): Promise<OutboxRow[]> {
  const time = now();
  // No mail waits longer, so the clock was ahead when it was queued or tried.
  const implausible = new Date(time.getTime() + 2 * maxBackoffMs).toISOString();
  return db
    .updateTable('outbox')
    .set((row) => ({
      due_at: new Date(time.getTime() + leaseMs).toISOString(),
      attempts: row('attempts', '+', 1),
      // Otherwise its age would be unknown, and it would never fail.
      created_at: sql<string>`case when created_at > ${implausible} then ${time.toISOString()} else created_at end`,
    }))
    .where('message_id', 'in', (query) =>
      query
        .selectFrom('outbox')
        .select('message_id')
        .where('state', '=', 'waiting')
        .where(({ eb, or }) =>
          or([eb('due_at', '<=', time.toISOString()), eb('due_at', '>', implausible)]),
        )
        .$if(webhook !== undefined, (rows) =>
          rows.where('recipient', '=', toWebhookRecipient(webhook ?? '')),
        )
        .$if(webhook === undefined && webhooks.length > 0, (rows) =>
          rows.where('recipient', 'not in', webhooks.map(toWebhookRecipient)),
        )
        .orderBy('due_at')
        .limit(maxClaimSize)
        .$if(engine === 'postgresql', (rows) => rows.forUpdate().skipLocked()),
    )
    .returningAll()
    .execute();
}

/**
 * The codes of an error, such as `ESOCKET ECONNREFUSED` or `EENVELOPE 550`. Its message is left out,
 * because a mail server may quote the visitor in it.
 */
function getErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, originalCode, responseCode } = error as MailError;
  return [code ?? error.name, originalCode, responseCode].filter(Boolean).join(' ');
}
