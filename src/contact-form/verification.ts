/**
 * Shows the receiver that a person's own computer took the trouble: a proof of work, by ALTCHA's
 * protocol. There is nothing to solve for the visitor and nothing to load; the browser's own
 * cryptography does the work off the main thread.
 */
import { warn } from '../core/warn.ts';
import { request, warnNoAnswer } from './http.ts';
import { type Challenge, type Payload, solve } from './proof-of-work.ts';

/**
 * How far the verification has come. `expired` is `running` again after a proof grew too old;
 * `failed` is worth another try; `unavailable` means that it cannot be done here: the page is not secure,
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

/** After this long the visitor is told that it takes longer than usual. */
const SLOW_AFTER_MS = 8_000;

/** A proof is not used in its last seconds: it would expire on its way to the receiver. */
const EXPIRY_MARGIN_SECONDS = 30;

/** Makes one proof at a time, and a new one when it has expired. */
export class Verification {
  state: VerificationState = 'idle';
  #proof: Promise<Payload | undefined> | undefined;
  #expiresAtSeconds = 0;
  #abort: AbortController | undefined;
  readonly #onChange: () => void;

  /** @param onChange Called when `state` has changed. */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Whether it is working on a proof. */
  get isBusy(): boolean {
    return /running|slow|expired/.test(this.state);
  }

  /**
   * Gets the proof, and makes it unless there is one or one is being made.
   *
   * @param endpoint The form's URL at the receiver.
   * @returns The proof, or nothing if none could be made; `state` then says why. Never rejects.
   */
  getProof(endpoint: string): Promise<Payload | undefined> {
    const isExpired =
      this.state === 'done' && this.#expiresAtSeconds < Date.now() / 1000 + EXPIRY_MARGIN_SECONDS;
    if (isExpired || !this.#proof) {
      this.#setState(isExpired ? 'expired' : 'running');
      this.#proof = this.#createProof(endpoint);
    }
    return this.#proof;
  }

  /** Stops working on a proof: nobody is there any more to use it. */
  cancel(): void {
    if (!this.isBusy) return;
    this.#abort?.abort();
    this.reset();
  }

  /** Forgets the proof: it is used up, or the receiver did not accept it. */
  reset(): void {
    this.#proof = undefined;
    this.#setState('idle');
  }

  async #createProof(endpoint: string): Promise<Payload | undefined> {
    let result: VerificationState = 'unavailable';
    const abort = new AbortController();
    this.#abort = abort;
    const slow = setTimeout(() => this.#setState('slow'), SLOW_AFTER_MS);
    let response: Response | undefined;
    try {
      // Browsers have no cryptography where there is no https.
      if (!crypto.subtle) throw new TypeError('This page is not served over https');
      response = await requestChallenge(`${endpoint}/challenge`);
      const { status } = response;
      if (response.ok) {
        const challenge: Challenge = await response.json();
        const solution = await solve(challenge, abort.signal);
        this.#expiresAtSeconds = challenge.parameters.expiresAt;
        result = 'done';
        return { challenge, solution };
      }
      if (status === 429 || status >= 500) result = 'failed';
    } catch (error) {
      if (abort.signal.aborted) return undefined;
      // A request that fails while there is a network is blocked, by an extension or a firewall.
      if (!(error instanceof TypeError && navigator.onLine)) result = 'failed';
      if (response || !crypto.subtle) warn(`The verification failed: ${error}`);
      else warnNoAnswer(endpoint, error);
    } finally {
      clearTimeout(slow);
      if (!abort.signal.aborted) {
        if (result !== 'done') this.#proof = undefined;
        this.#setState(result);
      }
    }
    return undefined;
  }

  #setState(state: VerificationState): void {
    this.state = state;
    this.#onChange();
  }
}

/**
 * Asks for a challenge. With `POST`, which no cache answers: a service worker of the page may give what it
 * once got for a `GET` again and again, and a challenge counts once. A receiver of an earlier release knows
 * `GET` alone; what it says to `POST` the browser shows to no script, as if there were no answer.
 */
async function requestChallenge(url: string): Promise<Response> {
  const response = await request(url, { method: 'POST' }).catch((error) => {
    if (!(error instanceof TypeError)) throw error;
  });
  return response && response.status !== 404 ? response : request(url);
}
