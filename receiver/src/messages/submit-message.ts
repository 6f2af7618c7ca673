import type { Form } from '../config.ts';
import type { PointedFault, ProblemCode } from '../http/problem.ts';
import type { Limiter } from '../http/rate-limiter.ts';
import { readEnvelope } from '../http/submission-schema.ts';
import { challengeFault } from '../security/challenge.ts';
import {
  findRepeat,
  type NewMessage,
  type Outcome,
  type Receipt,
  type Store,
} from './message-repository.ts';

/** The answer to a posted message: a receipt once it is on the disk, or what stands in the way. */
export type Answer = { readonly receipt: Receipt; readonly repeated: boolean } | Refusal;

interface Refusal {
  readonly problem: ProblemCode;
  readonly errors?: readonly PointedFault[];
  /** After how many seconds to come back, if that is what stands in the way. */
  readonly retryAfter?: number;
}

/** What was posted, and from where. */
interface Posted {
  readonly key: string;
  readonly body: unknown;
  readonly address: string;
}

/** How messages get into the store. */
interface Ways {
  /** Stores one, as `storeMessage` does. */
  readonly keep: (message: NewMessage) => Promise<Outcome>;
  /** Counts those that are stored. */
  readonly limiter: Limiter;
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
export async function receive(
  store: Store,
  form: Form,
  { key, body: posted, address }: Posted,
  { keep, limiter }: Ways,
): Promise<Answer> {
  const reading = readEnvelope(posted);
  if ('problem' in reading) return reading;

  const { verification, ...body } = reading.envelope;
  const refuse = async (refusal: Refusal) => {
    const repeat = await findRepeat(store, { form: form.id, key, body });
    return repeat ? answer(repeat) : refusal;
  };
  if (!form.languages.includes(body.language)) return refuse({ problem: 'language-not-taken' });
  if (!verification) return refuse({ problem: 'verification-required' });
  const fault = await challengeFault(store.keyring, form.id, verification, store.now());
  if (fault) return refuse({ problem: fault });

  const share = limiter.takeShared(address);
  // Not this visitor's doing, so it is not told as haste.
  if ('retryAfter' in share) return refuse({ problem: 'unavailable', ...share });

  const { nonce, expiresAt } = verification.challenge.parameters;
  const challenge = { nonce, expiresAt: new Date(expiresAt * 1000) };
  const { id, recipients } = form;
  let stored = false;
  try {
    const outcome = await keep({ form: id, key, body, recipients, challenge });
    stored = outcome.outcome === 'stored';
    return answer(outcome);
  } finally {
    if (!stored) share.giveBack();
  }
}

function answer(outcome: Outcome): Answer {
  switch (outcome.outcome) {
    case 'stored':
      return { receipt: outcome.receipt, repeated: false };
    case 'repeated':
      return { receipt: outcome.receipt, repeated: true };
    case 'key-reused':
      return { problem: 'idempotency-key-reused' };
    case 'challenge-used':
      return { problem: 'verification-used' };
  }
}
