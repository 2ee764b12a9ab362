/** A stage that the page directs where no server does: what its clock does, whether the future is hidden, and when it has played. */

import { Stage } from "./stage.js";

/** What stays of the view from scene to scene. */
const LASTING = ["large", "speed"];

/** @typedef {{ act: "hold"|"play"|"end", blind: boolean }} Direction what the clock does, and whether the future is hidden. */

/** A stage in a place; a fresh one for each thing that is asked about. */
export class Directed {
  #place;
  /** @type {Stage|null} */
  #stage = null;
  #lasting = {};
  /** How often something has been asked of the clock. */
  #turn = 0;
  /** @type {Uint8Array|null} */
  #shown = null;

  /** @param {HTMLElement} place what it may fill. */
  constructor(place) {
    this.#place = place;
  }

  /** Whether there is a stage. */
  get isOpen() {
    return this.#stage !== null;
  }

  /** Begins with a stage that nobody has looked at. */
  open() {
    this.close();
    this.#stage = new Stage(this.#place);
  }

  /** Takes the stage down. */
  close() {
    this.#stage?.destroy();
    this.#stage = null;
  }

  /**
   * Shows a scene.
   * @param {Uint8Array} bytes a payload of the stage.
   * @param {Direction} direction
   * @param {() => void} onPlayed is called once the last step has been reached by playing, unless something else is shown.
   */
  show(bytes, { act, blind }, onPlayed) {
    const id = String((this.#turn += 1));
    this.#shown = bytes;
    this.#stage.direct(bytes, { id, act }, { ...this.#lasting, hide_future: blind }, (name, value) => {
      if (name === "played" && value === id && id === String(this.#turn)) onPlayed();
      if (name === "view") this.#lasting = Object.fromEntries(LASTING.map((field) => [field, value[field]]));
    });
  }

  /** Draws the same in another theme. */
  redraw() {
    if (this.#shown) this.#stage?.receive(this.#shown, this.#stage.send);
  }

  /**
   * Shows a crowd on the map, beside the runs.
   * @param {import("./crowd.js").Gathering|null} gathering null for nobody.
   */
  gather(gathering) {
    this.#stage?.gather(gathering);
  }

  /** A sheet of the charts as they are shown now. */
  poster() {
    return this.#stage.poster();
  }
}
