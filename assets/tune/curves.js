/** Sensitivity curves: a measure against one setting, one curve per run. */

/** @import { Theme } from "../kit/theme.js" */

import { isInside } from "../kit/axes.js";
import { drawUpright, within } from "../kit/canvas.js";
import { number } from "../kit/format.js";
import { symbolPath } from "../kit/symbols.js";
import { Axis } from "./axis.js";
import { curveTraces } from "./curvetraces.js";
import { drawBand, drawCurve, drawDiverged, drawGood, drawInterval, drawLimitNames } from "./strokes.js";
import { drawMark, drawPoint, limitNames } from "./strokes.js";
import { drawnName, valueText } from "./heat.js";
import { upSpan } from "./spans.js";

const DIGITS = 5;
const SHORT = 3;

/** A measure against one setting. */
export class Curves {
  #hidden;

  /**
   * @param {any} picture from payload.js.
   * @param {any} view its `scale` and its `hidden` slots count.
   * @param {Theme} theme
   */
  constructor(picture, view, theme) {
    this.picture = picture;
    this.theme = theme;
    this.#hidden = view.hidden;
    this.across = new Axis(picture.axes[0]);
    this.count = this.across.count;
    const isShown = ({ slot }) => !view.hidden.includes(slot);
    this.runs = picture.runs.map((run, index) => this.#curve(run, index)).filter(isShown);
    this.good = picture.good.filter(isShown);
    this.marks = picture.marks.filter(isShown);
    this.span = upSpan(this.runs, view.scale, picture.measure.log, this.good.length);
  }

  /** Both axes, for `tuneLayout` of layout.js. */
  get fit() {
    const y = { title: drawnName(this.picture.measure), log: this.span.log, whole: false, range: this.span.range };
    return { x: this.across.span, y, bar: null, grid: true };
  }

  paint(context, plot) {
    const { theme } = this;
    within(context, plot, () => {
      for (const mark of this.marks) drawMark(context, plot, mark, this.colour(mark.slot));
      for (const run of this.runs) drawBand(context, plot, run, this.span);
      for (const run of this.runs) drawCurve(context, plot, theme, run, this.span);
      this.runs.forEach((run, row) => drawDiverged(context, plot, theme, run, row));
      this.good.forEach((good, index) => drawGood(context, plot, theme, good, this.colour(good.slot), index));
      for (const run of this.runs) this.#best(context, plot, run);
      drawLimitNames(context, plot, theme, this);
    });
  }

  /** The nearest point; −1 beside the plot. */
  cellAt(x, y, plot) {
    if (!isInside([x, y], plot) || !this.runs.length) return -1;
    const index = this.across.nearest(plot.x.value(x));
    const far = (run) => Math.abs(this.#height(run, index, plot) - y);
    const nearest = this.runs.reduce((best, run) => (far(run) < far(best) ? run : best));
    return nearest.index * this.count + index;
  }

  /** The cell so many values to the right; upwards is another run. */
  moved(cell, [right, upwards]) {
    const place = this.runs.indexOf(this.#runAt(cell)) - Math.sign(upwards);
    const run = this.runs[Math.min(Math.max(place, 0), this.runs.length - 1)];
    return run.index * this.count + this.across.moved(cell % this.count, right);
  }

  get first() {
    const [run] = this.runs;
    return run ? (run.best ?? run.index * this.count + (this.count >> 1)) : -1;
  }

  has(cell) {
    return cell >= 0 && this.#runAt(cell) !== undefined;
  }

  runOf(cell) {
    return this.picture.runs[Math.floor(cell / this.count)];
  }

  point(cell) {
    return [this.across.values[cell % this.count], this.picture.middle[cell]];
  }

  /** Where a point is on the chart. */
  pixel(cell, plot) {
    const run = this.#runAt(cell);
    const height = this.#height(run, cell % this.count, plot);
    return [plot.x.pixel(this.point(cell)[0]), Number.isFinite(height) ? height : plot.top];
  }

  /** What is to be swept again between two places in data: part of the axis. */
  stretch([from], [to]) {
    return { x: this.across.stretch(from, to), y: null };
  }

  words(cell) {
    const { middle, low, high, done, measure, band } = this.picture;
    const setting = [this.across.label, number(this.point(cell)[0], DIGITS)];
    const value = done[cell] ? valueText(middle[cell], measure) : "not computed yet";
    const rows = [setting, [drawnName(measure), value]];
    const { best, judged } = this.#runAt(cell) ?? {};
    const anew = judged && best === cell ? [["judged anew", judged.text]] : [];
    if (!low || !done[cell]) return [...rows, ...anew];
    return [...rows, [band, [low, high].map((edge) => valueText(edge[cell], measure, SHORT)).join(" to ")], ...anew];
  }

  hover(context, plot, cell) {
    const run = this.#runAt(cell);
    const x = plot.x.pixel(this.point(cell)[0]);
    drawUpright(context, x, plot.top, plot.bottom, this.theme.text, 0.6);
    if (!run || !this.picture.done[cell]) return;
    const y = this.#height(run, cell % this.count, plot);
    const shape = symbolPath(run.symbol, 0.5 * this.theme.size);
    if (Number.isFinite(y)) drawPoint(context, [x, y], shape, run.colour, this.theme);
  }

  /** All runs, hidden ones too, with what is said of each. */
  legend() {
    return this.picture.runs.map(({ slot, name, note, colour, dash, symbol }) => {
      return { slot, line: { colour, dash, symbol }, label: name, note, hidden: this.#hidden.includes(slot) };
    });
  }

  /** What the marks mean, where they occur. */
  get hint() {
    const { measure, low, band, hints } = this.picture;
    const diverged = this.runs.some(({ middle }) => middle.includes(Infinity));
    const has = (kind) => this.marks.some((mark) => mark.kind === kind);
    const parts = [
      [diverged, `▲ ${measure.infinite}`],
      [low !== null, `band: ${band}`],
      [has("best"), hints.best],
      [this.runs.some(({ judged }) => judged), "dot with a bar: the best by seeds that did not choose it, and 95 %"],
      [has("limit"), hints.limit],
      [this.good.length > 0, hints.good],
    ];
    return parts.filter(([there]) => there).map(([, text]) => text).join(" · ");
  }

  /** What a picture has, as Plotly traces. */
  traces(plot, context) {
    return curveTraces(this, plot, limitNames(context, plot, this.theme, this));
  }

  /** The run that is shown and has a cell. */
  #runAt(cell) {
    return this.runs.find(({ index }) => index === Math.floor(cell / this.count));
  }

  #curve(run, index) {
    const part = (column) => column?.subarray(index * this.count, (index + 1) * this.count) ?? null;
    const { middle, low, high, done, best, judged } = this.picture;
    const columns = { middle: part(middle), low: part(low), high: part(high), done: part(done) };
    const told = { best: best[index] ?? null, judged: judged[index] ?? null };
    return { ...run, ...columns, index, values: this.across.values, ...told };
  }

  /** A dot at the best value, where fresh seeds say it is if they have judged it, with what is sure of that. */
  #best(context, plot, run) {
    if (run.best === null) return;
    const { judged, colour } = run;
    const x = plot.x.pixel(this.point(run.best)[0]);
    if (judged?.low != null) {
      const [from, to] = [judged.low, judged.high ?? Infinity].map((end) => this.#level(end, plot));
      drawInterval(context, x, [from, to], colour, this.theme);
    }
    const value = judged ? (judged.value ?? Infinity) : run.middle[run.best % this.count];
    drawPoint(context, [x, this.#level(value, plot)], symbolPath("circle", 0.55 * this.theme.size), colour, this.theme);
  }

  /** Where a point of a run is; what diverged is at the upper edge. */
  #height(run, index, plot) {
    return this.#level(run.middle[index], plot);
  }

  /** Where a value is, at an edge of the plot where it lies beyond. */
  #level(value, { top, bottom, y }) {
    const height = this.span.log && value <= 0 ? bottom : y.pixel(value);
    return Number.isNaN(height) ? Infinity : Math.min(Math.max(height, top), bottom);
  }

  /** The colour of a slot. */
  colour(slot) {
    return this.picture.runs.find((run) => run.slot === slot)?.colour ?? this.theme.text;
  }
}
