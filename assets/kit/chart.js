/** A chart: Plotly draws the axes and the mode bar, canvases what lies between them. */

/** @import { Theme } from "./theme.js" */

import { createLayers } from "./layers.js";
import { LABEL_WIDTH, labelWidth } from "./layout.js";
import { watchPointer } from "./pointer.js";
import { meaning, Zoom } from "./zoom.js";

/** @typedef {import("./layout.js").Frame} Frame */

/**
 * A chart over a Plotly div, with as little of Plotly as will do. A subclass has its own `update`, which works out what
 * is shown and ends with `arrange`; it says in `layout` and `traces` what Plotly is told, and draws in `paint`. What
 * somebody zooms stays as long as it means the same; tick labels get the room that they are measured to need.
 */
export class Chart {
  /** The axes by Plotly's names. @type {Record<string, import("./zoom.js").Zoomable>} */
  spans = {};
  /** @type {any} */
  theme = null;
  /** Its width and height; null has the next picture measure them, where an update may have changed them. */
  size = null;
  /** The width of the tick labels of the vertical axes. */
  labels = 0;
  zoom = new Zoom();
  /** Its signal ends listeners together with the chart. */
  ending = new AbortController();
  /** Made once: Plotly builds everything anew for another one. */
  #config = null;
  /** What Plotly has drawn last, but for ranges. */
  #drawn = null;
  #looks = "";
  /** How many moves of the axes are under way that this chart makes itself. */
  #own = 0;

  /**
   * @param {any} Plotly
   * @param {any} place an empty element with a size.
   * @param {string[]} layers the names of its canvases, the lowest first.
   * @param {any} handlers onPicture: what the mode bar's camera does, and what a subclass needs.
   */
  constructor(Plotly, place, layers, handlers) {
    this.Plotly = Plotly;
    this.place = place;
    this.handlers = handlers;
    this.layers = createLayers(place, layers);
    const endWatch = watchPointer(place, { onOver: (on) => this.over(on), onPoint: (...place) => this.point(...place) });
    this.ending.signal.addEventListener("abort", endWatch);
  }

  /**
   * What Plotly is told of axes and frame.
   * @type {(ranges: Record<string, number[]>, frame: Frame) => object}
   */
  layout() {
    return {};
  }

  /**
   * The traces, asked for whenever Plotly draws all anew.
   * @returns {object[]}
   */
  traces() {
    return [];
  }

  /** Whether the traces are others now, though the layout may be the same. */
  get isStale() {
    return false;
  }

  /** Draws on the layers; Plotly has drawn its axes, in `axes`. */
  paint() {}

  /** Called when a pointer comes or goes. @type {(on: boolean) => void} */
  over() {}

  /** Called with the place of a pointer, as `watchPointer` says. @type {(x: number, y: number, isFinger: boolean) => void} */
  point() {}

  /** Called when somebody has zoomed axes of these names. @type {(names: Set<string>) => void} */
  zoomedTo() {}

  /** How Plotly behaves. */
  configuration() {
    const { onPicture } = this.handlers;
    return chartConfig(this.Plotly, { onPicture, onReset: () => this.reset() });
  }

