/** The chart: Plotly draws axes, colour bar and mode bar, canvases what lies between them. */

import { toPixels } from "../kit/axes.js";
import { labelWidth } from "../board/layout.js";
import { LABEL_WIDTH } from "../stage/curvelayout.js";
import { createLayers } from "../kit/layers.js";
import { emptyTraces, fullRanges, tuneLayout } from "./layout.js";

const REFINE = "select";
const ZOOM = "zoom";

/** One plot with two canvases, and what somebody has zoomed. */
export class Frame {
  /**
   * @param {object} Plotly
   * @param {HTMLElement} place an empty element with a size.
   * @param {{ onDrawn: () => void, onPicture: () => void, onTool: () => void }} handlers onDrawn: places on the screen
   *   have changed; onPicture: what the mode bar's camera does; onTool: another tool of the mode bar.
   */
  constructor(Plotly, place, handlers) {
    Object.assign(this, { Plotly, place, handlers, frame: null, zoomed: {} });
    this.layers = createLayers(place, ["picture", "over"]);
    this.config = this.#config();
  }

  /**
   * Shows other axes; what somebody has zoomed stays as long as they mean the same.
   * @param {object} fit as in `tuneLayout` of layout.js.
   * @param {object} theme
   * @returns {Promise<void>} when it is drawn.
   */
  async update(fit, theme) {
    for (const [axis, span] of [["xaxis", fit.x], ["yaxis", fit.y]]) {
      this[axis] = meaning(span);
      if (this.zoomed[axis] && this.zoomed[axis].meaning !== this[axis]) delete this.zoomed[axis];
    }
    const looks = JSON.stringify([theme, this.xaxis, this.yaxis]);
    if (looks !== this.looks) this.labels = LABEL_WIDTH * theme.size;
    Object.assign(this, { fit, theme, looks, size: null });
    await this.#show();
  }

  /** Takes the element's new size. */
  async resize() {
    const { clientWidth, clientHeight } = this.place;
    if (!this.fit || (this.size?.width === clientWidth && this.size.height === clientHeight)) return;
    this.size = null;
    await this.#show();
  }

  /**
   * Where data lies on the screen; null before the first picture. Valid until Plotly draws its axes anew.
   * @returns {{ left: number, right: number, top: number, bottom: number, x: object, y: object }|null} edges in pixels
   *   of the chart, and both mappings of axes.js.
   */
  plot() {
    if (!this.frame) return null;
    const { xaxis, yaxis } = this.place._fullLayout;
    const [x, y] = [toPixels(xaxis), toPixels(yaxis)];
    return { left: x.offset, right: x.offset + x.size, top: y.offset, bottom: y.offset + y.size, x, y };
  }

  /** An emptied canvas over the whole chart: "picture", or "over" it. */
  clear(layer) {
    return this.layers.clear(layer);
  }

  /** Whether dragging marks what shall be swept again. */
  get refining() {
    return this.place._fullLayout?.dragmode === REFINE;
  }

  set refining(on) {
    this.Plotly.relayout(this.place, { dragmode: on ? REFINE : ZOOM });
  }

  /** What is seen, for a picture of it. */
  seen() {
    const { fit, theme, size, labels } = this;
    return { fit, theme, size, labels, ranges: this.#ranges() };
  }

  destroy() {
    this.Plotly.purge(this.place);
  }

  #config() {
    const { Icons } = this.Plotly;
    const picture = { name: "Download picture (PNG)", icon: Icons.camera, click: () => this.handlers.onPicture() };
    const home = { name: "Reset axes", icon: Icons.home, click: () => this.#reset() };
    const refine = { name: "Sweep again inside a rectangle", icon: Icons.selectbox, attr: "dragmode", val: REFINE };
    const tool = { ...refine, click: () => (this.refining = true) };
    const buttons = [[picture], ["zoom2d", "pan2d", tool], ["zoomIn2d", "zoomOut2d", home]];
    return { displaylogo: false, doubleClick: false, showTips: false, responsive: false, modeBarButtons: buttons };
  }

  #reset() {
    this.zoomed = {};
    this.#show();
  }

  #ranges() {
    const zoomed = Object.entries(this.zoomed).map(([axis, { range }]) => [axis, range]);
    return { ...fullRanges(this.fit), ...Object.fromEntries(zoomed) };
  }

  async #show() {
    const { place } = this;
    this.size ??= { width: place.clientWidth, height: place.clientHeight };
    if (!this.size.width || !this.size.height) {
      this.size = null;
      return;
    }
    this.own = true;
    try {
      await this.#plot();
    } finally {
      this.own = false;
    }
    const labels = labelWidth(place._fullLayout, 1, this.theme);
    if (labels > this.labels) {
      this.labels = labels;
      await this.#show();
      return;
    }
    this.layers.fit({ left: 0, top: 0, ...this.size });
    this.handlers.onDrawn();
  }

  /** As little of Plotly as will do: nothing, new ranges, or all of it. */
  async #plot() {
    const { Plotly, place, fit, theme, size, labels } = this;
    const dragmode = place._fullLayout?.dragmode ?? ZOOM;
    const ranges = this.#ranges();
    const layout = tuneLayout(fit, ranges, theme, { ...size, labels, dragmode });
    const traces = emptyTraces(fit, theme, size.width);
    const frame = JSON.stringify([traces, layout], (key, value) => (key === "range" ? undefined : value));
    if (frame !== this.frame) {
      await Plotly.react(place, traces, layout, this.config);
      if (!this.frame) this.#listen();
      this.frame = frame;
      return;
    }
    const moved = Object.entries(ranges).filter(([axis, to]) => `${to}` !== `${place._fullLayout[axis].range}`);
    const change = Object.fromEntries(moved.map(([axis, to]) => [`${axis}.range`, to]));
    if (moved.length) await Plotly.relayout(place, change);
  }

  #listen() {
    this.place.on("plotly_relayouting", () => this.handlers.onDrawn());
    this.place.on("plotly_relayout", (change) => this.#remember(change));
  }

  #remember(change) {
    if ("dragmode" in change) this.handlers.onTool();
    if (this.own) return;
    for (const axis of new Set(Object.keys(change).map((key) => key.split(".")[0]))) {
      if (axis === "xaxis" || axis === "yaxis") {
        this.zoomed[axis] = { range: [...this.place._fullLayout[axis].range], meaning: this[axis] };
      }
    }
    this.#show();
  }
}

/** An axis that a sweep lays means something else once it is laid anew. */
function meaning({ title, log, fixed, range }) {
  return JSON.stringify([title, log, fixed && range]);
}
