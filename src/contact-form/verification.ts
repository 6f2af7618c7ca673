/**
 * Obtains the proof of work (ALTCHA) that the receiver requires with each message. The visitor has nothing to solve
 * and there is nothing more to download; the browser's own cryptography does the work off the main thread.
 */
import { fetchText, warnRequestFailed } from './http.ts';
import { type Challenge, type Payload, solve } from './proof-of-work.ts';

/**
 * The state of the verification. `failed` doesn't mean that trying again is pointless: the receiver may be busy, or
 * something in between may block it. The browser can't tell which.
 */
export type VerificationState = 'idle' | 'running' | 'done' | 'failed';

/** A proof is not used this close to its expiry, since it could expire on the way to the receiver. */
const EXPIRY_MARGIN_SECONDS = 30;

/** Obtains one proof at a time, and a new one when it has expired. */
export class Verification {
  state: VerificationState = 'idle';
  #proof: Promise<Payload | undefined> | undefined;
  #expiresAtSeconds = 0;
  #abort: AbortController | undefined;
  readonly #onChange: (state: VerificationState) => void;

  /** @param onChange Called when `state` has changed. */
  constructor(onChange: (state: VerificationState) => void) {
    this.#onChange = onChange;
  }

  /**
   * Returns the current proof, or obtains a new one if there is none or it has expired.
   *
   * @param endpoint The form's URL at the receiver.
   * @returns The proof, or `undefined` if the verification failed or was cancelled. Never rejects.
   */
  getProof(endpoint: string): Promise<Payload | undefined> {
    const isExpired =
      this.state === 'done' && this.#expiresAtSeconds < Date.now() / 1000 + EXPIRY_MARGIN_SECONDS;
    if (isExpired || !this.#proof) {
      this.#setState('running');
      this.#proof = this.#createProof(endpoint);
    }
    return this.#proof;
  }

  /** Stops work on a proof that nobody is there to use. */
  cancel(): void {
    if (this.state === 'running') this.reset();
  }

  /** Discards the proof, or stops work on it: it has been used, the receiver rejected it, or it is another's. */
  reset(): void {
    this.#abort?.abort();
    this.#proof = undefined;
    this.#setState('idle');
  }

  async #createProof(endpoint: string): Promise<Payload | undefined> {
    let result: VerificationState = 'failed';
    const abort = new AbortController();
    this.#abort = abort;
    try {
      // `POST`, which isn't cached: a service worker of the page could return the response to an earlier `GET`, and a
      // challenge is valid once.
      const challenge: Challenge = JSON.parse(
        await fetchText(`${endpoint}/challenge`, { method: 'POST' }),
      );
      const solution = await solve(challenge, abort.signal);
      this.#expiresAtSeconds = challenge.parameters.expiresAt;
      result = 'done';
      return { challenge, solution };
    } catch (error) {
      if (!abort.signal.aborted) warnRequestFailed(endpoint, error);
      return undefined;
    } finally {
      if (!abort.signal.aborted) {
        if (result !== 'done') this.#proof = undefined;
        this.#setState(result);
      }
    }
  }

  #setState(state: VerificationState): void {
    this.state = state;
    this.#onChange(state);
  }
}
