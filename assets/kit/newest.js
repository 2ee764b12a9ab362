/** Sends values to the server one at a time, of those that wait only the newest. */

const NO_ANSWER = 1000;
const REST = 400;

/** Sends values of which only the newest counts: one is under way, of those that follow the newest goes next. */
export class Newest {
  #send;
  #onRest;
  #wanted = null;
  #waiting = null;
  #resting = null;

  /**
   * @param {(value: any) => void} send
   * @param {() => void} onRest called once nothing has followed the last answer for a while.
   */
  constructor(send, onRest) {
    this.#send = send;
    this.#onRest = onRest;
  }

  /** Whether the server has yet to answer. */
  get busy() {
    return this.#waiting !== null;
  }

  /** Sends a value now or after the answer that is awaited. */
  offer(value) {
    this.#wanted = value;
    clearTimeout(this.#resting);
    if (this.#waiting === null) this.#next();
  }

  /** The server has answered. */
  answered() {
    if (this.#waiting === null) return;
    clearTimeout(this.#waiting);
    this.#waiting = null;
    if (this.#wanted !== null) this.#next();
    else this.#resting = setTimeout(this.#onRest, REST);
  }

  destroy() {
    clearTimeout(this.#waiting);
    clearTimeout(this.#resting);
  }

  #next() {
    const value = this.#wanted;
    this.#wanted = null;
    this.#waiting = setTimeout(() => this.answered(), NO_ANSWER);
    this.#send(value);
  }
}
