/** The start on the map: a handle to drag or to nudge with arrow keys, and clicks that put it elsewhere. */

import { element } from "../kit/dom.js";

const CLICK_REACH = 4;
const DOUBLE = 350;
const NUDGES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Where every run starts, as something to take hold of. */
export class Start {
  point = [0, 0];
  before = this.point;
  dragging = false;
  clicked = -Infinity;
  ending = new AbortController();

  /**
   * @param {HTMLElement} chart the Plotly div of the map.
   * @param {() => import("./map.js").PlotAxes} axes
   * @param {(point: number[]) => void} onMove called with each new place, `[x, y]`.
   * @param {() => void} onDouble called at a double click on the map.
   */
  constructor(chart, axes, onMove, onDouble) {
    this.chart = chart;
    this.axes = axes;
    this.onMove = onMove;
    this.onDouble = onDouble;
    this.handle = element("button", { class: "stage-start", type: "button" });
    const signal = { signal: this.ending.signal };
    this.handle.addEventListener("pointerdown", (event) => this.#grab(event), signal);
    this.handle.addEventListener("keydown", (event) => this.#nudge(event), signal);
    chart.addEventListener("pointerdown", (event) => this.#press(event), { capture: true, ...signal });
  }

  /** Shows the start at a point of the function, unless it is being dragged. */
  show(point) {
    if (!this.dragging) this.point = point;
    this.place();
  }

  /** Puts the handle where the point is now on the screen. */
  place() {
    const container = this.chart.querySelector(".svg-container");
    if (this.handle.parentElement !== container) container.append(this.handle);
    const { x, y, width, height, left, top } = this.axes();
    const [px, py] = [x.pixel(this.point[0]), y.pixel(this.point[1])];
    this.handle.hidden = !(px >= 0 && px <= width && py >= 0 && py <= height);
    this.handle.style.transform = `translate(${left + px}px, ${top + py}px) translate(-50%, -50%)`;
    const [spokenX, spokenY] = this.point.map((value) => Number(value.toPrecision(5)));
    this.handle.setAttribute("aria-label", `Start at x ${spokenX}, y ${spokenY}: drag it, or press an arrow key`);
  }

  destroy() {
    this.ending.abort();
  }

  #move(point) {
    if (point.every((value, axis) => value === this.point[axis])) return;
    this.point = point;
    this.place();
    this.onMove(point);
  }

  /** The point of the function under a pointer, rounded to what the screen can tell apart. */
  #under(event) {
    const { x, y, left, top } = this.axes();
    const box = this.chart.getBoundingClientRect();
    const [px, py] = [event.clientX - box.left - left, event.clientY - box.top - top];
    return [rounded(x.value(px), x.value(px + 1)), rounded(y.value(py), y.value(py + 1))];
  }

  #grab(event) {
    event.preventDefault();
    event.stopPropagation();
    if (this.#again(event)) return;
    this.handle.focus();
    this.handle.setPointerCapture(event.pointerId);
    this.dragging = true;
    this.before = this.point;
    const done = new AbortController();
    const signal = { signal: done.signal };
    this.handle.addEventListener("pointermove", (moved) => this.#move(this.#under(moved)), signal);
    for (const end of ["pointerup", "pointercancel"]) {
      this.handle.addEventListener(end, () => (done.abort(), (this.dragging = false)), signal);
    }
  }

  #nudge(event) {
    const direction = NUDGES[event.key];
    if (!direction) return;
    event.preventDefault();
    event.stopPropagation();
    const { x, y, width, height } = this.axes();
    const share = event.shiftKey ? 0.05 : 0.005;
    const spans = [x.value(width) - x.value(0), y.value(0) - y.value(height)];
    this.#move(this.point.map((value, axis) => stepped(value, direction[axis], share * spans[axis])));
  }

  /** A press and a release at nearly the same place of the plot is a click; Plotly does the rest. */
  #press(event) {
    if (event.button !== 0 || !event.isPrimary || !event.target.closest(".nsewdrag")) return;
    const [x, y] = [event.clientX, event.clientY];
    const point = this.#under(event);
    const release = (up) => {
      const near = Math.hypot(up.clientX - x, up.clientY - y) < CLICK_REACH;
      if (up.type === "pointerup" && near) this.#click(event, point);
    };
    const once = new AbortController();
    for (const end of ["pointerup", "pointercancel"]) {
      const options = { capture: true, signal: AbortSignal.any([once.signal, this.ending.signal]) };
      window.addEventListener(end, (up) => (once.abort(), release(up)), options);
    }
  }

  #click(press, point) {
    if (this.#again(press)) return;
    this.clicked = press.timeStamp;
    this.before = this.point;
    this.#move(point);
  }

  /**
   * The first click of a double click has moved the start, under the pointer: the second one takes it back.
   * What counts is when the person pressed, not when a busy page came to hear of it.
   */
  #again(press) {
    const double = press.timeStamp - this.clicked < DOUBLE;
    this.clicked = -Infinity;
    if (double) {
      this.#move(this.before);
      this.onDouble();
    }
    return double;
  }
}

function rounded(value, neighbour) {
  const decimals = Math.ceil(-Math.log10(Math.abs(neighbour - value)));
  return Number(value.toFixed(Math.min(Math.max(decimals, 0), 15)));
}

function stepped(value, direction, by) {
  return direction === 0 ? value : rounded(value + direction * by, value + direction * by * 1.1);
}
