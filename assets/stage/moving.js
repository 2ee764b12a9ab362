/** A function that moves, while the clock does: contours and marks on a canvas, in the look of those that Plotly draws. */

/** @import { PlotAxes } from "./map.js" */
/** @import { Scene } from "./payload.js" */
/** @import { Theme } from "../kit/theme.js" */

import { CALM, flashes } from "./calm.js";
import { inks, ranksOf } from "../kit/contour.js";
import { landmarks } from "./maplayout.js";
import { marksAt } from "./scene.js";
import { symbolPath } from "../kit/symbols.js";

const CELLS = 72;
const RESTS = 200;
const PLOTLYS_STAR = 0.857;

/** The pictures of a moving clock, and when it has come to rest. */
export class Film {
  #image = document.createElement("canvas");
  /** @type {Float64Array[]} where the last picture stands among the levels. */
  #ranks = [];
  #calm = 0;
  #resting = 0;

  /**
   * @param {() => CanvasRenderingContext2D} blank gives an empty canvas.
   * @param {() => void} hide takes it out of sight.
   * @param {() => void} onRest is called once the clock has stood for a moment.
   */
  constructor(blank, hide, onRest) {
    this.blank = blank;
    this.hide = hide;
    this.onRest = onRest;
    /** The step of the picture that is to be seen; −1 where there is none. */
    this.step = -1;
  }

  /**
   * Shows a step, unless the picture before must stay for a while.
   * @param {Scene} scene
   * @param {number[][]} ranges of x and y that are in view.
   * @param {number} step
   * @param {number[]} levels
   * @param {PlotAxes} axes
   * @param {Theme} theme
   */
  show(scene, ranges, step, levels, axes, theme) {
    const now = performance.now();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(this.onRest, Math.max(RESTS, this.#calm - now));
    if (now < this.#calm) return;
    const { x, y, values } = scene.formula.grid(ranges, CELLS + 1, CELLS + 1, step);
    const ranks = values.map((row) => ranksOf(row, levels));
    if (flashes(this.#ranks, ranks, levels)) this.#calm = now + CALM;
    this.#ranks = ranks;
    this.step = step;
    const context = this.blank();
    context.fillStyle = theme.background;
    context.fillRect(0, 0, axes.width, axes.height);
    const [xs, ys] = [Array.from(x, axes.x.pixel), Array.from(y, axes.y.pixel)];
    shade(context, this.#image, ranks, levels.length - 1, xs, ys, theme);
    outline(context, ranks, xs, ys, theme);
    for (const marks of landmarks(marksAt(scene, step))) mark(context, marks, axes);
  }

  /** Leaves the place to Plotly's picture. */
  end() {
    clearTimeout(this.#resting);
    this.hide();
    this.step = -1;
  }
}

/** Fills the cells: one pixel of an image for each place of the grid, drawn large. */
function shade(context, image, ranks, highest, xs, ys, theme) {
  const { slate, least, most } = inks(theme.dark);
  const [columns, rows] = [xs.length, ys.length];
  Object.assign(image, { width: columns, height: rows });
  const pixels = new ImageData(columns, rows);
  ranks.forEach((row, j) =>
    row.forEach((rank, i) => {
      const opacity = Number.isNaN(rank) ? 0 : least + ((most - least) * rank) / highest;
      pixels.data.set([...slate, 255 * opacity], 4 * ((rows - 1 - j) * columns + i));
    }),
  );
  image.getContext("2d").putImageData(pixels, 0, 0);
  const [width, height] = [(xs.at(-1) - xs[0]) / (columns - 1), (ys[0] - ys.at(-1)) / (rows - 1)];
  context.drawImage(image, xs[0] - width / 2, ys.at(-1) - height / 2, columns * width, rows * height);
}

/** Lines where the rank is whole, cell by cell. */
function outline(context, ranks, xs, ys, theme) {
  const line = new Path2D();
  for (let j = 0; j + 1 < ys.length; j++) {
    for (let i = 0; i + 1 < xs.length; i++) {
      const corners = [ranks[j][i], ranks[j][i + 1], ranks[j + 1][i + 1], ranks[j + 1][i]];
      const highest = Math.max(...corners);
      for (let level = Math.floor(Math.min(...corners)); level < highest; level++) {
        cross(line, corners, level, [xs[i], xs[i + 1], xs[i + 1], xs[i]], [ys[j], ys[j], ys[j + 1], ys[j + 1]]);
      }
    }
  }
  context.setLineDash([]);
  Object.assign(context, { lineWidth: 0.6, strokeStyle: inks(theme.dark).line });
  context.stroke(line);
}

/** One level's lines through a cell, whose corners go round. */
function cross(line, corners, level, xs, ys) {
  let joined = false;
  for (let from = 0; from < 4; from++) {
    const to = (from + 1) % 4;
    if (corners[from] > level === corners[to] > level) continue;
    const share = (level - corners[from]) / (corners[to] - corners[from]);
    const [x, y] = [xs[from] + share * (xs[to] - xs[from]), ys[from] + share * (ys[to] - ys[from])];
    line[joined ? "lineTo" : "moveTo"](x, y);
    joined = !joined;
  }
}

/** The marks of one kind. */
function mark(context, { x, y, marker }, axes) {
  const { color, symbol, size, line } = marker;
  const half = size / 2;
  const cross = `M${half},${half}L${-half},${-half}M${half},${-half}L${-half},${half}`;
  const shape = new Path2D(symbol === "x-thin" ? cross : symbolPath(symbol, PLOTLYS_STAR * half));
  Object.assign(context, { fillStyle: color, strokeStyle: line.color, lineWidth: line.width });
  x.forEach((place, index) => {
    const [across, down] = [axes.x.pixel(place), axes.y.pixel(y[index])];
    context.translate(across, down);
    context.fill(shape);
    context.stroke(shape);
    context.translate(-across, -down);
  });
}
