import { randomInt } from 'node:crypto';
import { type Challenge, createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey as derivePbkdf2 } from 'altcha-lib/algorithms/pbkdf2';
import type { SolvedChallenge } from '../http/submission-schema.ts';
import { deriveKey, type Keyring } from './keyring.ts';

/** PBKDF2 iterations per guess: 2–3 ms on a small server or a phone. */
const iterations = 5000;

/** The number of guesses in a solution is random within this range: 0.3–2 s in a browser. */
const difficultyRange = { min: 150, max: 450 };

/** How much harder challenges get as the rate limits are approached, which makes a flood expensive and slow. */
const difficultySteps = [
  { pressure: 0.75, factor: 4 },
  { pressure: 0.5, factor: 2 },
];

/**
 * How long a challenge is valid. The form renews it, so slow writers never notice.
 */
const lifetimeMs = 20 * 60_000;

/**
 * Issues a challenge for a form. The solution is chosen first (altcha's deterministic mode), so that the visitor's
 * work is bounded and verifying it costs two HMACs. The form and the id of the signing key are signed too: a solution
 * for one form is invalid for another.
 */
export function issueChallenge(
  keyring: Keyring,
  form: string,
  now: Date,
  difficulty: number,
): Promise<Challenge> {
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: iterations,
    counter: difficulty,
    data: { form, key: keyring.current },
    deriveKey: derivePbkdf2,
    expiresAt: new Date(now.getTime() + lifetimeMs),
    ...deriveSecrets(keyring, keyring.current),
  });
}

/**
 * Picks the number of guesses for a challenge. `pressure` is how near a rate limit is, from 0 to 1.
 */
export function pickDifficulty(pressure: number): number {
  const factor = difficultySteps.find((step) => pressure >= step.pressure)?.factor ?? 1;
  return factor * randomInt(difficultyRange.min, difficultyRange.max + 1);
}

/**
 * Verifies a solution. Resolves to a problem, or to `undefined` if it is valid. Whether it has been
 * used before is not checked here: only the transaction that stores the message can tell.
 */
export async function verifyChallenge(
  keyring: Keyring,
  form: string,
  { challenge, solution }: SolvedChallenge,
  now: Date,
): Promise<'verification-failed' | 'verification-expired' | undefined> {
  const { data, expiresAt } = challenge.parameters;
  const secrets = deriveSecrets(keyring, data.key);
  if (data.form !== form || !secrets) return 'verification-failed';
  if (expiresAt * 1000 < now.getTime()) return 'verification-expired';
  const { verified, expired } = await verifySolution({
    challenge,
    solution: { counter: solution.counter, derivedKey: solution.derivedKey },
    deriveKey: derivePbkdf2,
    ...secrets,
  });
  if (expired) return 'verification-expired';
  return verified ? undefined : 'verification-failed';
}

/** Derives the two secrets of a challenge from the key with an id, if there is such a key. */
function deriveSecrets(keyring: Keyring, keyId: string) {
  const signatureKey = deriveKey(keyring, keyId, 'challenge');
  const solutionKey = deriveKey(keyring, keyId, 'solution');
  if (!signatureKey || !solutionKey) return undefined;
  return {
    hmacSignatureSecret: signatureKey.export().toString('hex'),
    hmacKeySignatureSecret: solutionKey.export().toString('hex'),
  };
}
