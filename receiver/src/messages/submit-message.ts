import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { ProblemCode, ValidationError } from '../http/problem.ts';
import type { RateLimiter } from '../http/rate-limiter.ts';
import { parseSubmission } from '../http/submission-schema.ts';
import { verifyChallenge } from '../security/challenge.ts';
import {
  findByIdempotencyKey,
  type NewMessage,
  type Receipt,
  type StoreResult,
} from './message-repository.ts';

/** The answer to a posted message: a receipt once it is on the disk, or what stands in the way. */
export type SubmitResult = { readonly receipt: Receipt; readonly isReplay: boolean } | Rejection;

interface Rejection {
  readonly problem: ProblemCode;
  readonly errors?: readonly ValidationError[];
  /** After how many seconds to come back, if that is what stands in the way. */
  readonly retryAfter?: number;
}

/** What was posted, and from where. */
interface SubmissionRequest {
  readonly idempotencyKey: string;
  readonly body: unknown;
  readonly clientIp: string;
}

/** How messages get into the store. */
interface SubmitDependencies {
  /** Stores one, as `storeMessage` does. */
  readonly storeMessage: (message: NewMessage) => Promise<StoreResult>;
  /** Counts those that are stored. */
  readonly rateLimiter: RateLimiter;
}

/**
 * Receives one message. A sender who never saw our answer repeats the request as it was, with a
 * challenge that is spent or expired by then: so nothing is refused before its key has been looked
 * for. What nothing speaks against is stored without looking, for the database refuses a key that
 * it has, and then the earlier answer is found.
 *
 * Only what has a good solution counts towards the limit on all messages, and only if it is stored:
 * a flood without solutions, or with one solution over and over, takes nothing from the others. What
 * is over the limit has spent neither its challenge nor its key, so the same request may come back.
 */
export async function submitMessage(
  context: AppContext,
  form: Form,
  { idempotencyKey: key, body: posted, clientIp: address }: SubmissionRequest,
  { storeMessage: keep, rateLimiter: limiter }: SubmitDependencies,
): Promise<SubmitResult> {
  const reading = parseSubmission(posted);
  if ('problem' in reading) return reading;

  const { verification, ...body } = reading.submission;
  const refuse = async (refusal: Rejection) => {
    const repeat = await findByIdempotencyKey(context, {
      form: form.id,
      idempotencyKey: key,
      body,
    });
    return repeat ? toResult(repeat) : refusal;
  };
  if (!form.languages.includes(body.language)) return refuse({ problem: 'language-not-taken' });
  if (!verification) return refuse({ problem: 'verification-required' });
  const fault = await verifyChallenge(context.keyring, form.id, verification, context.now());
  if (fault) return refuse({ problem: fault });

  const share = limiter.consumeGlobal(address);
  // Not this visitor's doing, so it is not told as haste.
  if ('retryAfter' in share) return refuse({ problem: 'unavailable', ...share });

  const { nonce, expiresAt } = verification.challenge.parameters;
  const challenge = { nonce, expiresAt: new Date(expiresAt * 1000) };
  const { id, recipients } = form;
  let stored = false;
  try {
    const outcome = await keep({ form: id, idempotencyKey: key, body, recipients, challenge });
    stored = outcome.outcome === 'stored';
    return toResult(outcome);
  } finally {
    if (!stored) share.release();
  }
}

function toResult(outcome: StoreResult): SubmitResult {
  switch (outcome.outcome) {
    case 'stored':
      return { receipt: outcome.receipt, isReplay: false };
    case 'repeated':
      return { receipt: outcome.receipt, isReplay: true };
    case 'key-reused':
      return { problem: 'idempotency-key-reused' };
    case 'challenge-used':
      return { problem: 'verification-used' };
  }
}
