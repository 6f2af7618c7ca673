/**
 * The outbox. Mails are queued in the transaction that stores their message, and sent from here. A
 * mail is sent at least once: if a receiver dies between the mail server's acceptance and recording
 * it, the mail is sent again with the same Message-ID, and mail programs show one. No answer from
 * the mail server makes us give up at once: the recipients are the operator's own, so an error is
 * something for the operator to fix, and then the mail should go.
 *
 * Recipients are checked against the configuration, not trusted from the database. Otherwise,
 * someone who can write to the database or a backup, but has no keys, could have any message sent
 * to themselves, decrypted.
 */
import type { Logger } from 'pino';
import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { Database } from '../database/schema.ts';
import { readMessage } from '../messages/message-repository.ts';
import type { SendMail } from './mailer.ts';

/** How long a claimed mail belongs to one receiver. Sending all that it claims takes less. */
const leaseMs = 5 * 60_000;

/** Mails to claim at once. With three connections and a minute for each, they fit in the lease. */
const maxClaimSize = 10;

/** The wait before the second attempt. It doubles with each attempt, up to the maximum. */
const initialBackoffMs = 15_000;
const maxBackoffMs = 3_600_000;

/** How long a mail is retried. After that it has failed, and the operator can send it again. */
const maxAgeMs = 5 * 24 * 3_600_000;

/** How often to look for mails that have become due, or that another receiver left behind. */
const pollIntervalMs = 5_000;

/**
 * Why a mail fails at once whose recipient is not one of its form's: the operator has to decide.
 */
const recipientNotConfigured = 'recipient-not-configured';

/** Dependencies of the outbox. */
export interface OutboxDependencies {
  readonly context: AppContext;
  /** The forms as configured now: mail goes to their recipients and to nobody else. */
  readonly forms: readonly Pick<Form, 'id' | 'recipients'>[];
  readonly send: SendMail;
  readonly log: Logger;
}

/** Sends queued mails. */
export interface Outbox {
  /** Starts sending mails as they become due, until `stop()`. */
  start(): void;
  /** Looks for due mails at once instead of at the next poll. */
  wake(): void;
  /** Starts no more mails, and resolves when those being sent are done. */
  stop(): Promise<void>;
  /** Claims the mails that are due and sends them. Resolves to their number. */
  sendDueMails(): Promise<number>;
}

type OutboxRow = Database['outbox'];

/** Creates an outbox. */
export function createOutbox({ context, forms, send, log }: OutboxDependencies): Outbox {
  /** Mails that were sent while the database was away; recorded when it is back. */
  const unrecorded = new Set<string>();
  let isStopping = false;
  let wake = () => {};
  let loop = Promise.resolve();

  async function run(): Promise<void> {
    while (!isStopping) {
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const timer = setTimeout(() => wake(), pollIntervalMs);
      const count = await sendDueMails().catch((err) => {
        log.error({ err }, 'the outbox could not be read');
        return 0;
      });
      if (count === 0 && !isStopping) await woken;
      clearTimeout(timer);
    }
  }

  async function sendDueMails(): Promise<number> {
    const mails = await claimDueMails(context);
    await Promise.all(mails.map(deliverMail));
    return mails.length;
  }

  async function deliverMail(mail: OutboxRow): Promise<void> {
    const { reference, attempts, message_id: messageId } = mail;
    const error = unrecorded.has(messageId) ? undefined : await trySend(mail);
    try {
      if (error) return await reschedule(mail, error);
      unrecorded.add(messageId);
      await context.db
        .updateTable('outbox')
        .set({ state: 'sent', sent_at: context.now().toISOString(), error: null })
        .where('message_id', '=', messageId)
        .execute();
      unrecorded.delete(messageId);
      log.info({ reference, attempts }, 'mail sent');
    } catch (err) {
      log.error({ err, reference }, 'the outbox could not be written');
    }
  }

  /** Sends one mail. Resolves to an error code, or to `undefined` if there is no error. */
  async function trySend(mail: OutboxRow): Promise<string | undefined> {
    const { reference, recipient, message_id: messageId, created_at: createdAt } = mail;
    try {
      const message = await readMessage(context, reference);
      // Deleted since the mail was claimed, together with its mails.
      if (!message) return undefined;
      // The form is authenticated by the key that decrypted the message; the recipient is not.
      const recipients = forms.find(({ id }) => id === message.form)?.recipients ?? [];
      if (!recipients.includes(recipient)) return recipientNotConfigured;
      await send({ messageId, recipient, createdAt, message });
      return undefined;
    } catch (error) {
      return getErrorCode(error);
    }
  }

  async function reschedule(mail: OutboxRow, error: string): Promise<void> {
    const { reference, attempts, message_id: messageId } = mail;
    const now = context.now().getTime();
    const hasFailed =
      error === recipientNotConfigured || now - Date.parse(mail.created_at) >= maxAgeMs;
    const level = hasFailed ? 'error' : 'warn';
    log[level]({ reference, attempts, error, failed: hasFailed }, 'mail not sent');
    await context.db
      .updateTable('outbox')
      .set({
        state: hasFailed ? 'failed' : 'waiting',
        due_at: new Date(now + getBackoffMs(attempts)).toISOString(),
        error,
      })
      .where('message_id', '=', messageId)
      // If the lease has expired, another receiver may have claimed the mail.
      .where('due_at', '=', mail.due_at)
      .execute();
  }

  return {
    start() {
      loop = run();
    },
    wake: () => wake(),
    stop() {
      isStopping = true;
      wake();
      return loop;
    },
    sendDueMails,
  };
}

/** How long to wait after an attempt. */
export const getBackoffMs = (attempts: number) =>
  Math.min(initialBackoffMs * 2 ** (attempts - 1), maxBackoffMs);

/**
 * Claims due mails for this receiver. A single statement, so that two receivers cannot claim the
 * same mail; on PostgreSQL they do not even wait for each other. If a receiver dies, its mails
 * become available to others when the lease expires.
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

/**
 * The codes of an error, such as `ESOCKET ECONNREFUSED` or `EENVELOPE 550`. Its message is left out,
 * because a mail server may quote the visitor in it.
 */
function getErrorCode(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { code, originalCode, responseCode } = error as MailError;
  return [code ?? error.name, originalCode, responseCode].filter(Boolean).join(' ');
}

/** An error as nodemailer has it. */
interface MailError extends Error {
  readonly code?: string;
  /** The code of the system or of TLS, which tells a refused connection from a bad certificate. */
  readonly originalCode?: string;
  /** The mail server's. */
  readonly responseCode?: number;
}
