/** What the board asks of the rows of one series. */

import { rowAt } from "../kit/rows.js";

/**
 * What a series is at a step. Rows may be fewer than steps: a line runs straight between them, and of values that were
 * logged the last one stands until the next would have come.
 *
 * @param {{ steps: Int32Array, values: Float64Array, kind: "line"|"dots" }} series
 * @param {number} step a whole number.
 * @returns {{ value: number, exact: boolean }} NaN before the first row and after the last; exact: a row of its own.
 */
export function valueAt({ steps, values, kind }, step) {
  const last = steps.length - 1;
  const patience = kind === "dots" && last > 0 ? steps[last] - steps[last - 1] : 0;
  if (last < 0 || step < steps[0] || step > steps[last] + patience) return { value: NaN, exact: true };
  const row = rowAt({ steps }, step);
  if (steps[row] === step || kind === "dots") return { value: values[row], exact: true };
  const part = (step - steps[row]) / (steps[row + 1] - steps[row]);
  return { value: values[row] + part * (values[row + 1] - values[row]), exact: false };
}
