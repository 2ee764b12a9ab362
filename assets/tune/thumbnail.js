/** One path, small, over the function that it runs on. */

/** @import { Theme } from "../kit/theme.js" */

import { drawShape } from "../kit/canvas.js";
import { levelsOf, ranksOf } from "../kit/contour.js";
import { element } from "../kit/dom.js";
import { compile } from "../kit/formula.js";
import { stroke, trace } from "../kit/paths.js";
import { symbolPath } from "../kit/symbols.js";

/**
 * @typedef {{ x: Float64Array, y: Float64Array, window: [number[], number[]], program: any, lowest: number[][],
 *   diverged: boolean }} Path a pen that is lifted is NaN.
 */

const [WIDTH, HEIGHT] = [216, 148];
const [COLUMNS, ROWS] = [54, 37];
const SLATE = { light: [70, 100, 140], dark: [120, 150, 190] };

/**
 * Draws a thumbnail.
 * @param {Path} path
 * @param {string} colour of the run.
 * @param {Theme} theme
 * @returns {HTMLCanvasElement}
 */
export function thumbnail(path, colour, theme) {
  const ratio = window.devicePixelRatio || 1;
  const canvas = element("canvas", { width: Math.round(WIDTH * ratio), height: Math.round(HEIGHT * ratio) });
  canvas.setAttribute("aria-hidden", "true");
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, WIDTH, HEIGHT);
  context.drawImage(relief(path, theme.dark), 0, 0, WIDTH, HEIGHT);
  drawPath(context, path, colour, theme);
  return canvas;
}

/** The function in shades, low parts light. */
function relief({ program, window: ends }, dark) {
  const { values } = compile(program).grid(ends, COLUMNS, ROWS);
  const levels = levelsOf(values);
  const canvas = element("canvas", { width: COLUMNS, height: ROWS });
  const context = canvas.getContext("2d");
  const image = context.createImageData(COLUMNS, ROWS);
  const slate = dark ? SLATE.dark : SLATE.light;
  values.forEach((row, j) => {
    ranksOf(row, levels).forEach((rank, i) => {
      const alpha = Number.isNaN(rank) ? 0 : 255 * (0.02 + 0.5 * (rank / (levels.length - 1)));
      image.data.set([...slate, alpha], 4 * ((ROWS - 1 - j) * COLUMNS + i));
    });
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

function drawPath(context, { x, y, window: [across, up], lowest, diverged }, colour, theme) {
  const toX = (value) => (WIDTH * (value - across[0])) / (across[1] - across[0]);
  const toY = (value) => HEIGHT * (1 - (value - up[0]) / (up[1] - up[0]));
  const star = new Path2D(symbolPath("star", lowest.length > 4 ? 2.2 : 4));
  Object.assign(context, { strokeStyle: "#333333", lineWidth: 1, lineJoin: "round" });
  for (const [left, top] of lowest) drawShape(context, toX(left), toY(top), star, "#ffd23f");
  for (const [from, to] of pieces(x)) {
    const line = trace({ x: x.subarray(from, to), y: y.subarray(from, to) }, toX, toY, WIDTH, HEIGHT);
    Object.assign(context, { strokeStyle: colour, lineWidth: 1.8 });
    stroke(context, line, 0, line.x.length);
  }
  Object.assign(context, { strokeStyle: "#333333", lineWidth: 1.4 });
  drawShape(context, toX(x[0]), toY(y[0]), new Path2D(symbolPath("circle", 3.4)), "#ffffff");
  const last = x.findLastIndex((value) => !Number.isNaN(value));
  if (diverged || last < 0) return;
  Object.assign(context, { strokeStyle: theme.background, lineWidth: 1.4 });
  drawShape(context, toX(x[last]), toY(y[last]), new Path2D(symbolPath("circle", 3.8)), colour);
}

/** The stretches of a path between which the pen is lifted. */
function pieces(x) {
  const found = [];
  let from = 0;
  for (let row = 0; row <= x.length; row += 1) {
    if (row < x.length && !Number.isNaN(x[row])) continue;
    if (row > from) found.push([from, row]);
    from = row + 1;
  }
  return found;
}
