/** Sends messages to the receiver. However often sending is retried, a message is stored only once. */

import { request, warnRequestFailed } from './http.ts';
import type { FieldError, FieldErrors, Fields } from './message.ts';
import type { Verification } from './verification.ts';

/**
 * Why a message was not stored, as far as we know:
 * - `offline`: the browser has no network.
 * - `unknown`: there was no response. The message may have been stored; trying again doesn't store it twice.
 * - `rate-limited`: too many messages in a short time.
 * - `unavailable`: the receiver can't take messages right now.
 * - `closed`: the receiver doesn't accept messages from this page or for this form.
 * - `language`: the form doesn't accept messages in the language it is shown in.
 * - `too-large`: the message is larger than the receiver, or a proxy, allows.
 * - `refused`: the receiver can't read the request: the versions don't match, or something in between has
 *   changed it.
 * - `verification`: the verification failed.
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

/** The receipt for a stored message. */
export interface Receipt {
  /** The reference number, by which the visitor can ask about the message. */
  readonly reference: string;
  /** When it was stored, as an ISO 8601 date. */
  readonly receivedAt?: string | undefined;
}

/** The reason a message was not stored, or may not have been. */
export interface Failure {
  readonly code: FailureCode;
  /** With `rate-limited` and `unavailable`: the number of minutes to wait. */
  readonly minutes?: number;
  /** With `invalid`: the errors found by the receiver. */
  readonly errors?: FieldErrors;
}

/** Sends messages. A message keeps the same idempotency key until the receiver has stored it. */
export class MessageClient {
  readonly #onKeyChange: () => void;
  #key: string | undefined;

  /** @param onKeyChange Called when `key` has changed, before a message with the new key is sent. */
  constructor(onKeyChange: () => void = () => {}) {
    this.#onKeyChange = onKeyChange;
  }

  /** The idempotency key, from the first attempt until the message is stored. */
  get key(): string | undefined {
    return this.#key;
  }

  set key(key: string | undefined) {
    this.#key = key;
    this.#onKeyChange();
  }

  /**
   * Sends a message. If the receiver asks for a new proof or a new key, retries with one without bothering the
   * visitor.
   *
   * @param endpoint The form's URL at the receiver.
   * @returns The receipt, or the reason there is none. Never rejects.
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
        // No response, or one that doesn't come from the receiver.
        warnRequestFailed(endpoint, error);
        return { code: navigator.onLine ? 'unknown' : 'offline' };
      }
    }
    return { code: 'verification' };
  }
}

/** The parts of a problem document (RFC 9457) that are used here. */
interface Problem {
  type: string;
  errors?: { pointer: string; code: FieldError }[];
}

/** Failures by HTTP status. Other statuses below 500 are `refused`, the rest `unavailable`. */
const failureByStatus: { [status: number]: FailureCode } = {
  403: 'closed',
  404: 'closed',
  // The request was too slow, so sending it again may help.
  408: 'unavailable',
  413: 'too-large',
  429: 'rate-limited',
};

function toFailure({ status, headers }: Response, { type, errors }: Problem): Failure {
  if (status === 422 && errors) {
    // The pointer to a field is `/fields/` followed by its name.
    const entries = errors.map(({ pointer, code }) => [pointer.slice(8), code]);
    return { code: 'invalid', errors: Object.fromEntries(entries) };
  }
  if (/:language/.test(type)) return { code: 'language' };
  const code = failureByStatus[status] ?? (status < 500 ? 'refused' : 'unavailable');
  const seconds = Number(headers.get('retry-after'));
  // At least two, so that no translation needs a singular.
  return { code, minutes: Math.max(2, Math.ceil(seconds / 60) || 2) };
}
