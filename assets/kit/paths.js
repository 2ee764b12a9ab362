/** Paths in pixels: projected, clipped near the plot, and thinned where steps are smaller than a pixel. */

const MARGIN = 40;
const SAME_PIXEL = 0.6;
const PIECE = 64;

/**
 * The path of one run as strokes on a plot of some size.
 * @param {{x: Float64Array, y: Float64Array}} run what is drawn; NaN ends it.
 * @param {(value: number) => number} toX pixel of x, from the plot's left edge.
 * @param {(value: number) => number} toY pixel of y, from the plot's upper edge.
 * @param {number} width of the plot.
 * @param {number} height of the plot.
 * @returns {{x: number[], y: number[], row: number[], pen: boolean[], length: number[], exits: object[]}}
 *   vertices with the row each belongs to, whether the pen is down on the way there, and the length drawn so far;
 *   exits: where the path leaves the plot, {x, y, angle, row}, row being the point it comes from.
 */
export function trace(run, toX, toY, width, height) {
  const path = { x: [], y: [], row: [], pen: [], length: [], exits: [] };
  const box = [-MARGIN, -MARGIN, width + MARGIN, height + MARGIN];
  const plot = [0, 0, width, height];
  let from = null;
  for (let row = 0; row < run.x.length; row += 1) {
    const to = [toX(run.x[row]), toY(run.y[row])];
    if (Number.isNaN(to[0]) || Number.isNaN(to[1])) break;
    if (from === null) put(path, to, row, false);
    else if (!follow(path, from, to, row, box, plot)) continue;
    from = to;
  }
  return path;
}

/** Adds one step; false where it is too small to see. */
function follow(path, from, to, row, box, plot) {
  if (within(from, box) && within(to, box)) {
    if (Math.abs(to[0] - from[0]) + Math.abs(to[1] - from[1]) < SAME_PIXEL) return false;
    put(path, to, row, true);
  } else {
    const piece = clipped(from, to, box);
    if (piece) {
      if (piece.enter > 0) put(path, piece.begin, row, false);
      put(path, piece.end, row, true);
    }
  }
  note(path, from, to, row, plot);
  return true;
}

/** @type {(path: any, point: number[], row: number, pen: boolean) => void} */
function put(path, [x, y], row, pen) {
  const last = path.x.length - 1;
  const far = pen && last >= 0 ? Math.hypot(x - path.x[last], y - path.y[last]) : 0;
  path.x.push(x);
  path.y.push(y);
  path.row.push(row);
  path.pen.push(pen);
  path.length.push((last >= 0 ? path.length[last] : 0) + far);
}

/** Remembers where the path leaves the plot. */
function note(path, from, to, row, plot) {
  if (within(to, plot)) return;
  const piece = clipped(from, to, plot);
  if (!piece || piece.leave >= 1) return;
  const angle = Math.atan2(to[1] - from[1], to[0] - from[0]);
  path.exits.push({ x: piece.end[0], y: piece.end[1], angle, row: row - 1 });
}

/** @type {(point: number[], box: number[]) => boolean} */
function within([x, y], [left, top, right, bottom]) {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/** The part of a line inside a box, or null; infinite ends are brought near first. */
function clipped(from, to, box) {
  const [begin, end] = [near(from), near(to)];
  let [enter, leave] = [0, 1];
  for (let axis = 0; axis < 2; axis += 1) {
    const along = end[axis] - begin[axis];
    const [low, high] = [box[axis] - begin[axis], box[axis + 2] - begin[axis]];
    if (along === 0) {
      if (low > 0 || high < 0) return null;
    } else {
      enter = Math.max(enter, Math.min(low / along, high / along));
      leave = Math.min(leave, Math.max(low / along, high / along));
    }
  }
  if (enter >= leave) return null;
  const at = (share) => [0, 1].map((axis) => begin[axis] + share * (end[axis] - begin[axis]));
  return { enter, leave, begin: at(enter), end: at(leave) };
}

function near(point) {
  return point.map((pixel) => Math.min(Math.max(pixel, -1e12), 1e12));
}

/**
 * Where a path is seen last in a box: where it leaves it for good, or its last point there.
 * @param {{x: Float64Array, y: Float64Array}} run NaN ends it.
 * @param {(value: number) => number} toX
 * @param {(value: number) => number} toY
 * @param {number[]} box its left, upper, right and lower edge in pixels.
 * @returns {number[]|null} null where it never was there.
 */
export function lastSeen(run, toX, toY, box) {
  for (let row = run.x.length - 1; row >= 0; row -= 1) {
    const [from, to] = [row, row + 1].map((at) => [toX(run.x[at]), toY(run.y[at])]);
    const piece = to.some(Number.isNaN) ? null : clipped(from, to, box);
    if (piece) return piece.end;
    if (within(from, box)) return from;
  }
  return null;
}

/**
 * How many vertices belong to the first rows of a path.
 * @param {{row: number[]}} path from `trace`.
 * @param {number} row the last one that counts.
 */
export function vertices(path, row) {
  let [low, high] = [0, path.row.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (path.row[middle] <= row) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Strokes a part of a path in the opaque style that the context has; dashes go on where they stopped. A browser takes
 * several times as long for a long path that crosses itself as for its pieces.
 * @param {CanvasRenderingContext2D} context
 * @param {object} path from `trace`.
 * @param {number} first vertex.
 * @param {number} end one past the last vertex.
 */
export function stroke(context, path, first, end) {
  for (let from = first; from < end; from = pieceAfter(from)) strokeWhole(context, path, from, Math.min(pieceAfter(from), end));
}

/** Where the next piece begins: pieces meet at the same vertices wherever a part begins. */
function pieceAfter(vertex) {
  return (Math.floor(vertex / PIECE) + 1) * PIECE;
}

/** The same in one stroke, which what can be seen through needs: pieces would show where they meet. */
export function strokeWhole(context, path, first, end) {
  if (end - first < 1) return;
  const begin = Math.max(first - 2, 0); // so that the corner at first − 1 is drawn
  context.lineDashOffset = path.length[begin];
  context.beginPath();
  context.moveTo(path.x[begin], path.y[begin]);
  for (let index = begin + 1; index < end; index += 1) {
    if (path.pen[index]) context.lineTo(path.x[index], path.y[index]);
    else context.moveTo(path.x[index], path.y[index]);
  }
  context.stroke();
}
