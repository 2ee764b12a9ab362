/** The function over its window as a relief: its own heights, linear or logarithmic, and what lies on it. */

import { levelsOf, ranksOf } from "../../kit/contour.js";

const GRID = 81;
const DECADES = 3;
const LOWEST_SHARE = 0.01;
const LIFT = 0.012;
const HEADROOM = 0.05;
const ROUNDING = 1e-9;

/**
 * A function over its window.
 * @typedef {object} Relief
 * @property {Float64Array} x of the grid's columns.
 * @property {Float64Array} y of its rows.
 * @property {Float64Array[]} values of the function, row by row.
 * @property {Float64Array[]} ranks where the values stand among the levels.
 * @property {number[]} levels increasing.
 * @property {number[][]} window the ends of x, then those of y.
 * @property {boolean} logarithmic
 * @property {number} base what a logarithmic one shows the excess over.
 * @property {string} title of the z axis.
 * @property {number[]} range of places on the z axis: f, or log₁₀ of the excess.
 * @property {Float64Array[]} coordinates places of the values.
 * @property {(value: number) => number} coordinate the place of a value.
 * @property {(coordinate: number) => number} plotted what Plotly's axis takes for a place.
 * @property {(xs: ArrayLike<number>, ys: ArrayLike<number>) => Float64Array} evaluate the function itself.
 * @property {string} name what its values are called where they are told.
 */

/** @typedef {ReturnType<typeof frameOf>} Frame the levels and the z axis of a relief, the same at all steps. */

/**
 * The relief of an objective.
 *
 * A logarithmic one shows the excess over the known minimum, or over the lowest value of the grid; an excess below the
 * axis is put on the floor.
 * @param {{window: number[][], minimum: number|null}} objective
 * @param {import("../../kit/formula.js").Formula} formula
 * @param {string} scale "linear", "logarithmic", or "automatic": logarithmic where the largest excess is a thousand
 *   times that of the lowest hundredth of the window, or the smallest there is if that has none.
 * @param {number} [step] whose function it is.
 * @param {Frame} [frame] that of this step alone where none is given.
 * @returns {Relief}
 */
export function makeRelief({ window, minimum }, formula, scale, step = 0, frame = undefined) {
  const { x, y, values } = formula.grid(window, GRID, GRID, step);
  const { axis, levels } = frame ?? frameOf({ window, minimum }, formula, scale, [step]);
  return {
    x,
    y,
    values,
    levels,
    ranks: values.map((row) => ranksOf(row, levels)),
    window,
    ...axis,
    coordinates: values.map((row) => row.map(axis.coordinate)),
    evaluate: (xs, ys) => formula.value(xs, ys, step),
    name: formula.moves ? `f at step ${step}` : "f",
  };
}

/**
 * What reliefs of several steps have in common.
 * @param {{window: number[][], minimum: number|null}} objective
 * @param {import("../../kit/formula.js").Formula} formula
 * @param {string} scale as `makeRelief` takes it.
 * @param {number[]} steps
 */
export function frameOf({ window, minimum }, formula, scale, steps) {
  const values = steps.flatMap((step) => formula.grid(window, GRID, GRID, step).values);
  return { axis: heightAxis(values, minimum, scale), levels: levelsOf(values) };
}

function heightAxis(values, minimum, scale) {
  const finite = Float64Array.from(values.flatMap((row) => [...row].filter(Number.isFinite))).sort();
  const base = minimum ?? finite[0] ?? 0;
  const excess = finite.map((value) => value - base);
  const top = excess.at(-1) ?? 0;
  const low = excess.find((height, index) => height > 0 && index >= Math.floor(LOWEST_SHARE * excess.length)) ?? top;
  const wide = top > 10 ** DECADES * low;
  const logarithmic = top > 0 && (scale === "logarithmic" || (scale === "automatic" && wide));
  return logarithmic ? logarithmicAxis(excess, base, low, minimum !== null) : linearAxis(finite);
}

function linearAxis(finite) {
  const [low, high] = finite.length ? [finite[0], finite.at(-1)] : [0, 1];
  const coordinate = (value) => (Number.isFinite(value) ? value : NaN);
  return { logarithmic: false, base: 0, title: "f", range: padded(low, high), coordinate, plotted: (place) => place };
}

function logarithmicAxis(excess, base, low, known) {
  const top = excess.at(-1);
  const floor = Math.max(excess.find((height) => height > 0), low / 100, top * 1e-16);
  const coordinate = (value) => (Number.isFinite(value) ? Math.log10(Math.max(value - base, floor)) : NaN);
  return {
    logarithmic: true,
    base,
    title: known ? "f − minimum" : "f − lowest shown",
    range: padded(Math.log10(floor), Math.log10(top)),
    coordinate,
    plotted: (place) => 10 ** place,
  };
}

function padded(low, high) {
  const span = high - low || Math.abs(low) || 1;
  return [low - 0.01 * span, low + (1 + HEADROOM) * span];
}

/**
 * Puts points on a relief: at the function's value, or on the drawn surface where that is above it, and a little higher
 * to be seen.
 * @param {Relief} relief
 * @param {ArrayLike<number>} xs inside the window; NaN gives NaN.
 * @param {ArrayLike<number>} ys
 * @param {number} [lift] how far above, as a share of the axis.
 * @returns {{values: Float64Array, heights: Float64Array, z: Float64Array}} the function's own values, places on the
 *   z axis, and these for Plotly.
 */
export function placed(relief, xs, ys, lift = LIFT) {
  const values = relief.evaluate(xs, ys);
  const [low, high] = relief.range;
  const heights = values.map((value, index) => {
    const own = relief.coordinate(value);
    const surface = surfaceHeight(relief, xs[index], ys[index]);
    return Math.min((surface > own ? surface : own) + lift * (high - low), high);
  });
  return { values, heights, z: heights.map(relief.plotted) };
}

/**
 * The height of the drawn surface, made of two triangles a cell with the falling diagonal.
 * @param {Relief} relief
 * @returns {number} a place on the z axis; NaN outside the window and in holes.
 */
export function surfaceHeight({ coordinates, window }, x, y) {
  const [[left, right], [low, high]] = window;
  const [column, u] = cell((x - left) / (right - left));
  const [row, v] = cell((y - low) / (high - low));
  const [below, above] = [coordinates[row], coordinates[row + 1]];
  const [a, b, c, d] = [below[column], below[column + 1], above[column], above[column + 1]];
  return u + v < 1 ? a + u * (b - a) + v * (c - a) : d + (1 - u) * (c - d) + (1 - v) * (b - d);
}

function cell(share) {
  if (!(share >= -ROUNDING && share <= 1 + ROUNDING)) return [0, NaN];
  const place = Math.min(Math.max(share, 0), 1) * (GRID - 1);
  const index = Math.min(Math.floor(place), GRID - 2);
  return [index, place - index];
}
