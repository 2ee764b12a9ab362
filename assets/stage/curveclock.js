/** The clock on the two plots: a cursor, and a dot of every run on its loss and on its rate. */

/** @import { Theme } from "../kit/theme.js" */
/** @import { Fit } from "./scales.js" */

import { isAcross } from "../kit/axes.js";
import { drawNote, drawShape, drawUpright } from "../kit/canvas.js";
import { rowAt } from "../kit/rows.js";
import { symbolPath } from "../kit/symbols.js";
import { plotsOf } from "./curvelayout.js";

/**
 * What the clock needs of a scene, made once for all its moves.
 *
 * @param {Fit} fit
 * @param {Theme} theme
 */
export function clockwork(fit, theme) {
  const dots = fit.runs.flatMap(({ steps, colour, symbol, losses, rates }) => {
    const look = { steps, colour, shape: new Path2D(symbolPath(symbol, 0.4 * theme.size)) };
    return [
      { ...look, isRate: false, values: losses, last: lastValue(losses) },
      { ...look, isRate: true, values: rates, last: lastValue(rates) },
    ];
  });
  return { dots, theme, fit };
}

/**
 * Draws cursor and dots at a step.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {object} axes the chart's `_fullLayout`.
 * @param {ReturnType<typeof clockwork>} work
 * @param {number} step a whole number.
 */
export function drawClock(context, axes, { dots, theme, fit }, step) {
  const { upper, lower } = plotsOf(axes, fit);
  const left = upper.across(step);
  if (isAcross(upper, left)) drawUpright(context, left, upper.top, lower.bottom, theme.text, 0.7);
  Object.assign(context, { strokeStyle: theme.background, lineWidth: theme.size / 10 });
  for (const dot of dots) drawDot(context, dot, dot.isRate ? lower : upper, step);
  if (fit.note) drawNote(context, fit.note, upper, theme);
}

function lastValue(values) {
  return values.findLastIndex((value) => !Number.isNaN(value));
}

/** A dot waits at the last value of its run, and at the edge of the plot where the value is outside. */
function drawDot(context, { steps, values, last, colour, shape }, plot, step) {
  const row = Math.min(rowAt({ steps }, step), last);
  const [left, height] = [plot.across(steps[row]), plot.up(values[row])];
  if (!isAcross(plot, left) || Number.isNaN(height)) return;
  drawShape(context, left, Math.min(Math.max(height, plot.top), plot.bottom), shape, colour);
}
