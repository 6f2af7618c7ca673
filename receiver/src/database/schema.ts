/** The tables, as of the latest migration. */
export interface Database {
  messages: {
    /** The number that the sender quotes, such as `K7MA-P2XD`. */
    reference: string;
    form: string;
    /** Chosen by the browser: requests with the same key are the same message. */
    idempotency_key: string;
    received_at: string;
    /**
     * Why the message is in quarantine, or null if it isn't: a bot filled in the honeypot, or the sender sent too many.
     */
    quarantine: 'honeypot' | 'volume' | null;
    /** The id of the key that `body` is encrypted with. */
    key_id: string;
    body: string;
    /**
     * The start of its retention period, if the clock was wrong when `received_at` was read.
     */
    retain_from: string | null;
  };
  /** Challenges that have been used. Kept until they would be rejected as expired. */
  spent_challenges: { nonce: string; expires_at: string };
  /** One row for each recipient, inserted in the same transaction as its message. */
  outbox: {
    /** The Message-ID, the same for every attempt. */
    message_id: string;
    reference: string;
    /** An e-mail address, or the name of a webhook after `webhook:`. */
    recipient: string;
    /** A failed mail waits for the operator, who resends or dismisses it. */
    state: 'waiting' | 'sent' | 'failed' | 'dismissed';
    attempts: number;
    created_at: string;
    /**
     * When it may be tried next. While a receiver is sending it, when that receiver's lease
     * expires.
     */
    due_at: string;
    sent_at: string | null;
    /** Why the last attempt failed: a code, never the mail server's text. */
    error: string | null;
    /** When the mail was dismissed, and by which decision. */
    dismissed_at: string | null;
    decision: string | null;
    /** The id of the case in the webhook's system, as used in URLs, and its case number. */
    case_id: string | null;
    case_number: string | null;
    /**
     * The time since which an unknown case may exist, in a system that doesn't honour the message's id. Set before each
     * attempt, so that it is stored if the receiver dies.
     */
    unconfirmed_at: string | null;
  };
  /** A single row with what the receivers know about the time. */
  clock: {
    id: 1;
    /** The last reading that agreed with everything before it. */
    trusted_at: string | null;
    /** When messages were received before the clock jumped ahead in a running receiver. */
    suspect_from: string | null;
    suspect_to: string | null;
  };
  /** When a form's recipients were last notified that messages are in quarantine. */
  quarantine_reports: { form: string; reported_at: string };
  /** The record of a deleted message: when it was deleted, and by which decision. */
  deletions: {
    reference: string;
    form: string;
    received_at: string;
    deleted_at: string;
    decision: string;
  };
}
