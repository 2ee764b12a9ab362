/** What is said of the cell under the crosshair, with its path. */

/** @import { Theme } from "../kit/theme.js" */

import { element } from "../kit/dom.js";
import { thumbnail } from "./thumbnail.js";

const GAP = 18;

/** The label beside the crosshair; where there is little room it stands below the chart. */
export class Label {
  #name = element("strong");
  #rows = element("dl");
  #picture = element("div", { class: "tune-thumb" });
  #sentence = element("p");
  #parts = [this.#name, this.#rows, this.#picture, this.#sentence];
  root = element("div", { class: "tune-label is-empty", "aria-hidden": "true" }, ...this.#parts);

  /**
   * Shows a cell.
   * @param {[string, string][]} words its settings and what came of it.
   * @param {any} thumb from thumbs.js; null while it is not known.
   * @param {{ name: string, colour: string }} run
   * @param {Theme} theme
   */
  show(words, thumb, run, theme) {
    this.root.classList.remove("is-empty");
    this.#name.textContent = run.name;
    this.root.style.setProperty("--run", run.colour);
    const pairs = words.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]);
    this.#rows.replaceChildren(...pairs);
    this.#sentence.textContent = thumb?.sentence ?? "";
    this.#picture.replaceChildren(...(thumb?.path ? [drawn(thumb, run, theme)] : []));
  }

  /** Puts the label where it covers neither the place of the crosshair nor the chart's edge. */
  put([x, y], { left, right, top, bottom }) {
    const { offsetWidth: width, offsetHeight: height } = this.root;
    const beside = x + GAP + width <= right ? x + GAP : Math.max(x - GAP - width, Math.min(left, right - width));
    const below = Math.min(Math.max(y - height / 2, top), Math.max(bottom - height, top));
    this.root.style.transform = `translate(${Math.round(beside)}px, ${Math.round(below)}px)`;
  }

  hide() {
    this.root.classList.add("is-empty");
  }

  /** The whole label in words. */
  get spoken() {
    const pairs = [...this.#rows.children].map(({ textContent }) => textContent);
    const said = pairs.filter((_, at) => at % 2 === 0).map((name, at) => `${name} ${pairs[2 * at + 1]}`);
    return [this.#name.textContent, ...said, this.#sentence.textContent].filter(Boolean).join("; ");
  }
}

/** Drawn once for each look. */
function drawn(thumb, run, theme) {
  const look = `${run.colour} ${theme.background}`;
  if (thumb.look !== look) Object.assign(thumb, { look, canvas: thumbnail(thumb.path, run.colour, theme) });
  return thumb.canvas;
}
