/** Draws the bands, lines and dots of all panels on a canvas. */

/** @import { Theme } from "../kit/theme.js" */

import { drawNote, within } from "../kit/canvas.js";
import { drawBand, drawLine, drawnRows } from "../kit/lines.js";

const FAINT = 0.45;

/**
 * Draws every series.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {import("../kit/axes.js").StepPlot[]} plots of the panels.
 * @param {any} fit from `fitted` of spans.js.
 * @param {Theme} theme lines of large type are thicker.
 */
export function drawSeries(context, plots, fit, theme) {
  const width = Math.max(2, theme.size / 8);
  Object.assign(context, { lineJoin: "round", lineCap: "butt" });
  fit.panels.forEach(({ series }, index) => {
    within(context, plots[index], () => {
      for (const one of series) if (one.band && one.kind !== "thin") drawBand(context, one, plots[index]);
      for (const one of series) DRAWING[one.kind](context, one, plots[index], width);
    });
  });
  if (fit.note) drawNote(context, fit.note, plots[0], theme);
}

const DRAWING = { line: drawLine, thin: drawThin, dots: drawDots };

function drawThin(context, series, plot, width) {
  context.globalAlpha = FAINT;
  drawLine(context, { ...series, dash: "none" }, plot, Math.max(1, 0.4 * width));
  context.globalAlpha = 1;
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
