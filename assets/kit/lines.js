/** Lines through rows of which each has a step, on a canvas. */

import { dashes } from "./canvas.js";
import { rowsWithin } from "./rows.js";
import { thinned } from "./thinning.js";

const FAR = 1e6;

/** @import { StepPlot } from "./axes.js" */
/** @typedef {{ steps: Int32Array, values: Float64Array }} Series steps rise; a value of NaN breaks the line. */

/**
 * Draws a line; what lies above or below the plot is cut there, so that no dash is spent on what is not seen.
 * @param {CanvasRenderingContext2D} context
 * @param {Series & { colour: string, dash: string }} series
 * @param {StepPlot} plot
 * @param {number} width
 */
export function drawLine(context, series, plot, width) {
  Object.assign(context, { strokeStyle: series.colour, lineWidth: width });
  context.setLineDash(dashes(series.dash));
  context.beginPath();
  trace(context, series, plot, 2 * width);
  context.stroke();
}

/**
 * The rows that draw the same picture as all of them, and of these only what is in sight.
 * @param {Series} series
 * @param {StepPlot} plot
 * @returns {number[]} rows, increasing.
 */
export function drawnRows({ steps, values }, { left, right, across, step }) {
  const [begin, end] = rowsWithin(steps, step(left), step(right));
  if (end - begin > 2 * (right - left)) return thinned((row) => across(steps[row]), values, begin, end);
  return Array.from({ length: end - begin }, (_, index) => begin + index);
}

/** One path through the rows, cut a little above and below the plot. */
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
  /** @returns {[number, number]} */
  const cut = ({ x, y }) => {
    const edge = Math.min(Math.max(y, top), bottom);
    return edge === y ? [x, y] : [from.x + ((to.x - from.x) * (edge - from.y)) / (to.y - from.y), edge];
  };
  if (!joined) context.moveTo(...cut(from));
  context.lineTo(...cut(to));
  return to.y >= top && to.y <= bottom;
}
