/** The lines of all runs on a canvas over the two plots. */

/** @import { Fit } from "./scales.js" */
/** @import { Theme } from "../kit/theme.js" */

import { drawCross, haloed, within } from "../kit/canvas.js";
import { drawLine } from "../kit/lines.js";
import { plotsOf } from "./curvelayout.js";
import { hasLimit, lossAt } from "./scales.js";

const LIMIT_DASH = "3 3";
const LIMIT_OPACITY = 0.7;

/**
 * Draws losses, rates, stability limits and the crosses of runs that diverge.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {object} axes the chart's `_fullLayout`.
 * @param {Fit} fit
 * @param {Theme} theme lines of large type are thicker.
 */
export function drawCurves(context, axes, fit, theme) {
  const width = Math.max(2, theme.size / 8);
  const { upper, lower } = plotsOf(axes, fit);
  Object.assign(context, { lineJoin: "round", lineCap: "butt" });
  within(context, upper, () => {
    for (const run of fit.runs) drawLine(context, { ...run, values: run.losses }, upper, width);
  });
  within(context, lower, () => {
    for (const run of limited(fit)) drawLimit(context, run, lower, width);
    for (const run of fit.runs) drawLine(context, { ...run, values: run.rates }, lower, width);
  });
  for (const run of fit.runs) if (run.crossStep !== null) cross(context, run, fit, upper, theme);
}

function limited({ runs, lower, rate }) {
  return lower.limited ? runs.filter((run) => hasLimit(run.limit, rate.range)) : [];
}

function drawLimit(context, run, plot, width) {
  const values = run.limit.map((value) => (value > 0 && value < Infinity ? value : NaN));
  context.globalAlpha = LIMIT_OPACITY;
  drawLine(context, { ...run, values, dash: LIMIT_DASH }, plot, 0.55 * width);
  context.globalAlpha = 1;
}

function cross(context, run, fit, plot, theme) {
  const [x, y] = [plot.across(run.crossStep), plot.up(lossAt(run, fit.loss))];
  if (x < plot.left - 1 || x > plot.right + 1 || y < plot.top - 1 || y > plot.bottom + 1) return;
  const font = `${theme.size - 1}px ${theme.font}`;
  Object.assign(context, { strokeStyle: run.colour, fillStyle: run.colour, font });
  drawCross(context, x, y, { arm: theme.size / 3, width: theme.size / 4, background: theme.background });
  const half = context.measureText(`✖ ${run.crossStep}`).width / 2 + theme.size / 2;
  const side = x + 2 * half > plot.right ? -1 : 1;
  haloed(context, `✖ ${run.crossStep}`, x + side * half, y + (y > plot.bottom - 2 * theme.size ? -1 : 1) * theme.size, theme);
}
