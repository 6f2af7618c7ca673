/** Hands a message to the receiver, once, however often it is tried. */

import { warn } from '../warn.ts';
import type { FieldFault, FieldFaults, FieldName, Fields } from './message.ts';
import { ask, type Verification } from './verification.ts';

/**
 * Why a message is not known to be stored:
 * - `offline`: the browser has no network.
 * - `unknown`: no answer came. It may have arrived; trying again makes no second message.
 * - `rate-limited`: too many messages in a short time.
 * - `unavailable`: the receiver cannot take messages right now.
 * - `closed`: the receiver does not take messages from this page or for this form.
 * - `verification`: the verification could not be done.
 * - `invalid`: the receiver found faults in the fields.
 */
export type FailureCode =
  | 'offline'
  | 'unknown'
  | 'rate-limited'
  | 'unavailable'
  | 'closed'
  | 'verification'
  | 'invalid';

/** A message that was stored. */
export interface Receipt {
  /** What the visitor can ask about the message with. */
  readonly reference: string;
}

/** A message that was not stored, or not known to be. */
export interface Failure {
  readonly code: FailureCode;
  /** With `rate-limited`: how many minutes to wait. */
  readonly minutes?: number;
  /** With `invalid`: what the receiver found. */
  readonly faults?: FieldFaults;
}

/** A draft on its way: it keeps one idempotency key until the receiver has stored it. */
export class Delivery {
  /** The idempotency key, from the first try until the message is stored. */
  key: string | undefined;

  /**
   * Sends the message. When the receiver wants a new proof or a new key it gets one, without a word
   * to the visitor.
   *
   * @param endpoint The form's address at the receiver.
   * @returns What came of it. Never rejects.
   */
  async send(
    endpoint: string,
    message: { fields: Fields; language: string; website: string },
    verification: Verification,
  ): Promise<Receipt | Failure> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const proof = await verification.prove(endpoint);
      if (!proof) break;
      this.key ??= crypto.randomUUID();
      try {
        const answer = await ask(`${endpoint}/messages`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'idempotency-key': this.key },
          body: JSON.stringify({ ...message, verification: proof }),
        });
        const content: Partial<Receipt & Problem> = await answer.json();
        const problem = content.type?.split(':').pop() ?? '';
        if (answer.ok && content.reference) {
          this.key = undefined;
          verification.forget();
          return { reference: content.reference };
        }
        if (problem.startsWith('idempotency-key-')) this.key = undefined;
        else if (problem.startsWith('verification-')) verification.forget();
        else return failure(answer, content);
      } catch (cause) {
        // No answer, or one that is not the receiver's.
        warn(`${cause}`);
        return { code: navigator.onLine ? 'unknown' : 'offline' };
      }
    }
    return { code: 'verification' };
  }
}

/** The part of a problem document (RFC 9457) that matters here. */
interface Problem {
  type: string;
  errors: { pointer: string; code: FieldFault }[];
}

function failure(answer: Response, { errors }: Partial<Problem>): Failure {
  if (answer.status === 422 && errors) {
    const faults: FieldFaults = {};
    for (const { pointer, code } of errors) faults[pointer.split('/').pop() as FieldName] = code;
    return { code: 'invalid', faults };
  }
  if (answer.status === 429) {
    const seconds = Number(answer.headers.get('retry-after'));
    // At least two, so that no language needs a text of its own for one minute.
    return { code: 'rate-limited', minutes: Math.max(2, Math.ceil(seconds / 60) || 2) };
  }
  // Sending the same again would not help, but for one that came too slowly.
  const closed = answer.status < 500 && answer.status !== 408;
  return { code: closed ? 'closed' : 'unavailable' };
}
