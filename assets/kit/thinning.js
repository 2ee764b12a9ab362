/** Draws fewer points for the same picture, without losing extremes. */

/**
 * Rows of a curve that draw the same picture: the first, the lowest, the highest and the last of each pixel column.
 * Of neighbouring rows without a value one stays, so that the line breaks there.
 *
 * @param {(row: number) => number} place the pixel of a row on the horizontal axis, never decreasing.
 * @param {Float64Array} values one a row.
 * @param {number} begin first row that counts.
 * @param {number} end the row after the last that counts.
 * @returns {number[]} rows, increasing.
 */
export function thinned(place, values, begin, end) {
  const rows = [];
  for (let row = begin; row < end; ) row = column(place, values, row, end, rows);
  return rows;
}

/** Adds the rows of the column that begins at `first`; the row where the next column begins. */
function column(place, values, first, end, rows) {
  const edge = Math.floor(place(first)) + 1;
  const broken = Number.isNaN(values[first]);
  let [low, high, row] = [first, first, first + 1];
  for (; row < end && Number.isNaN(values[row]) === broken && (broken || place(row) < edge); row++) {
    if (values[row] < values[low]) low = row;
    if (values[row] > values[high]) high = row;
  }
  const kept = broken ? [first] : [first, Math.min(low, high), Math.max(low, high), row - 1];
  for (const one of kept) if (one !== rows.at(-1)) rows.push(one);
  return row;
}
