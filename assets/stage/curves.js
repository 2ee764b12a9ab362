/** Loss above, learning rate below, on one axis of steps: Plotly draws the axes, a canvas the lines over them. */

import { Chart } from "../kit/chart.js";
import { clockwork, drawClock } from "./curveclock.js";
import { curvesLayout, hoverTraces, NO_TRACES, plotsOf } from "./curvelayout.js";
import { drawCurves } from "./curvelines.js";
import { fitted } from "./scales.js";

/**
 * The chart of the curves. Plotly's own traces are there for its hover labels only and are brought up to date when a
 * pointer comes: an update with the pointer elsewhere moves axes and lines.
 */
export class Curves extends Chart {
  /** @type {import("./scales.js").Fit|null} */
  #fit = null;
  /** The step under the clock. */
  #step = 0;
  #clockwork = null;
  /** Whether Plotly's traces are those of an earlier scene. */
  #behind = true;
  /** Whether a pointer is over the chart. */
  #visited = false;

  /**
   * @param {any} Plotly
   * @param {HTMLElement} place an empty element with a size.
   * @param {{ onHover: (step: number) => void, onPicture?: () => void }} handlers onHover is told the step under a
   *   pointer that moves over the plots, once a frame; onPicture is what the mode bar's camera does.
   */
  constructor(Plotly, place, handlers) {
    super(Plotly, place, ["curves", "clock"], handlers);
  }

  /**
   * Shows a scene; axes that somebody has zoomed stay where they are, unless their scale changes.
   * @param {import("./payload.js").Scene} scene
   * @param {import("./payload.js").View} view
   * @param {import("../kit/theme.js").Theme} theme
   * @returns {Promise<void>} when it is drawn: the next frame shows it.
   */
  async update(scene, view, theme) {
    const fit = fitted(scene, view);
    const across = { ...fit.step, key: "step" };
    this.#fit = fit;
    this.#behind = true;
    this.#clockwork = clockwork(fit, theme);
    await this.arrange({ xaxis: across, xaxis2: across, yaxis: fit.loss, yaxis2: fit.rate }, theme);
  }

  /**
   * Moves cursor and dots; without Plotly.
   * @param {number} step
   */
  clock(step) {
    this.#step = Math.floor(step);
    if (this.isDrawn) drawClock(this.clear("clock"), this.axes, this.#clockwork, this.#step);
  }

  layout(ranges, frame) {
    return curvesLayout(this.#fit, ranges, this.theme, frame);
  }

  traces() {
    this.#behind = !this.#isLabelled;
    return this.#isLabelled ? hoverTraces(this.#fit) : NO_TRACES;
  }

  get isStale() {
    return this.#behind && this.#isLabelled;
  }

  paint() {
    drawCurves(this.clear("curves"), this.axes, this.#fit, this.theme);
    this.clock(this.#step);
  }

  over(on) {
    this.#visited = on;
    if (on && this.#fit && this.#behind) this.show();
  }

  point(x, y) {
    if (!this.isDrawn) return;
    const { upper, lower } = plotsOf(this.axes, this.#fit);
    if (x < lower.left || x > lower.right || y < upper.top || y > lower.bottom) return;
    this.handlers.onHover(Math.min(Math.max(Math.round(lower.step(x)), 0), this.#fit.last));
  }

  listen() {
    super.listen();
    this.place.on("plotly_doubleclick", () => this.reset());
  }

  get #isLabelled() {
    return this.#visited || this.place._hoverdata?.length > 0;
  }
}
