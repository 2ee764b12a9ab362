/** The buttons of a legend: one shows or hides a run, one shows it alone. */

import { icon } from "./dom.js";
import { button, press } from "./toolbar.js";

const EYE = "M1 8c3-5 11-5 14 0-3 5-11 5-14 0zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z";
const SOLO = "M8 2v12M2 8h12M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z";

/** Both buttons of one run. */
export class Shows {
  /** What would be hidden once either is pressed. */
  #toggled = [];
  #others = [];
  #eye;
  #solo;

  /** @param {import("./toolbar.js").OnChange} onChange */
  constructor(onChange) {
    this.#eye = button(icon(EYE), "", () => onChange({ hidden: this.#toggled }));
    this.#solo = button(icon(SOLO), "", () => onChange({ hidden: this.#others }));
    this.buttons = [this.#eye, this.#solo];
  }

  /**
   * Shows the state of a run.
   * @param {{ slot: number, name: string }} run
   * @param {number[]} slots of all runs.
   * @param {number[]} hidden the slots that are hidden.
   */
  update({ slot, name }, slots, hidden) {
    const others = slots.filter((other) => other !== slot);
    const alone = !hidden.includes(slot) && others.length > 0 && others.every((other) => hidden.includes(other));
    this.#toggled = toggled(hidden, slot);
    this.#others = alone ? [] : others;
    said(this.#eye, `Show ${name}`, !hidden.includes(slot));
    said(this.#solo, `Show only ${name}`, alone);
  }
}

/**
 * The hidden slots once another one is shown or hidden.
 * @param {number[]} hidden
 * @param {number} slot
 * @returns {number[]} rising.
 */
export function toggled(hidden, slot) {
  const others = hidden.filter((other) => other !== slot);
  return others.length < hidden.length ? others : [...hidden, slot].sort((one, other) => one - other);
}

function said(made, label, on) {
  made.title = label;
  made.setAttribute("aria-label", label);
  press(made, on);
}
