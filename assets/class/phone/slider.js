/** A number on a slider, logarithmic where its range spans decades, with buttons for fine steps. */

import { element, write } from "../../kit/dom.js";
import { rounded, written } from "./words.js";

/** How fine the steps are on a logarithmic scale, and elsewhere. */
const STEPS_A_DECADE = 200;
const STEPS = 50;
const MOST_MARKS = 6;

/** A number between two others. */
export class Slider {
  root;
  #scale;
  #name;
  #told = element("span", { class: "value" });
  #range;

  /**
   * @param {{ name: string, low: number, high: number, log: boolean, start: number }} range
   * @param {() => void} onChange
   */
  constructor({ name, low, high, log, start }, onChange) {
    this.#scale = scale(low, high, log);
    this.#name = name;
    const move = () => (this.#tell(), onChange());
    this.#range = element("input", { type: "range", min: 0, max: this.#scale.steps, step: 1, "aria-label": name, input: move });
    const button = (sign, word, step) =>
      element("button", { type: "button", class: "step", "aria-label": `${name}: ${word}`, click: () => (this.#nudge(step), move()) }, sign);
    const head = element("div", { class: "slider-head" }, button("−", "a little lower", -1),
      element("p", {}, element("span", { class: "name" }, name), this.#told), button("+", "a little higher", 1));
    this.root = element("div", { class: "slider" }, head, this.#range, this.#marks());
    this.value = start;
  }

  get value() {
    return this.#scale.value(Number(this.#range.value));
  }

  set value(value) {
    this.#range.value = String(this.#scale.step(value));
    this.#tell();
  }

  /** @param {number} value */
  described(value) {
    return `${this.#name} ${this.#written(value)}`;
  }

  reveal() {}

  #nudge(step) {
    this.#range.value = String(Number(this.#range.value) + step);
  }

  #written(value) {
    return written(value, this.#scale.digits);
  }

  #tell() {
    const text = this.#written(this.value);
    write(this.#told, text);
    this.#range.setAttribute("aria-valuetext", text);
  }

  #marks() {
    const marks = this.#scale.marks.map((value) => {
      const mark = element("span", {}, written(value, 2));
      mark.style.left = `${(100 * this.#scale.step(value)) / this.#scale.steps}%`;
      return mark;
    });
    return element("div", { class: "marks", "aria-hidden": "true" }, ...marks);
  }
}

/**
 * Where the values of a range lie on a slider.
 * @param {number} low
 * @param {number} high
 * @param {boolean} log whether its steps are equal ratios.
 * @returns {{ steps: number, digits: number, marks: number[], value: (step: number) => number,
 *   step: (value: number) => number }}
 */
export function scale(low, high, log) {
  return log ? logarithmic(low, high) : linear(low, high);
}

function logarithmic(low, high) {
  const decades = Math.log10(high / low);
  const steps = Math.ceil(STEPS_A_DECADE * decades);
  const within = (value) => Math.min(high, Math.max(low, value));
  const nearest = (value) => Math.round((steps * Math.log10(within(value) / low)) / decades);
  // Two digits where one step has such a value, so that 0.03 can be set; else three, which tell each step from the next.
  const value = (step) => {
    const exact = low * 10 ** ((decades * step) / steps);
    const short = rounded(exact, 2);
    return within(nearest(short) === step ? short : rounded(exact, 3));
  };
  return { steps, digits: 3, marks: powers(low, high), value, step: nearest };
}

function linear(low, high) {
  const size = 10 ** Math.floor(Math.log10((high - low) / STEPS));
  const steps = Math.round((high - low) / size);
  const within = (value) => Math.min(high, Math.max(low, value));
  return {
    steps,
    digits: 4,
    marks: [low, high],
    value: (step) => within(rounded(low + size * step, 10)),
    step: (value) => Math.round((within(value) - low) / size),
  };
}

/** The powers of ten between two numbers; of many only every second, third and so on. */
function powers(low, high) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const every = Math.ceil((last - first + 1) / MOST_MARKS);
  const count = Math.floor((last - first) / every) + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(`1e${first + every * index}`));
}
