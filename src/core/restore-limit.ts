/** The maximum number of restores a second, so that a page whose script removes our nodes each time doesn't hang. */
const MAX_RESTORES = 200;

/** Limits how often nodes are put back after a script of the page has removed them. */
export class RestoreLimit {
  #count = 0;

  /** Whether one more restore is allowed. Counts the call. */
  mayRestore(): boolean {
    // A timer and not the clock: while the page only removes and we only restore, however slowly, no timer runs.
    if (!this.#count) {
      setTimeout(() => {
        this.#count = 0;
      }, 1000);
    }
    this.#count += 1;
    return this.#count <= MAX_RESTORES;
  }
}
