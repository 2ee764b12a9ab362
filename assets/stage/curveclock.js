/** The clock on the two plots: a cursor, and a dot of every run on its loss and on its rate. */

/** @import { Theme } from "./scene.js" */
/** @import { Fit } from "./scales.js" */

import { toPixels } from "../kit/axes.js";
import { rowAt } from "./scene.js";
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
      { ...base, plot: "upper", values: run.losses, last: lastValue(run.losses) },
      { ...base, plot: "lower", values: run.rate, last: lastValue(run.rate) },
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
  const plots = { upper: plot(axes.xaxis, axes.yaxis), lower: plot(axes.xaxis2, axes.yaxis2) };
  drawCursor(context, plots, theme, step + shift);
  Object.assign(context, { strokeStyle: theme.background, lineWidth: theme.size / 10 });
  for (const dot of dots) drawDot(context, dot, plots[dot.plot], step, shift);
  if (note) drawNote(context, note, plots.upper, theme);
}

function lastValue(values) {
  return values.findLastIndex((value) => !Number.isNaN(value));
}

function plot(xaxis, yaxis) {
  return { x: toPixels(xaxis), y: toPixels(yaxis), log: yaxis.type === "log" };
}

function drawCursor(context, { upper, lower }, theme, place) {
  const left = upper.x.pixel(place);
  if (!visible(left, upper.x)) return;
  const top = upper.y.offset;
  context.fillStyle = theme.text;
  context.globalAlpha = 0.7;
  context.fillRect(left - 0.5, top, 1, lower.y.offset + lower.y.size - top);
  context.globalAlpha = 1;
}

/** A dot waits at the last value of its run, and at the edge of the plot where the value is outside. */
function drawDot(context, { steps, values, last, colour, shape }, { x, y, log }, step, shift) {
  const row = Math.min(rowAt({ steps }, step), last);
  const left = x.pixel(steps[row] + shift);
  const height = log && values[row] <= 0 ? Infinity : y.pixel(values[row]);
  if (!visible(left, x) || Number.isNaN(height)) return;
  const top = Math.min(Math.max(height, y.offset), y.offset + y.size);
  context.translate(left, top);
  context.fillStyle = colour;
  context.fill(shape);
  context.stroke(shape);
  context.translate(-left, -top);
}

function drawNote(context, note, { x, y }, theme) {
  Object.assign(context, { fillStyle: theme.text, font: `${theme.size}px ${theme.font}`, textAlign: "center" });
  context.fillText(note, x.offset + x.size / 2, y.offset + y.size / 2);
}

function visible(left, { offset, size }) {
  return left >= offset - 0.5 && left <= offset + size + 0.5;
}
