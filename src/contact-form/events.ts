import type { FailureCode } from './message-client.ts';

/**
 * The native `Event` class. Old libraries (MooTools, Prototype.js) replace the global, so it is taken from a class
 * that inherits from it. Servers have no `UIEvent` unless Angular has put its own functions there, which inherit
 * only through their prototypes; hence the detour through `prototype`.
 */
const NativeEvent: typeof Event = globalThis.UIEvent
  ? Object.getPrototypeOf(UIEvent.prototype).constructor
  : Event;

/** Base class of the contact form's events. They bubble and cross shadow boundaries. */
class FormEvent extends NativeEvent {
  constructor(type: string, cancelable = false) {
    super(type, { bubbles: true, cancelable, composed: true });
  }
}

/** Fired when the visitor has started to write. */
export class MessageStartedEvent extends FormEvent {
  constructor() {
    super('message-started');
  }
}

/** Fired before a valid message is sent. Call `preventDefault()` to stop it. */
export class MessageSendingEvent extends FormEvent {
  constructor() {
    super('message-sending', true);
  }
}

/** Fired when the receiver has stored the message. */
export class MessageSentEvent extends FormEvent {
  /** The reference number shown to the visitor. */
  readonly reference: string;

  constructor(reference: string) {
    super('message-sent');
    this.reference = reference;
  }
}

/** Fired when a message could not be sent. What the visitor wrote stays in the form. */
export class MessageFailedEvent extends FormEvent {
  /** The reason. */
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
