/** Bars of how many gave each answer; after a second vote they lie over those of the first. */

/** @import { Theme } from "../../kit/theme.js" */
/** @import { Area } from "./look.js" */

import { font, verdictColour, verdictSign, writeLines } from "./look.js";

const FIRST = "rgba(128, 134, 145, 0.45)";
/** Those who were wrong are not pilloried. */
const NOT_SO = "#8b9098";
/** How large the type is, and how many lines each answer has at most: the first that fits is taken. */
const FITS = [...[1, 0.88, 0.77, 0.68, 0.6, 0.52].map((share) => [share, Infinity]), [0.52, 2], [0.52, 1], [0.4, 1]];

/**
 * One answer.
 * @typedef {object} Bar
 * @property {string} label
 * @property {number|null} count null where it is not told.
 * @property {number|null} first how many gave it at the first vote; null where there was none.
 * @property {boolean|null} right null where that is not told.
 * @property {string} [colour] its own, where being right does not say it.
 */

/**
 * Draws the answers one below the other, in smaller type where there is too little room; returns where they end.
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {Bar[]} bars
 * @param {Theme} theme
 */
export function drawBars(context, area, bars, theme) {
  const blank = document.createElement("canvas").getContext("2d");
  const fits = ([share, lines]) => drawAll(blank, area, bars, sized(share), lines) <= area.top + area.height;
  const sized = (share) => ({ ...theme, size: share * theme.size });
  const [share, lines] = FITS.find(fits) ?? FITS.at(-1);
  return drawAll(context, area, bars, sized(share), lines);
}

function drawAll(context, area, bars, theme, lines) {
  const most = Math.max(1, ...bars.flatMap(({ count, first }) => [count ?? 0, first ?? 0]));
  const thick = 1.15 * theme.size;
  let top = area.top;
  for (const bar of bars) {
    const label = `${verdictSign(bar.right)} ${bar.label}`.trim();
    top = writeLines(context, label, { ...area, top }, theme, { weight: bar.right ? 700 : 400, most: lines });
    if (bar.count !== null) drawBar(context, { ...area, top: top + 0.15 * theme.size, height: thick }, bar, most, theme);
    top += bar.count === null ? 0.5 * theme.size : thick + 0.7 * theme.size;
  }
  return top;
}

/** @type {(context: CanvasRenderingContext2D, area: Area, bar: Bar, most: number, theme: Theme) => void} */
function drawBar(context, { left, top, width: all, height }, { count, first, right, colour }, most, theme) {
  const width = all - (first === null ? 2.2 : 4.8) * theme.size;
  context.fillStyle = theme.faint;
  context.fillRect(left, top, width, height);
  const inset = first === null ? 0 : 0.24 * height;
  if (first !== null) {
    context.fillStyle = FIRST;
    context.fillRect(left, top, (width * first) / most, height);
  }
  context.fillStyle = colour ?? (right === false ? NOT_SO : verdictColour(right, theme));
  context.fillRect(left, top + inset, (width * count) / most, height - 2 * inset);
  const text = first === null ? String(count) : `${first} → ${count}`;
  Object.assign(context, { fillStyle: theme.text, font: font(theme, 700), textAlign: "right", textBaseline: "middle" });
  context.fillText(text, left + all, top + height / 2);
}

/**
 * The same in words, one an answer.
 * @param {Bar[]} bars
 * @param {number} all how many answered.
 */
export function barWords(bars, all) {
  return bars.map(({ label, count, first, right }) => {
    const judged = right === null ? "" : right ? " (right)" : " (not so)";
    if (count === null) return `${label}${judged}`;
    const before = first === null ? "" : `, at the first vote ${first}`;
    return `${label}${judged}: ${count} of ${all}${before}`;
  });
}