  /** Listens to Plotly once it has drawn. */
  listen() {
    this.place.on("plotly_relayouting", () => this.#paint());
    this.place.on("plotly_relayout", (change) => this.#remember(change));
  }

  /**
   * Has double clicks on plots and axes call `reset`. The browser counts them by when they were made, Plotly by when it
   * hears of them, which on a busy page is too late; and Plotly leaves no "dblclick" over, but clicks with their count.
   */
  resetAtDoubleClicks() {
    const hear = ({ target, detail }) => detail === 2 && target.closest(".draglayer") && this.reset();
    this.place.addEventListener("click", hear, { signal: this.ending.signal });
  }

  /** What is shown of each axis. */
  ranges() {
    return this.zoom.ranges(this.spans);
  }

  /** Whether there is a picture. */
  get isDrawn() {
    return this.#drawn !== null;
  }

  /** Plotly's `_fullLayout`, for the mappings of axes.js; null before the first picture. */
  get axes() {
    return this.isDrawn ? this.place._fullLayout : null;
  }

  /**
   * Shows other axes.
   * @param {Record<string, import("./zoom.js").Zoomable>} spans by Plotly's names.
   * @param {Theme} theme
   * @returns {Promise<void>} when it is drawn: the next frame shows it.
   */
  async arrange(spans, theme) {
    const up = Object.keys(spans).filter((name) => name.startsWith("y"));
    const looks = JSON.stringify([theme, up.map((name) => meaning(spans[name]))]);
    this.zoom.adapt(spans);
    if (looks !== this.#looks) this.labels = LABEL_WIDTH * theme.size;
    this.#looks = looks;
    this.spans = spans;
    this.theme = theme;
    await this.show();
  }

  /** Brings axes and canvases up to date; nothing without a size. */
  async show() {
    const { place } = this;
    this.size ??= { width: place.clientWidth, height: place.clientHeight };
    if (!this.size.width || !this.size.height) {
      this.size = null;
      return;
    }
    this.#own += 1;
    try {
      await this.#plot();
    } finally {
      this.#own -= 1;
    }
    const labels = labelWidth(place._fullLayout, this.theme);
    if (labels > this.labels) {
      this.labels = labels;
      await this.show();
      return;
    }
    this.#paint();
  }

  /** Takes the element's new size. */
  async resize() {
    const { clientWidth, clientHeight } = this.place;
    if (!this.theme || (this.size?.width === clientWidth && this.size.height === clientHeight)) return;
    this.size = null;
    await this.show();
  }

  /** Shows everything again. */
  reset() {
    this.zoom.clear();
    this.zoomedTo(new Set(Object.keys(this.spans)));
    this.show();
  }

  /** An emptied layer. */
  clear(layer) {
    return this.layers.clear(layer);
  }

  /** What is seen, as a layout for a picture of it. */
  still() {
    return this.layout(this.ranges(), { ...this.size, labels: this.labels, dragmode: false });
  }

  destroy() {
    this.ending.abort();
    this.Plotly.purge(this.place);
  }

  /** As little of Plotly as will do: nothing, new ranges, or all of it. */
  async #plot() {
    const { Plotly, place, size, labels } = this;
    const ranges = this.ranges();
    const layout = this.layout(ranges, { ...size, labels, dragmode: place._fullLayout?.dragmode ?? "zoom" });
    const drawn = JSON.stringify(layout, (key, value) => (key === "range" ? undefined : value));
    if (drawn !== this.#drawn || this.isStale) {
      this.#config ??= this.configuration();
      await Plotly.react(place, this.traces(), layout, this.#config);
      if (!this.isDrawn) this.listen();
      this.#drawn = drawn;
      return;
    }
    const moved = Object.entries(ranges).filter(([axis, to]) => `${to}` !== `${place._fullLayout[axis].range}`);
    const change = Object.fromEntries(moved.map(([axis, to]) => [`${axis}.range`, to]));
    if (moved.length) await Plotly.relayout(place, change);
  }

  #paint() {
    this.layers.fit({ left: 0, top: 0, ...this.size });
    this.paint();
  }

  #remember(change) {
    if (this.#own) return;
    const names = new Set(Object.keys(change).map((key) => key.split(".")[0]));
    this.zoom.remember(this.place._fullLayout, this.spans, names);
    this.zoomedTo(names);
    this.show();
  }
}

/**
 * How Plotly behaves in every chart, with its mode bar.
 * @param {any} Plotly
 * @param {{ onPicture?: () => void, onReset: () => void, tools?: object[] }} handlers tools: buttons beside zoom and
 *   pan.
 * @returns {object}
 */
export function chartConfig({ Icons }, { onPicture, onReset, tools = [] }) {
  const picture = { name: "Download picture (PNG)", icon: Icons.camera, click: () => onPicture() };
  const home = { name: "Reset axes", icon: Icons.home, click: () => onReset() };
  const modeBarButtons = [["zoom2d", "pan2d", ...tools], ["zoomIn2d", "zoomOut2d", home]];
  if (onPicture) modeBarButtons.unshift([picture]);
  return { displaylogo: false, doubleClick: false, doubleClickDelay: 500, responsive: false, modeBarButtons };
}
