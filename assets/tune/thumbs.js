/** Small pictures of paths: asked for one at a time, kept by cell. */

import { Newest } from "../kit/newest.js";

const HOVER = 80;
const MOST = 120;

/** The thumbnails of one sweep. */
export class Thumbs {
  #newest;
  #known = new Map();
  /** The sweep that they are of. */
  #key = null;
  /** The cell that the server is asked about. */
  #asked = null;
  /** The cell where the crosshair was last, and in which sweep. */
  #cell = -1;
  #at = null;
  #resting = 0;

  /** @param {(cell: number) => void} ask asks the server for the path of a cell. */
  constructor(ask) {
    this.#newest = new Newest((cell) => this.#ask(ask, cell), () => {});
  }

  /**
   * Takes what a payload brings.
   * @param {string} key of the sweep; another one forgets all thumbnails.
   * @param {any} thumb
   */
  take(key, thumb) {
    if (key !== this.#key) this.#known.clear();
    this.#key = key;
    if (!thumb) return;
    this.#known.delete(thumb.cell);
    this.#known.set(thumb.cell, thumb);
    if (this.#known.size > MOST) this.#known.delete(this.#known.keys().next().value);
    if (thumb.cell === this.#asked) {
      this.#asked = null;
      this.#newest.answered();
    }
  }

  /**
   * The thumbnail of a cell; one that is not known is asked for once the crosshair rests there.
   * @param {number} cell −1 for none.
   * @returns {object|null}
   */
  of(cell) {
    const thumb = this.#known.get(cell) ?? null;
    if (cell === this.#cell && this.#key === this.#at) return thumb;
    this.#cell = cell;
    this.#at = this.#key;
    clearTimeout(this.#resting);
    if (cell >= 0 && !thumb) this.#resting = setTimeout(() => this.#newest.offer(cell), HOVER);
    return thumb;
  }

  destroy() {
    clearTimeout(this.#resting);
    this.#newest.destroy();
  }

  #ask(ask, cell) {
    if (this.#known.has(cell)) {
      queueMicrotask(() => this.#newest.answered());
      return;
    }
    this.#asked = cell;
    ask(cell);
  }
}
