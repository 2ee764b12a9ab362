/** Loss above, learning rate below, on one axis of steps: Plotly draws the axes, a canvas the lines over them. */

import { toPixels } from "../kit/axes.js";
import { clockwork, drawClock } from "./curveclock.js";
import { axisRange, curvesLayout, hoverTraces, LABEL_WIDTH, labelWidth, NO_TRACES } from "./curvelayout.js";
import { drawCurves } from "./curvelines.js";
import { watchPointer } from "../kit/pointer.js";
import { createLayers } from "../kit/layers.js";
import { fitted } from "./scales.js";

const SPANS = { xaxis: "step", xaxis2: "step", yaxis: "loss", yaxis2: "rate" };

/**
 * Makes the chart. Plotly's own traces are there for its hover labels only and are brought up to date when a pointer
 * comes: an update with the pointer elsewhere moves axes and lines.
 *
 * @param {object} Plotly
 * @param {HTMLElement} chart an empty element with a size.
 * @param {{ onHover: (step: number) => void, onPicture?: () => void }} handlers onHover is told the step under a
 *   pointer that moves over the plots, once a frame; onPicture is what the mode bar's camera does.
 * @returns {{ update: (scene: object, view: object, theme: object) => Promise<void>, clock: (step: number) => void,
 *   resize: () => Promise<void>, destroy: () => void }}
 */
export function createCurves(Plotly, chart, handlers) {
  return new Curves(Plotly, chart, handlers);
}

class Curves {
  constructor(Plotly, chart, handlers) {
    Object.assign(this, { Plotly, chart, handlers, step: 0, zoomed: {}, frame: null, over: false });
    this.layers = createLayers(chart, ["curves", "clock"]);
    this.config = this.#config();
    this.endWatch = watchPointer(chart, {
      onOver: (over) => this.#visit(over),
      onPoint: (x, y) => this.#hover(x, y),
    });
  }

  /**
   * Shows a scene; axes that somebody has zoomed stay where they are, unless their scale changes.
   * @returns {Promise<void>} when it is drawn: the next frame shows it.
   */
  async update(scene, view, theme) {
    const fit = fitted(scene, view);
    const changed = Object.keys(SPANS).filter((axis) => !alike(this.fit?.[SPANS[axis]], fit[SPANS[axis]]));
    for (const axis of changed) delete this.zoomed[axis];
    const fresh = changed.length > 0 || JSON.stringify(theme) !== JSON.stringify(this.theme);
    if (fresh) this.labels = LABEL_WIDTH * theme.size;
    Object.assign(this, { fit, theme, stale: true, clockwork: clockwork(fit, theme) });
    await this.#show();
  }

  /** Moves cursor and dots to a step; without Plotly. */
  clock(step) {
    this.step = Math.floor(step);
    if (this.frame) drawClock(this.layers.clear("clock"), this.chart._fullLayout, this.clockwork, this.step);
  }

  /** Takes the element's new size. */
  async resize() {
    this.size = null;
    if (this.fit) await this.#show();
  }

  destroy() {
    this.endWatch();
    this.Plotly.purge(this.chart);
  }

  #config() {
    const { Plotly, handlers } = this;
    const picture = { name: "Download picture (PNG)", icon: Plotly.Icons.camera, click: handlers.onPicture };
    const home = { name: "Reset axes", icon: Plotly.Icons.home, click: () => this.#reset() };
    const buttons = [["zoom2d", "pan2d"], ["zoomIn2d", "zoomOut2d", home]];
    if (handlers.onPicture) buttons.unshift([picture]);
    return { displaylogo: false, doubleClick: false, doubleClickDelay: 500, responsive: false, modeBarButtons: buttons };
  }

  async #show() {
    const { chart } = this;
    this.size ??= { width: chart.clientWidth, height: chart.clientHeight };
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
    const labels = labelWidth(chart._fullLayout, this.theme);
    if (labels > this.labels) {
      this.labels = labels;
      await this.#show();
      return;
    }
    this.#draw();
  }

  /** As little of Plotly as will do: nothing, new ranges, or all of it. */
  async #plot() {
    const { Plotly, chart, fit, theme, size, labels } = this;
    const dragmode = chart._fullLayout?.dragmode ?? "zoom";
    const ranges = this.#ranges();
    const layout = curvesLayout(fit, ranges, theme, { ...size, labels, dragmode });
    const frame = JSON.stringify(layout, (key, value) => (key === "range" ? undefined : value));
    const labelled = this.over || chart._hoverdata?.length > 0;
    if (frame !== this.frame || (labelled && this.stale)) {
      await Plotly.react(chart, labelled ? hoverTraces(fit) : NO_TRACES, layout, this.config);
      if (!this.frame) this.#listen();
      Object.assign(this, { frame, stale: !labelled });
      return;
    }
    const moved = Object.entries(ranges).filter(([axis, to]) => `${to}` !== `${chart._fullLayout[axis].range}`);
    const change = Object.fromEntries(moved.map(([axis, to]) => [`${axis}.range`, to]));
    if (moved.length) await Plotly.relayout(chart, change);
  }

  #ranges() {
    const axes = Object.entries(SPANS);
    return Object.fromEntries(axes.map(([axis, span]) => [axis, this.zoomed[axis] ?? axisRange(this.fit[span])]));
  }

  #listen() {
    this.chart.on("plotly_relayouting", () => this.#draw());
    this.chart.on("plotly_relayout", (change) => this.#rememberZoom(change));
    this.chart.on("plotly_doubleclick", () => this.#reset());
  }

  #draw() {
    const { chart, layers, fit, theme, size } = this;
    layers.fit({ left: 0, top: 0, ...size });
    drawCurves(layers.clear("curves"), chart._fullLayout, fit, theme.size);
    this.clock(this.step);
  }

  #visit(over) {
    this.over = over;
    if (over && this.fit && this.stale) this.#show();
  }

  #hover(x, y) {
    if (!this.frame) return;
    const { xaxis2, yaxis, yaxis2 } = this.chart._fullLayout;
    const [across, top, bottom] = [toPixels(xaxis2), yaxis._offset, yaxis2._offset + yaxis2._length];
    if (x < across.offset || x > across.offset + across.size || y < top || y > bottom) return;
    const step = Math.round(across.value(x)) - (this.fit.step.log ? 1 : 0);
    this.handlers.onHover(Math.min(Math.max(step, 0), this.fit.last));
  }

  #rememberZoom(change) {
    if (this.own) return;
    const changed = (axis) => Object.keys(change).some((key) => key.startsWith(`${axis}.range`));
    const across = changed("xaxis") || changed("xaxis2");
    const zoomed = Object.keys(SPANS).filter((axis) => changed(axis) || (across && SPANS[axis] === "step"));
    for (const axis of zoomed) this.zoomed[axis] = [...this.chart._fullLayout[axis].range];
    this.#show();
  }

  #reset() {
    this.zoomed = {};
    this.#show();
  }
}

/** Whether what was zoomed on one scale of values means the same on another. */
function alike(before, now) {
  return before?.log === now.log && before.title === now.title;
}
