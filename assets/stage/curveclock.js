/** The clock on the two plots: a cursor, and a dot of every run on its loss and on its rate. */

/** @import { Theme } from "./scene.js" */
/** @import { Fit } from "./scales.js" */

import { isAcross, plotOf } from "../kit/axes.js";
import { drawNote, drawShape, drawUpright } from "../kit/canvas.js";
import { rowAt } from "../kit/rows.js";
import { symbolPath } from "../kit/symbols.js";

/**
 * What the clock needs of a scene, made once for all its moves.
 *
 * @param {Fit} fit
 * @param {Theme} theme
 * @returns {object} for `drawClock`.
 */
export function clockwork(fit, theme) {
  const dots = fit.runs.flatMap((run) => {
    const base = { steps: run.steps, colour: run.colour, shape: new Path2D(symbolPath(run.symbol, 0.4 * theme.size)) };
    return [
      { ...base, isRate: false, values: run.losses, last: lastValue(run.losses) },
      { ...base, isRate: true, values: run.rate, last: lastValue(run.rate) },
    ];
  });
  return { dots, theme, note: fit.note, shift: fit.step.log ? 1 : 0 };
}

/**
 * Draws cursor and dots at a step.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {object} axes the chart's `_fullLayout`.
 * @param {object} work from `clockwork`.
 * @param {number} step a whole number.
 */
export function drawClock(context, axes, { dots, theme, note, shift }, step) {
  const [upper, lower] = [plotOf(axes), plotOf(axes, "xaxis2", "yaxis2")];
  const left = upper.x.pixel(step + shift);
  if (isAcross(upper, left)) drawUpright(context, left, upper.top, lower.bottom, theme.text, 0.7);
  Object.assign(context, { strokeStyle: theme.background, lineWidth: theme.size / 10 });
  for (const dot of dots) drawDot(context, dot, dot.isRate ? lower : upper, step, shift);
  if (note) drawNote(context, note, upper, theme);
}

function lastValue(values) {
  return values.findLastIndex((value) => !Number.isNaN(value));
}

/** A dot waits at the last value of its run, and at the edge of the plot where the value is outside. */
function drawDot(context, { steps, values, last, colour, shape }, plot, step, shift) {
  const row = Math.min(rowAt({ steps }, step), last);
  const left = plot.x.pixel(steps[row] + shift);
  const height = plot.log && values[row] <= 0 ? Infinity : plot.y.pixel(values[row]);
  if (!isAcross(plot, left) || Number.isNaN(height)) return;
  drawShape(context, left, Math.min(Math.max(height, plot.top), plot.bottom), shape, colour);
}
