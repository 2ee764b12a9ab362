/** Which span of a measure is worth looking at. */

const ROBUST = 0.6;
const STEEP = 1e3;
const DEEP = 1e-16;
const ROW = 0.075;
const TOP = 0.08;
const FOOT = 0.05;

/**
 * The span of the vertical axis, with room at its foot for brackets.
 *
 * @param {{ middle: Float64Array, low: Float64Array|null, high: Float64Array|null, done: Uint8Array }[]} runs
 * @param {string} scale "automatic", "logarithmic" or "linear".
 * @param {boolean} wantsLog what "automatic" is where no value is negative.
 * @param {number} brackets how many stand over each other.
 * @returns {{ log: boolean, range: number[] }} in data units.
 */
export function upSpan(runs, scale, wantsLog, brackets) {
  const columns = runs.flatMap(({ middle, low, high }) => (low ? [middle, low, high] : [middle]));
  const values = Float64Array.from(columns.flatMap((column) => Array.from(column)));
  const { log, counted } = scaled(values, scale, wantsLog);
  const [low, high] = counted.length ? ends(counted, log) : log ? [1e-3, 1] : [0, 1];
  const [bottom, top] = log ? [Math.log10(low), Math.log10(high)] : [low, high];
  const room = top - bottom || (log ? 1 : Math.abs(top) || 1);
  const range = [bottom - (FOOT + ROW * brackets) * room, top + TOP * room];
  return { log, range: log ? range.map((end) => 10 ** end) : range };
}

/**
 * The scale of values, and those that have a place on it.
 * @param {Float64Array} values
 * @param {string} scale "automatic", "logarithmic" or "linear".
 * @param {boolean} wantsLog what "automatic" is where no value is negative.
 * @returns {{ log: boolean, finite: Float64Array, counted: Float64Array }} finite and counted values, rising.
 */
export function scaled(values, scale, wantsLog) {
  const finite = values.filter(Number.isFinite).sort();
  const log = finite.at(-1) > 0 && (scale === "logarithmic" || (scale === "automatic" && wantsLog && finite[0] >= 0));
  return { log, finite, counted: log ? finite.filter((value) => value > 0) : finite };
}

/** Curves that climb out of sight before they diverge leave the others their room. */
function ends(sorted, log) {
  const usual = sorted[Math.floor(ROBUST * (sorted.length - 1))];
  const [least, most] = [sorted[0], sorted.at(-1)];
  const high = log ? Math.min(most, usual * STEEP) : Math.min(most, usual + 2 * (usual - least));
  return [log ? Math.max(least, high * DEEP) : least, Math.max(high, least)];
}
