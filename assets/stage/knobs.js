/** Knobs under the charts: the numbers of the chosen run, and one factor on the rates of all runs. */

import { element, write } from "../kit/dom.js";
import { number } from "../kit/format.js";

const STOPS = 1000;
const DIGITS = 3;
/** The factor on the rates of all runs. @type {Turnable} */
const ALL = { path: "", label: "all rates ×", value: 1, low: 0.1, high: 10, scale: "log", whole: false, turns: "rate" };

/**
 * What can be turned, as lrviz/figures/stage/knobs.py says it.
 * @typedef {object} Turnable
 * @property {string} path of the setting.
 * @property {string} label
 * @property {number} value as the server has it.
 * @property {number} low
 * @property {number} high
 * @property {"log"|"linear"|"share"} scale
 * @property {boolean} whole whether only whole numbers are allowed.
 * @property {string} turns how the browser turns it by itself; empty where it asks the server.
 */

/** The scales: where a value lies, and which value lies there. */
const SCALES = {
  linear: [(value) => value, (place) => place],
  log: [Math.log, Math.exp],
  share: [(value) => -Math.log(1 - value), (place) => 1 - Math.exp(-place)],
};

/** All knobs that are seen. */
export class Knobs {
  #title = element("h3");
  #row = element("div", { class: "stage-knob-row" });
  root = element("div", { class: "stage-knobs", role: "group", "aria-label": "Knobs", hidden: "" }, this.#title, this.#row);
  /** @type {Knob[]} */
  #knobs = [];
  #slot = 0;
  #shown = "";
  #handlers;

  /**
   * @param {{ onTurn: (slot: number, knob: Turnable, value: number) => void, onRelease: () => void }} handlers onTurn is
   *   told each new value, of slot 0 for all runs; onRelease is called when a hand lets go.
   */
  constructor(handlers) {
    this.#handlers = handlers;
    this.root.addEventListener("keydown", (event) => event.stopPropagation()); // arrows turn a knob, not the clock
  }

  /**
   * Shows the knobs of a run.
   * @param {import("./payload.js").Run|undefined} run
   * @param {Turnable[]} own what can be turned of it; without any there are no knobs.
   * @param {(slot: number, path: string) => number|undefined} turned what somebody has turned a knob to.
   */
  update(run, own, turned) {
    this.root.hidden = !run || own.length === 0;
    if (this.root.hidden) return;
    this.#slot = run.slot;
    write(this.#title, `Knobs of ${run.label}`);
    const all = [...own, ALL];
    const shown = JSON.stringify(all.map(({ path, scale }) => [path, scale]));
    if (shown !== this.#shown) this.#make(all);
    this.#shown = shown;
    this.#knobs.forEach((knob, index) => knob.show(all[index], turned(this.#slotOf(all[index]), all[index].path)));
  }

  #make(all) {
    this.#knobs = all.map((one) => new Knob((knob, value) => this.#handlers.onTurn(this.#slotOf(one), knob, value), this.#handlers));
    this.#row.replaceChildren(...this.#knobs.map(({ root }) => root));
  }

  #slotOf({ path }) {
    return path ? this.#slot : 0;
  }
}

/** One knob: a slider, and a number to type. */
class Knob {
  root;
  /** @type {Turnable|null} */
  #knob = null;
  #held = false;
  /** Whether a number is being typed. */
  #typing = false;
  #label = element("span");
  #slider;
  #number;
  #onTurn;
  #onRelease;

  constructor(onTurn, { onRelease }) {
    this.#onTurn = onTurn;
    this.#onRelease = onRelease;
    this.#slider = element("input", { type: "range", min: 0, max: STOPS, step: 1 });
    this.#number = element("input", { type: "number", step: "any" });
    this.#slider.addEventListener("input", () => this.#slide());
    this.#slider.addEventListener("change", () => this.#let());
    this.#slider.addEventListener("dblclick", () => (this.#turn(this.#knob.value), this.#let()));
    this.#number.addEventListener("input", () => (this.#typing = true));
    this.#number.addEventListener("change", () => this.#type());
    this.root = element("label", { class: "stage-knob" }, this.#label, this.#slider, this.#number);
  }

  /**
   * @param {Turnable} knob
   * @param {number|undefined} turned
   */
  show(knob, turned) {
    this.#knob = knob;
    write(this.#label, knob.label);
    this.#slider.setAttribute("aria-label", knob.label);
    this.#number.setAttribute("aria-label", `${knob.label}, typed`);
    this.root.title = `${number(knob.low, DIGITS)} to ${number(knob.high, DIGITS)}; a double click on the slider takes it back`;
    if (!this.#held) this.#write(turned ?? knob.value);
  }

  #write(value) {
    const [to] = SCALES[this.#knob.scale];
    const [low, high] = [to(this.#knob.low), to(this.#knob.high)];
    this.#slider.max = String(stops(this.#knob));
    this.#slider.value = String(Math.round((stops(this.#knob) * (to(value) - low)) / (high - low)));
    this.#slider.setAttribute("aria-valuetext", String(value));
    if (!this.#typing) this.#number.value = String(value);
  }

  #slide() {
    const { low, high, scale, whole } = this.#knob;
    const [to, from] = SCALES[scale];
    const place = to(low) + (Number(this.#slider.value) / stops(this.#knob)) * (to(high) - to(low));
    const value = from(place);
    this.#held = true;
    this.#turn(whole ? Math.round(value) : rounded(value, scale));
  }

  #type() {
    const { low, high, whole } = this.#knob;
    this.#typing = false;
    const typed = Number(this.#number.value);
    if (this.#number.value === "" || !Number.isFinite(typed)) return this.#write(this.#knob.value);
    const inside = Math.min(Math.max(typed, low), high);
    this.#turn(whole ? Math.round(inside) : inside);
    this.#let();
  }

  #turn(value) {
    this.#write(value);
    this.#onTurn(this.#knob, value);
  }

  #let() {
    this.#held = false;
    this.#onRelease();
  }
}

/** How many places a slider has; of whole numbers no more than there are. */
function stops({ low, high, whole }) {
  return whole ? Math.min(STOPS, high - low) : STOPS;
}

/** A value with as many digits as a person reads; of a share those of what is missing to 1. */
function rounded(value, scale) {
  return scale === "share" ? Number((1 - Number((1 - value).toPrecision(DIGITS))).toPrecision(12)) : Number(value.toPrecision(DIGITS));
}
