/** The lines of all runs on a canvas over the two plots. */

/** @import { Fit } from "./scales.js" */

import { toPixels } from "../kit/axes.js";
import { hasLimit, leaving } from "./scales.js";
import { thinned } from "../kit/thinning.js";

const FAR = 1e6;
const LIMIT_DASH = [3, 3];
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
  const upper = { x: toPixels(axes.xaxis), y: toPixels(axes.yaxis), log: axes.yaxis.type === "log" };
  const lower = { x: toPixels(axes.xaxis2), y: toPixels(axes.yaxis2), log: axes.yaxis2.type === "log" };
  const shift = fit.step.log ? 1 : 0;
  Object.assign(context, { lineJoin: "round", lineCap: "butt" });
  within(context, upper, () => {
    for (const run of fit.runs) line(context, run, run.losses, { ...upper, shift }, { width, dash: dashes(run) });
  });
  within(context, lower, () => {
    const limited = fit.runs.filter((run) => hasLimit(run.limit, fit.rate.range));
    for (const run of limited) drawLimit(context, run, { ...lower, shift }, width);
    for (const run of fit.runs) line(context, run, run.rate, { ...lower, shift }, { width, dash: dashes(run) });
  });
  for (const run of fit.runs) if (run.kind === "diverged") cross(context, run, fit, { ...upper, shift }, size);
}

function dashes({ dash }) {
  return dash === "none" ? [] : dash.split(/[ ,]+/).map(Number);
}

function within(context, { x, y }, draw) {
  context.save();
  context.beginPath();
  context.rect(x.offset, y.offset, x.size, y.size);
  context.clip();
  draw();
  context.restore();
}

function drawLimit(context, run, plot, width) {
  const known = run.limit.map((value) => (value > 0 && value < Infinity ? value : NaN));
  context.globalAlpha = LIMIT_OPACITY;
  line(context, run, known, plot, { width: 0.55 * width, dash: LIMIT_DASH });
  context.globalAlpha = 1;
}

function line(context, run, values, plot, { width, dash }) {
  context.strokeStyle = run.colour;
  context.lineWidth = width;
  context.setLineDash(dash);
  context.beginPath();
  path(context, run.steps, values, plot, 2 * width);
  context.stroke();
}

/** One path through all values; what lies above or below the plot is cut there, so no dash is spent on it. */
function path(context, steps, values, { x, y, log, shift }, margin) {
  const place = (row) => x.pixel(steps[row] + shift);
  const pen = new Pen(context, y.offset - margin, y.offset + y.size + margin);
  const [begin, end] = seen(steps, x, shift);
  if (end - begin > 2 * x.size) {
    for (const row of thinned(place, values, begin, end)) pen.move(place(row), level(y, values[row], log));
  } else {
    for (let row = begin; row < end; row += 1) pen.move(place(row), level(y, values[row], log));
  }
}

/** The rows whose steps are in sight and one more on either side. */
function seen(steps, x, shift) {
  const [from, to] = [x.value(x.offset) - shift, x.value(x.offset + x.size) - shift];
  const begin = steps.findIndex((step) => step >= from);
  const end = steps.findLastIndex((step) => step <= to);
  return [Math.max(0, (begin < 0 ? steps.length : begin) - 1), Math.min(steps.length, end + 2)];
}

/** The pixel of a value, brought near; what a log axis cannot show lies below it. */
function level(y, value, log) {
  if (log && value <= 0) return FAR;
  return Math.min(Math.max(y.pixel(value), -FAR), FAR);
}

/** Draws lines between two heights. */
class Pen {
  left = NaN;
  height = NaN;
  down = false;

  constructor(context, top, bottom) {
    this.context = context;
    this.top = top;
    this.bottom = bottom;
  }

  /** On to the next point; a height of NaN breaks the line. */
  move(x, y) {
    const { context, top, bottom, left, height } = this;
    if (height >= top && height <= bottom && y >= top && y <= bottom) {
      if (!this.down) context.moveTo(left, height);
      context.lineTo(x, y);
      this.down = true;
    } else {
      this.#cut(x, y);
    }
    this.left = x;
    this.height = y;
  }

  #cut(x, y) {
    const { context, top, bottom, left, height } = this;
    const seen = Math.max(height, y) >= top && Math.min(height, y) <= bottom;
    if (seen) {
      const at = (edge) => left + ((x - left) * (edge - height)) / (y - height);
      const [begin, end] = [height, y].map((one) => Math.min(Math.max(one, top), bottom));
      if (!this.down) context.moveTo(begin === height ? left : at(begin), begin);
      context.lineTo(end === y ? x : at(end), end);
    }
    this.down = seen && y >= top && y <= bottom;
  }
}

function cross(context, run, fit, { x, y, shift }, size) {
  const { row, loss } = leaving(run.losses, fit.loss);
  const [left, height, arm] = [x.pixel(run.steps[row] + shift), y.pixel(loss), size / 3];
  if (!inside(left, x) || !inside(height, y)) return;
  Object.assign(context, { strokeStyle: run.colour, lineWidth: size / 4 });
  context.setLineDash([]);
  context.beginPath();
  for (const turn of [1, -1]) {
    context.moveTo(left - arm, height - turn * arm);
    context.lineTo(left + arm, height + turn * arm);
  }
  context.stroke();
}

function inside(pixel, { offset, size }) {
  return pixel >= offset - 1 && pixel <= offset + size + 1;
}
