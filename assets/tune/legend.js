/** What colours and lines mean. */

import { element } from "../kit/dom.js";
import { symbolPath } from "../kit/symbols.js";

const SVG = "http://www.w3.org/2000/svg";

/** The list under the chart; runs of curves can be hidden there. */
export class Legend {
  /** @param {(slot: number) => void} onToggle shows or hides a run. */
  constructor(onToggle) {
    this.onToggle = onToggle;
    this.list = element("ul");
    this.hint = element("p", { hidden: "" });
    this.root = element("div", { class: "tune-legend" }, this.list, this.hint);
  }

  /**
   * Shows rows; the list stays as it is where they are the same.
   * @param {object[]} rows each with its `label` and `note`, and `tones`, a `ring` or a `line` in the look of a run.
   * @param {string} [hint]
   */
  update(rows, hint = "") {
    this.hint.textContent = hint;
    this.hint.hidden = hint === "";
    const said = JSON.stringify(rows);
    if (said === this.said) return;
    this.said = said;
    const focused = this.list.contains(document.activeElement) ? document.activeElement.dataset.slot : null;
    this.list.replaceChildren(...rows.map((row) => this.#item(row)));
    if (focused) this.list.querySelector(`[data-slot="${focused}"]`)?.focus();
  }

  #item({ label, note = "", slot, hidden, ...look }) {
    const parts = [swatch(look), element("span", { class: "tune-name" }, label)];
    const named = slot === undefined ? parts : [this.#button(slot, label, hidden, parts)];
    const said = element("span", { class: "tune-note" }, note);
    return element("li", { class: hidden ? "is-hidden" : null }, ...named, said);
  }

  #button(slot, label, hidden, parts) {
    const click = () => this.onToggle(slot);
    const said = { type: "button", "aria-pressed": !hidden, "aria-label": `Show ${label}`, "data-slot": slot, click };
    return element("button", said, ...parts);
  }
}

function swatch({ tones, line, ring }) {
  if (line) return lineSwatch(line);
  const made = element("span", { class: ring ? "tune-swatch is-ring" : "tune-swatch", "aria-hidden": "true" });
  if (tones) {
    const [one, other = one] = tones;
    made.style.background = `repeating-linear-gradient(135deg, ${one} 0 3px, ${other} 3px 6px)`;
  }
  return made;
}

function lineSwatch({ colour, dash, symbol }) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "-20 -7 40 14");
  drawing.setAttribute("class", "kit-swatch");
  drawing.setAttribute("aria-hidden", "true");
  const [line, mark] = [0, 1].map(() => document.createElementNS(SVG, "path"));
  line.setAttribute("d", "M-20 0h40");
  line.setAttribute("style", `stroke:${colour};stroke-width:2.4;stroke-dasharray:${dash}`);
  mark.setAttribute("d", symbolPath(symbol, 4.6));
  mark.setAttribute("style", `fill:${colour}`);
  drawing.append(line, mark);
  return drawing;
}
