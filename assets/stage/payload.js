/** The bytes that lrviz/figures/payload.py writes, as the scene that the stage draws. */

import { doubles, identity, inflatedParts, parsed, reader, widened } from "../kit/columns.js";

export { identity };

/**
 * The scene of a payload.
 * @param {Uint8Array} bytes - A payload; it may stand anywhere in its buffer.
 * @returns {Promise<object>} `{id, objective, start, steps, noise, view, runs}`. Every column of a run is a
 *   Float64Array of one length, `steps` an Int32Array of the same; NaN where there is no value. Columns that the
 *   function or the run does not have (excess, distance, momentum) are null.
 */
export async function decode(bytes) {
  const [header, ...columns] = await inflatedParts(bytes);
  const scene = parsed(header);
  const runs = scene.runs.map((run, index) => decodedRun(run, columns[index], scene.objective.minimum));
  return { id: identity(bytes), ...scene, runs };
}

function decodedRun({ rows, anchors, columns, ...facts }, bytes, minimum) {
  const next = reader(bytes);
  const steps = new Int32Array(next(rows).buffer);
  const places = next(anchors);
  const exact = [doubles(next(anchors), next(anchors)), doubles(next(anchors), next(anchors))];
  const read = Object.fromEntries(columns.map(([name, bits]) => [name, widened(next(rows), bits)]));
  const { loss, gradientNorm, rate, limit, movedX, movedY } = read;
  return {
    ...facts, steps, loss, gradientNorm, rate, limit, movedX, movedY,
    x: positions(places, exact[0], movedX),
    y: positions(places, exact[1], movedY),
    excess: read.excess ?? (minimum === 0 ? loss : null),
    distance: read.distance ?? null,
    momentum: read.momentum ?? null,
    state: facts.stateNames.map((_, index) => ({ x: read[`stateX${index}`], y: read[`stateY${index}`] })),
  };
}

/** One coordinate of a path: exact at the rows of the anchors, between them the sum of the moves. */
function positions(anchors, exact, moves) {
  const path = new Float64Array(moves.length);
  let next = 0;
  for (let row = 0; row < path.length; row += 1) {
    if (anchors[next] === row) {
      path[row] = exact[next];
      next += 1;
    } else {
      path[row] = path[row - 1] + moves[row - 1];
    }
  }
  return path;
}
