/** How often in a second something is put back: a page whose script removes it each time must not hang. */
const MAX_RESTORES = 200;

/** Limits how often something is put back that a script of the page removes. */
export class RestoreLimit {
  #count = 0;
  #countedSince = 0;

  /** Whether to put it back once more. */
  mayRestore(): boolean {
    const now = Date.now();
    if (now > this.#countedSince + 1000) {
      this.#countedSince = now;
      this.#count = 0;
    }
    this.#count += 1;
    return this.#count <= MAX_RESTORES;
  }
}
