/** What heat maps and basins have in common: cells over two axes. */

/** @import { Theme } from "../kit/theme.js" */

import { within } from "../kit/canvas.js";
import { Axis } from "./axis.js";
import { paintCells, standIns } from "./cells.js";
import { outlined } from "./drawing.js";

const DIGITS = 4;
const SMALL = 10;

/** A picture of cells over two axes, of one run at a time. */
export class Grid {
  /** The two tones of each cell, once they are needed. */
  #tones = null;

  /**
   * @param {any} picture from payload.js.
   * @param {any} view its `chosen` slot counts.
   * @param {Theme} theme
   */
  constructor(picture, view, theme) {
    this.picture = picture;
    this.theme = theme;
    this.across = new Axis(picture.axes[0]);
    this.up = new Axis(picture.axes[1]);
    this.size = this.across.count * this.up.count;
    this.run = Math.max(0, picture.runs.findIndex(({ slot }) => slot === view.chosen));
    this.from = this.run * this.size;
    this.shown = standIns(picture.done, this.from, this.across, this.up);
  }

  /**
   * What colours cells.
   * @returns {(cell: number) => number|number[]} a colour as `packedColour` gives it, or two that take turns; nothing is
   *   known of −1.
   */
  colouring() {
    return () => 0;
  }

  /** Draws what lies over the cells. @type {(context: CanvasRenderingContext2D, plot: any) => void} */
  overlay() {}

  /** What came of a cell, as pairs of texts. @type {(cell: number) => string[][]} */
  outcome() {
    return [];
  }

  /** Both axes, for `tuneLayout` of layout.js; a bar of colours where there is one. */
  get fit() {
    return { x: this.across.span, y: this.up.span, bar: null, grid: false };
  }

  /** Draws everything that stays while somebody looks around. */
  paint(context, plot) {
    this.cells(context, plot);
    within(context, plot, () => this.overlay(context, plot));
  }

  /** Draws the cells alone. */
  cells(context, plot) {
    this.#tones ??= this.#colours();
    paintCells(context, plot, this, this.#tones);
  }

  /** The cell at a place of the chart; −1 beside all of them. */
  cellAt(x, y, plot) {
    const [i, j] = [this.across.at(plot.x.value(x)), this.up.at(plot.y.value(y))];
    return i < 0 || j < 0 ? -1 : this.number(i, j);
  }

  /** The cell so many cells to the right and upwards, at most at the edge. */
  moved(cell, [right, upwards]) {
    const [i, j] = this.indices(cell);
    return this.number(this.across.moved(i, right), this.up.moved(j, upwards));
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

  /** What is to be swept again between two places in data. */
  stretch(from, to) {
    return { x: this.across.stretch(from[0], to[0]), y: this.up.stretch(from[1], to[1]) };
  }

  /** A cell's settings and what came of it, as pairs of texts. */
  words(cell) {
    const indices = this.indices(cell);
    const settings = [this.across, this.up].map((axis, at) => [axis.label, axis.text(indices[at], DIGITS)]);
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

  #colours() {
    const colour = this.colouring();
    const tones = { first: new Uint32Array(this.size), second: new Uint32Array(this.size) };
    this.shown.forEach((cell, at) => {
      const tone = colour(cell);
      const [first, second] = typeof tone === "number" ? [tone, tone] : tone;
      tones.first[at] = first;
      tones.second[at] = second;
    });
    return tones;
  }
}
