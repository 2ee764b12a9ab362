/** The lines and dots of all panels on a canvas. */

import { dashes, drawNote, within } from "../kit/canvas.js";
import { thinned } from "../kit/thinning.js";
import { plotOf } from "./plot.js";
import { rowsWithin } from "./series.js";

const FAR = 1e6;

/**
 * Draws every series.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {object} axes the chart's `_fullLayout`.
 * @param {object} fit from `fitted` of spans.js.
 * @param {object} theme lines of large type are thicker.
 */
export function drawSeries(context, axes, fit, theme) {
  const width = Math.max(2, theme.size / 8);
  Object.assign(context, { lineJoin: "round", lineCap: "butt" });
  fit.panels.forEach(({ series }, index) => {
    const plot = plotOf(axes, fit, index);
    within(context, plot, () => {
      for (const one of series) (one.kind === "dots" ? drawDots : drawLine)(context, one, plot, width);
    });
  });
  if (fit.note) drawNote(context, fit.note, plotOf(axes, fit, 0), theme);
}

/**
 * The rows that draw the same picture as all of them, and of these only what is in sight.
 *
 * @param {{ steps: Int32Array, values: Float64Array }} series
 * @param {object} plot from `plotOf` of plot.js.
 * @returns {number[]} rows, increasing.
 */
export function drawnRows({ steps, values }, { left, right, across, step }) {
  const [begin, end] = rowsWithin(steps, step(left), step(right));
  if (end - begin > 2 * (right - left)) return thinned((row) => across(steps[row]), values, begin, end);
  return Array.from({ length: end - begin }, (_, index) => begin + index);
}

function drawLine(context, series, plot, width) {
  Object.assign(context, { strokeStyle: series.colour, lineWidth: width });
  context.setLineDash(dashes(series.dash));
  context.beginPath();
  trace(context, series, plot, 2 * width);
  context.stroke();
}

/** One path through the rows, cut a little above and below the plot, so that no dash is spent on what is not seen. */
function trace(context, series, plot, margin) {
  const band = { context, top: plot.top - margin, bottom: plot.bottom + margin };
  let before = null;
  let joined = false;
  for (const row of drawnRows(series, plot)) {
    const height = Math.min(Math.max(plot.up(series.values[row]), -FAR), FAR);
    const point = Number.isNaN(height) ? null : { x: plot.across(series.steps[row]), y: height };
    joined = before !== null && point !== null && drawPiece(band, before, point, joined);
    before = point;
  }
}

/** Draws what is inside of one piece of a line; whether it goes on from its end. */
function drawPiece({ context, top, bottom }, from, to, joined) {
  if (Math.max(from.y, to.y) < top || Math.min(from.y, to.y) > bottom) return false;
  const cut = ({ x, y }) => {
    const edge = Math.min(Math.max(y, top), bottom);
    return edge === y ? [x, y] : [from.x + ((to.x - from.x) * (edge - from.y)) / (to.y - from.y), edge];
  };
  if (!joined) context.moveTo(...cut(from));
  context.lineTo(...cut(to));
  return to.y >= top && to.y <= bottom;
}

function drawDots(context, series, plot, width) {
  const radius = 0.9 * width;
  context.fillStyle = series.colour;
  context.beginPath();
  for (const row of drawnRows(series, plot)) {
    const [x, y] = [plot.across(series.steps[row]), plot.up(series.values[row])];
    if (!Number.isFinite(y)) continue;
    context.moveTo(x + radius, y);
    context.arc(x, y, radius, 0, 2 * Math.PI);
  }
  context.fill();
}
