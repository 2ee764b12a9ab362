/** The crosshair: moved by a pointer or by keys, it opens a cell or marks what is to be swept again. */

import { isInside } from "../kit/axes.js";
import { ARROWS, placeOn } from "../kit/gestures.js";

const CLICK_REACH = 4;
const LEAP = 8;
const LEAPS = { PageUp: [0, LEAP], PageDown: [0, -LEAP], Home: [-Infinity, 0], End: [Infinity, 0] };

/** Pointers and keys on one chart. */
export class Hand {
  /** The cell under the crosshair, −1 for nowhere. */
  cell = -1;
  /** The corner that the keyboard has marked. */
  #corner = null;
  /** The corners of what a pointer marks. */
  #drag = null;
  /** The event that pressed a button. */
  #press = null;
  #ending = new AbortController();
  #chart;
  #handlers;

  /**
   * @param {HTMLElement} chart a Plotly div that takes the focus.
   * @param {{ scene: () => any, onCell: (cell: number, byKey: boolean) => void,
   *   onOpen: (cell: number) => void, onRefine: (stretch: { x: number[], y: number[]|null }) => void,
   *   onCorner: () => void }} handlers scene: what draws the picture, its chart and its plot, null before
   *   the first picture; onCell: where the crosshair is now, −1 for nowhere; onCorner: the keyboard has
   *   marked the first corner.
   */
  constructor(chart, handlers) {
    this.#chart = chart;
    this.#handlers = handlers;
    const listen = (target, name, listener) =>
      target.addEventListener(name, listener, { capture: true, signal: this.#ending.signal });
    listen(chart, "pointerdown", (event) => this.#down(event));
    listen(window, "pointermove", (event) => this.#move(event));
    listen(window, "pointerup", (event) => this.#up(event));
    listen(window, "pointercancel", () => this.#let());
    listen(chart, "pointerleave", (event) => event.target === chart && event.pointerType === "mouse" && this.#leave());
    listen(chart, "keydown", (event) => event.target === chart && this.#key(event));
  }

  /** Draws the crosshair and what is marked, as far as they are of what is shown. */
  draw() {
    const scene = this.#handlers.scene();
    if (!scene) return;
    const { kind, frame, plot } = scene;
    const context = frame.clear("over");
    if (this.cell >= 0 && !kind.has(this.cell)) this.#visit(-1);
    if (this.cell >= 0) kind.hover(context, plot, this.cell);
    const corners = this.#corners(kind);
    if (corners) drawRectangle(context, plot, kind.stretch(...corners), kind.theme);
  }

  /** Moves the crosshair to a place of the chart. */
  point(x, y) {
    const scene = this.#handlers.scene();
    if (!scene || this.#drag) return;
    this.#visit(scene.kind.cellAt(x, y, scene.plot));
    this.draw();
  }

  /** Forgets what has been marked so far. */
  release() {
    this.#corner = null;
    this.#let();
  }

  destroy() {
    this.#ending.abort();
  }

  #corners(kind) {
    if (this.#drag) return [this.#drag.from, this.#drag.to];
    return this.#corner && this.cell >= 0 ? [this.#corner, kind.point(this.cell)] : null;
  }

  #visit(cell, byKey = false) {
    if (cell === this.cell) return;
    this.cell = cell;
    this.#handlers.onCell(cell, byKey);
  }

  #leave() {
    this.#visit(-1);
    this.draw();
  }

  #down(event) {
    const place = this.#placeOf(event);
    if (!place || event.button !== 0 || !event.isPrimary) return;
    this.#press = event;
    if (!(this.#handlers.scene().frame.refining || event.shiftKey)) return;
    event.stopPropagation();
    event.preventDefault();
    this.#chart.focus({ preventScroll: true });
    this.#drag = { from: place, to: place };
    this.#visit(-1);
  }

  #move(event) {
    if (!this.#drag || event.pointerId !== this.#press?.pointerId) return;
    this.#drag.to = this.#placeOf(event, true);
    this.draw();
  }

  #up(event) {
    const [press, drag] = [this.#press, this.#drag];
    if (!press || event.pointerId !== press.pointerId) return;
    const far = Math.hypot(event.clientX - press.clientX, event.clientY - press.clientY) >= CLICK_REACH;
    this.#let();
    if (drag && far) this.#handlers.onRefine(this.#handlers.scene().kind.stretch(drag.from, drag.to));
    else if (!drag && !far && event.pointerType !== "touch") this.#click(event);
  }

  #let() {
    this.#press = this.#drag = null;
    this.draw();
  }

  /** A pointer may be faster than the frames in which the crosshair follows it. */
  #click(event) {
    this.point(...placeOn(this.#chart, event));
    this.#open();
  }

  #open() {
    if (this.cell >= 0) this.#handlers.onOpen(this.cell);
  }

  /** Where an event is in data; null beside the plot unless that is asked for. */
  #placeOf(event, beside = false) {
    const plot = this.#handlers.scene()?.plot;
    if (!plot || (!beside && !event.target.closest?.(".draglayer"))) return null;
    const [x, y] = placeOn(this.#chart, event);
    return beside || isInside([x, y], plot) ? [plot.x.value(x), plot.y.value(y)] : null;
  }

  #key(event) {
    const scene = this.#handlers.scene();
    if (!scene) return;
    const { kind, frame } = scene;
    const { key, shiftKey } = event;
    if (Object.hasOwn(ARROWS, key)) this.#step(kind, ARROWS[key].map((way) => way * (shiftKey ? LEAP : 1)));
    else if (Object.hasOwn(LEAPS, key)) this.#step(kind, LEAPS[key]);
    else if (key === "Enter") this.#enter(kind, frame);
    else if (key === "Escape") this.#escape(frame);
    else return;
    event.preventDefault();
  }

  #step(kind, way) {
    this.#visit(this.cell < 0 ? kind.first : kind.moved(this.cell, way), true);
    this.draw();
  }

  /** Opens, or marks one corner and then the other. */
  #enter(kind, frame) {
    if (this.cell < 0) return;
    if (!frame.refining) {
      this.#open();
    } else if (this.#corner) {
      this.#handlers.onRefine(kind.stretch(this.#corner, kind.point(this.cell)));
      this.release();
    } else {
      this.#corner = kind.point(this.cell);
      this.#handlers.onCorner();
      this.draw();
    }
  }

  #escape(frame) {
    if (frame.refining) frame.refining = false;
    if (!this.#corner) this.#visit(-1);
    this.release();
  }
}

function drawRectangle(context, plot, { x, y }, theme) {
  const [left, right] = x.map((value) => plot.x.pixel(value));
  const [bottom, top] = y ? y.map((value) => plot.y.pixel(value)) : [plot.bottom, plot.top];
  context.fillStyle = theme.primary;
  context.globalAlpha = 0.18;
  context.fillRect(left, top, right - left, bottom - top);
  context.globalAlpha = 1;
  Object.assign(context, { strokeStyle: theme.primary, lineWidth: 2 });
  context.strokeRect(left, top, right - left, bottom - top);
}
