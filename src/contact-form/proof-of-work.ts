/**
 * Solves an ALTCHA v2 proof-of-work challenge: finds the number that, appended to the nonce, derives a key with the
 * requested prefix. The receiver creates and verifies challenges with `altcha-lib`. In the browser its solver would
 * cost 1.3 kB; this one, for the single algorithm in use and 256-bit keys, costs a third of that.
 *
 * @see https://altcha.org/docs/v2/proof-of-work/
 */

/** A challenge, as created by `createChallenge()` of altcha-lib in the receiver. */
export interface Challenge {
  parameters: {
    algorithm: string;
    nonce: string;
    salt: string;
    cost: number;
    keyLength: number;
    keyPrefix: string;
    /** Unix time in seconds. */
    expiresAt: number;
  };
  signature?: string;
}

/** The solution of a challenge. */
export interface Solution {
  counter: number;
  derivedKey: string;
}

/** What is sent with a message: the challenge and its solution. */
export interface Payload {
  challenge: Challenge;
  solution: Solution;
}

/**
 * Solves a challenge. The number of attempts is bounded, since the receiver picked the number itself. Each attempt
 * runs in the browser's own cryptography, off the main thread.
 *
 * @returns The solution. Rejects with the signal's reason if it is aborted.
 */
export async function solve({ parameters }: Challenge, signal?: AbortSignal): Promise<Solution> {
  const { algorithm, nonce, salt, cost, keyPrefix } = parameters;
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const number = new DataView(password.buffer, start.length);
  const pbkdf2 = {
    name: 'PBKDF2',
    // Without the "PBKDF2/" prefix.
    hash: algorithm.slice(7),
    salt: bytes(salt),
    iterations: cost,
  };
  for (let counter = 0; ; counter++) {
    signal?.throwIfAborted();
    number.setUint32(0, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const derivedKey = hex(await crypto.subtle.deriveBits(pbkdf2, key, 256));
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey };
  }
}

const bytes = (hex: string) =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number(`0x${pair}`));

/** Formats bytes as hex. Adding 256 gives each byte a third digit, which is cut off, so that two are left. */
const hex = (buffer: ArrayBuffer) =>
  [...new Uint8Array(buffer)].map((byte) => (byte + 256).toString(16).slice(1)).join('');
