/** The chart: any number of panels over one axis of steps. Plotly draws the axes, canvases the lines over them. */

import { LABEL_WIDTH } from "../stage/curvelayout.js";
import { watchPointer } from "../kit/pointer.js";
import { createLayers } from "../kit/layers.js";
import { drawCursor } from "./cursor.js";
import { drawSeries } from "./ink.js";
import { boardLayout, emptyTraces, labelWidth } from "./layout.js";
import { Marks } from "./marks.js";
import { plotOf } from "./plot.js";
import { fitted } from "./spans.js";
import { Zoom } from "./zoom.js";

/** The chart of a board. */
export class Chart {
  /**
   * @param {object} Plotly
   * @param {HTMLElement} place an empty element with a size.
   * @param {{ onStep: (step: number|null) => void, onZoom: (steps: [number, number]|null) => void,
   *   onPicture: () => void, onDrawn: () => void }} handlers onStep is told the step under the pointer, once a frame,
   *   and null when a mouse leaves; onZoom which steps are shown once that changes, null for all; onPicture is what the
   *   mode bar's camera does; onDrawn is called when places on the screen have changed.
   */
  constructor(Plotly, place, handlers) {
    Object.assign(this, { Plotly, place, handlers, zoom: new Zoom(), frame: null, step: 0, held: null });
    this.layers = createLayers(place, ["lines", "cursor"]);
    this.marks = new Marks(place);
    this.config = this.#config();
    this.endWatch = watchPointer(place, { onOver: () => {}, onPoint: (x, y) => this.#point(x, y) });
    this.ending = new AbortController();
    const { signal } = this.ending;
    place.addEventListener("pointerleave", (event) => this.#leave(event), { signal });
    place.addEventListener("dblclick", ({ target }) => target.closest(".draglayer") && this.reset(), { signal });
  }

  /**
   * Shows a board; axes that somebody has zoomed stay where they are, unless their scale changes.
   * @returns {Promise<void>} when it is drawn: the next frame shows it.
   */
  async update(board, view, theme) {
    const fit = fitted(board, view);
    if (this.held) fit.panels[0].span = this.held.span;
    this.zoom.adapt(fit);
    const looks = JSON.stringify([theme, fit.panels.map(({ span }) => [span.title, span.log])]);
    if (looks !== this.looks) this.labels = LABEL_WIDTH * theme.size;
    this.symbols = new Map(board.entries.map(({ slot, symbol }) => [slot, symbol]));
    this.colours = new Map(board.entries.map(({ slot, colour }) => [slot, colour]));
    Object.assign(this, { fit, theme, looks, size: null });
    await this.#show();
  }

  /** Moves the cursor to a step; without Plotly. */
  cursor(step) {
    this.step = step;
    if (!this.frame) return;
    const context = this.layers.clear("cursor");
    drawCursor(context, this.place._fullLayout, this.fit, this.theme, { step, symbols: this.symbols });
  }

  /** Takes the element's new size. */
  async resize() {
    const { clientWidth, clientHeight } = this.place;
    if (!this.fit || (this.size?.width === clientWidth && this.size.height === clientHeight)) return;
    this.size = null;
    await this.#show();
  }

  /** Where steps and values of the upper panel lie, as `plotOf` of plot.js says; null before the first picture. */
  main() {
    return this.frame && plotOf(this.place._fullLayout, this.fit, 0);
  }

  /** Keeps scale and range of the upper panel as they are while somebody drags in it. */
  hold(on) {
    this.held = on ? { span: this.fit.panels[0].span, range: [...this.place._fullLayout.yaxis.range] } : null;
  }

  /** What is seen, for a picture of it. */
  seen() {
    const { fit, theme, size, labels, colours } = this;
    return { fit, theme, size, labels, colours, ranges: this.#ranges() };
  }

  /** Shows everything again. */
  reset() {
    this.zoom.clear();
    this.#tellZoom();
    this.#show();
  }

  destroy() {
    this.endWatch();
    this.ending.abort();
    this.Plotly.purge(this.place);
  }

  #config() {
    const { Icons } = this.Plotly;
    const picture = { name: "Download picture (PNG)", icon: Icons.camera, click: () => this.handlers.onPicture() };
    const home = { name: "Reset axes", icon: Icons.home, click: () => this.reset() };
    const buttons = [[picture], ["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", home]];
    const habits = { displaylogo: false, doubleClick: false, doubleClickDelay: 500, responsive: false };
    return { ...habits, modeBarButtons: buttons };
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
    const labels = labelWidth(place._fullLayout, this.fit.panels.length, this.theme);
    if (labels > this.labels) {
      this.labels = labels;
      await this.#show();
      return;
    }
    this.#draw();
  }

  /** As little of Plotly as will do: nothing, new ranges, or all of it. */
  async #plot() {
    const { Plotly, place, fit, theme, size, labels } = this;
    const dragmode = place._fullLayout?.dragmode ?? "zoom";
    const ranges = this.#ranges();
    const layout = boardLayout(fit, ranges, theme, { ...size, labels, dragmode });
    const frame = JSON.stringify(layout, (key, value) => (key === "range" ? undefined : value));
    if (frame !== this.frame) {
      await Plotly.react(place, emptyTraces(fit), layout, this.config);
      if (!this.frame) this.#listen();
      this.frame = frame;
      return;
    }
    const moved = Object.entries(ranges).filter(([axis, to]) => `${to}` !== `${place._fullLayout[axis].range}`);
    const change = Object.fromEntries(moved.map(([axis, to]) => [`${axis}.range`, to]));
    if (moved.length) await Plotly.relayout(place, change);
  }

  #ranges() {
    const ranges = this.zoom.ranges(this.fit);
    return this.held ? { ...ranges, yaxis: this.held.range } : ranges;
  }

  #listen() {
    this.place.on("plotly_relayouting", () => this.#draw());
    this.place.on("plotly_relayout", (change) => this.#rememberZoom(change));
  }

  #draw() {
    const { place, layers, fit, theme, size } = this;
    layers.fit({ left: 0, top: 0, ...size });
    const context = layers.clear("lines");
    drawSeries(context, place._fullLayout, fit, theme);
    this.marks.draw(context, place._fullLayout, fit, theme, this.colours);
    this.cursor(this.step);
    this.handlers.onDrawn();
  }

  #point(x, y) {
    if (!this.frame) return;
    const axes = this.place._fullLayout;
    const [upper, lower] = [0, this.fit.panels.length - 1].map((index) => plotOf(axes, this.fit, index));
    this.marks.point(x, y);
    if (x < upper.left || x > upper.right || y < upper.top || y > lower.bottom) return;
    this.handlers.onStep(Math.min(Math.max(Math.round(upper.step(x)), 0), this.fit.step.last));
  }

  #leave({ pointerType }) {
    if (pointerType !== "mouse") return;
    this.marks.point(NaN, NaN);
    this.handlers.onStep(null);
  }

  #rememberZoom(change) {
    if (this.own) return;
    const names = new Set(Object.keys(change).map((key) => key.split(".")[0]));
    this.zoom.remember(this.place._fullLayout, this.fit, names);
    if (names.has("xaxis")) this.#tellZoom();
    this.#show();
  }

  #tellZoom() {
    const { left, right } = { left: 0, right: this.fit.step.last, ...this.zoom.steps() };
    const bounded = [Math.floor(left), Math.ceil(right)].map((step) => Math.min(Math.max(step, 0), this.fit.step.last));
    this.handlers.onZoom(bounded[0] === 0 && bounded[1] === this.fit.step.last ? null : bounded);
  }
}
