/** What the stage does in each phase of a class: it waits while it is asked, plays at the reveal and stands at the end. */

/** @import { Direction } from "../../stage/directed.js" */
/** @import { Told } from "./payload.js" */

import { element } from "../../kit/dom.js";
import { Directed } from "../../stage/directed.js";
import { groupColour } from "./look.js";
import { decodeCrowd } from "./payload.js";

/** @type {Record<string, Direction>} */
const DIRECTIONS = {
  waiting: { act: "hold", blind: true },
  playing: { act: "play", blind: true },
  told: { act: "end", blind: false },
};

/** Before the reveal a ring of this colour is seen on light and on dark ground. */
const RING = "#dd6d9f";

/** The stage beside the votes. */
export class Staging {
  root = element("div", { class: "class-stage" });
  #stage = new Directed(this.root);
  #shown = "";
  #onPlayed;

  /** @param {() => void} onPlayed is called once a reveal has been played. */
  constructor(onPlayed) {
    this.#onPlayed = onPlayed;
  }

  /**
   * Shows an item; nothing where it is shown so already.
   * @param {number} item
   * @param {Told} told
   * @param {"waiting"|"playing"|"told"} act
   */
  show(item, told, act) {
    const wanted = `${item} ${act}`;
    if (wanted === this.#shown) return;
    if (!this.#shown.startsWith(`${item} `)) this.#stage.open();
    this.#shown = wanted;
    this.#stage.show(act === "waiting" ? told.asked : told.played, DIRECTIONS[act], this.#onPlayed);
  }

  /** Takes it down. */
  close() {
    this.#stage.close();
    this.#shown = "";
  }

  /** Shows rings where everybody has placed the start. @param {number[][]} points */
  rings(points) {
    const people = points.map(([x, y]) => ({ x: [x], y: [y], colour: RING }));
    this.#stage.gather({ steps: new Int32Array(0), people });
  }

  /**
   * Shows the paths of everybody.
   * @param {Uint8Array} bytes
   * @param {Told} told
   */
  async crowd(bytes, { looks }) {
    const shown = this.#shown;
    const gathering = await decodeCrowd(bytes, (group) => groupColour(looks, group));
    if (shown === this.#shown) this.#stage.gather(gathering);
  }

  /** Draws the same in another theme. */
  redraw() {
    this.#stage.redraw();
  }

  /** A sheet of what it shows. */
  poster() {
    return this.#stage.poster();
  }
}
