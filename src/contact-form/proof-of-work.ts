/**
 * Solves a challenge of altcha's proof of work, version 2: finds the number that, put after the
 * nonce, gives a key with the prefix asked for. `altcha-lib` makes and checks them in the receiver;
 * in the browser its solver costs 1.3 kB, and this one a third of that, for the one
 * algorithm in use, with keys of 256 bits.
 *
 * @see https://altcha.org/docs/v2/proof-of-work/
 */

/** A challenge, as the receiver makes it with `createChallenge` of altcha-lib. */
export interface Challenge {
  parameters: {
    algorithm: string;
    nonce: string;
    salt: string;
    cost: number;
    keyLength: number;
    keyPrefix: string;
    /** Seconds since 1970. */
    expiresAt: number;
  };
  signature?: string;
}

/** The answer to a challenge. */
export interface Solution {
  counter: number;
  derivedKey: string;
}

/** What the receiver wants with a message: its challenge and the answer. */
export interface Payload {
  challenge: Challenge;
  solution: Solution;
}

/**
 * @returns The solution. It comes after a bounded number of tries, since the receiver picked the
 * number itself. Each try is the browser's own cryptography, off the main thread.
 */
export async function solve({ parameters }: Challenge, signal?: AbortSignal): Promise<Solution> {
  const { algorithm, nonce, salt, cost, keyPrefix } = parameters;
  const start = bytes(nonce);
  const password = new Uint8Array(start.length + 4);
  password.set(start);
  const number = new DataView(password.buffer, start.length);
  const pbkdf2 = {
    name: 'PBKDF2',
    // Without "PBKDF2/".
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

/** Each byte gets a third digit, which is cut off, so that two are left. */
const hex = (buffer: ArrayBuffer) =>
  [...new Uint8Array(buffer)].map((byte) => (byte + 256).toString(16).slice(1)).join('');
