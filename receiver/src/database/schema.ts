/** The tables, as of the latest migration. */
export interface Database {
  messages: {
    /** The number that the sender quotes, such as `K7MA-P2XD`. */
    reference: string;
    form: string;
    /** Chosen by the browser: requests with the same key are the same message. */
    idempotency_key: string;
    received_at: string;
    /** Why the message is in quarantine, or null if it is not. */
    quarantine: 'honeypot' | null;
    /** The id of the key that `body` is encrypted with. */
    key_id: string;
    body: string;
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
    /** What the system behind a webhook calls the case: its id in URLs, and its number. */
    case_id: string | null;
    case_number: string | null;
    /**
     * Since when there may be a case that we do not know of, in a system that does not honour the
     * message's id. Set before each attempt, so that it is there if the receiver dies.
     */
    unconfirmed_at: string | null;
  };
  /** What remains of a deleted message: when it was deleted, and by which decision. */
  deletions: {
    reference: string;
    form: string;
    received_at: string;
    deleted_at: string;
    decision: string;
  };
}
