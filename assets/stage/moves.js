/** The start and the knobs as hands move them: the browser computes what it can; the server hears of it at rest. */

/** @import { Scene } from "./payload.js" */
/** @import { Turns } from "./live.js" */
/** @import { Turnable } from "./knobs.js" */

import { Newest } from "../kit/newest.js";
import { Live } from "./live.js";

/** How long a start that nobody holds stays where it is before the server hears of it, in milliseconds. */
const KEYS_REST = 250;

/** Where somebody moves the start, what knobs are turned to, and what is drawn of it. */
export class Moves {
  /** What computes the scene from other starts; null where the server does. @type {Live|null} */
  #live = null;
  /** Where the start was moved to, until the server has answered. @type {number[]|null} */
  #own = null;
  /** What knobs were turned to, until the server has answered. @type {Turns} */
  #turns = { factor: 1, runs: {} };
  /** Of what the server has yet to hear. */
  #untold = { start: false, knobs: false };
  /** Grows with every move. */
  #moves = 0;
  /** Whether nobody moves anything just now. */
  #rests = true;
  /** Whether the picture follows. */
  #following = false;
  #rest = 0;
  /** The scene as it came. @type {Scene|null} */
  #scene = null;
  /** The newest start, and the newest numbers, go to the server; at rest widgets and link follow. */
  #newest;
  #draw;
  #onRefused;

  /**
   * @param {(name: string, value: any) => void} send tells the server.
   * @param {(scene: Scene, rests: boolean) => Promise<void>} draw draws the scene as it is now, and is told whether
   *   everything rests.
   * @param {(why: string) => void} onRefused is told why the browser may not compute.
   */
  constructor(send, draw, onRefused) {
    this.#draw = draw;
    this.#onRefused = onRefused;
    const start = (point) => send("start", this.#live ? { point, kernels: this.#live.id } : point);
    this.#newest = {
      start: new Newest(start, () => send("rest", this.#live?.id ?? "")),
      knobs: new Newest((turns) => send("knobs", turns), () => {}),
    };
  }

  /** What somebody has turned a knob to, by its slot, or 0 for all runs, and the path of its setting. */
  turned(slot, path) {
    return slot === 0 ? this.#turns.factor : this.#turns.runs[slot]?.[path];
  }

  /** What can be turned of a run. @returns {Turnable[]} */
  knobs(slot) {
    return this.#live?.knobs.get(slot) ?? [];
  }

  /** A payload has come. */
  answered() {
    for (const one of Object.values(this.#newest)) one.answered();
  }

  /**
   * What is drawn of a scene that has come: as hands have moved it by now.
   * @param {Scene} scene
   * @returns {Promise<Scene>}
   */
  async take(scene) {
    this.#live = await this.#alive(scene);
    this.#scene = scene;
    if (!this.#newest.start.busy && !this.#untold.start) this.#own = null;
    if (!this.#newest.knobs.busy && !this.#untold.knobs) this.#turns = { factor: 1, runs: {} };
    return this.#live && (this.#own || this.#isTurned) ? this.#now() : scene;
  }

  /**
   * Somebody has moved the start.
   * @param {number[]} point `[x, y]`.
   * @param {boolean} held whether a hand still holds it: then the server need not hear of it yet.
   * @param {boolean} alone whether the paths may follow it before the server has answered.
   */
  move(point, held, alone) {
    if (!this.#live || !alone) return this.#newest.start.offer(point);
    this.#own = point;
    this.#untold.start = true;
    clearTimeout(this.#rest);
    if (!held) this.#rest = setTimeout(() => this.release(), KEYS_REST);
    this.#follow();
  }

  /**
   * Somebody has turned a knob.
   * @param {number} slot of its run; 0 for the rates of all.
   * @param {Turnable} knob
   * @param {number} value
   */
  turn(slot, knob, value) {
    if (slot === 0) this.#turns = { ...this.#turns, factor: value };
    else this.#turns.runs[slot] = { ...this.#turns.runs[slot], [knob.path]: value };
    if (!knob.turns) return this.#newest.knobs.offer(this.#told);
    this.#untold.knobs = true;
    this.#follow();
  }

  /** Tells the server where start and knobs are now; what was drawn in a hurry is drawn once more. */
  release() {
    const { start, knobs } = this.#untold;
    if (start || knobs) this.#follow(true);
    if (start && !this.#isBack) this.#newest.start.offer(this.#own);
    if (knobs) this.#newest.knobs.offer(this.#told);
    this.#untold = { start: false, knobs: false };
  }

  destroy() {
    clearTimeout(this.#rest);
    this.#live = null;
    for (const one of Object.values(this.#newest)) one.destroy();
  }

  /** Whether the start is where the server has it: what changes nothing would have no answer. */
  get #isBack() {
    return !this.#newest.start.busy && this.#own.every((value, axis) => value === this.#scene.start[axis]);
  }

  get #isTurned() {
    return this.#turns.factor !== 1 || Object.keys(this.#turns.runs).length > 0;
  }

  /** The turned knobs as the server hears of them. */
  get #told() {
    const runs = Object.entries(this.#turns.runs);
    const turned = runs.flatMap(([slot, values]) => Object.entries(values).map(([path, value]) => [Number(slot), path, value]));
    return { factor: this.#turns.factor, turned };
  }

  #now() {
    return this.#live.at(this.#own ?? this.#scene.start, this.#turns);
  }

  async #alive(scene) {
    try {
      return await Live.of(scene, this.#live);
    } catch (error) {
      this.#onRefused(error.message);
      return null;
    }
  }

  async #follow(rests = false) {
    this.#moves += 1;
    this.#rests = rests;
    if (this.#following) return;
    this.#following = true;
    for (let drawn = 0; this.#live && drawn !== this.#moves && (this.#own || this.#isTurned); ) {
      drawn = this.#moves;
      await this.#draw(this.#now(), this.#rests);
      await new Promise(requestAnimationFrame);
    }
    this.#following = false;
  }
}
