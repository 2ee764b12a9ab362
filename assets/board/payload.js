/** The bytes that lrviz/figures/board/payload.py writes, as what the board draws. */

import { identity, inflatedParts, parsed, reader, widened } from "../kit/columns.js";

export { identity };

/**
 * What a payload shows.
 *
 * @param {Uint8Array} bytes - A payload; it may stand anywhere in its buffer.
 * @returns {Promise<object>} Its header and `id`; each of the `series` has its `steps`, an Int32Array that rises, and
 *   its `values`, a Float64Array of the same length, NaN where there is no value; one with a `band` its `low` and
 *   `high`, too.
 */
export async function decode(bytes) {
  const [header, ...rows] = await inflatedParts(bytes);
  const board = parsed(header);
  const series = board.series.map((facts, index) => ({ ...facts, ...decodedRows(facts, rows[index]) }));
  return { id: identity(bytes), ...board, series };
}

function decodedRows({ rows, band }, bytes) {
  const next = reader(bytes);
  const steps = new Int32Array(next(rows).buffer);
  const column = () => widened(next(rows));
  return { steps, values: column(), ...(band ? { low: column(), high: column() } : {}) };
}
