/** One run's picture: its name, what its network predicts, and after how many steps. */

import { drawing, element, write } from "../kit/dom.js";
import { symbolPath } from "../kit/symbols.js";
import { nearest } from "./payload.js";

/**
 * What is drawn.
 * @typedef {object} Subject
 * @property {{ width: number, height: number }} size of the canvas, in pixels of the page.
 * @property {any} facts what the task declares of its predictions.
 * @property {Uint8Array|undefined} frame what the network says; undefined before it says anything.
 * @property {string} colour of the run.
 * @property {import("../kit/theme.js").Theme} theme
 * @property {number[][][]|null} own the points of both classes in the place of those that `facts` has; null for those.
 */

/** The picture of one run. */
export class Card {
  #look = element("span", { class: "predictions-look" });
  #name = element("span", { class: "predictions-name" });
  #when = element("span", { class: "predictions-when" });
  #canvas = element("canvas", { class: "predictions-canvas", role: "img" });
  #caption = element("figcaption", {}, this.#look, this.#name, this.#when);
  #run = null;
  #shown = null;
  /** Which frame is drawn; null where it must be drawn anew. */
  #drawn = null;

  constructor() {
    this.root = element("figure", { class: "predictions-card" }, this.#caption, this.#canvas);
  }

  /** Where it takes the pointer. */
  get canvas() {
    return this.#canvas;
  }

  /**
   * Takes what is to be drawn; `show` draws it.
   * @param {any} run from payload.js.
   * @param {{ kind: any, facts: any, theme: any, own: number[][][]|null }} shown
   */
  update(run, shown) {
    if (run.symbol !== this.#run?.symbol) this.#look.replaceChildren(...(run.symbol ? [symbol(run.symbol)] : []));
    this.root.style.setProperty("--run", run.colour || "transparent");
    this.#canvas.style.aspectRatio = String(1 / shown.kind.ratio);
    write(this.#name, run.name);
    this.#name.title = run.name;
    [this.#run, this.#shown, this.#drawn] = [run, shown, null];
  }

  /** Draws the frame that is the nearest to a step, unless it is drawn. */
  show(step) {
    const run = this.#run;
    const index = nearest(run.steps, step);
    if (index === this.#drawn) return;
    this.#drawn = index;
    const frame = run.frames[index];
    const when = frame ? `step ${run.steps[index]}` : run.colour ? "no step yet" : "";
    write(this.#when, when);
    const subject = { ...this.#shown, size: this.#fit(), frame, colour: run.colour };
    const context = this.#canvas.getContext("2d");
    context.clearRect(0, 0, subject.size.width, subject.size.height);
    this.#shown.kind.draw(context, subject);
    const told = frame ? `: ${this.#shown.kind.spoken(subject)}` : "";
    this.#canvas.setAttribute("aria-label", `${run.name}, ${when}${told}`);
    this.root.dataset.step = frame ? String(run.steps[index]) : "";
  }

  /** What a screen reader is told of it. */
  get spoken() {
    return this.#canvas.getAttribute("aria-label");
  }

  /** Has it drawn anew by the next `show`. */
  forget() {
    this.#drawn = null;
  }

  /** Gives the canvas as many pixels as its place has; its units are those of the page. */
  #fit() {
    const [width, height] = [this.#canvas.clientWidth || 1, this.#canvas.clientHeight || 1];
    const ratio = window.devicePixelRatio || 1;
    const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
    if (this.#canvas.width !== columns || this.#canvas.height !== rows) Object.assign(this.#canvas, { width: columns, height: rows });
    this.#canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
    return { width, height };
  }
}

function symbol(name) {
  return drawing("svg", { viewBox: "-7 -7 14 14", "aria-hidden": "true" }, drawing("path", { d: symbolPath(name, 5) }));
}
