/** The chart of a sweep: one plot with a colour bar, whose mode bar can mark what is to be swept again. */

import { plotOf } from "../kit/axes.js";
import { Chart, chartConfig } from "../kit/chart.js";
import { emptyTraces, tuneLayout } from "./layout.js";

const REFINE = "select";
const ZOOM = "zoom";

/** One plot with two canvases, "picture" and "over" it. */
export class Frame extends Chart {
  /** Both axes and the colour bar, as in `tuneLayout` of layout.js. */
  fit = null;
  /** The colour bar that Plotly has drawn. */
  #bar = "";

  /**
   * @param {any} Plotly
   * @param {HTMLElement} place an empty element with a size.
   * @param {{ refines: boolean, onDrawn: () => void, onPicture: () => void, onTool: () => void,
   *   onPoint: (x: number, y: number) => void }} handlers refines: whether there
   *   is such a mark; onDrawn: places on the screen have changed; onPicture: what
   *   the mode bar's camera does; onTool: another tool of the mode bar; onPoint: where a pointer is.
   */
  constructor(Plotly, place, handlers) {
    super(Plotly, place, ["picture", "over"], handlers);
  }

  /**
   * Shows other axes; what somebody has zoomed stays as long as they mean the same.
   * @returns {Promise<void>} when it is drawn.
   */
  async update(fit, theme) {
    this.fit = fit;
    this.size = null;
    await this.arrange({ xaxis: fit.x, yaxis: fit.y }, theme);
  }

  /** Where data lies on the screen, as `plotOf` of axes.js says; null before the first picture. */
  plot() {
    return this.isDrawn ? plotOf(this.axes) : null;
  }

  /** Whether dragging marks what is to be swept again. */
  get refining() {
    return this.axes?.dragmode === REFINE;
  }

  set refining(on) {
    this.Plotly.relayout(this.place, { dragmode: on ? REFINE : ZOOM });
  }

  configuration() {
    const { Plotly, handlers } = this;
    const refine = { name: "Sweep again inside a rectangle", icon: Plotly.Icons.selectbox, attr: "dragmode" };
    const tool = { ...refine, val: REFINE, click: () => (this.refining = true) };
    const tools = handlers.refines ? [tool] : [];
    const acts = { onPicture: handlers.onPicture, onReset: () => this.reset(), tools };
    return { ...chartConfig(Plotly, acts), showTips: false };
  }

  listen() {
    this.place.on("plotly_relayout", (change) => "dragmode" in change && this.handlers.onTool());
    super.listen();
  }

  layout(ranges, frame) {
    return tuneLayout(this.fit, ranges, this.theme, frame);
  }

  get isStale() {
    return this.#bar !== JSON.stringify(this.fit.bar);
  }

  traces() {
    this.#bar = JSON.stringify(this.fit.bar);
    return emptyTraces(this.fit, this.theme, this.size.width);
  }

  paint() {
    this.handlers.onDrawn();
  }

  point(x, y) {
    this.handlers.onPoint(x, y);
  }
}
