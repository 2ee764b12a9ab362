/** What the curves can show of a run. */

/** @import { Run } from "./payload.js" */

/**
 * What the upper curves are.
 * @typedef {object} Upper
 * @property {"loss"|"excess"|"distance"} column
 * @property {string} title of the axis.
 * @property {string} sign in labels.
 * @property {(run: Run) => Float64Array} values one a row, NaN where there is none.
 */

/**
 * What the lower curves are.
 * @typedef {object} Lower
 * @property {string} title of the axis.
 * @property {string} sign in labels.
 * @property {(run: Run) => Float64Array} values one a row, NaN where there is none.
 * @property {boolean} made whether a value is known only once its step is taken.
 * @property {boolean} limited whether stability limits are on the same scale.
 */

/** @type {Record<string, Upper>} */
export const UPPER = {
  loss: upper("loss", "loss", "f"),
  "above the minimum": upper("excess", "loss above the minimum", "f − min"),
  "distance to a minimum": upper("distance", "distance to a minimum", "distance"),
};

/** @type {Record<string, Lower>} */
export const LOWER = {
  "learning rate": { title: "learning rate", sign: "lr", values: (run) => run.rate, made: false, limited: true },
  "effective rate": { title: "effective rate", sign: "|Δ|/|∇f|", values: (run) => run.effective, made: true, limited: false },
  "step length": { title: "step length", sign: "|Δ|", values: stepLengths, made: true, limited: false },
};

/** @returns {Upper} */
function upper(column, title, sign) {
  return { column, title, sign, values: (run) => run[column] ?? run.loss.map(() => NaN) };
}

/** @type {WeakMap<Run, Float64Array>} */
const LENGTHS = new WeakMap();

function stepLengths(run) {
  if (!LENGTHS.has(run)) LENGTHS.set(run, run.movedX.map((x, row) => Math.hypot(x, run.movedY[row])));
  return LENGTHS.get(run);
}
