/** Which span of losses, rates and steps is worth looking at, and on which scale. */

/** @import { Run } from "./payload.js" */
/** @import { Span } from "../kit/layout.js" */

import { rowAt } from "../kit/rows.js";
import { extents, positive, together } from "../kit/spans.js";
import { shown } from "./scene.js";

const HEADROOM = 10;
const APART = 20;

const QUANTITIES = {
  loss: { column: "loss", title: "loss" },
  "above the minimum": { column: "excess", title: "loss above the minimum" },
  "distance to a minimum": { column: "distance", title: "distance to a minimum" },
};

/**
 * What the curves show.
 * @typedef {object} Fit
 * @property {(Run & { losses: Float64Array })[]} runs each with what is drawn as its loss, NaN where there is none.
 * @property {string} column where that comes from: "loss", "excess" or "distance".
 * @property {string} note why nothing is drawn, or empty.
 * @property {number} last the last step.
 * @property {Span} loss
 * @property {Span} rate
 * @property {Span & { shift: number, per: number }} step the place of a step on its axis is (step + shift) · per.
 */

/**
 * What the curves show of a scene: the runs that are not hidden, and a span and a scale that fit them.
 *
 * @param {import("./payload.js").Scene} scene
 * @param {import("./payload.js").View} view its loss, loss_scale, rate_scale, step_scale and hidden count.
 * @returns {Fit}
 */
export function fitted(scene, view) {
  const { column, title } = QUANTITIES[view.loss];
  const runs = shown(scene, view).map((run) => ({ ...run, losses: run[column] ?? run.loss.map(() => NaN) }));
  const losses = runs.map((run) => run.losses);
  const lossLog = chosen(view.loss_scale, () => spansDecades(losses, column === "loss"));
  const rateLog = chosen(view.rate_scale, () => farApart(runs.map((run) => run.rate)));
  return {
    runs,
    column,
    note: note(runs, column),
    last: scene.steps,
    loss: { title, log: lossLog, range: lossRange(losses, lossLog) },
    rate: { title: "learning rate", log: rateLog, range: rateRange(runs, rateLog) },
    step: stepSpan(scene.steps, view.step_scale === "logarithmic"),
  };
}

/**
 * Whether a run's stability limit comes near enough to the rates to be drawn.
 *
 * @param {Float64Array} limits the largest stable rate at each row; infinite or NaN where there is none.
 * @param {number[]} range of the rates that are shown.
 */
export function hasLimit(limits, range) {
  return limits.some((limit) => limit > 0 && limit < range[1] * HEADROOM);
}

/**
 * The loss at which the cross of a run that diverged stands: its own at that step, brought into the range.
 *
 * @param {{ steps: Int32Array, losses: Float64Array, crossStep: number }} run
 * @param {Span} span that the losses are shown on.
 */
export function lossAt(run, { range }) {
  const loss = run.losses[rowAt(run, run.crossStep)];
  return Number.isNaN(loss) ? range[1] : Math.min(Math.max(loss, range[0]), range[1]);
}

function note(runs, column) {
  if (!runs.length) return "no run is shown";
  return runs.some((run) => run[column] !== null) ? "" : "no minimum is known";
}

/** A logarithmic axis has no place for step 0: it shows step + 1. */
function stepSpan(last, log) {
  const shift = log ? 1 : 0;
  return { title: log ? "step + 1" : "step", log, range: [shift, last + shift], shift, per: 1 };
}

function chosen(scale, automatic) {
  return scale === "automatic" ? automatic() : scale === "logarithmic";
}

/** Rounding may leave a quantity without a sign just below zero: only a loss can really be negative. */
function spansDecades(columns, signed) {
  const { low, high } = together(extents(columns, positive));
  return !(signed && together(extents(columns, Number.isFinite)).low < 0) && high > APART * low;
}

function farApart(rates) {
  const peaks = extents(rates, positive).map(({ high }) => high);
  return peaks.length > 1 && Math.max(...peaks) > APART * Math.min(...peaks);
}

/** A run that diverges leaves the span at the top instead of flattening the others. */
function lossRange(columns, log) {
  const spans = extents(columns, log ? positive : Number.isFinite);
  if (!spans.length) return log ? [1e-3, 1] : [0, 1];
  const { low, high: peak, first: start } = together(spans);
  if (log) return [Math.max(low, start * 1e-32) / 1.6, Math.max(Math.min(peak, start * 1e3), low) * 1.6];
  const span = Math.max(start - low, 1e-12 * Math.max(Math.abs(start), Math.abs(low)), 1e-300);
  const top = Math.min(peak, start + span);
  const edge = 0.05 * (top - low || 1);
  return [low - edge, top + edge];
}

/** The rates' own span; a stability limit widens it only where it is near. */
function rateRange(runs, log) {
  const spans = extents(runs.map((run) => run.rate), log ? positive : Number.isFinite);
  if (!spans.length) return log ? [1e-3, 1] : [0, 1];
  const { low, high } = together(spans);
  if (log) return [Math.max(low, high * 1e-5) / 1.6, high * 3];
  const near = extents(runs.map((run) => run.limit), (limit) => limit > high && limit < 1.6 * high);
  const top = Math.max(high, ...near.map((span) => span.high));
  return [Math.min(0, low) - 0.02 * top, (top || 1) * 1.08];
}
