/** One step for all pictures of a page. Each has modules of its own, so they tell each other through the document. */

const WORD = "lrviz-step";

/**
 * @typedef {object} Told
 * @property {number|null} step null where nobody looks at a step any more.
 * @property {boolean} settled whether it stays there, as by a key; what a pointer hovers over does not.
 */

/** What one picture tells the others, and hears from them. */
export class Together {
  #onStep;

  /**
   * @param {(told: Told) => void} onStep called with what others tell.
   * @param {AbortSignal} signal ends it.
   */
  constructor(onStep, signal) {
    this.#onStep = onStep;
    document.addEventListener(WORD, (event) => this.#hear(event), { signal });
  }

  /**
   * Tells the others.
   * @param {number|null} step
   * @param {boolean} [settled]
   */
  tell(step, settled = false) {
    document.dispatchEvent(new CustomEvent(WORD, { detail: { step, settled, from: this } }));
  }

  #hear(event) {
    if (event.detail.from !== this) this.#onStep(event.detail);
  }
}
