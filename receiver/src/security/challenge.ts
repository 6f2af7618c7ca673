import { randomInt } from 'node:crypto';
import { type Challenge, createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey as derivePbkdf2 } from 'altcha-lib/algorithms/pbkdf2';
import type { SolvedChallenge } from '../http/submission-schema.ts';
import { deriveKey, type Keyring } from './keyring.ts';

/** PBKDF2 iterations for one guess: 2–3 ms of a small server's time, and of a phone's. */
const cost = 5000;

/** The guesses a solution takes, at random in this range: 0.3–2 s in a browser. */
const difficultyRange = { min: 150, max: 450 };

/** How much more work a challenge is as the limits are neared: a flood pays, and waits. */
const difficultySteps = [
  { pressure: 0.75, factor: 4 },
  { pressure: 0.5, factor: 2 },
];

/** How long a challenge may be used. The form renews it, so a slow writer never notices. */
const lifetimeMs = 20 * 60_000;

/**
 * Makes a challenge for a form. The answer is chosen first (deterministic mode), so that the work
 * is bounded for the visitor and checking it costs two HMACs. The form and the id of our key are
 * signed along: a solution for one form is worth nothing to another.
 */
export function issueChallenge(
  keyring: Keyring,
  form: string,
  now: Date,
  counter: number,
): Promise<Challenge> {
  return createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost,
    counter,
    data: { form, key: keyring.current },
    deriveKey: derivePbkdf2,
    expiresAt: new Date(now.getTime() + lifetimeMs),
    ...deriveSecrets(keyring, keyring.current),
  });
}

/** The work of a challenge, given how near the limit on challenges is (0 to 1). */
export function pickDifficulty(pressure: number): number {
  const factor = difficultySteps.find((effort) => pressure >= effort.pressure)?.factor ?? 1;
  return factor * randomInt(difficultyRange.min, difficultyRange.max + 1);
}

/**
 * Says what is wrong with a solution, or nothing. Whether it has been used before is not asked
 * here: only the transaction that stores the message can answer that.
 */
export async function verifyChallenge(
  keyring: Keyring,
  form: string,
  { challenge, solution }: SolvedChallenge,
  now: Date,
): Promise<'verification-failed' | 'verification-expired' | undefined> {
  const { data, expiresAt } = challenge.parameters;
  const known = deriveSecrets(keyring, data.key);
  if (data.form !== form || !known) return 'verification-failed';
  if (expiresAt * 1000 < now.getTime()) return 'verification-expired';
  const { verified, expired } = await verifySolution({
    challenge,
    solution: { counter: solution.counter, derivedKey: solution.derivedKey },
    deriveKey: derivePbkdf2,
    ...known,
  });
  if (expired) return 'verification-expired';
  return verified ? undefined : 'verification-failed';
}

/** The two secrets of a challenge, from the key with that id; nothing if there is no such key. */
function deriveSecrets(keyring: Keyring, keyId: string) {
  const signature = deriveKey(keyring, keyId, 'challenge');
  const solution = deriveKey(keyring, keyId, 'solution');
  if (!signature || !solution) return undefined;
  return {
    hmacSignatureSecret: signature.toString('hex'),
    hmacKeySignatureSecret: solution.toString('hex'),
  };
}
