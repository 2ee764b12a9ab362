/** A place on a map of the function: a ring to drag, to put with a tap, or to move with arrow keys. */

import { element, write } from "../../kit/dom.js";
import { drawRelief } from "./relief.js";
import { written } from "./words.js";

const AXES = ["x", "y"];
/** How many steps an arrow key has from edge to edge, how many of them it goes with Shift, and into how many the finger. */
const NUDGES = 200;
const FAR = 10;
const FINEST = 1000;
/** How near to the ring, in pixels, a finger takes hold of it without putting it elsewhere. */
const GRASP = 32;
const KEYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowDown: [1, -1], ArrowUp: [1, 1] };

/** The start, on the map. */
export class Place {
  root;
  #window;
  #point = [0, 0];
  #onChange;
  #map;
  #ring = element("span", { class: "ring" });
  #told = element("span", { class: "value" });
  #canvas = element("canvas", { "aria-hidden": "true" });
  #sliders;
  /** From the finger to the middle of the ring, in pixels; null while nobody holds it. */
  #hold = null;

  /**
   * @param {import("./state.js").Task} task
   * @param {() => void} onChange
   */
  constructor({ window: edges, levels, at, minima }, onChange) {
    this.#window = edges;
    this.#onChange = onChange;
    drawRelief(this.#canvas, levels);
    this.#sliders = AXES.map((name, axis) => element("input", {
      type: "range", min: 0, max: NUDGES, step: 1, "aria-label": `Start, ${name}`, input: () => this.#slid(axis),
    }));
    this.#map = element("div", {
      class: "map",
      keydown: (event) => this.#key(event),
      pointerdown: (event) => this.#grab(event),
      pointermove: (event) => this.#drag(event),
      pointerup: () => this.#release(),
      pointercancel: () => this.#release(),
    }, this.#canvas, ...(minima ?? []).map((point, index) => this.#minimum(point, index)), this.#ring, ...this.#sliders);
    this.root = element("div", { class: "place" }, this.#map, element("p", {}, "Start: ", this.#told));
    this.value = at;
  }

  /** `[x, y]`. */
  get value() {
    return this.#point;
  }

  set value(point) {
    this.#point = point;
    this.#put(this.#ring, point);
    write(this.#told, this.described(point));
    this.#sliders.forEach((slider, axis) => {
      slider.value = String(Math.round(NUDGES * this.#share(axis, point[axis])));
      slider.setAttribute("aria-valuetext", written(point[axis], 4));
    });
  }

  /** @param {number[]} point */
  described(point) {
    return point.map((value, axis) => `${AXES[axis]} = ${written(value, 4)}`).join(", ");
  }

  reveal() {}

  #minimum(point, index) {
    const mark = element("span", { class: "minimum", "aria-hidden": "true" }, String(index + 1));
    this.#put(mark, point);
    return mark;
  }

  #put(mark, point) {
    mark.style.left = `${100 * this.#share(0, point[0])}%`;
    mark.style.top = `${100 * (1 - this.#share(1, point[1]))}%`;
  }

  #span(axis) {
    return this.#window[axis][1] - this.#window[axis][0];
  }

  #share(axis, value) {
    return (value - this.#window[axis][0]) / this.#span(axis);
  }

  #move(point) {
    this.value = point.map((value, axis) => this.#near(axis, value));
    this.#onChange();
  }

  /** The nearest value inside the window with no more digits than a finger can tell apart. */
  #near(axis, value) {
    const decimals = Math.min(100, Math.max(0, Math.ceil(Math.log10(FINEST / this.#span(axis)))));
    const [low, high] = this.#window[axis];
    return Math.min(high, Math.max(low, Number(value.toFixed(decimals))));
  }

  #slid(axis) {
    const there = this.#window[axis][0] + (this.#span(axis) * Number(this.#sliders[axis].value)) / NUDGES;
    this.#move(this.#point.map((value, index) => (index === axis ? there : value)));
  }

  #key(event) {
    if (!KEYS[event.key] || this.#isLocked) return;
    event.preventDefault();
    const [axis, sign] = KEYS[event.key];
    const step = (sign * (event.shiftKey ? FAR : 1) * this.#span(axis)) / NUDGES;
    this.#sliders[axis].focus();
    this.#move(this.#point.map((value, index) => (index === axis ? value + step : value)));
  }

  /** Whether the form around it takes no answer. */
  get #isLocked() {
    return this.#map.matches("fieldset:disabled *");
  }

  #grab(event) {
    if (event.button !== 0 || this.#isLocked) return;
    event.preventDefault();
    this.#map.setPointerCapture(event.pointerId);
    this.#sliders[0].focus({ preventScroll: true });
    const ring = this.#ring.getBoundingClientRect();
    const offset = [ring.left + ring.width / 2 - event.clientX, ring.top + ring.height / 2 - event.clientY];
    this.#hold = Math.hypot(...offset) < GRASP ? offset : [0, 0];
    this.#drag(event);
  }

  #drag(event) {
    if (!this.#hold || this.#isLocked) return;
    const box = this.#canvas.getBoundingClientRect();
    const [right, down] = [event.clientX + this.#hold[0] - box.left, event.clientY + this.#hold[1] - box.top];
    const shares = [right / box.width, 1 - down / box.height];
    this.#move(shares.map((share, axis) => this.#window[axis][0] + share * this.#span(axis)));
  }

  #release() {
    this.#hold = null;
  }
}
