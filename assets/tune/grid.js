/** What heat maps and basins have in common: cells over two axes. */

import { within } from "../kit/canvas.js";
import { number } from "../kit/format.js";
import { Axis } from "./axis.js";
import { paintCells, standIns } from "./cells.js";
import { outlined } from "./drawing.js";

const DIGITS = 4;
const SMALL = 10;

/** A picture of cells over two axes, of one run at a time. */
export class Grid {
  /**
   * @param {object} picture from payload.js.
   * @param {object} view its `chosen` slot counts.
   * @param {object} theme
   */
  constructor(picture, view, theme) {
    const [across, up] = picture.axes.map((axis) => new Axis(axis));
    const run = Math.max(0, picture.runs.findIndex(({ slot }) => slot === view.chosen));
    const size = across.count * up.count;
    Object.assign(this, { picture, view, theme, across, up, run, size, from: run * size });
    this.shown = standIns(picture.done, this.from, across, up);
  }

  /** Both axes, for `tuneLayout` of layout.js; a bar of colours where there is one. */
  get fit() {
    const span = ({ label, log, whole, range }) => ({ title: label, log, whole, range, also: range });
    return { x: span(this.across), y: span(this.up), bar: null, grid: false };
  }

  /** Draws everything that stays while somebody looks around. */
  paint(context, plot) {
    this.cells(context, plot);
    within(context, plot, () => this.overlay(context, plot));
  }

  /** Draws the cells alone. */
  cells(context, plot) {
    this.tones ??= this.colours();
    paintCells(context, plot, this, this.tones);
  }

  /** The cell at a place of the chart; −1 beside all of them. */
  cellAt(x, y, plot) {
    const [i, j] = [this.across.at(plot.x.value(x)), this.up.at(plot.y.value(y))];
    return i < 0 || j < 0 ? -1 : this.number(i, j);
  }

  /** The cell so many cells to the right and upwards, at most at the edge. */
  moved(cell, [right, upwards]) {
    const [i, j] = this.indices(cell);
    const bounded = (index, { count }) => Math.min(Math.max(index, 0), count - 1);
    return this.number(bounded(i + right, this.across), bounded(j + upwards, this.up));
  }

  /** Where the keyboard begins. */
  get first() {
    return this.picture.best?.[this.run] ?? this.number(this.across.count >> 1, this.up.count >> 1);
  }

  /** Whether a cell is of what is shown. */
  has(cell) {
    return cell >= this.from && cell < this.from + this.size;
  }

  /** The run that a cell is of. */
  runOf() {
    return this.picture.runs[this.run];
  }

  /** The middle of a cell in data. */
  point(cell) {
    const [i, j] = this.indices(cell);
    return [this.across.values[i], this.up.values[j]];
  }

  /** Where a cell is on the chart. */
  pixel(cell, plot) {
    const [x, y] = this.point(cell);
    return [plot.x.pixel(x), plot.y.pixel(y)];
  }

  /** What shall be swept again between two places in data. */
  stretch(from, to) {
    const between = (axis, at) => {
      const bounded = [from[at], to[at]].map((value) => Math.min(Math.max(value, axis.range[0]), axis.range[1]));
      return bounded.sort((one, other) => one - other);
    };
    return { x: between(this.across, 0), y: between(this.up, 1) };
  }

  /** A cell's settings and what came of it, as pairs of texts. */
  words(cell) {
    const point = this.point(cell);
    const settings = [this.across, this.up].map(({ label }, at) => [label, number(point[at], DIGITS)]);
    return [...settings, ...this.outcome(cell)];
  }

  /** Draws the crosshair. */
  hover(context, plot, cell) {
    const [i, j] = this.indices(cell);
    const ends = ({ edges }, mapping, index) => edges.slice(index, index + 2).map((edge) => mapping.pixel(edge));
    const [left, right] = ends(this.across, plot.x, i);
    const [bottom, top] = ends(this.up, plot.y, j);
    within(context, plot, () => {
      const lines = new Path2D();
      const [x, y] = [(left + right) / 2, (top + bottom) / 2];
      const [halfX, halfY] = [right - left, bottom - top].map((side) => Math.max(side, SMALL) / 2);
      for (const [from, to] of [[plot.left, x - halfX], [x + halfX, plot.right]]) lines.rect(from, y, to - from, 0);
      for (const [from, to] of [[plot.top, y - halfY], [y + halfY, plot.bottom]]) lines.rect(x, from, 0, to - from);
      lines.rect(x - halfX, y - halfY, 2 * halfX, 2 * halfY);
      outlined(context, lines, "#ffffff", 1);
    });
  }

  indices(cell) {
    const local = cell - this.from;
    return [Math.floor(local / this.up.count), local % this.up.count];
  }

  number(i, j) {
    return this.from + i * this.up.count + j;
  }
}
