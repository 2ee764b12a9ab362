/** Colours of cells: a perceptual scale for values, two tones in stripes for what is none. */

import { scaled } from "./spans.js";

/** Viridis from its bright end on: what is low, and good, is bright. */
const SCALE = "#fde725 #b5de2b #6ece58 #35b779 #1f9e89 #26828e #31688e #3e4989 #482878 #440154".split(" ");
const SHADES = 256;
const ROBUST = [0.01, 0.97];
const MOST_DECADES = 16;

/** The stripes of what has no colour of its own, as [one tone, the other]. */
const STRIPES = {
  heat: { diverged: ["#dc214e", "#9c1238"] },
  both: { stalled: ["#8b9098", "#b3b8bf"], unfinished: ["#d3d7dc", "#f1f3f5"] },
  light: { open: ["#ffffff", "#e9ecf0"], none: ["#b9bec6", "#b9bec6"], diverged: ["#16171b", "#43464e"] },
  dark: { open: ["#0e1117", "#1c212b"], none: ["#4a4e57", "#4a4e57"], diverged: ["#000000", "#343842"] },
};

/**
 * The two tones of what is no value.
 * @param {"heat"|"curves"|"basins"} kind of the picture.
 * @param {boolean} dark whether the page is.
 * @returns {object} tones of open, none, diverged, stalled and unfinished.
 */
export function stripes(kind, dark) {
  return { ...STRIPES.both, ...STRIPES[dark ? "dark" : "light"], ...(kind === "heat" ? STRIPES.heat : {}) };
}

/**
 * The span of values that colours are spent on.
 * @param {Float64Array} values of which those that are not finite are left out.
 * @param {string} scale "automatic", "logarithmic" or "linear".
 * @param {boolean} wantsLog what "automatic" is where no value is negative.
 * @returns {{ log: boolean, range: number[], under: boolean, over: boolean }} in data units; under and over:
 *   whether there are values below and above.
 */
export function spanOf(values, scale, wantsLog) {
  const { log, finite, counted } = scaled(values, scale, wantsLog);
  if (counted.length === 0) return { log, range: log ? [1e-3, 1] : [0, 1], under: false, over: false };
  let [low, high] = ROBUST.map((share) => counted[Math.round(share * (counted.length - 1))]);
  if (log) low = Math.max(low, high * 10 ** -MOST_DECADES);
  if (!(high > low)) [low, high] = widened(low, log);
  return { log, range: [low, high], under: finite[0] < low, over: finite.at(-1) > high };
}

function widened(value, log) {
  const half = log ? 2 : 0.5 * (Math.abs(value) || 1);
  return log ? [value / half, value * half] : [value - half, value + half];
}

/**
 * A function that gives each value its colour.
 * @param {{ log: boolean, range: number[] }} span
 * @returns {(value: number) => number} a colour as `packedColour` gives it.
 */
export function painter({ log, range }) {
  const place = log ? Math.log10 : (value) => value;
  const [low, high] = range.map(place);
  const shades = Uint32Array.from({ length: SHADES }, (_, index) => packed(shade(index / (SHADES - 1))));
  return (value) => {
    const part = value <= range[0] ? 0 : (place(value) - low) / (high - low);
    return shades[Math.round(Math.min(Math.max(part, 0), 1) * (SHADES - 1))];
  };
}

/** The scale as Plotly wants it. */
export function plotlyScale() {
  return SCALE.map((colour, index) => [index / (SCALE.length - 1), colour]);
}

/**
 * A colour as a word of a picture's pixels.
 * @param {string} hex "#rrggbb".
 */
export function packedColour(hex) {
  return packed(parts(hex));
}

/**
 * A colour made brighter, up to 1, or darker, down to −1.
 * @param {string} hex
 * @param {number} amount
 * @returns {number} as `packedColour` gives it.
 */
export function lit(hex, amount) {
  const goal = amount > 0 ? 255 : 0;
  return packed(parts(hex).map((part) => part + Math.abs(amount) * (goal - part)));
}

/** @param {number[]} parts */
function packed([red, green, blue]) {
  return ((255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)) >>> 0;
}

function parts(hex) {
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

const CONTROLS = SCALE.map(parts);

function shade(part) {
  const place = part * (SCALE.length - 1);
  const below = Math.min(Math.floor(place), SCALE.length - 2);
  return CONTROLS[below].map((value, at) => value + (place - below) * (CONTROLS[below + 1][at] - value));
}
