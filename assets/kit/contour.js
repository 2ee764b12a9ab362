/** The function as contours: colours follow levels that are quantiles of what is in view, numbers are its own. */

/** @import { Theme } from "./theme.js" */

import { UNMEASURED } from "./layout.js";

const LEVELS = 15;
const SLATE = { light: [70, 100, 140], dark: [120, 150, 190] };

/**
 * The levels of a grid, denser where the function is low.
 * @param {Float64Array[]} values rows of the grid; what is not finite is left out.
 * @returns {number[]} at least two, increasing.
 */
export function levelsOf(values) {
  const finite = Float64Array.from(values.flatMap((row) => Array.from(row).filter(Number.isFinite))).sort();
  if (finite.length === 0) return [0, 1];
  const levels = Array.from({ length: LEVELS }, (_, index) => quantile(finite, (index / (LEVELS - 1)) ** 1.3));
  const distinct = levels.filter((level, index) => index === 0 || level > levels[index - 1]);
  return distinct.length > 1 ? distinct : [distinct[0] - 0.5, distinct[0] + 0.5];
}

function quantile(sorted, share) {
  const place = share * (sorted.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, sorted.length - 1);
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/**
 * Where values stand among levels: 0 at the lowest, 1 at the next, linear between.
 * @param {Float64Array} row values.
 * @param {number[]} levels increasing.
 * @returns {Float64Array} NaN where the value is.
 */
export function ranksOf(row, levels) {
  return row.map((value) => rank(value, levels));
}

function rank(value, levels) {
  const last = levels.length - 1;
  if (Number.isNaN(value)) return NaN;
  if (value <= levels[0]) return 0;
  if (value >= levels[last]) return last;
  let below = 0;
  let above = last;
  while (above - below > 1) {
    const middle = (below + above) >> 1;
    if (levels[middle] <= value) below = middle;
    else above = middle;
  }
  return below + (value - levels[below]) / (levels[above] - levels[below]);
}

/**
 * What contours are drawn with.
 * @param {boolean} dark whether they lie on a dark background.
 * @returns {{slate: number[], least: number, most: number, line: string}} red, green and blue; how opaque the lowest
 *   level is, and the highest; the colour of lines.
 */
export function inks(dark) {
  const slate = dark ? SLATE.dark : SLATE.light;
  return { slate, least: 0.02, most: 0.52, line: `rgba(${slate},0.6)` };
}

/**
 * The shades from the lowest level to the highest, as a Plotly colour scale.
 * @param {boolean} dark whether they lie on a dark background.
 */
export function shades(dark) {
  const { slate, least, most } = inks(dark);
  return [least, most].map((opacity, index) => [index, `rgba(${slate},${opacity})`]);
}

/**
 * The Plotly trace of a grid.
 * @param {{x: Float64Array, y: Float64Array, values: Float64Array[]}} grid from `formula.grid`.
 * @param {number[][]} ranges of x and y that are in view.
 * @param {Theme} theme from `readTheme`.
 * @param {number[]} [levels] of what is in view where none are given.
 * @returns {object} a contour trace of ranks, with the values in its hover text and at its colour bar.
 */
export function contourTrace(grid, ranges, theme, levels = levelsInView([grid], ranges)) {
  const ticks = levels.map((_, index) => index).filter((index) => index % 2 === 0);
  return {
    type: "contour",
    name: "function",
    x: grid.x,
    y: grid.y,
    z: grid.values.map((row) => ranksOf(row, levels)),
    customdata: grid.values,
    hovertemplate: "x %{x:.5g}, y %{y:.5g}<br>f %{customdata:.6g}<extra></extra>",
    colorscale: shades(theme.dark),
    zmin: 0,
    zmax: levels.length - 1,
    contours: { start: 0, end: levels.length - 1, size: 1, coloring: "heatmap" },
    line: { width: 0.6, color: inks(theme.dark).line },
    colorbar: {
      ...UNMEASURED,
      thickness: 9,
      len: 0.93,
      y: 0,
      yanchor: "bottom",
      outlinewidth: 0,
      xpad: 4,
      tickvals: ticks,
      ticktext: numerals(ticks.map((index) => levels[index])),
      tickfont: { size: theme.size - 1 },
    },
  };
}

/**
 * The levels of the parts of some grids that are in view.
 * @param {{x: Float64Array, y: Float64Array, values: Float64Array[]}[]} grids
 * @param {number[][]} ranges of x and y that are in view.
 */
export function levelsInView(grids, ranges) {
  return levelsOf(grids.flatMap((grid) => inView(grid, ranges)));
}

/**
 * The part of a grid that is in view.
 * @param {{ x: Float64Array, y: Float64Array, values: Float64Array[] }} grid
 * @param {number[][]} ranges
 */
function inView({ x, y, values }, [across, up]) {
  /** @type {(axis: Float64Array, range: number[]) => [number, number]} */
  const seen = (axis, [low, high]) => {
    const inside = Array.from(axis.keys()).filter((index) => axis[index] >= low && axis[index] <= high);
    return [inside[0], inside.at(-1) + 1];
  };
  const columns = seen(x, across);
  return values.slice(...seen(y, up)).map((row) => row.subarray(...columns));
}

/** Levels written with as few digits as tell them apart, three at least. */
function numerals(levels) {
  const nothing = 1e-12 * Math.max(...levels.map(Math.abs));
  const written = (digits) => levels.map((level) => (Math.abs(level) < nothing ? "0" : numeral(level, digits)));
  const enough = [3, 4, 5, 6, 8, 10].find((digits) => new Set(written(digits)).size === levels.length);
  return written(enough ?? 12);
}

function numeral(level, digits) {
  const size = Math.abs(level);
  const scientific = size !== 0 && (size < 1e-3 || size >= 1e5);
  const text = scientific ? level.toExponential(digits - 1) : String(Number(level.toPrecision(digits)));
  return text.replace("e+", "e").replaceAll("-", "−");
}
