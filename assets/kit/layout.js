/** What Plotly is told about a chart and its axes: ranges, ticks, type and the room for labels. */

/** @import { Theme } from "./theme.js" */

import { chartLook } from "./theme.js";

/**
 * @typedef {{ title: string, log: boolean, range: number[] }} Span what an axis shows; its range is in data units.
 * @typedef {{ width: number, height: number, labels: number, dragmode: string|false }} Frame the chart's size and the
 *   width that tick labels of the vertical axes need, all in pixels, and what dragging does.
 */

/** How much room tick labels get before they are measured, in sizes of their type. */
export const LABEL_WIDTH = 3.3;

/** A range of less than so many decades is read by the digits between its powers of ten. */
const DECADES = 1.5;
/** So many decades a tick at least leave Plotly no room for small digits between powers of ten. */
const ROOMY = 0.71;
const MOST_ACROSS = 10;
/** While a hand moves what is shown, an axis stays of which so much is used, and a new one has so much to spare at each end. */
const TIGHT = 0.4;
const SPARE = 0.2;
const PEN = document.createElement("canvas").getContext("2d");

/**
 * The range of an axis as Plotly wants it, in powers of ten where it is logarithmic.
 * @param {{ log: boolean, range: number[] }} span
 * @returns {number[]}
 */
export function axisRange({ log, range }) {
  return log ? range.map(Math.log10) : [...range];
}

/**
 * A span beside the one that was shown before, while a hand moves what it is of: that one stays for as long as it has
 * room and is not much too wide; what comes in its place has some room to spare.
 * @param {Span|undefined|null} before
 * @param {Span} span
 * @returns {Span}
 */
export function rested(before, span) {
  if (!before || before.title !== span.title || before.log !== span.log) return span;
  const [[left, right], [low, high]] = [axisRange(before), axisRange(span)];
  if (low >= left && high <= right && high - low > TIGHT * (right - left)) return before;
  const spare = SPARE * (high - low);
  const range = [low - spare, high + spare];
  return { ...span, range: span.log ? range.map((power) => 10 ** power) : range };
}

/**
 * The layout of a chart without a legend.
 * @param {Theme} theme
 * @param {Frame} frame
 * @param {object} margin
 * @param {any} axes
 */
export function chartLayout(theme, { width, height, dragmode }, margin, axes) {
  const size = { width, height, margin };
  const habits = { showlegend: false, hovermode: false, dragmode };
  return { ...chartLook(theme), paper_bgcolor: theme.background, ...size, ...habits, ...axes };
}

/**
 * For an axis whose labels have room: Plotly need not measure each of them once more, for which the browser lays the
 * whole page out.
 */
export const UNMEASURED = { ticklabeloverflow: "allow" };

/**
 * The look that axes share.
 * @param {{ log: boolean }} span
 * @param {Theme} theme
 */
export function axisLook({ log }, theme) {
  const ticklabelstandoff = Math.round(theme.size / 3);
  const type = log ? "log" : "linear";
  return { ...UNMEASURED, type, zeroline: false, gridcolor: theme.faint, tickangle: 0, ticklabelstandoff };
}

/**
 * How many ticks an axis has: fewer where powers of ten stand alone.
 * @param {{ log: boolean, range: number[] }} span
 * @param {number} most
 */
export function tickCount(span, most) {
  const [low, high] = axisRange(span);
  if (!span.log || high - low <= DECADES) return most;
  return Math.max(1, Math.min(most, Math.floor((high - low) / ROOMY)));
}

/**
 * Ticks of a horizontal axis whose labels do not meet; at whole steps where these are few.
 * @param {{ log: boolean, last: number, whole: boolean, range: number[] }} span last: the last step.
 * @param {number} digits of its longest label.
 * @param {Theme} theme
 * @param {number} width in pixels.
 */
export function ticksAcross({ log, last, whole, range: [low, high] }, digits, theme, width) {
  const room = Math.max(1, Math.floor(width / (0.62 * theme.size * (digits + 2))));
  if (whole && !log && last <= room) return { dtick: 1 };
  const decades = log ? Math.log10(high / low) / ROOMY : Infinity;
  return { nticks: Math.max(1, Math.floor(Math.min(MOST_ACROSS, room, decades))) };
}

/**
 * The room that the tick labels of the vertical axes need.
 * @param {any} axes the chart's `_fullLayout`.
 * @param {Theme} theme
 * @returns {number} in pixels.
 */
export function labelWidth(axes, theme) {
  PEN.font = `${theme.size}px ${theme.font}`;
  const names = Object.keys(axes).filter((name) => /^yaxis\d*$/.test(name));
  const labels = names.flatMap((name) => axes[name]._vals ?? []).map(({ text }) => text?.replace(/<[^>]*>/g, "") ?? "");
  return Math.ceil(Math.max(0, ...labels.map((label) => PEN.measureText(label).width)));
}

/**
 * Text that Plotly shows as it is.
 * @param {string} text
 * @returns {string}
 */
export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
