/** The start on the map: a handle to drag or to nudge with arrow keys, and clicks that put it elsewhere. */

import { element } from "../kit/dom.js";
import { ARROWS, Clicks, nudged, rounded } from "../kit/gestures.js";

const CLICK_REACH = 4;

/** Where every run starts, as something to take hold of. */
export class Start {
  /** `[x, y]`. */
  #point = [0, 0];
  /** Where it was before it was moved last. */
  #before = this.#point;
  #dragging = false;
  #ending = new AbortController();
  #handle = element("button", { class: "stage-start", type: "button" });
  #chart;
  #axes;
  #handlers;
  #clicks;

  /**
   * @param {HTMLElement} chart the Plotly div of the map.
   * @param {() => import("./map.js").PlotAxes} axes
   * @param {{ onMove: (point: number[], held: boolean) => void, onRelease: () => void,
   *   onDouble: (isFinger: boolean) => void }} handlers onMove is told each new place, `[x, y]`, and whether a hand still
   *   holds it; onRelease is called when that lets go; onDouble at a double click on the map.
   */
  constructor(chart, axes, handlers) {
    this.#chart = chart;
    this.#axes = axes;
    this.#handlers = handlers;
    const { signal } = this.#ending;
    this.#handle.addEventListener("pointerdown", (event) => this.#grab(event), { signal });
    this.#handle.addEventListener("keydown", (event) => this.#nudge(event), { signal });
    const onClick = (press) => this.#click(press);
    // The first click of a double click has moved the start, under the pointer: the second one takes it back.
    const onTwice = (press) => (this.#move(this.#before), handlers.onDouble(press.pointerType === "touch"));
    this.#clicks = new Clicks(chart, { reach: () => CLICK_REACH, signal }, { onClick, onDouble: onTwice });
  }

  /**
   * Takes back the click that something has followed at once, and with it the move of the start.
   * @param {Event} second
   */
  takeBack(second) {
    if (this.#clicks.isHalf(second)) this.#move(this.#before);
  }

  /**
   * Shows the start at a point of the function, unless it is being dragged.
   * @param {number[]} point `[x, y]`.
   * @param {boolean} movable whether somebody computes the paths from where it is moved to.
   */
  show(point, movable) {
    this.#handle.disabled = !movable;
    if (!this.#dragging) this.#point = point;
    this.place();
  }

  /** Puts the handle where the point is now on the screen. */
  place() {
    const container = this.#chart.querySelector(".svg-container");
    if (this.#handle.parentElement !== container) container.append(this.#handle);
    const { x, y, width, height, left, top } = this.#axes();
    const [px, py] = [x.pixel(this.#point[0]), y.pixel(this.#point[1])];
    this.#handle.hidden = !(px >= 0 && px <= width && py >= 0 && py <= height);
    this.#handle.style.transform = `translate(${left + px}px, ${top + py}px) translate(-50%, -50%)`;
    const [spokenX, spokenY] = this.#point.map((value) => Number(value.toPrecision(5)));
    const how = this.#handle.disabled ? "" : ": drag it, or press an arrow key";
    this.#handle.setAttribute("aria-label", `Start at x ${spokenX}, y ${spokenY}${how}`);
  }

  destroy() {
    this.#ending.abort();
  }

  #move(point) {
    if (this.#handle.disabled || point.every((value, axis) => value === this.#point[axis])) return;
    this.#point = point;
    this.place();
    this.#handlers.onMove(point, this.#dragging);
  }

  #release() {
    this.#dragging = false;
    this.#handlers.onRelease();
  }

  /** The point of the function under a pointer, rounded to what the screen can tell apart. */
  #under(event) {
    const { x, y, left, top } = this.#axes();
    const box = this.#chart.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left - left, event.clientY - box.top - top];
    return [rounded(x.value(px), x.value(px + 1)), rounded(y.value(py), y.value(py + 1))];
  }

  #grab(event) {
    event.preventDefault();
    event.stopPropagation();
    if (this.#clicks.again(event)) return;
    this.#handle.focus();
    this.#handle.setPointerCapture(event.pointerId);
    this.#dragging = true;
    this.#before = this.#point;
    const done = new AbortController();
    const { signal } = done;
    this.#handle.addEventListener("pointermove", (moved) => this.#move(this.#under(moved)), { signal });
    for (const end of ["pointerup", "pointercancel"]) {
      this.#handle.addEventListener(end, () => (done.abort(), this.#release()), { signal });
    }
  }

  #nudge(event) {
    const direction = ARROWS[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const { x, y, width, height } = this.#axes();
    const share = event.shiftKey ? 0.05 : 0.005;
    const spans = [x.value(width) - x.value(0), y.value(0) - y.value(height)];
    this.#move(this.#point.map((value, axis) => nudged(value, direction[axis], share * spans[axis])));
  }

  #click(press) {
    this.#before = this.#point;
    this.#move(this.#under(press));
    return true;
  }
}
