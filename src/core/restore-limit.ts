/** How often in a second something is put back: a page whose script removes it each time must not hang. */
const MAX_RESTORES = 50;

/** Limits how often something is put back that a script of the page removes. */
export class RestoreLimit {
  #count = 0;

  /** Whether to put it back once more. */
  mayRestore(): boolean {
    if (!this.#count++) setTimeout(() => (this.#count = 0), 1000);
    return this.#count <= MAX_RESTORES;
  }
}
