/**
 * Shows the receiver that a person's own computer took the trouble: a proof of work, by altcha's
 * protocol. There is nothing to solve for the visitor and nothing to load; the browser's own
 * cryptography does the work off the main thread.
 */
import { warn } from '../core/warn.ts';
import { type Challenge, type Payload, solve } from './proof-of-work.ts';

/**
 * How far the verification has come. `expired` is `running` again after a proof grew too old;
 * `failed` is worth another try; `unavailable` means it cannot be done here: the page is not secure,
 * or something blocks the receiver.
 */
export type VerificationState =
  | 'idle'
  | 'running'
  | 'slow'
  | 'expired'
  | 'done'
  | 'failed'
  | 'unavailable';

/** After this many milliseconds the visitor is told that it takes longer than usual. */
const SLOW_AFTER = 8_000;

/** A proof is not used in its last seconds: it would expire on its way to the receiver. */
const MARGIN = 30;

/** One verification at a time, renewed when it has expired. */
export class Verification {
  state: VerificationState = 'idle';
  #proof: Promise<Payload | undefined> | undefined;
  #expiresAt = 0;
  readonly #changed: () => void;

  /** @param changed Called when `state` has changed. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Whether it is working on a proof. */
  get busy(): boolean {
    return /running|slow|expired/.test(this.state);
  }

  /**
   * Begins, unless a proof is being made or is there already.
   *
   * @param endpoint The form's address at the receiver.
   * @returns The proof, or nothing if none could be made; `state` then says why. Never rejects.
   */
  prove(endpoint: string): Promise<Payload | undefined> {
    const expired = this.state === 'done' && this.#expiresAt < Date.now() / 1000 + MARGIN;
    if (expired || !this.#proof) {
      this.#become(expired ? 'expired' : 'running');
      this.#proof = this.#make(endpoint);
    }
    return this.#proof;
  }

  /** Forgets the proof: it is used up, or the receiver did not accept it. */
  forget(): void {
    this.#proof = undefined;
    this.#become('idle');
  }

  async #make(endpoint: string): Promise<Payload | undefined> {
    let end: VerificationState = 'unavailable';
    const slow = setTimeout(() => this.#become('slow'), SLOW_AFTER);
    try {
      // Browsers have no cryptography where there is no https.
      if (!crypto.subtle) throw new TypeError('no https');
      const response = await ask(`${endpoint}/challenge`);
      const { status } = response;
      if (response.ok) {
        const challenge: Challenge = await response.json();
        const solution = await solve(challenge);
        this.#expiresAt = challenge.parameters.expiresAt;
        end = 'done';
        return { challenge, solution };
      }
      if (status === 429 || status >= 500) end = 'failed';
    } catch (cause) {
      warn(`${cause}`);
      // A request that fails while there is a network is blocked, by an extension or a firewall.
      if (!(cause instanceof TypeError && navigator.onLine)) end = 'failed';
    } finally {
      clearTimeout(slow);
      if (end !== 'done') this.#proof = undefined;
      this.#become(end);
    }
    return undefined;
  }

  #become(state: VerificationState): void {
    this.state = state;
    this.#changed();
  }
}

/**
 * Asks the receiver something, telling it no more than it needs: no cookies, and not which page the
 * visitor is on. Waits at most half a minute.
 */
export function ask(address: string, more?: RequestInit): Promise<Response> {
  return fetch(address, {
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    cache: 'no-store',
    signal: AbortSignal.timeout(30_000),
    ...more,
  });
}
