/** The chart of the board: any number of panels over one axis of steps. */

import { isInside, stepPlot } from "../kit/axes.js";
import { Chart } from "../kit/chart.js";
import { drawCursor } from "./cursor.js";
import { drawSeries } from "./strokes.js";
import { axisName, boardLayout, emptyTraces, spansOf } from "./layout.js";
import { Marks } from "./marks.js";
import { fitted } from "./spans.js";
import { BoardZoom } from "./zoom.js";

/** The chart of a board. */
export class BoardChart extends Chart {
  zoom = new BoardZoom();
  /** What is shown, from `fitted` of spans.js. */
  fit = null;
  /** The colours of the slots. @type {Map<number, string>} */
  colours = new Map();
  #symbols = new Map();
  #step = 0;
  /** The upper panel's scale and range while somebody drags in it. */
  #held = null;
  #marks;

  /**
   * @param {any} Plotly
   * @param {HTMLElement} place an empty element with a size.
   * @param {{ onStep: (step: number|null) => void, onZoom: (steps: number[]|null) => void, onPicture: () => void,
   *   onDrawn: () => void }} handlers onStep is told the step under the pointer, once a frame, and null when a mouse
   *   leaves; onZoom which steps are shown once that changes, null for all; onPicture is what the mode bar's camera
   *   does; onDrawn is called when places on the screen have changed.
   */
  constructor(Plotly, place, handlers) {
    super(Plotly, place, ["lines", "cursor"], handlers);
    this.#marks = new Marks(place);
    const { signal } = this.ending;
    place.addEventListener("pointerleave", (event) => this.#leave(event), { signal });
    this.resetAtDoubleClicks();
  }

  /**
   * Shows a board; axes that somebody has zoomed stay where they are, unless their scale changes.
   * @returns {Promise<void>} when it is drawn: the next frame shows it.
   */
  async update(board, view, theme) {
    this.fit = fitted(board, view);
    if (this.#held) this.fit.panels[0].span = this.#held.span;
    this.#symbols = new Map(board.entries.map(({ slot, symbol }) => [slot, symbol]));
    this.colours = new Map(board.entries.map(({ slot, colour }) => [slot, colour]));
    this.size = null;
    await this.arrange(spansOf(this.fit), theme);
  }

  /** Moves the cursor to a step; without Plotly. */
  cursor(step) {
    this.#step = step;
    if (!this.isDrawn) return;
    drawCursor(this.clear("cursor"), this.plots(), this.fit, this.theme, { step, symbols: this.#symbols });
  }

  /** Where steps and values of each panel lie, as `stepPlot` of axes.js says; none before the first picture. */
  plots() {
    if (!this.isDrawn) return [];
    return this.fit.panels.map((_, index) => stepPlot(this.axes, this.fit.step, "xaxis", axisName(index)));
  }

  /** Keeps scale and range of the upper panel as they are while somebody drags in it. */
  hold(on) {
    this.#held = on ? { span: this.fit.panels[0].span, range: [...this.axes.yaxis.range] } : null;
  }

  ranges() {
    const ranges = super.ranges();
    return this.#held ? { ...ranges, yaxis: this.#held.range } : ranges;
  }

  layout(ranges, frame) {
    return boardLayout(this.fit, ranges, this.theme, frame);
  }

  traces() {
    return emptyTraces(this.fit);
  }

  paint() {
    const context = this.clear("lines");
    const plots = this.plots();
    drawSeries(context, plots, this.fit, this.theme);
    this.#marks.draw(context, plots[0], this.fit.marks, this.theme, this.colours);
    this.cursor(this.#step);
    this.handlers.onDrawn();
  }

  point(x, y) {
    if (!this.isDrawn) return;
    const plots = this.plots();
    const [upper, lower] = [plots[0], plots.at(-1)];
    this.#marks.point(x, y);
    if (!isInside([x, y], { ...upper, bottom: lower.bottom })) return;
    this.handlers.onStep(this.#inside(Math.round(upper.step(x))));
  }

  zoomedTo(names) {
    if (!names.has("xaxis")) return;
    const { last } = this.fit.step;
    const { left, right } = { left: 0, right: last, ...this.zoom.steps() };
    const [from, to] = [Math.floor(left), Math.ceil(right)].map((step) => this.#inside(step));
    this.handlers.onZoom(from === 0 && to === last ? null : [from, to]);
  }

  #inside(step) {
    return Math.min(Math.max(step, 0), this.fit.step.last);
  }

  #leave({ pointerType }) {
    if (pointerType !== "mouse") return;
    this.#marks.point(NaN, NaN);
    this.handlers.onStep(null);
  }
}
