/** A schedule drawn by hand: handles to drag, to nudge and to delete, clicks that add one. */

import { element } from "../kit/dom.js";
import { ARROWS, Clicks, nudged, placeOn, rounded } from "../kit/gestures.js";
import { added, moved, removed } from "./points.js";

const CLICK_REACH = { mouse: 4, pen: 6, touch: 10 };
/** Two presses within so many milliseconds on a handle delete its point. */
const DOUBLE = 350;
const MEMORY = 50;
const HALF_HANDLE = 9;

/** The handles of one schedule's points on the upper panel. */
export class Drawing {
  /** The schedule whose points they are, null for none. */
  #subject = null;
  /** @type {number[][]} */
  #points = [];
  /** The points before each change. */
  #past = [];
  #handles = [];
  /** What ends a drag, null while there is none. */
  #drop = null;
  /** The handle that was pressed last, and when. */
  #grabbed = null;
  #ending = new AbortController();
  #chart;
  #handlers;
  #clicks;

  /**
   * @param {HTMLElement} chart a Plotly div.
   * @param {{ main: () => any, onPoints: (own: { slot: number, points: number[][] }) => void,
   *   onGrab: (grabbed: boolean) => void, onDouble: () => void }} handlers main: the places on the screen; onPoints:
   *   they have changed, have `place` called once that is drawn; onGrab: a drag begins or has ended; onDouble: a double
   *   click beside the handles.
   */
  constructor(chart, handlers) {
    this.#chart = chart;
    this.#handlers = handlers;
    const habits = { reach: (press) => this.#reach(press), signal: this.#ending.signal };
    const told = { onClick: (press) => this.#click(press), onDouble: () => this.#double() };
    this.#clicks = new Clicks(chart, habits, told);
  }

  /**
   * Shows handles on a schedule's points, unless one is being dragged; null for none.
   * @param {{ slot: number, name: string, colour: string, lr: number, points: number[][], last: number }|null}
   *   subject
   */
  show(subject) {
    if (this.#drop && subject?.slot === this.#subject?.slot) return;
    if (subject?.slot !== this.#subject?.slot) this.#past = [];
    this.#drop?.();
    this.#subject = subject;
    this.#points = subject?.points ?? [];
    this.place();
  }

  /** Puts the handles where the points are now on the screen. */
  place() {
    const container = this.#chart.querySelector(".svg-container");
    const plot = this.#handlers.main();
    if (!container || !plot) return;
    while (this.#handles.length < this.#points.length) this.#handles.push(this.#handle(this.#handles.length));
    for (const extra of this.#handles.splice(this.#points.length)) extra.remove();
    this.#handles.forEach((handle, index) => {
      if (handle.parentElement !== container) container.append(handle);
      this.#put(handle, this.#points[index], plot);
    });
  }

  /** Takes the last change back. */
  undo() {
    const before = this.#past.pop();
    if (before) this.#set(before);
  }

  destroy() {
    this.#ending.abort();
    for (const handle of this.#handles) handle.remove();
  }

  #handle(index) {
    const handle = element("button", { class: "board-handle", type: "button" });
    handle.addEventListener("pointerdown", (event) => this.#grab(event, index));
    handle.addEventListener("keydown", (event) => this.#key(event, index));
    handle.addEventListener("contextmenu", (event) => {
      event.preventDefault();
      if (event.pointerType !== "touch") this.#remove(index);
    });
    return handle;
  }

  /** @type {(handle: HTMLElement, point: number[], plot: any) => void} */
  #put(handle, [step, factor], plot) {
    const { name, colour, lr } = this.#subject;
    const lowest = Number.isFinite(plot.up(0)) ? Infinity : plot.bottom;
    const [x, y] = [plot.across(step), Math.min(plot.up(factor * lr), lowest)];
    handle.hidden = !(x >= plot.left - 1 && x <= plot.right + 1 && y >= plot.top - 1 && y <= plot.bottom + 1);
    handle.style.transform = `translate(${x - HALF_HANDLE}px, ${y - HALF_HANDLE}px)`;
    handle.style.setProperty("--run", colour);
    const spoken = `${name}: step ${step}, factor ${Number(factor.toPrecision(4))}`;
    handle.setAttribute("aria-label", `${spoken}. Drag it, press an arrow key, or Delete`);
  }

  #change(points) {
    if (JSON.stringify(points) === JSON.stringify(this.#points)) return;
    this.#past = [...this.#past, this.#points].slice(-MEMORY);
    this.#set(points);
  }

  #set(points) {
    this.#points = points;
    this.#handlers.onPoints({ slot: this.#subject.slot, points });
  }

  /** The step and the factor at a place of the window, rounded to what the screen can tell apart. */
  #at(event) {
    const plot = this.#handlers.main();
    const [x, down] = placeOn(this.#chart, event);
    const y = Math.min(down, plot.bottom);
    const [here, beside] = [plot.value(y), plot.value(y - 1)].map((value) => value / this.#subject.lr);
    return [plot.step(x), rounded(here, beside)];
  }

  #grab(event, index) {
    if (event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.#clicks.again(event)) return;
    if (event.timeStamp - (this.#grabbed?.when ?? -Infinity) < DOUBLE && this.#grabbed.index === index) {
      this.#remove(index);
      return;
    }
    this.#grabbed = { index, when: event.timeStamp };
    this.#handles[index].focus();
    this.#drag(event, index);
  }

  #drag(event, index) {
    const [handle, before] = [this.#handles[index], this.#points];
    const box = handle.getBoundingClientRect();
    const [right, down] = [event.clientX - box.left - box.width / 2, event.clientY - box.top - box.height / 2];
    const done = new AbortController();
    const move = (moving) => {
      const [step, factor] = this.#at({ clientX: moving.clientX - right, clientY: moving.clientY - down });
      const across = moving.shiftKey ? before[index][0] : step;
      this.#set(moved(this.#points, index, [across, factor], this.#subject.last));
    };
    this.#drop = () => {
      done.abort();
      this.#dropped(before);
    };
    handle.setPointerCapture(event.pointerId);
    this.#handlers.onGrab(true);
    const options = { signal: done.signal };
    handle.addEventListener("pointermove", move, options);
    for (const name of ["pointerup", "pointercancel"]) handle.addEventListener(name, this.#drop, options);
  }

  #dropped(before) {
    this.#drop = null;
    if (JSON.stringify(this.#points) !== JSON.stringify(before)) {
      this.#past = [...this.#past, before].slice(-MEMORY);
      this.#grabbed = null;
    }
    this.#handlers.onGrab(false);
  }

  #key(event, index) {
    if (event.key === "Delete" || event.key === "Backspace") this.#remove(index);
    else if (ARROWS[event.key]) this.#nudge(ARROWS[event.key], index, event.shiftKey ? 0.05 : 0.005);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #nudge([right, up], index, share) {
    const { left, right: end, top, bottom, step, value } = this.#handlers.main();
    const { lr, last } = this.#subject;
    const [place, factor] = this.#points[index];
    const across = Math.max(1, Math.round(share * (step(end) - step(left))));
    const height = (share * (value(top) - value(bottom))) / lr;
    this.#change(moved(this.#points, index, [place + right * across, nudged(factor, up, height)], last));
  }

  #remove(index) {
    const focused = this.#handles.includes(document.activeElement);
    this.#grabbed = null;
    this.#change(removed(this.#points, index));
    if (focused) this.#handles[Math.min(index, this.#points.length - 1)].focus();
  }

  /** How far a click may move; nothing below the upper panel is one. */
  #reach(press) {
    if (!this.#subject) return 0;
    const { top, bottom } = this.#handlers.main();
    const [, y] = placeOn(this.#chart, press);
    return y < top || y > bottom ? 0 : (CLICK_REACH[press.pointerType] ?? CLICK_REACH.mouse);
  }

  #click(press) {
    const before = this.#points;
    this.#change(added(before, this.#at(press)));
    return this.#points !== before;
  }

  /** The first click has added a point, under the pointer. */
  #double() {
    this.undo();
    this.#handlers.onDouble();
  }
}
