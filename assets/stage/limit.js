/** The stability limit of a run, named at its line and spelled out in a sentence. */

/** @import { Run } from "./payload.js" */
/** @import { StepPlot } from "../kit/axes.js" */
/** @import { Theme } from "../kit/theme.js" */

import { isAcross } from "../kit/axes.js";
import { haloed } from "../kit/canvas.js";
import { number } from "../kit/format.js";
import { rowAt } from "../kit/rows.js";

const GAP = 0.9;

/**
 * Writes a run's limit at a step beside its line, or at the edge beyond which the line is.
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {StepPlot} plot
 * @param {number} step under the clock.
 * @param {Theme} theme
 */
export function nameLimit(context, run, plot, step, theme) {
  if (run.stability === null) return;
  const row = lastTold(run, step);
  if (!(run.limit[row] < Infinity)) return;
  const [x, y] = [plot.across(run.steps[row]), plot.up(run.limit[row])];
  if (!isAcross(plot, x)) return;
  Object.assign(context, { fillStyle: theme.text, font: `600 ${theme.size - 1}px ${theme.font}` });
  const whole = run.stability.length > 0 ? [fraction(run, row)] : [];
  const texts = [...whole, short(run.limit[row])].map((said) => `${beyond(plot, y)}${run.slot} · limit ${said}`);
  const text = texts.find((one) => context.measureText(one).width + 8 < plot.right - plot.left) ?? texts.at(-1);
  const half = context.measureText(text).width / 2 + 4;
  const [low, high] = [plot.top + GAP * theme.size, plot.bottom - GAP * theme.size];
  const beside = y - GAP * theme.size < low ? y + GAP * theme.size : y - GAP * theme.size;
  haloed(context, text, between(x, plot.left + half, plot.right - half), between(beside, low, high), theme);
}

/**
 * What is said of a run's limit at a step.
 * @param {Run} run
 * @param {number} step under the clock.
 * @returns {string}
 */
export function limitSentence(run, step) {
  if (run.stability === null) return `${run.label}: no stability limit is known for this optimizer.`;
  const row = lastTold(run, step);
  const [limit, rate] = [run.limit[row], run.rate[row]];
  const at = `${run.label} at step ${run.steps[row]}`;
  if (Number.isNaN(limit)) return `${at}: no stability limit is known here.`;
  if (run.stability.length === 0) return `${at}: the stability limit is ${number(limit, 4)}.`;
  const [formula, divisor] = run.stability;
  if (run.factor[row] === Infinity) return `${at}: no learning rate is too high, since ${formula} is infinite.`;
  if (limit === Infinity) return `${at}: no learning rate is too high, since λmax is not above 0. ${meaning(divisor)}`;
  const numerator = formula === "2" ? "" : `, where ${short(run.factor[row])} is ${formula}`;
  const share = `The rate, ${number(rate, 4)}, is ${number((100 * rate) / limit, 3)} % of that`;
  const above = rate > limit ? ": swings along that curvature grow." : ".";
  return `${at}: the stability limit is ${fraction(run, row)}${numerator}. ${meaning(divisor)} ${share}${above}`;
}

function meaning(divisor) {
  return `λmax is ${divisor}.`;
}

/** The last row up to a step at which the limit is told. */
function lastTold(run, step) {
  let row = rowAt(run, step);
  while (row > 0 && Number.isNaN(run.limit[row])) row -= 1;
  return row;
}

function fraction(run, row) {
  const [limit, factor] = [run.limit[row], run.factor[row]];
  return `${short(factor)}/λmax = ${short(factor)}/${short(factor / limit)} = ${short(limit)}`;
}

/** Three digits that count, without powers of ten as far as people write numbers so. */
function short(value) {
  return number(Number(value.toPrecision(3)), 6);
}

function beyond({ top, bottom }, y) {
  if (y < top) return "↑ ";
  return y > bottom ? "↓ " : "";
}

function between(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
