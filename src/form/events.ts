import type { FailureCode } from './delivery.ts';

/** Fired when the visitor has begun to write. Bubbles and leaves shadow roots, as all of these do. */
export class MessageBegunEvent extends Event {
  constructor() {
    super('message-begun', { bubbles: true, composed: true });
  }
}

/** Fired before a valid message is sent. `preventDefault()` keeps it from being sent. */
export class MessageSendingEvent extends Event {
  constructor() {
    super('message-sending', { bubbles: true, cancelable: true, composed: true });
  }
}

/** Fired when the receiver has stored the message. */
export class MessageSentEvent extends Event {
  /** The reference number the visitor was given. */
  readonly reference: string;

  constructor(reference: string) {
    super('message-sent', { bubbles: true, composed: true });
    this.reference = reference;
  }
}

/** Fired when a message could not be sent. What the visitor wrote is still in the form. */
export class MessageFailedEvent extends Event {
  /** What went wrong. */
  readonly code: FailureCode;

  constructor(code: FailureCode) {
    super('message-failed', { bubbles: true, composed: true });
    this.code = code;
  }
}

declare global {
  interface HTMLElementEventMap {
    'message-begun': MessageBegunEvent;
    'message-sending': MessageSendingEvent;
    'message-sent': MessageSentEvent;
    'message-failed': MessageFailedEvent;
  }
}
