/** Which span of losses, rates and steps is worth looking at, and on which scale. */

/** @import { Run, Scene, View } from "./payload.js" */
/** @import { Span } from "../kit/layout.js" */

import { rested } from "../kit/layout.js";
import { rowAt } from "../kit/rows.js";
import { extents, positive, together } from "../kit/spans.js";
import { LOWER, UPPER } from "./quantities.js";
import { chosenOf, shown } from "./scene.js";

const HEADROOM = 10;
const APART = 20;

/** @typedef {Run & { losses: Float64Array, rates: Float64Array }} DrawnRun */

/**
 * What the curves show.
 * @typedef {object} Fit
 * @property {DrawnRun[]} runs each with what is drawn as its loss and as its rate, NaN where there is none.
 * @property {import("./quantities.js").Upper} upper what the upper curves are.
 * @property {import("./quantities.js").Lower} lower what the lower curves are.
 * @property {DrawnRun|null} limited the run whose stability limit is named; null where the limits do not belong.
 * @property {string} note why nothing is drawn, or empty.
 * @property {number} last the last step.
 * @property {Span} loss
 * @property {Span} rate
 * @property {Span & { shift: number, per: number }} step the place of a step on its axis is (step + shift) · per.
 */

/**
 * What the curves show of a scene: the runs that are not hidden, and a span and a scale that fit them.
 *
 * Where the future is hidden nothing that comes later has a say: the spans are those of what is told, in whole decades or
 * leading digits so that they seldom change, and automatic scales come from the function and the first rates alone.
 *
 * @param {Scene} scene
 * @param {View} view its loss, rate, their scales, step_scale, hidden, chosen and hide_future count.
 * @param {number} step under the clock.
 * @param {Fit|null} before what was shown, where axes are to rest for as long as they have room.
 * @returns {Fit}
 */
export function fitted(scene, view, step, before = null) {
  const [upper, lower] = [UPPER[view.loss], LOWER[view.rate]];
  const whole = shown(scene, view).map((run) => ({ ...run, losses: upper.values(run), rates: lower.values(run) }));
  const runs = view.hide_future ? whole.map((run) => told(run, step, lower)) : whole;
  const losses = runs.map((run) => run.losses);
  const rates = runs.map((run) => run.rates);
  const lossLog = chosen(view.loss_scale, () => isLossLog(scene, view, losses));
  const rateLog = chosen(view.rate_scale, () => isRateLog(view, rates));
  const near = lower.limited ? runs.map((run) => run.limit) : [];
  const blind = view.hide_future;
  const rateRange = lower.limited ? scheduledRange(rates, near, rateLog, blind) : madeRange(rates, rateLog, blind);
  return {
    runs,
    upper,
    lower,
    limited: (lower.limited && chosenOf(runs, view)) || null,
    note: note(whole, upper.column),
    last: scene.steps,
    loss: rested(before?.loss, { title: upper.title, log: lossLog, range: lossRange(losses, lossLog, blind) }),
    rate: rested(before?.rate, { title: lower.title, log: rateLog, range: rateRange }),
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

/** A run as if it had been stopped at a step; the rate of the step that leaves it is known, not what comes of it. */
function told(run, step, { made }) {
  const end = rowAt(run, step) + 1;
  const [steps, losses, limit] = [run.steps, run.losses, run.limit].map((column) => column.subarray(0, end));
  const rates = made ? run.rates.slice(0, end).fill(NaN, end - 1) : run.rates.subarray(0, end);
  return { ...run, steps, losses, rates, limit, crossStep: run.crossStep <= step ? run.crossStep : null };
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

function isLossLog({ objective }, view, losses) {
  const signed = view.loss === "loss";
  if (view.hide_future) return !signed || (objective.minimum !== null && objective.minimum >= 0);
  return spansDecades(losses, signed);
}

function isRateLog(view, rates) {
  if (view.rate !== "learning rate") return view.hide_future || spansDecades(rates, false);
  return farApart(view.hide_future ? rates.map((column) => column.subarray(0, 1)) : rates);
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
function lossRange(columns, log, blind) {
  const spans = extents(columns, log ? positive : Number.isFinite);
  if (!spans.length) return log ? [1e-3, 1] : [0, 1];
  const { low, high: peak, first: start } = together(spans);
  if (log) return decades(Math.max(low, start * 1e-32) / 1.6, Math.max(Math.min(peak, start * 1e3), low) * 1.6, blind);
  const span = Math.max(start - low, 1e-12 * Math.max(Math.abs(start), Math.abs(low)), 1e-300);
  const [bottom, top] = wholes(low, Math.min(peak, start + span), blind);
  const edge = 0.05 * (top - bottom || 1);
  return [bottom - edge, top + edge];
}

/** The rates' own span; a stability limit widens it only where it is near. */
function scheduledRange(rates, limits, log, blind) {
  const spans = extents(rates, log ? positive : Number.isFinite);
  if (!spans.length) return log ? [1e-3, 1] : [0, 1];
  const { low, high } = together(spans);
  if (log) return decades(Math.max(low, high * 1e-5) / 1.6, high * 3, blind);
  const near = extents(limits, (limit) => limit > high && limit < 1.6 * high);
  const [bottom, top] = wholes(Math.min(0, low), Math.max(high, ...near.map((span) => span.high)), blind);
  return [bottom - 0.02 * top, (top || 1) * 1.08];
}

/** What the steps made of the rates: a run that diverges leaves the span at the top. */
function madeRange(columns, log, blind) {
  const spans = extents(columns, log ? positive : Number.isFinite);
  if (!spans.length) return log ? [1e-3, 1] : [0, 1];
  const { low, high: peak, first } = together(spans);
  const high = Math.min(peak, (first || peak) * 1e4);
  if (log) return decades(Math.max(low, high * 1e-12) / 1.6, high * 1.6, blind);
  const [, top] = wholes(0, high, blind);
  return [-0.02 * top, (top || 1) * 1.08];
}

/** A range, widened to whole decades where the future is hidden. */
function decades(low, high, blind) {
  return blind ? [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))] : [low, high];
}

/** A range, widened to whole multiples of the leading digit of its width where the future is hidden. */
function wholes(low, high, blind) {
  if (!blind || !(high > low)) return [low, high];
  const unit = 10 ** Math.floor(Math.log10(high - low));
  return [Math.floor(low / unit) * unit, Math.ceil(high / unit) * unit];
}
