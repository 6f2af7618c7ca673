/**
 * Shows the receiver that a person's own computer took the trouble: a proof of work, by ALTCHA's
 * protocol. There is nothing to solve for the visitor and nothing to load; the browser's own
 * cryptography does the work off the main thread.
 */
import { request, warnRequestFailed } from './http.ts';
import { type Challenge, type Payload, solve } from './proof-of-work.ts';

/**
 * How far the verification has come. Whether `failed` is worth another try the browser does not know: the receiver
 * may be busy, or something on the way may block it.
 */
export type VerificationState = 'idle' | 'running' | 'done' | 'failed';

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
      this.#setState('running');
      this.#proof = this.#createProof(endpoint);
    }
    return this.#proof;
  }

  /** Stops working on a proof: nobody is there any more to use it. */
  cancel(): void {
    if (this.state !== 'running') return;
    this.#abort?.abort();
    this.reset();
  }

  /** Forgets the proof: it is used up, or the receiver did not accept it. */
  reset(): void {
    this.#proof = undefined;
    this.#setState('idle');
  }

  async #createProof(endpoint: string): Promise<Payload | undefined> {
    let result: VerificationState = 'failed';
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const response = await requestChallenge(`${endpoint}/challenge`);
      if (!response.ok) throw new Error(`HTTP ${response.status}`);
      const challenge: Challenge = await response.json();
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
