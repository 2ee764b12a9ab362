/** The start as hands move it: the paths follow in the browser where it can compute them; the server hears of it at rest. */

/** @import { Scene } from "./payload.js" */

import { Newest } from "../kit/newest.js";
import { Live } from "./live.js";

/** How long a start that nobody holds stays where it is before the server hears of it, in milliseconds. */
const KEYS_REST = 250;

/** Where somebody moves the start, and what is drawn of it. */
export class Moves {
  /** What computes the scene from other starts; null where the server does. @type {Live|null} */
  #live = null;
  /** Where the start was moved to, until the server has answered. @type {number[]|null} */
  #own = null;
  /** Whether the server has yet to hear of it. */
  #untold = false;
  /** Whether the picture follows it. */
  #following = false;
  #rest = 0;
  /** The newest start goes to the server; at rest widgets and link follow. */
  #newest;
  #draw;
  #onRefused;

  /**
   * @param {(name: string, value: any) => void} send tells the server.
   * @param {(scene: Scene) => Promise<void>} draw draws the scene from where the start is now.
   * @param {(why: string) => void} onRefused is told why the browser may not compute.
   */
  constructor(send, draw, onRefused) {
    this.#draw = draw;
    this.#onRefused = onRefused;
    const tell = (point) => send("start", this.#live ? { point, kernels: this.#live.id } : point);
    this.#newest = new Newest(tell, () => send("rest", this.#live?.id ?? ""));
  }

  /** A payload has come. */
  answered() {
    this.#newest.answered();
  }

  /**
   * What is drawn of a scene that has come: from where the start is by now.
   * @param {Scene} scene
   * @returns {Promise<Scene>}
   */
  async take(scene) {
    this.#live = await this.#alive(scene);
    if (!this.#newest.busy && !this.#untold) this.#own = null;
    return this.#own && this.#live ? this.#live.at(this.#own) : scene;
  }

  /**
   * Somebody has moved the start.
   * @param {number[]} point `[x, y]`.
   * @param {boolean} held whether a hand still holds it: then the server need not hear of it yet.
   * @param {boolean} alone whether the paths may follow it before the server has answered.
   */
  move(point, held, alone) {
    if (!this.#live || !alone) return this.#newest.offer(point);
    this.#own = point;
    this.#untold = true;
    clearTimeout(this.#rest);
    if (!held) this.#rest = setTimeout(() => this.release(), KEYS_REST);
    if (!this.#following) this.#follow();
  }

  /** Tells the server where the start is now. */
  release() {
    if (!this.#untold) return;
    this.#untold = false;
    this.#newest.offer(this.#own);
  }

  destroy() {
    clearTimeout(this.#rest);
    this.#own = null;
    this.#newest.destroy();
  }

  async #alive(scene) {
    try {
      return await Live.of(scene, this.#live);
    } catch (error) {
      this.#onRefused(error.message);
      return null;
    }
  }

  async #follow() {
    this.#following = true;
    for (let shown = null; this.#own && this.#live && shown !== this.#own; ) {
      shown = this.#own;
      await this.#draw(this.#live.at(shown));
      await new Promise(requestAnimationFrame);
    }
    this.#following = false;
  }
}
