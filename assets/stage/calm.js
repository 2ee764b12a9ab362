/** Keeps a function that moves from flashing: what changes much of a picture is drawn three times in a second at most. */

const FLASH = 0.1;

/** Milliseconds that a picture stays after one that was seen as a flash. */
export const CALM = 350;

/**
 * Whether one picture after the other would be seen as a flash.
 * @param {Float64Array[]} before ranks among the levels, row by row.
 * @param {Float64Array[]} after the same of the next picture.
 * @param {number[]} levels
 * @returns {boolean} whether ranks change by more than a tenth of all on average.
 */
export function flashes(before, after, levels) {
  if (before.length !== after.length || after.length === 0) return false;
  let change = 0;
  after.forEach((row, j) => row.forEach((rank, i) => (change += Math.abs(rank - before[j][i]) || 0)));
  return change > FLASH * (levels.length - 1) * after.length * after[0].length;
}
