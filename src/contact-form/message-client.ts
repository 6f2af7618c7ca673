/** Hands a message to the receiver, once, however often it is tried. */

import { request, warnRequestFailed } from './http.ts';
import type { FieldError, FieldErrors, Fields } from './message.ts';
import type { Verification } from './verification.ts';

/**
 * Why a message is not known to be stored:
 * - `offline`: the browser has no network.
 * - `unknown`: no answer came. It may have arrived; trying again makes no second message.
 * - `rate-limited`: too many messages in a short time.
 * - `unavailable`: the receiver cannot take messages right now.
 * - `closed`: the receiver does not take messages from this page or for this form.
 * - `language`: the form takes no messages in the language it is shown in.
 * - `too-large`: the message is larger than the receiver, or something before it, lets through.
 * - `refused`: the receiver cannot read what the form sent: they are not of the same version, or
 *   something between them has changed it.
 * - `verification`: the verification could not be done.
 * - `invalid`: the receiver found errors in the fields.
 */
export type FailureCode =
  | 'offline'
  | 'unknown'
  | 'rate-limited'
  | 'unavailable'
  | 'closed'
  | 'language'
  | 'too-large'
  | 'refused'
  | 'verification'
  | 'invalid';

/** A message that was stored. */
export interface Receipt {
  /** What the visitor can ask about the message with. */
  readonly reference: string;
  /** When it was stored, in ISO 8601. */
  readonly receivedAt?: string | undefined;
}

/** A message that was not stored, or not known to be. */
export interface Failure {
  readonly code: FailureCode;
  /** With `rate-limited`: how many minutes to wait. */
  readonly minutes?: number;
  /** With `invalid`: the errors that the receiver found. */
  readonly errors?: FieldErrors;
}

/** Sends messages. A message keeps one idempotency key until the receiver has stored it. */
export class MessageClient {
  readonly #onKeyChange: () => void;
  #key: string | undefined;

  /** @param onKeyChange Called when `key` has changed, before a message with it is sent. */
  constructor(onKeyChange: () => void = () => {}) {
    this.#onKeyChange = onKeyChange;
  }

  /** The idempotency key, from the first try until the message is stored. */
  get key(): string | undefined {
    return this.#key;
  }

  set key(key: string | undefined) {
    this.#key = key;
    this.#onKeyChange();
  }

  /**
   * Sends the message. When the receiver wants a new proof or a new key it gets one, without a word
   * to the visitor.
   *
   * @param endpoint The form's URL at the receiver.
   * @returns The receipt, or why there is none. Never rejects.
   */
  async send(
    endpoint: string,
    message: { fields: Fields; language: string; website: string | undefined },
    verification: Verification,
  ): Promise<Receipt | Failure> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const proof = await verification.getProof(endpoint);
      if (!proof) break;
      this.key ??= crypto.randomUUID();
      try {
        const response = await request(`${endpoint}/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': this.key },
          body: JSON.stringify({ ...message, verification: proof }),
        });
        const content: Partial<Receipt> & Problem = await response.json();
        const { reference, receivedAt, type } = content;
        if (response.ok && reference) {
          this.key = undefined;
          verification.reset();
          return { reference, receivedAt };
        }
        if (/:idempotency/.test(type)) this.key = undefined;
        else if (/:verification/.test(type)) verification.reset();
        else return toFailure(response, content);
      } catch (error) {
        // No answer, or one that is not the receiver's.
        warnRequestFailed(endpoint, error);
        return { code: navigator.onLine ? 'unknown' : 'offline' };
      }
    }
    return { code: 'verification' };
  }
}

/** The part of a problem document (RFC 9457) that matters here. */
interface Problem {
  type: string;
  errors?: { pointer: string; code: FieldError }[];
}

/** What a status means for the visitor. Of the others, those below 500 are `refused` and the rest `unavailable`. */
const failureByStatus: { [status: number]: FailureCode } = {
  403: 'closed',
  404: 'closed',
  // It came too slowly, so sending the same again may help.
  408: 'unavailable',
  413: 'too-large',
};

function toFailure({ status, headers }: Response, { type, errors }: Problem): Failure {
  if (status === 422 && errors) {
    // A pointer to a field is `/fields/` and its name.
    const entries = errors.map(({ pointer, code }) => [pointer.slice(8), code]);
    return { code: 'invalid', errors: Object.fromEntries(entries) };
  }
  if (status === 429) {
    const seconds = Number(headers.get('retry-after'));
    // At least two, so that no language needs a text of its own for one minute.
    return { code: 'rate-limited', minutes: Math.max(2, Math.ceil(seconds / 60) || 2) };
  }
  if (/:language/.test(type)) return { code: 'language' };
  return { code: failureByStatus[status] ?? (status < 500 ? 'refused' : 'unavailable') };
}
