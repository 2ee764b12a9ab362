/** Paths laid over a relief: cut at the window's edge, and following the ground between two steps. */

/** @import { Relief } from "./relief.js" */

import { placed } from "./relief.js";

const PIECE = 1 / 64;
const SAME_PLACE = 1 / 500;
const MOST_PIECES = 6000;

/**
 * A run's path on the relief.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, steps: ArrayLike<number>}} run NaN ends the path.
 * @param {Relief} relief
 * @returns {{x: number[], y: number[], z: Float64Array, values: Float64Array, where: string[], steps: number[]}}
 *   vertices inside the window, NaN where the pen is lifted: their heights for Plotly, the function's own values, which
 *   step or between which steps they are, and the step that led there.
 */
export function draped(run, relief) {
  const path = { x: [], y: [], where: [], steps: [] };
  const pieces = visiblePieces(run, relief.window);
  const piece = Math.max(PIECE, pieces.reduce((sum, { length }) => sum + length, 0) / MOST_PIECES);
  let last = -1;
  for (const part of pieces) {
    if (part.enter > 0 || part.row !== last) begin(path, run, part);
    follow(path, run, part, piece);
    last = part.leave < 1 ? -1 : part.end;
  }
  return { ...path, ...placed(relief, path.x, path.y) };
}

/**
 * The parts of the steps that lie in the window, with their lengths in windows; tiny steps are joined.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>}} run
 * @param {number[][]} window
 */
function visiblePieces({ x, y }, [[left, right], [low, high]]) {
  const place = (row) => [(x[row] - left) / (right - left), (y[row] - low) / (high - low)];
  const pieces = [];
  let [row, from] = [0, place(0)];
  for (let end = 1; end < x.length; end += 1) {
    const to = place(end);
    if (!Number.isFinite(to[0] + to[1])) break;
    const far = Math.hypot(to[0] - from[0], to[1] - from[1]);
    const closing = end === x.length - 1 || !Number.isFinite(x[end + 1] + y[end + 1]);
    if (far < SAME_PLACE && !closing) continue;
    const [enter, leave] = inside(from, to);
    if (enter < leave) pieces.push({ row, end, enter, leave, length: (leave - enter) * far });
    [row, from] = [end, to];
  }
  return pieces;
}

/** Which share of a line lies in the unit square. */
function inside(from, to) {
  let [enter, leave] = [0, 1];
  for (const axis of [0, 1]) {
    const along = to[axis] - from[axis];
    if (along === 0) {
      if (from[axis] < 0 || from[axis] > 1) return [1, 0];
      continue;
    }
    const [a, b] = [-from[axis] / along, (1 - from[axis]) / along];
    enter = Math.max(enter, Math.min(a, b));
    leave = Math.min(leave, Math.max(a, b));
  }
  return [enter, leave];
}

function begin(path, run, { row, end, enter }) {
  if (path.x.length) put(path, NaN, NaN, "", -1);
  add(path, run, row, end, enter);
}

function follow(path, run, { row, end, enter, leave, length }, piece) {
  const count = Math.max(1, Math.ceil(length / piece));
  for (let part = 1; part <= count; part += 1) add(path, run, row, end, enter + ((leave - enter) * part) / count);
}

function add(path, { x, y, steps }, row, end, share) {
  const [from, to] = [steps[row], steps[end]];
  const where = share === 0 ? `step ${from}` : share === 1 ? `step ${to}` : `between steps ${from} and ${to}`;
  const mix = (a, b) => (share === 1 ? b : a + share * (b - a));
  put(path, mix(x[row], x[end]), mix(y[row], y[end]), where, share === 1 ? to : from);
}

function put(path, x, y, where, step) {
  path.x.push(x);
  path.y.push(y);
  path.where.push(where);
  path.steps.push(step);
}
