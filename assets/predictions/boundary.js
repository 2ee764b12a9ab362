/** Where two classes are equally likely: a line through a grid of probabilities. */

import { NONE, TOP } from "./colours.js";

/**
 * The pieces of the line.
 * @param {Uint8Array} frame probabilities as bytes, row by row.
 * @param {number} side places in each direction.
 * @returns {number[][]} pieces [x, y, x, y] in places of the grid.
 */
export function boundary(frame, side) {
  const pieces = [];
  for (let row = 0; row + 1 < side; row += 1) {
    for (let column = 0; column + 1 < side; column += 1) {
      const first = row * side + column;
      const corners = [first, first + 1, first + side + 1, first + side].map((at) => logit(frame[at]));
      if (corners.every(Number.isFinite)) pieces.push(...crossings(corners, column, row));
    }
  }
  return pieces;
}

/** Between grid points the logit is nearly straight, the probability is not; its ends are those that a byte can tell. */
function logit(byte) {
  if (byte === NONE) return NaN;
  const share = Math.min(Math.max(byte / TOP, 0.5 / TOP), 1 - 0.5 / TOP);
  return Math.log(share / (1 - share));
}

const EDGES = [[0, 0, 1, 0], [1, 0, 1, 1], [1, 1, 0, 1], [0, 1, 0, 0]];

/** The line inside one cell, whose corners go round from the lower left one. */
function crossings(corners, column, row) {
  const met = EDGES.flatMap(([fromX, fromY, toX, toY], edge) => {
    const [from, to] = [corners[edge], corners[(edge + 1) % 4]];
    if (from > 0 === to > 0) return [];
    const part = from / (from - to);
    return [[column + fromX + part * (toX - fromX), row + fromY + part * (toY - fromY)]];
  });
  if (met.length === 2) return [met.flat()];
  if (met.length !== 4) return [];
  // A saddle: what the middle is like decides which corners belong together.
  const joined = corners[0] > 0 === corners.reduce((sum, corner) => sum + corner, 0) > 0;
  const pairs = joined ? [[0, 1], [2, 3]] : [[3, 0], [1, 2]];
  return pairs.map(([one, other]) => [...met[one], ...met[other]]);
}
