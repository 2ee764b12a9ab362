/** Which series each panel shows, and the span and the scale that fit them. */

import { extent, extents, positive, together } from "../kit/spans.js";

const APART = 20;
const DEEP = 1e-5;
const STEEP = 1e3;
const NOTHING = { log: [1e-3, 1], linear: [0, 1] };

/**
 * @typedef {{ id: string, share: number, series: any[], span: any }} Panel share: of the height; span: `{ title, log,
 *   signed, range: [low, high] }` in data units.
 */

/**
 * What the chart shows of a board.
 *
 * @param {any} board as payload.js decodes it.
 * @param {any} view its rate_scale, step_scale and hidden count.
 * @returns {{ panels: Panel[], step: any, marks: any[], note: string }} step: its `title`, `log`, the `last` step, and
 *   what makes a place on the axis of a step: (step + shift) · per. note: why the chart is empty, or "".
 */
export function fitted(board, view) {
  const isShown = ({ slot }) => !view.hidden.includes(slot);
  const series = board.series.filter((one) => isShown(one) && one.steps.length > 0);
  const panels = board.panels.map((panel, index) => {
    const own = series.filter((one) => one.panel === panel.id);
    const scale = index === 0 && !panel.signed ? (view.rate_scale ?? panel.log) : panel.log;
    return { id: panel.id, share: panel.share, series: own, span: panelSpan(panel, own, scale) };
  });
  const last = Math.max(board.steps, 1, ...series.map(({ steps }) => steps.at(-1)));
  const note = series.length ? "" : emptiness(board, isShown);
  return { panels, step: stepSpan(board.axis, last, view.step_scale), marks: board.marks.filter(isShown), note };
}

/** Why there is nothing to draw. */
function emptiness({ entries, subject }, isShown) {
  if (!entries.length) return `no ${subject} yet`;
  return entries.some(isShown) ? "no step yet" : `every ${subject} is hidden`;
}

/** A logarithmic axis has no place for step 0: it shows what has passed after each step. */
function stepSpan({ unit, per, title }, last, scale) {
  const log = scale === "logarithmic";
  const shift = log ? 1 : 0;
  const range = [shift * per, (last + shift) * per];
  const after = unit === "steps" ? `${title} + 1` : `${title} after each step`;
  return { title: log ? after : title, log, shift, per, last, range, whole: unit === "steps" };
}

function panelSpan({ title, signed, rates }, series, scale) {
  const all = series.flatMap(({ values, low, high }) => (low ? [values, low, high] : [values]));
  const log = scale === "logarithmic" || (scale === "automatic" && !signed && spansDecades(all, rates));
  const counts = log ? positive : Number.isFinite;
  const spans = extents(all, counts);
  const least = Math.min(...spans.map(({ high }) => high));
  const range = spans.length ? room({ ...together(spans), least }, { log, signed, rates }) : NOTHING[log ? "log" : "linear"];
  return { title, log, signed, range };
}

/** Rates are logarithmic where their peaks are far apart, anything else where its values are. */
function spansDecades(columns, rates) {
  const spans = extents(columns, positive);
  const lows = spans.map(({ low, high }) => (rates ? high : low));
  const below = columns.some((values) => extent(values, Number.isFinite).low < 0);
  return spans.length > 0 && !below && Math.max(...spans.map(({ high }) => high)) > APART * Math.min(...lows);
}

function room(span, { log, signed, rates }) {
  if (signed && !log) return padded(Math.min(span.low, 0), Math.max(span.high, 0));
  if (rates) return rateRange(span, log);
  const { low, first } = span;
  const high = first > 0 && span.high > STEEP * first ? Math.max(STEEP * first, low) : span.high;
  return log ? [Math.max(low, high * DEEP * DEEP) / 1.6, high * 1.6] : padded(low, high);
}

/** Of each line at least its peak is seen, the lowest of which is `least`. */
function rateRange({ low, high, least }, log) {
  if (log) return [Math.max(low, Math.min(high * DEEP, least / 10)) / 1.6, high * 1.6];
  const size = Math.max(Math.abs(low), high) || 1;
  return [Math.min(0, low) - 0.02 * size, Math.max(high, 0) + (high > 0 ? 0.08 * high : 0.02 * size)];
}

/** Values that are all the same stand in the middle. */
function padded(low, high) {
  const span = high - low > 1e-12 * Math.max(Math.abs(low), Math.abs(high)) ? high - low : Math.abs(high) || 1;
  return [low - 0.06 * span, high + 0.06 * span];
}
