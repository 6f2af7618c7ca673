import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { type Challenge, solve } from '../../src/contact-form/proof-of-work.ts';

const secrets = { hmacSignatureSecret: 'a', hmacKeySignatureSecret: 'b' };

/** A challenge as issued by the receiver, but easy. */
const challengeWith = async (more: Partial<Parameters<typeof createChallenge>[0]>) =>
  (await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: 10,
    counter: 40,
    deriveKey,
    expiresAt: new Date(Date.now() + 60_000),
    ...secrets,
    ...more,
  })) as Challenge;

describe('solve', () => {
  for (const counter of [0, 1, 255, 256, 300]) {
    it(`finds the number ${counter}, which altcha's own verification accepts`, async () => {
      const challenge = await challengeWith({ counter });
      const solution = await solve(challenge);
      assert.equal(solution.counter, counter);
      const { verified } = await verifySolution({ challenge, solution, deriveKey, ...secrets });
      assert.equal(verified, true);
    });
  }

  for (const more of [
    { algorithm: 'PBKDF2/SHA-512' },
    { algorithm: 'PBKDF2/SHA-384' },
    { keyPrefixLength: 3 },
  ]) {
    it(`solves a challenge with ${JSON.stringify(more)}`, async () => {
      const challenge = await challengeWith(more);
      const solution = await solve(challenge);
      const { verified } = await verifySolution({ challenge, solution, deriveKey, ...secrets });
      assert.equal(verified, true);
    });
  }

  it('fails verification when the challenge has been changed', async () => {
    const challenge = await challengeWith({});
    const easier = { ...challenge, parameters: { ...challenge.parameters, cost: 1 } };
    const solution = { counter: 40, derivedKey: '00'.repeat(32) };
    const outcome = await verifySolution({ challenge: easier, solution, deriveKey, ...secrets });
    assert.equal(outcome.verified, false);
  });
});
