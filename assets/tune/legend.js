/** What colours and lines mean. */

import { element } from "../kit/dom.js";
import { swatch } from "../kit/swatch.js";

/** The list under the chart; runs of curves can be hidden there. */
export class Legend {
  #onToggle;
  #list = element("ul");
  #hint = element("p", { hidden: "" });
  root = element("div", { class: "tune-legend" }, this.#list, this.#hint);
  /** The rows that are shown. */
  #said = "";

  /** @param {(slot: number) => void} onToggle shows or hides a run. */
  constructor(onToggle) {
    this.#onToggle = onToggle;
  }

  /**
   * Shows rows; the list stays as it is where they are the same.
   * @param {any[]} rows each with its `label` and `note`, and `tones`, a `ring` or a `line` in the look of a run.
   * @param {string} [hint]
   */
  update(rows, hint = "") {
    this.#hint.textContent = hint;
    this.#hint.hidden = hint === "";
    const said = JSON.stringify(rows);
    if (said === this.#said) return;
    this.#said = said;
    const focused = this.#list.querySelector(":focus")?.getAttribute("data-slot");
    this.#list.replaceChildren(...rows.map((row) => this.#item(row)));
    for (const button of this.#list.querySelectorAll("button")) if (button.dataset.slot === focused) button.focus();
  }

  #item({ label, note = "", slot, hidden, ...look }) {
    const parts = [sample(look), element("span", { class: "tune-name" }, label)];
    const named = slot === undefined ? parts : [this.#button(slot, label, hidden, parts)];
    const said = element("span", { class: "tune-note" }, note);
    return element("li", { class: hidden ? "is-hidden" : null }, ...named, said);
  }

  #button(slot, label, hidden, parts) {
    const click = () => this.#onToggle(slot);
    const said = { type: "button", "aria-pressed": !hidden, "aria-label": `Show ${label}`, "data-slot": slot, click };
    return element("button", said, ...parts);
  }
}

/** @param {any} look */
function sample({ tones, line, ring }) {
  if (line) return swatch(line);
  const made = element("span", { class: ring ? "tune-swatch is-ring" : "tune-swatch", "aria-hidden": "true" });
  if (tones) {
    const [one, other = one] = tones;
    made.style.background = `repeating-linear-gradient(135deg, ${one} 0 3px, ${other} 3px 6px)`;
  }
  return made;
}
