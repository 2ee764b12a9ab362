/** Points drawn by hand: [step, factor] in rising order, straight between them, constant before and after. */

const MOST = 64;
const HIGHEST = 1e6;
const SAMPLES = 1000;

/**
 * One point moved, at most up to its neighbours.
 * @param {number[][]} points
 * @param {number} index
 * @param {number[]} to
 * @param {number} last the last step there is.
 * @returns {number[][]}
 */
export function moved(points, index, [step, factor], last) {
  const least = index > 0 ? Math.floor(points[index - 1][0]) + 1 : 0;
  const most = index < points.length - 1 ? Math.ceil(points[index + 1][0]) - 1 : Math.max(last, points[index][0]);
  return points.with(index, [Math.max(least, Math.min(Math.round(step), most)), bounded(factor)]);
}

/**
 * One point more; at a step that has one, that one moves. A full set stays as it is.
 * @param {number[][]} points
 * @param {number[]} point
 * @returns {number[][]}
 */
export function added(points, [step, factor]) {
  const fresh = [Math.max(0, Math.round(step)), bounded(factor)];
  const there = points.findIndex(([other]) => other === fresh[0]);
  if (there >= 0) return points.with(there, fresh);
  return points.length < MOST ? [...points, fresh].sort(([one], [other]) => one - other) : points;
}

/**
 * One point fewer; the last one stays.
 * @param {number[][]} points
 * @param {number} index
 * @returns {number[][]}
 */
export function removed(points, index) {
  return points.length > 1 ? points.toSpliced(index, 1) : points;
}

/**
 * The line through the points, as rows of a series.
 * @param {number[][]} points
 * @param {number} lr what a factor of 1 stands for.
 * @param {number} last the last step.
 * @returns {{ steps: Int32Array, values: Float64Array }} enough rows to be smooth on a logarithmic scale, and the
 *   points themselves.
 */
export function lineThrough(points, lr, last) {
  const grid = Array.from({ length: SAMPLES + 1 }, (_, index) => Math.round((index * last) / SAMPLES));
  const own = points.map(([step]) => Math.round(step)).filter((step) => step <= last);
  const steps = Int32Array.from(new Set([...grid, ...own])).sort();
  return { steps, values: Float64Array.from(steps, (step) => lr * factorAt(points, step)) };
}

function factorAt(points, step) {
  const after = points.findIndex(([place]) => place > step);
  if (after === 0) return points[0][1];
  if (after < 0) return points.at(-1)[1];
  const [[from, low], [to, high]] = [points[after - 1], points[after]];
  return low + ((step - from) / (to - from)) * (high - low);
}

function bounded(factor) {
  return Math.min(Math.max(factor, 0), HIGHEST);
}
