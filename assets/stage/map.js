/** The map: contours of the function that Plotly draws once, and paths, dots and arrows on canvases over them. */

/** @import { Run, Scene, View } from "./payload.js" */
/** @import { PixelAxis } from "../kit/axes.js" */
/** @import { Theme } from "../kit/theme.js" */
/** @typedef {ReturnType<typeof trace>} RunPath */

import { drawField, drawVectors, arrowhead } from "./arrows.js";
import { toPixels } from "../kit/axes.js";
import { dashes, drawCross, haloed } from "../kit/canvas.js";
import { chartConfig } from "../kit/chart.js";
import { contourTrace } from "../kit/contour.js";
import { createLayers } from "../kit/layers.js";
import { lastSeen, stroke, trace, vertices } from "../kit/paths.js";
import { rowAt } from "../kit/rows.js";
import { shown } from "./scene.js";
import { landmarks, mapLayout } from "./maplayout.js";
import { Start } from "./start.js";
import { symbolPath } from "../kit/symbols.js";

const CELLS = 120;
const BEYOND = 0.15;
const SETTLED = 90;
const FIRST_EXITS = 3;

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
  listening = false;
  settling = 0;

  /**
   * @param {any} Plotly
   * @param {any} chart an empty element.
   * @param {{onStart: (point: number[]) => void, onPicture: () => void}} handlers onStart is told each place of the
   *   start, `[x, y]`; onPicture is what the mode bar's camera does.
   */
  constructor(Plotly, chart, handlers) {
    this.Plotly = Plotly;
    this.chart = chart;
    this.handlers = handlers;
    this.layers = createLayers(chart, ["still", "going", "clock"]);
    this.start = new Start(chart, () => this.axes(), handlers.onStart, () => this.#reset());
  }

  /**
   * Shows a scene; contours are computed anew only where function, window or theme changed.
   * @returns {Promise<void>} when it is painted.
   */
  async update(scene, view, theme) {
    const known = this.scene && JSON.stringify(this.scene.objective) === JSON.stringify(scene.objective);
    const sameTheme = this.theme && JSON.stringify(this.theme) === JSON.stringify(theme);
    this.scene = scene;
    this.view = view;
    this.theme = theme;
    if (!known || !sameTheme) await this.#contours(known);
    if (this.#gone) return;
    this.start.show(scene.start, scene.movable);
    this.#paint();
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
    this.#going();
    this.#dots();
  }

  async resize() {
    if (!this.scene) return;
    await this.Plotly.Plots.resize(this.chart);
    this.#paint();
  }

  destroy() {
    clearTimeout(this.settling);
    this.start.destroy();
    this.Plotly.purge(this.chart);
  }

  /** Whether the chart was taken down while something was waited for. */
  get #gone() {
    return !this.chart._fullLayout;
  }

  async #contours(keepsZoom) {
    const { formula, objective } = this.scene;
    const layout = this.chart._fullLayout;
    const ranges = keepsZoom ? [[...layout.xaxis.range], [...layout.yaxis.range]] : objective.window;
    const traces = [contourTrace(gridAround(formula, ranges), ranges, this.theme), ...landmarks(objective)];
    await this.Plotly.react(this.chart, traces, mapLayout(ranges, this.theme), this.#config());
    if (!this.listening) this.#listen();
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
    const [x, y] = this.scene.objective.window;
    this.Plotly.relayout(this.chart, { "xaxis.range": [...x], "yaxis.range": [...y] });
  }

  /** Contours of what is in view, once zooming has stopped. */
  #refineSoon() {
    this.#paint();
    clearTimeout(this.settling);
    this.settling = setTimeout(() => {
      const { xaxis, yaxis } = this.chart._fullLayout;
      const ranges = [xaxis.range, yaxis.range];
      const fresh = contourTrace(gridAround(this.scene.formula, ranges), ranges, this.theme);
      const { x, y, z, customdata, zmax, contours, colorbar } = fresh;
      const change = { x: [x], y: [y], z: [z], customdata: [customdata], zmax, contours, colorbar };
      this.Plotly.restyle(this.chart, change, [0]);
    }, SETTLED);
  }

  #paint() {
    if (!this.scene || this.#gone) return;
    const axes = this.axes();
    this.layers.fit(axes);
    this.start.place();
    this.runs = shown(this.scene, this.view);
    this.paths = this.runs.map((run) => trace(run, axes.x.pixel, axes.y.pixel, axes.width, axes.height));
    this.drawn = null;
    this.#still(axes);
    this.clock(this.step);
  }

  /** Everything that the clock does not move. */
  #still(axes) {
    const context = this.layers.clear("still");
    const { scene, view, theme, runs, paths } = this;
    if (view.field) drawField(context, scene.formula, axes, `rgba(${theme.dark ? "225,230,240" : "40,50,70"},0.5)`);
    context.globalAlpha = 0.28;
    runs.forEach((run, index) => {
      dress(context, run, theme);
      stroke(context, paths[index], 0, paths[index].x.length);
    });
    context.globalAlpha = 1;
    runs.forEach((run, index) => this.#exits(context, run, paths[index], axes));
    runs.forEach((run) => this.#divergence(context, run, axes));
  }

  /** Heads at the edge where a path leaves what is in view, with the step that did it. */
  #exits(context, run, path, axes) {
    const told = path.exits.filter((_, index, all) => index < FIRST_EXITS || index === all.length - 1);
    dress(context, run, this.theme);
    for (const { x, y, angle, row } of told) {
      arrowhead(context, x, y, angle, this.theme.large ? 17 : 12);
      const text = `step ${run.steps[row + 1]}`;
      const half = context.measureText(text).width / 2 + 4;
      const [textX, textY] = [x - 22 * Math.cos(angle), y - 22 * Math.sin(angle) - this.theme.size];
      haloed(context, text, within(textX, half, axes.width - half), within(textY, 9, axes.height - 9), this.theme);
    }
  }

  /** A cross where a diverging run leaves the window for good, with the step at which it diverged. */
  #divergence(context, run, axes) {
    if (run.crossStep === null) return;
    const [[left, right], [low, high]] = this.scene.objective.window;
    const box = [axes.x.pixel(left), axes.y.pixel(high), axes.x.pixel(right), axes.y.pixel(low)];
    const place = lastSeen(run, axes.x.pixel, axes.y.pixel, box);
    if (!place) return;
    dress(context, run, this.theme);
    drawCross(context, place[0], place[1], { arm: 6, width: 3, background: this.theme.background });
    const text = `✖ ${run.crossStep}`;
    const half = context.measureText(text).width / 2 + 4;
    const below = place[1] + (place[1] > axes.height - 30 ? -1 : 1) * (8 + this.theme.size);
    haloed(context, text, within(place[0], half, axes.width - half), below, this.theme);
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
    const chosen = this.runs.find(({ slot }) => slot === this.view.chosen) ?? this.runs[0];
    if (chosen) drawVectors(context, chosen, rowAt(chosen, this.step), this.view, this.scene.formula, axes, this.theme);
    context.setLineDash([]);
    for (const run of this.runs) {
      const row = rowAt(run, Math.min(this.step, run.finite));
      this.#dot(context, run, axes.x.pixel(run.x[row]), axes.y.pixel(run.y[row]), axes);
    }
  }

  #dot(context, run, x, y, axes) {
    if (!(x > -20 && y > -20 && x < axes.width + 20 && y < axes.height + 20)) return;
    const shape = new Path2D(symbolPath(run.symbol, this.theme.large ? 8 : 5.5));
    context.save();
    context.translate(x, y);
    Object.assign(context, { fillStyle: run.colour, strokeStyle: this.theme.background, lineWidth: 3.2 });
    context.stroke(shape);
    context.fill(shape);
    context.restore();
  }
}

/**
 * An axis whose pixels are counted from where it begins.
 * @param {PixelAxis} axis
 * @returns {PixelAxis}
 */
function inside({ size, offset, pixel, value }) {
  return { size, offset: 0, pixel: (place) => pixel(place) - offset, value: (place) => value(place + offset) };
}

function within(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}

/** A grid over what is in view and a little beyond, so that a pan shows no bare edge at once. */
function gridAround(formula, ranges) {
  const wider = ranges.map(([low, high]) => [low - BEYOND * (high - low), high + BEYOND * (high - low)]);
  const points = Math.round(CELLS * (1 + 2 * BEYOND)) + 1;
  return formula.grid(wider, points, points);
}

function dress(context, run, theme) {
  Object.assign(context, { strokeStyle: run.colour, fillStyle: run.colour, lineWidth: theme.large ? 4 : 2.4 });
  Object.assign(context, { lineJoin: "round", font: `${theme.size - 1}px ${theme.font}` });
  context.setLineDash(dashes(run.dash));
}
