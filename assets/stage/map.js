/** The map: contours of the function, drawn by Plotly, and paths, dots and arrows on canvases over them. */

/** @import { Run, Scene, View } from "./payload.js" */
/** @import { PixelAxis } from "../kit/axes.js" */
/** @import { Theme } from "../kit/theme.js" */
/** @typedef {ReturnType<typeof trace>} RunPath */

import { drawField, drawVectors } from "./arrows.js";
import { inside, toPixels } from "../kit/axes.js";
import { chartConfig } from "../kit/chart.js";
import { createLayers } from "../kit/layers.js";
import { Crowd } from "./crowd.js";
import { stroke, strokeWhole, trace, vertices } from "../kit/paths.js";
import { rowAt } from "../kit/rows.js";
import { Film } from "./moving.js";
import { Fingers } from "./fingers.js";
import { Ground } from "./ground.js";
import { mapLayout } from "./maplayout.js";
import { rangesOf, zoomOf } from "./mapzoom.js";
import { dress, drawBox, drawDivergence, drawDot, drawExits } from "./mapmarks.js";
import { chosenOf, shown, stopped } from "./scene.js";
import { Start } from "./start.js";

const SETTLED = 90;
const ROOM = 30;

/**
 * Where the plot is and what lies where on it. Pixels are counted from the plot's own upper left corner.
 * @typedef {object} PlotAxes
 * @property {PixelAxis} x
 * @property {PixelAxis} y
 * @property {number} width in pixels.
 * @property {number} height in pixels.
 * @property {number} scaleX pixels a unit of x.
 * @property {number} scaleY pixels a unit of y.
 * @property {number} left edge in the chart, in pixels.
 * @property {number} top edge in the chart, in pixels.
 */

/** The map of a function with the paths of its runs. */
export class FunctionMap {
  step = 0;
  /** @type {Scene|null} */
  scene = null;
  /** @type {View|null} */
  view = null;
  /** @type {Theme|null} */
  theme = null;
  /** @type {Run[]} those that are drawn. */
  runs = [];
  /** @type {RunPath[]} one a run, in pixels. */
  paths = [];
  /** @type {number[]|null} how many vertices of each path the clock has passed; null where none is drawn. */
  drawn = [];
  /** Whether the scale of heights is shown. */
  barred = true;
  /** What of the function was in view when that was last said, as the view says it. */
  zoom = "[]";
  listening = false;
  /** @type {number[][]|null} the ranges of x and y that fingers have asked for. */
  wanted = null;
  settling = 0;
  ground = new Ground();

