/** The tables, as the newest migration leaves them. */
export interface Database {
  messages: {
    /** What the sender quotes, such as `K7MA-P2XD`. */
    reference: string;
    form: string;
    /** The browser's key for its draft: one message each, however often it is sent. */
    idempotency_key: string;
    received_at: string;
    /** Why the message is kept apart; null for an honest one. */
    quarantine: 'honeypot' | null;
    /** The key that opens `body`. */
    key_id: string;
    body: string;
  };
  /** Solutions that have been used. Kept until their challenges would be refused for age. */
  spent_challenges: { nonce: string; expires_at: string };
  /** The mails that a message is owed, written in the same transaction as the message. */
  outbox: {
    /** Its Message-ID, the same at every attempt. */
    message_id: string;
    reference: string;
    recipient: string;
    /** One that has failed waits for the operator, who sends it again or settles it by decision. */
    state: 'waiting' | 'sent' | 'failed' | 'settled';
    attempts: number;
    created_at: string;
    /** When it may next be tried. While a receiver tries it, this is when its lease ends. */
    due_at: string;
    sent_at: string | null;
    /** Why the last attempt failed: a code, never the mail server's words. */
    fault: string | null;
    /** When it was settled that it need not be sent, and by which decision. */
    settled_at: string | null;
    decision: string | null;
  };
  /** What has been deleted and by which decision: all that is left of a message then. */
  deletions: {
    reference: string;
    form: string;
    received_at: string;
    deleted_at: string;
    decision: string;
  };
}
