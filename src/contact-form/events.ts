import type { FailureCode } from './message-client.ts';

/**
 * The browser's own `Event`, which all its events inherit from: old pages replace the one by that name
 * (MooTools, Prototype.js). A server has no other, unless Angular has put its own functions there: these
 * inherit by their prototypes alone.
 */
const NativeEvent: typeof Event = globalThis.UIEvent
  ? Object.getPrototypeOf(UIEvent.prototype).constructor
  : Event;

/** What the events of a contact form have in common: they bubble, and leave shadow roots. */
class FormEvent extends NativeEvent {
  constructor(type: string, cancelable = false) {
    super(type, { bubbles: true, cancelable, composed: true });
  }
}

/** Fired when the visitor has begun to write. */
export class MessageStartedEvent extends FormEvent {
  constructor() {
    super('message-started');
  }
}

/** Fired before a valid message is sent. `preventDefault()` keeps it from being sent. */
export class MessageSendingEvent extends FormEvent {
  constructor() {
    super('message-sending', true);
  }
}

/** Fired when the receiver has stored the message. */
export class MessageSentEvent extends FormEvent {
  /** The reference number the visitor was given. */
  readonly reference: string;

  constructor(reference: string) {
    super('message-sent');
    this.reference = reference;
  }
}

/** Fired when a message could not be sent. What the visitor wrote is still in the form. */
export class MessageFailedEvent extends FormEvent {
  /** What went wrong. */
  readonly code: FailureCode;

  constructor(code: FailureCode) {
    super('message-failed');
    this.code = code;
  }
}

declare global {
  interface HTMLElementEventMap {
    'message-started': MessageStartedEvent;
    'message-sending': MessageSendingEvent;
    'message-sent': MessageSentEvent;
    'message-failed': MessageFailedEvent;
  }
}