  /**
   * @param {any} Plotly
   * @param {any} chart an empty element.
   * @param {{onStart: (point: number[], held: boolean) => void, onRelease: () => void,
   *   onZoom: (zoom: number[][]) => void, onPicture: () => void}} handlers onStart is told each place of the start,
   *   `[x, y]`, and whether a hand still holds it; onRelease is called when that lets go; onZoom what is in view, as the view keeps it; onPicture is
   *   what the mode bar's camera does.
   */
  constructor(Plotly, chart, handlers) {
    this.Plotly = Plotly;
    this.chart = chart;
    this.handlers = handlers;
    this.layers = createLayers(chart, ["film", "still", Crowd.LAYERS[0], "going", Crowd.LAYERS[1], "clock"]);
    this.crowd = new Crowd(this.layers);
    this.film = new Film(() => this.layers.clear("film"), () => this.layers.hide("film"), () => this.#settle());
    this.start = new Start(chart, () => this.axes(), {
      onMove: handlers.onStart,
      onRelease: handlers.onRelease,
      onDouble: (isFinger) => this.#twice(isFinger),
    });
    this.fingers = new Fingers(chart, () => this.axes(), {
      onMove: (ranges) => this.#move(ranges),
      onTwice: (second) => this.start.takeBack(second),
    });
  }

  /**
   * Shows a scene; contours are computed anew only where function, window or theme changed.
   * @param {Scene} scene
   * @param {View} view
   * @param {Theme} theme
   * @param {boolean} moving whether a hand moves what is shown: then what the paths up to the clock cover is left out.
   * @returns {Promise<void>} when it is painted.
   */
  async update(scene, view, theme, moving = false) {
    const known = isAlike(this.scene?.objective, scene.objective);
    const sameTheme = isAlike(this.theme, theme);
    const rescaled = scene.formula.moves && this.scene?.steps !== scene.steps;
    const zoomed = JSON.stringify(view.zoom) !== this.zoom;
    this.scene = scene;
    this.view = view;
    this.theme = theme;
    if (!known && !zoomed) this.#keep([]);
    this.zoom = JSON.stringify(view.zoom);
    if (!known || !sameTheme || rescaled) await this.#contours(known && !zoomed);
    else if (zoomed) await this.#show(rangesOf(view.zoom, scene.objective.window));
    await this.resize(); // it may have another size than when its contours were asked for
    if (this.#gone) return;
    this.start.show(scene.start, scene.movable);
    this.#paint(moving);
  }

  /** @returns {PlotAxes} valid until Plotly draws its axes anew. */
  axes() {
    const { xaxis, yaxis } = this.chart._fullLayout;
    const [x, y] = [inside(toPixels(xaxis)), inside(toPixels(yaxis))];
    const [width, height] = [x.size, y.size];
    const scaleX = width / (x.value(width) - x.value(0));
    const scaleY = height / (y.value(0) - y.value(height));
    return { x, y, width, height, scaleX, scaleY, left: xaxis._offset, top: yaxis._offset };
  }

  /** Moves the dots to a step; paths up to there are drawn full. */
  clock(step) {
    this.step = step;
    this.crowd.clock(step);
    this.#going();
    this.#dots();
    this.#follow();
  }

  async resize() {
    if (!this.scene || this.#gone || this.#fits) return;
    await this.Plotly.Plots.resize(this.chart);
    if (this.#gone) return;
    if (this.barred !== this.#hasRoom) await this.#contours(true);
    this.#paint();
  }

  destroy() {
    clearTimeout(this.settling);
    this.film.end();
    this.start.destroy();
    this.fingers.destroy();
    this.Plotly.purge(this.chart);
  }

  /** Whether the chart was taken down while something was waited for. */
  get #gone() {
    return !this.chart._fullLayout;
  }

  /** Whether Plotly has drawn it in the size that it has, or it has none. */
  get #fits() {
    const { width, height } = this.chart._fullLayout;
    return !this.chart.clientWidth || Math.abs(width - this.chart.clientWidth) < 1 && Math.abs(height - this.chart.clientHeight) < 1;
  }

  /** Whether the map is wide enough for a scale of heights beside it. */
  get #hasRoom() {
    return this.chart.clientWidth >= ROOM * this.theme.size;
  }

  async #contours(keepsZoom) {
    const ranges = keepsZoom ? this.#ranges : rangesOf(this.view.zoom, this.scene.objective.window);
    this.barred = this.#hasRoom;
    const [contours, ...marks] = this.ground.traces(this.scene, ranges, this.step, this.theme);
    const arrangement = mapLayout(ranges, this.theme, this.barred);
    const traces = [{ ...contours, showscale: this.barred }, ...marks];
    await this.Plotly.react(this.chart, traces, arrangement, this.#config());
    if (!this.listening) this.#listen();
  }

  /** The ranges of x and y that are in view. */
  get #ranges() {
    const { xaxis, yaxis } = this.chart._fullLayout;
    return [[...xaxis.range], [...yaxis.range]];
  }

  /** Whether the function of another step is seen than that under the clock. */
  get isBehind() {
    return this.ground.isBehind(this.scene, this.step) && this.film.step !== this.step;
  }

  /** Shows a function that moves as it is at the step under the clock: on film, until the clock has come to rest. */
  #follow() {
    if (!this.ground.isBehind(this.scene, this.step)) return this.film.end();
    const [axes, ranges] = [this.axes(), this.#ranges];
    this.film.show(this.scene, ranges, this.step, this.ground.levels(this.scene, ranges), axes, this.theme);
    if (this.view.field) this.#still(axes);
  }

  /** Has Plotly draw the step under the clock, which stands. */
  async #settle() {
    if (this.#gone) return;
    const change = this.ground.change(this.scene, this.#ranges, this.step, this.theme);
    if (change) await this.Plotly.restyle(this.chart, change, [...change.z.keys()]);
    if (!this.#gone) this.#follow();
  }

  #config() {
    const handlers = { onPicture: this.handlers.onPicture, onReset: () => this.#reset() };
    return { ...chartConfig(this.Plotly, handlers), scrollZoom: true };
  }

  #listen() {
    this.listening = true;
    this.chart.on("plotly_relayouting", () => this.#paint());
    this.chart.on("plotly_afterplot", () => this.#paint());
    this.chart.on("plotly_relayout", () => this.#refineSoon());
  }

  #reset() {
    this.#show(this.scene.objective.window);
  }

  /** @param {number[][]} ranges of x and y. */
  async #show([x, y]) {
    await this.Plotly.relayout(this.chart, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }

  /** Two clicks show all of the map; two touches have it move with the finger. */
  #twice(isFinger) {
    if (isFinger) this.fingers.hold();
    else this.#reset();
  }

  /** Shows other ranges as soon as Plotly has drawn those before. */
  async #move(ranges) {
    const busy = this.wanted !== null;
    this.wanted = ranges;
    if (busy) return;
    while (this.wanted && !this.#gone) {
      const next = this.wanted;
      await this.#show(next);
      if (this.wanted === next) this.wanted = null;
    }
  }

  /** Has the view keep what is in view; another function is seen as a whole. */
  #keep(zoom) {
    const text = JSON.stringify(zoom);
    if (text === this.zoom) return;
    this.zoom = text;
    this.handlers.onZoom(zoom);
  }

  /** Contours of what is in view, once zooming has stopped. */
  #refineSoon() {
    this.#paint();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const ranges = this.#ranges;
      const fresh = this.ground.contours(this.scene, ranges, this.theme);
      const { x, y, z, customdata, zmax, contours, colorbar } = fresh;
      const change = { x: [x], y: [y], z: [z], customdata: [customdata], zmax, contours, colorbar };
      this.Plotly.restyle(this.chart, change, [0]);
      this.#keep(zoomOf(ranges, this.scene.objective.window));
    }, SETTLED);
  }

  #paint(moving = false) {
    if (!this.scene || this.#gone) return;
    const axes = this.axes();
    this.layers.fit(axes);
    this.start.place();
    this.runs = shown(this.scene, this.view);
    this.paths = this.runs.map((run) => trace(run, axes.x.pixel, axes.y.pixel, axes.width, axes.height));
    this.drawn = null;
    this.#still(axes, moving);
    this.crowd.fit(axes, this.theme);
    this.clock(this.step);
  }

  /** Everything that the clock does not move. */
  #still(axes, moving = false) {
    const context = this.layers.clear("still");
    const { scene, view, theme, runs, paths } = this;
    const faint = `rgba(${theme.dark ? "225,230,240" : "40,50,70"},0.5)`;
    if (view.field) drawField(context, scene.formula, axes, faint, this.step);
    if (scene.box) drawBox(context, scene.box, axes, theme);
    if (view.hide_future) return;
    context.globalAlpha = 0.28;
    runs.forEach((run, index) => {
      dress(context, run, theme);
      const covered = moving ? vertices(paths[index], rowAt(run, this.step)) : 0;
      strokeWhole(context, paths[index], covered, paths[index].x.length);
    });
    context.globalAlpha = 1;
    this.#ends(context, axes, Infinity);
  }

  /** Where paths leave what is in view and where runs diverge, up to a step. */
  #ends(context, axes, step) {
    const { window } = this.scene.objective;
    this.runs.forEach((run, index) => drawExits(context, run, this.paths[index].exits, axes, step, this.theme));
    for (const run of this.runs) drawDivergence(context, stopped(run, step), window, axes, this.theme);
  }

  /** The paths up to the clock; going forwards only what is new is added. */
  #going() {
    const rows = this.runs.map((run) => rowAt(run, this.step));
    const ends = this.paths.map((path, index) => vertices(path, rows[index]));
    const onwards = this.drawn !== null && ends.every((end, index) => end >= this.drawn[index]);
    const context = onwards ? this.layers.context("going") : this.layers.clear("going");
    this.runs.forEach((run, index) => {
      dress(context, run, this.theme);
      stroke(context, this.paths[index], onwards ? this.drawn[index] : 0, ends[index]);
    });
    this.drawn = ends;
  }

  #dots() {
    const context = this.layers.clear("clock");
    const axes = this.axes();
    if (this.view.hide_future) this.#ends(context, axes, this.step);
    const chosen = chosenOf(this.runs, this.view);
    if (chosen) drawVectors(context, chosen, rowAt(chosen, this.step), this.view, this.scene.formula, axes, this.theme);
    context.setLineDash([]);
    for (const run of this.runs) {
      const row = rowAt(run, Math.min(this.step, run.finite));
      drawDot(context, run, axes.x.pixel(run.x[row]), axes.y.pixel(run.y[row]), axes, this.theme);
    }
  }
}

/** Whether two things are the same, or say the same. */
function isAlike(one, other) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}
