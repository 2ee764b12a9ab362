/** The lines of all runs on a canvas over the two plots. */

/** @import { Fit } from "./scales.js" */

import { within } from "../kit/canvas.js";
import { drawLine } from "../kit/lines.js";
import { plotsOf } from "./curvelayout.js";
import { hasLimit, leaving } from "./scales.js";

const LIMIT_DASH = "3 3";
const LIMIT_OPACITY = 0.7;

/**
 * Draws losses, rates, stability limits and the crosses of runs that diverge.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {object} axes the chart's `_fullLayout`.
 * @param {Fit} fit
 * @param {number} size of the theme's type; lines of large type are thicker.
 */
export function drawCurves(context, axes, fit, size) {
  const width = Math.max(2, size / 8);
  const { upper, lower } = plotsOf(axes, fit);
  Object.assign(context, { lineJoin: "round", lineCap: "butt" });
  within(context, upper, () => {
    for (const run of fit.runs) drawLine(context, { ...run, values: run.losses }, upper, width);
  });
  within(context, lower, () => {
    for (const run of fit.runs) if (hasLimit(run.limit, fit.rate.range)) drawLimit(context, run, lower, width);
    for (const run of fit.runs) drawLine(context, { ...run, values: run.rate }, lower, width);
  });
  for (const run of fit.runs) if (run.kind === "diverged") cross(context, run, fit, upper, size);
}

function drawLimit(context, run, plot, width) {
  const values = run.limit.map((value) => (value > 0 && value < Infinity ? value : NaN));
  context.globalAlpha = LIMIT_OPACITY;
  drawLine(context, { ...run, values, dash: LIMIT_DASH }, plot, 0.55 * width);
  context.globalAlpha = 1;
}

function cross(context, run, fit, plot, size) {
  const { row, loss } = leaving(run.losses, fit.loss);
  const [x, y, arm] = [plot.across(run.steps[row]), plot.up(loss), size / 3];
  if (x < plot.left - 1 || x > plot.right + 1 || y < plot.top - 1 || y > plot.bottom + 1) return;
  Object.assign(context, { strokeStyle: run.colour, lineWidth: size / 4 });
  context.setLineDash([]);
  context.beginPath();
  for (const turn of [1, -1]) {
    context.moveTo(x - arm, y - turn * arm);
    context.lineTo(x + arm, y + turn * arm);
  }
  context.stroke();
}
