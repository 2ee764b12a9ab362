/** What follows pictures more slowly than they come: numbers that change sixty times a second cannot be read. */

/** Something that is done a while after it was asked for, however often it is asked for meanwhile. */
export class Slower {
  #timer = 0;
  #wait;
  #action;

  /**
   * @param {number} wait in milliseconds.
   * @param {() => void} action
   */
  constructor(wait, action) {
    this.#wait = wait;
    this.#action = action;
  }

  /** Has it done soon. */
  soon() {
    this.#timer ||= setTimeout(() => this.now(), this.#wait);
  }

  /** Does it at once. */
  now() {
    this.stop();
    this.#action();
  }

  /** Leaves it undone. */
  stop() {
    clearTimeout(this.#timer);
    this.#timer = 0;
  }
}
