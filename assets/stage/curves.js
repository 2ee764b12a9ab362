/** Loss above, rates below, on one axis of steps: Plotly draws the axes, a canvas the lines over them. */

import { Chart } from "../kit/chart.js";
import { clockwork, drawClock } from "./curveclock.js";
import { curvesLayout, hoverTraces, NO_TRACES, plotsOf } from "./curvelayout.js";
import { drawCurves } from "./curvelines.js";
import { nameLimit } from "./limit.js";
import { fitted } from "./scales.js";

/**
 * The chart of the curves. Plotly's own traces are there for its hover labels only and are brought up to date when a
 * pointer comes: an update with the pointer elsewhere moves axes and lines. Where the future is hidden there are none,
 * the lines grow with the clock and the axes with the lines, and a mouse that passes over does not move the clock.
 */
export class Curves extends Chart {
  /** What is shown: a scene and a view, and whether a hand moves it. @type {{ scene: any, view: any, moving: boolean }|null} */
  #given = null;
  /** @type {import("./scales.js").Fit|null} */
  #fit = null;
  /** The step under the clock. */
  #step = 0;
  #clockwork = null;
  /** Whether Plotly's traces are those of an earlier scene. */
  #behind = true;
  /** Whether Plotly has traces with labels. */
  #labelled = false;
  /** Whether a pointer is over the chart. */
  #visited = false;
  /** How many changes of the axes are under way. */
  #arranging = 0;

  /**
   * @param {any} Plotly
   * @param {HTMLElement} place an empty element with a size.
   * @param {{ onHover: (step: number) => void, onPicture?: () => void }} handlers onHover is told the step under a
   *   pointer that moves over the plots, once a frame; onPicture is what the mode bar's camera does.
   */
  constructor(Plotly, place, handlers) {
    super(Plotly, place, ["curves", "limit", "clock"], handlers);
    this.resetAtDoubleClicks();
  }

  /**
   * Shows a scene; axes that somebody has zoomed stay where they are, unless their scale changes.
   * @param {import("./payload.js").Scene} scene
   * @param {import("./payload.js").View} view
   * @param {import("../kit/theme.js").Theme} theme
   * @param {boolean} moving whether a hand moves what is shown: then axes rest for as long as they have room.
   * @returns {Promise<void>} when it is drawn: the next frame shows it.
   */
  async update(scene, view, theme, moving = false) {
    this.#given = { scene, view, moving };
    this.#behind = true;
    await this.#arrange(theme);
  }

  /**
   * Moves cursor and dots; without Plotly, unless the future is hidden and an axis has to grow.
   * @param {number} step
   */
  clock(step) {
    this.#step = Math.floor(step);
    if (!this.isDrawn) return;
    if (this.#isBlind) this.#grow();
    else this.#drawClock();
  }

  layout(ranges, frame) {
    return curvesLayout(this.#fit, ranges, this.theme, frame);
  }

  traces() {
    this.#labelled = this.#wantsLabels;
    this.#behind = !this.#labelled;
    return this.#labelled ? hoverTraces(this.#fit) : NO_TRACES;
  }

  get isStale() {
    return this.#wantsLabels ? this.#behind : this.#labelled && this.#isBlind;
  }

  paint() {
    drawCurves(this.clear("curves"), this.axes, this.#fit, this.theme);
    this.#drawClock();
  }

  over(on) {
    this.#visited = on;
    if (on && this.#fit && this.#behind && this.#wantsLabels) this.show();
  }

  point(x, y, isFinger) {
    if (!this.isDrawn || (this.#isBlind && !isFinger)) return;
    const { upper, lower } = plotsOf(this.axes, this.#fit);
    if (x < lower.left || x > lower.right || y < upper.top || y > lower.bottom) return;
    this.handlers.onHover(Math.min(Math.max(Math.round(lower.step(x)), 0), this.#fit.last));
  }

  /** Whether the axes are on their way to where the clock is. */
  get isBehind() {
    return this.#arranging > 0;
  }

  /** Whether the future is hidden. */
  get #isBlind() {
    return this.#given.view.hide_future;
  }

  get #wantsLabels() {
    return !this.#isBlind && (this.#visited || this.place._hoverdata?.length > 0);
  }

  /** What the axes show now. */
  #refitted(theme) {
    const { scene, view, moving } = this.#given;
    const fit = fitted(scene, view, this.#step, moving ? this.#fit : null);
    const across = { ...fit.step, key: "step" };
    this.#fit = fit;
    this.#clockwork = clockwork(fit, theme);
    return { xaxis: across, xaxis2: across, yaxis: fit.loss, yaxis2: fit.rate };
  }

  #drawClock() {
    const { limited } = this.#fit;
    if (limited) nameLimit(this.clear("limit"), limited, plotsOf(this.axes, this.#fit).lower, this.#step, this.theme);
    else this.layers.hide("limit");
    drawClock(this.clear("clock"), this.axes, this.#clockwork, this.#step);
  }

  /** Draws what is known at the clock, and has the axes follow where that is beyond them. */
  #grow() {
    if (this.#arranging) return;
    const spans = this.#refitted(this.theme);
    if (JSON.stringify(spans) === JSON.stringify(this.spans)) this.paint();
    else this.#arrange(this.theme);
  }

  /** Brings the axes to where the clock is, and on to where it has gone meanwhile. */
  async #arrange(theme) {
    this.#arranging += 1;
    const step = this.#step;
    try {
      await this.arrange(this.#refitted(theme), theme);
    } finally {
      this.#arranging -= 1;
    }
    if (step !== this.#step && this.#isBlind && this.isDrawn && !this.ending.signal.aborted) this.#grow();
  }
}
