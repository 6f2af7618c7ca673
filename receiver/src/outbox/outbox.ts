/**
 * The outbox: mails are written in the transaction that stores their message, and sent from here.
 * A mail is sent at least once. Between the mail server's word that it has it and our note of that,
 * a receiver may die; then the mail goes again with the same Message-ID, and a mail program shows
 * one. A mail is never given up for an answer of the mail server's: the recipients are the
 * operator's own, so what is wrong is the operator's to mend, and then the mail is to go.
 * That they are the operator's own is asked of the configuration, not of the database: whoever can
 * write there without the keys, or in a backup, could else have any message sent to himself, opened.
 */
import type { Logger } from 'pino';
import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { Database } from '../database/schema.ts';
import { readMessage } from '../messages/message-repository.ts';
import type { SendMail } from './mailer.ts';

/** How long a receiver has a mail to itself: more than sending all that it claims can take. */
const leaseMs = 5 * 60_000;

/** Mails claimed at once; with three senders and a minute each they fit in the lease. */
const maxClaimSize = 10;

/** The wait before the second attempt; it doubles for each up to the longest. In milliseconds. */
const initialBackoffMs = 15_000;
const maxBackoffMs = 3_600_000;

/** How long a mail is tried. Then it has failed, and the operator can send it again. */
const maxAgeMs = 5 * 24 * 3_600_000;

/** How often to look for mails that have come due, or that another receiver left. */
const pollIntervalMs = 5_000;

/** Why a mail is not sent whose recipient is none of its form's: the operator is to decide. */
const recipientNotConfigured = 'recipient-not-configured';

/** What sending needs. */
export interface OutboxDependencies {
  readonly context: AppContext;
  /** The forms as they are configured now: nobody but their recipients is sent anything. */
  readonly forms: readonly Pick<Form, 'id' | 'recipients'>[];
  readonly send: SendMail;
  readonly log: Logger;
  /** Mails that were sent while the database could not be told; it is told when it is back. */
  readonly sent: Set<string>;
}

/** An outbox that is being emptied. */
export interface Outbox {
  /** Says that there may be mail. */
  wake(): void;
  /** Settles when the mails on their way have been answered for; no more are begun. */
  stop(): Promise<void>;
}

type OutboxRow = Database['outbox'];

/** Sends mails as they come due until stopped. */
export function startOutbox(parts: OutboxDependencies): Outbox {
  let stopping = false;
  let wake: () => void = () => {};
  const run = async () => {
    while (!stopping) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const timer = setTimeout(() => wake(), pollIntervalMs);
      const sent = await sendDueMails(parts).catch((err) => {
        parts.log.error({ err }, 'the outbox could not be read');
        return 0;
      });
      if (sent === 0 && !stopping) await woken;
      clearTimeout(timer);
    }
  };
  const done = run();
  return {
    wake: () => wake(),
    stop() {
      stopping = true;
      wake();
      return done;
    },
  };
}

/** Claims the mails that are due and sends them. Settles with how many there were. */
export async function sendDueMails(parts: OutboxDependencies): Promise<number> {
  const claimed = await claimDueMails(parts.context);
  await Promise.all(claimed.map((mail) => deliverMail(parts, mail)));
  return claimed.length;
}

/**
 * Settles the mails of a message that have failed: by this decision they need not be sent. The message
 * and the decision are kept. Settles with how many mails there were.
 */
export async function dismissFailedMails(
  { db, now }: AppContext,
  reference: string,
  decision: string,
) {
  const { numUpdatedRows } = await db
    .updateTable('outbox')
    .set({ state: 'settled', settled_at: now().toISOString(), decision })
    .where('reference', '=', reference)
    .where('state', '=', 'failed')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** How long to wait after an attempt, in milliseconds. */
export const getBackoffMs = (attempts: number) =>
  Math.min(initialBackoffMs * 2 ** (attempts - 1), maxBackoffMs);

/**
 * Takes due mails for this receiver alone. One statement, so that two receivers cannot take the same
 * mail; on PostgreSQL they do not even wait for each other. A receiver that dies leaves its mails to
 * the others when the lease is over.
 */
async function claimDueMails({ db, engine, now }: AppContext): Promise<OutboxRow[]> {
  const time = now();
  return db
    .updateTable('outbox')
    .set((row) => ({
      due_at: new Date(time.getTime() + leaseMs).toISOString(),
      attempts: row('attempts', '+', 1),
    }))
    .where('message_id', 'in', (query) =>
      query
        .selectFrom('outbox')
        .select('message_id')
        .where('state', '=', 'waiting')
        .where('due_at', '<=', time.toISOString())
        .orderBy('due_at')
        .limit(maxClaimSize)
        .$if(engine === 'postgresql', (rows) => rows.forUpdate().skipLocked()),
    )
    .returningAll()
    .execute();
}

async function deliverMail(parts: OutboxDependencies, mail: OutboxRow): Promise<void> {
  const { context, log, sent } = parts;
  const { reference, attempts, message_id: messageId } = mail;
  const fault = sent.has(messageId) ? undefined : await trySend(parts, mail);
  try {
    if (fault) return await reschedule(parts, mail, fault);
    sent.add(messageId);
    await context.db
      .updateTable('outbox')
      .set({ state: 'sent', sent_at: context.now().toISOString(), fault: null })
      .where('message_id', '=', messageId)
      .execute();
    sent.delete(messageId);
    log.info({ reference, attempts }, 'mail sent');
  } catch (err) {
    log.error({ err, reference }, 'the outbox could not be written');
  }
}

/** Sends one mail. Settles with what went wrong, as a code, or with nothing. */
async function trySend(
  { context, send, forms }: OutboxDependencies,
  mail: OutboxRow,
): Promise<string | undefined> {
  const { reference, recipient, message_id: messageId } = mail;
  try {
    const message = await readMessage(context, reference);
    // Deleted by decision since it was claimed; its mails went with it.
    if (!message) return undefined;
    // The form is vouched for by the key that opened the message, the recipient by nothing.
    const configured = forms.find(({ id }) => id === message.form)?.recipients ?? [];
    if (!configured.includes(recipient)) return recipientNotConfigured;
    await send({ messageId, recipient, message });
    return undefined;
  } catch (error) {
    return getErrorCode(error);
  }
}

async function reschedule(
  { context, log }: OutboxDependencies,
  mail: OutboxRow,
  fault: string,
): Promise<void> {
  const { reference, attempts, message_id: messageId } = mail;
  const now = context.now().getTime();
  const failed = fault === recipientNotConfigured || now - Date.parse(mail.created_at) >= maxAgeMs;
  log[failed ? 'error' : 'warn']({ reference, attempts, fault, failed }, 'mail not sent');
  await context.db
    .updateTable('outbox')
    .set({
      state: failed ? 'failed' : 'waiting',
      due_at: new Date(now + getBackoffMs(attempts)).toISOString(),
      fault,
    })
    .where('message_id', '=', messageId)
    // If the lease ran out, the mail may be another receiver's by now.
    .where('due_at', '=', mail.due_at)
    .execute();
}

/** What went wrong, in codes: the mail server's words may quote the visitor's. */
function getErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const code = 'code' in error ? String(error.code) : error.name;
  return 'responseCode' in error ? `${code} ${error.responseCode}` : code;
}
