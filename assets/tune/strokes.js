/** What curves are made of: lines, bands, brackets, and marks on a canvas. */

/** @import { Theme } from "../kit/theme.js" */

import { dashes, drawShape, polyline } from "../kit/canvas.js";
import { symbolPath } from "../kit/symbols.js";
import { labelled } from "./drawing.js";
import { namePlaces } from "./names.js";

const FAR = 1e5;
const FEW = 80;
const NAMED = 4;
/** From one row of triangles to the next, in sizes of the type. */
const DIVERGED_ROW = 0.576;

/** The places of the computed points of a column: [x, y], y null where a curve breaks. */
function places(run, column, plot, log) {
  const found = [];
  for (let index = 0; index < column.length; index += 1) {
    if (!run.done[index]) continue;
    const value = column[index];
    const height = log && value <= 0 ? FAR : Math.min(Math.max(plot.y.pixel(value), -FAR), FAR);
    found.push([plot.x.pixel(run.values[index]), Number.isFinite(value) ? height : null, index]);
  }
  return found;
}

/**
 * A run's line through its medians, with dots where they are few.
 * @param {CanvasRenderingContext2D} context
 * @param {any} plot from `plot` of frame.js.
 * @param {Theme} theme
 * @param {any} run
 * @param {{ log: boolean }} span of the vertical axis.
 */
export function drawCurve(context, plot, theme, run, span) {
  const width = Math.max(2, theme.size / 6);
  const points = places(run, run.middle, plot, span.log);
  Object.assign(context, { strokeStyle: run.colour, fillStyle: run.colour, lineWidth: width, lineJoin: "round" });
  context.setLineDash(dashes(run.dash));
  context.stroke(polyline(points.map((point) => (point[1] === null ? null : point))));
  context.setLineDash([]);
  if (points.length > FEW) return;
  const shape = new Path2D(symbolPath(run.symbol, 1.3 * width));
  for (const [x, y] of points.filter(([, height]) => height !== null)) at(context, [x, y], () => context.fill(shape));
}

/** The band between a run's quantiles; what diverged is above everything. */
export function drawBand(context, plot, run, span) {
  if (!run.low) return;
  const above = ([x, y, index]) => [x, run.high[index] === Infinity ? -FAR : y];
  const upper = places(run, run.high, plot, span.log).map(above);
  const lower = places(run, run.low, plot, span.log);
  Object.assign(context, { fillStyle: run.colour, globalAlpha: 0.18 });
  context.beginPath();
  for (let from = 0; from < lower.length; from += 1) {
    let end = from;
    while (end < lower.length && lower[end][1] !== null && upper[end][1] !== null) end += 1;
    const outline = [...upper.slice(from, end), ...lower.slice(from, end).reverse()];
    outline.forEach(([x, y], index) => context[index ? "lineTo" : "moveTo"](x, y));
    from = Math.max(from, end);
  }
  context.fill();
  context.globalAlpha = 1;
}

/** Triangles at the upper edge where a run diverged, each run's in a row of its own. */
export function drawDiverged(context, plot, theme, run, row) {
  const radius = 0.36 * theme.size;
  const y = plot.top + 2 + radius + DIVERGED_ROW * row * theme.size;
  const shape = new Path2D(symbolPath("triangle-up", radius));
  Object.assign(context, { strokeStyle: theme.background, lineWidth: 1 });
  for (let index = 0; index < run.values.length; index += 1) {
    if (run.middle[index] !== Infinity) continue;
    drawShape(context, plot.x.pixel(run.values[index]), y, shape, run.colour);
  }
}

/** A vertical line, a limit's broken, a best value's dotted. */
export function drawMark(context, plot, { x, kind }, colour) {
  const left = plot.x.pixel(x);
  Object.assign(context, { strokeStyle: colour, lineWidth: kind === "limit" ? 1.8 : 1.2 });
  context.setLineDash(kind === "limit" ? [8, 4] : [2, 3]);
  context.stroke(new Path2D(`M${left} ${plot.top}V${plot.bottom}`));
  context.setLineDash([]);
}

/** The names of limits that are seen, each with its middle, beside its line and apart from the curves where it can be. */
export function limitNames(context, plot, theme, curves) {
  const { marks, runs, span, good } = curves;
  const uprights = marks.map(({ x }) => plot.x.pixel(x));
  const seen = marks.filter(({ x, kind }) => kind === "limit" && isAcross(plot.x.pixel(x), plot)).slice(0, NAMED);
  context.font = `${theme.size}px ${theme.font}`;
  const names = seen.map(({ x, text }) => ({ x: plot.x.pixel(x), width: context.measureText(text).width }));
  const [above, below] = [0.4 + DIVERGED_ROW * runs.length, 1 + 1.7 * good.length];
  const room = { ...plot, top: plot.top + above * theme.size, bottom: plot.bottom - below * theme.size };
  const lines = runs.map((run) => places(run, run.middle, plot, span.log));
  const found = namePlaces(names, room, 1.4 * theme.size, lines, uprights);
  return seen.map(({ text, slot }, index) => ({ text, colour: curves.colour(slot), place: found[index] }));
}

/** The names of limits. */
export function drawLimitNames(context, plot, theme, curves) {
  for (const { text, colour, place } of limitNames(context, plot, theme, curves)) {
    labelled(context, text, place, plot, theme, colour);
  }
}

function isAcross(x, { left, right }) {
  return x >= left && x <= right;
}

/** A bracket under the good range, with its name, or a short one where there is no room beside it. */
export function drawGood(context, plot, theme, { low, high, text, short }, colour, index) {
  const [left, right] = [plot.x.pixel(low), plot.x.pixel(high)];
  const y = plot.bottom - (1 + 1.7 * index) * theme.size;
  const tick = 0.35 * theme.size;
  Object.assign(context, { strokeStyle: colour, lineWidth: 2.2, font: `${theme.size}px ${theme.font}` });
  const ends = [left, right].map((x) => `M${x} ${y - tick}V${y + tick}`);
  context.stroke(new Path2D(`${ends.join("")}M${left} ${y}H${right}`));
  const halfOf = (said) => context.measureText(said).width / 2 + 0.6 * theme.size;
  const fits = right + 2 * halfOf(text) < plot.right || left - 2 * halfOf(text) > plot.left;
  const said = fits ? text : short || text;
  const half = halfOf(said);
  labelled(context, said, [right + 2 * half < plot.right ? right + half : left - half, y], plot, theme, colour);
}

/**
 * A bar from one height to another, with ends.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number[]} heights
 * @param {string} colour
 * @param {Theme} theme
 */
export function drawInterval(context, x, [from, to], colour, theme) {
  const reach = 0.4 * theme.size;
  const ends = [from, to].map((y) => `M${x - reach} ${y}H${x + reach}`);
  const bar = new Path2D(`${ends.join("")}M${x} ${from}V${to}`);
  for (const [strokeStyle, lineWidth] of [[theme.background, 5], [colour, 2.2]]) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.stroke(bar);
  }
}

/** A dot with an edge. */
export function drawPoint(context, place, path, colour, theme) {
  const shape = new Path2D(path);
  Object.assign(context, { fillStyle: colour, strokeStyle: theme.background, lineWidth: 2 });
  at(context, place, () => {
    context.stroke(shape);
    context.fill(shape);
  });
}

function at(context, [x, y], draw) {
  context.translate(x, y);
  draw();
  context.translate(-x, -y);
}
