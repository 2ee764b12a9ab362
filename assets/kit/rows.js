/** Finds rows by their step: in a series each row has one. */

/**
 * The last row that is not after a step.
 * @param {{ steps: Int32Array }} rows their steps rise.
 * @param {number} step
 * @returns {number}
 */
export function rowAt({ steps }, step) {
  const last = steps.length - 1;
  if (steps[last] === last) return Math.min(Math.max(Math.floor(step), 0), last);
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}

/**
 * The rows from the last one before a stretch of steps to the first one after it.
 *
 * @param {Int32Array} steps that rise.
 * @param {number} from
 * @param {number} to
 * @returns {[number, number]} the first row and the one after the last.
 */
export function rowsWithin(steps, from, to) {
  const end = rowAt({ steps }, Math.ceil(to)) + 2;
  return [Math.max(0, rowAt({ steps }, Math.floor(from)) - 1), Math.min(steps.length, end)];
}
