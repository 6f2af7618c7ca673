import type { Form } from '../config.ts';
import type { AppContext } from '../context.ts';
import type { ProblemCode } from '../http/problem.ts';
import type { RateLimiter } from '../http/rate-limiter.ts';
import type { Submission } from '../http/submission-schema.ts';
import { verifyChallenge } from '../security/challenge.ts';
import {
  findByIdempotencyKey,
  type NewMessage,
  type Receipt,
  type StoreResult,
} from './message-repository.ts';

/** The receipt of a message that is on the disk, or the reason why it was rejected. */
export type SubmitResult = { readonly receipt: Receipt; readonly isReplay: boolean } | Rejection;

interface Rejection {
  readonly problem: ProblemCode;
  /** Seconds after which to try again, if waiting helps. */
  readonly retryAfter?: number;
}

interface SubmissionRequest {
  readonly idempotencyKey: string;
  readonly submission: Submission;
  readonly clientIp: string;
}

interface SubmitDependencies {
  /** Stores one message, with the same contract as `storeMessage` in `message-repository.ts`. */
  readonly storeMessage: (message: NewMessage) => Promise<StoreResult>;
  /** The rate limit on stored messages. */
  readonly rateLimiter: RateLimiter;
  /** The limit on messages that are mailed. */
  readonly mailLimiter: RateLimiter;
}

/**
 * Accepts one message. A client that never received our response repeats the request unchanged, and by then its
 * challenge is spent or has expired. So no request is rejected before its idempotency key has been looked up. A request
 * that passes all checks is stored without a lookup: the database rejects a duplicate key, and only then is the earlier
 * receipt fetched.
 *
 * Only a message with a valid solution counts towards the global limit, and only if it is stored: a
 * flood without solutions, or with one solution used over and over, takes nothing from others. A
 * message over the limit spends neither its challenge nor its key, so the same request can be
 * repeated. One client that sends many fills the quarantine, not a mailbox.
 */
export async function submitMessage(
  context: AppContext,
  form: Form,
  { idempotencyKey, submission, clientIp }: SubmissionRequest,
  { storeMessage, rateLimiter, mailLimiter }: SubmitDependencies,
): Promise<SubmitResult> {
  const { verification, ...body } = submission;
  const message = { form: form.id, idempotencyKey, body };
  const reject = async (rejection: Rejection) => {
    const earlier = await findByIdempotencyKey(context, message);
    return earlier ? toResult(earlier) : rejection;
  };
  if (!form.languages.includes(body.language)) return reject({ problem: 'language-not-accepted' });
  if (!verification) return reject({ problem: 'verification-required' });
  const problem = await verifyChallenge(context.keyring, form.id, verification, context.now());
  if (problem) return reject({ problem });

  const reservation = rateLimiter.consumeGlobal(clientIp);
  // Not caused by this visitor, so it is not reported as sending too fast.
  if ('retryAfter' in reservation) return reject({ problem: 'unavailable', ...reservation });

  const { nonce, expiresAt } = verification.challenge.parameters;
  const challenge = { nonce, expiresAt: new Date(expiresAt * 1000) };
  // People can't see the honeypot `website`, so only a bot fills it in.
  const isMailed = !body.website && form.recipients.length > 0;
  const mailReservation = isMailed ? mailLimiter.consumeClient(clientIp) : undefined;
  const isOverVolume = mailReservation !== undefined && 'retryAfter' in mailReservation;
  const quarantine = body.website ? 'honeypot' : isOverVolume ? 'volume' : null;
  let isStored = false;
  try {
    const result = await storeMessage({
      ...message,
      quarantine,
      recipients: form.recipients,
      challenge,
    });
    isStored = result.outcome === 'stored';
    return toResult(result);
  } finally {
    if (!isStored) {
      reservation.release();
      if (mailReservation && 'release' in mailReservation) mailReservation.release();
    }
  }
}

function toResult(result: StoreResult): SubmitResult {
  switch (result.outcome) {
    case 'stored':
      return { receipt: result.receipt, isReplay: false };
    case 'replayed':
      return { receipt: result.receipt, isReplay: true };
    case 'key-reused':
      return { problem: 'idempotency-key-reused' };
    case 'challenge-used':
      return { problem: 'verification-used' };
  }
}
