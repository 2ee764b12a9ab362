/** Lines through rows of which each has a step, on a canvas. */

import { dashes } from "./canvas.js";
import { rowsWithin } from "./rows.js";
import { thinned } from "./thinning.js";

const FAR = 1e6;
const BAND = 0.18;

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
 * Fills what lies between the lowest and the highest values; it is broken where there are none.
 * @param {CanvasRenderingContext2D} context
 * @param {{ steps: Int32Array, low: Float64Array, high: Float64Array, colour: string }} series
 * @param {StepPlot} plot
 */
export function drawBand(context, { steps, low, high, colour }, plot) {
  const [begin, end] = rowsWithin(steps, plot.step(plot.left), plot.step(plot.right));
  Object.assign(context, { fillStyle: colour, globalAlpha: BAND });
  const place = (values, row) => Math.min(Math.max(plot.up(values[row]), -FAR), FAR);
  for (let from = begin; from < end; from += 1) {
    let to = from;
    while (to < end && !Number.isNaN(place(low, to) + place(high, to))) to += 1;
    if (to - from > 1) {
      context.beginPath();
      for (let row = from; row < to; row += 1) context.lineTo(plot.across(steps[row]), place(high, row));
      for (let row = to - 1; row >= from; row -= 1) context.lineTo(plot.across(steps[row]), place(low, row));
      context.fill();
    }
    from = to;
  }
  context.globalAlpha = 1;
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
  const band = { top: plot.top - margin, bottom: plot.bottom + margin };
  let [fromX, fromY, joined] = [NaN, NaN, false];
  for (const row of drawnRows(series, plot)) {
    const x = plot.across(series.steps[row]);
    const y = Math.min(Math.max(plot.up(series.values[row]), -FAR), FAR);
    joined = drawPiece(context, band, fromX, fromY, x, y, joined);
    fromX = x;
    fromY = y;
  }
}

/** Draws what is inside of one piece of a line, nothing of one without an end; whether the line goes on from there. */
function drawPiece(context, { top, bottom }, fromX, fromY, x, y, joined) {
  if (!(Math.max(fromY, y) >= top && Math.min(fromY, y) <= bottom)) return false;
  const [begin, end] = [within(fromY, top, bottom), within(y, top, bottom)];
  const at = (edge) => fromX + ((x - fromX) * (edge - fromY)) / (y - fromY);
  if (!joined) context.moveTo(begin === fromY ? fromX : at(begin), begin);
  context.lineTo(end === y ? x : at(end), end);
  return end === y;
}

function within(value, low, high) {
  return Math.min(Math.max(value, low), high);
}
