/** The votes beside the stage: how many have answered, their picture, and the same in words. */

/** @import { Vote } from "./pictures.js" */

import { element, write } from "../../kit/dom.js";
import { readTheme } from "../../kit/theme.js";
import { KINDS } from "./pictures.js";

/** The panel of the votes. */
export class Votes {
  root = element("section", { class: "class-votes", "aria-label": "Votes" });
  #count = element("p", { class: "class-count" });
  #hint = element("p", { class: "class-hint" });
  #canvas = element("canvas", { "aria-hidden": "true" });
  #place = element("div", { class: "class-picture" }, this.#canvas);
  #words = element("ul", { class: "kit-spoken", "aria-label": "Votes in words" });
  /** @type {Vote|null} */
  #vote = null;

  constructor() {
    this.root.append(this.#count, this.#hint, this.#place, this.#words);
    new ResizeObserver(() => this.draw()).observe(this.#place);
  }

  /**
   * Shows a vote.
   * @param {Vote} vote
   * @param {{ answered: number, here: number }} people
   */
  update(vote, people) {
    this.#vote = vote;
    const { hint, counted } = KINDS[vote.task.kind];
    const asks = vote.phase === "asking";
    this.#count.hidden = vote.tells;
    write(this.#count, asks ? `${people.answered} of ${people.here}` : counted(vote.votes));
    this.#count.classList.toggle("is-open", asks);
    write(this.#hint, asks ? ["have answered", hint].filter(Boolean).join(" · ") : "");
    const words = KINDS[vote.task.kind].words(vote);
    if ([...this.#words.children].map(({ textContent }) => textContent).join("\n") !== words.join("\n")) {
      this.#words.replaceChildren(...words.map((line) => element("li", {}, line)));
    }
    this.draw();
  }

  /** What a screen reader is told of them. */
  get words() {
    return [...this.#words.children].map(({ textContent }) => textContent).join("; ");
  }

  /** Draws them anew, as where the theme has changed. */
  draw() {
    const { clientWidth: width, clientHeight: height } = this.#place;
    if (!this.#vote || !width || !height) return;
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this.#canvas, { width: Math.round(width * ratio), height: Math.round(height * ratio) });
    const context = this.#canvas.getContext("2d");
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.paint(context, { left: 0, top: 0, width, height });
  }

  /**
   * Draws them somewhere else; returns where they end.
   * @param {CanvasRenderingContext2D} context
   * @param {import("./look.js").Area} area
   */
  paint(context, area) {
    return this.#vote ? KINDS[this.#vote.task.kind].draw(context, area, this.#vote, this.theme) : area.top;
  }

  /** Colours and type of the page, as large as the panel's. */
  get theme() {
    return { ...readTheme(this.root, true), size: parseFloat(getComputedStyle(this.root).fontSize) };
  }

  /** How large the picture is. */
  get size() {
    return { width: this.#place.clientWidth, height: this.#place.clientHeight };
  }
}
