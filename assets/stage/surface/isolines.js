/** Lines of equal height on a mesh of triangles. */

/**
 * Which triangles a grid is made of; those with a corner that has no height are left out.
 * @param {Float64Array[]} heights rows of the grid.
 * @returns {number[][]} corners of each triangle; the corner in row j and column i is number j·columns + i.
 */
export function triangles(heights) {
  const columns = heights[0].length;
  const height = (corner) => heights[Math.floor(corner / columns)][corner % columns];
  const found = [];
  for (let row = 0; row < heights.length - 1; row += 1) {
    for (let column = 0; column < columns - 1; column += 1) {
      const a = row * columns + column;
      const [b, c, d] = [a + 1, a + columns, a + columns + 1];
      found.push([a, b, c], [d, c, b]);
    }
  }
  return found.filter((corners) => corners.every((corner) => !Number.isNaN(height(corner))));
}

/**
 * The lines of equal height.
 * @param {{x: ArrayLike<number>, y: ArrayLike<number>, z: ArrayLike<number>}} corners
 * @param {number[][]} mesh triangles of corners.
 * @param {number[]} levels increasing.
 * @returns {{x: number[], y: number[], z: number[]}} lines with NaN between them.
 */
export function isolines(corners, mesh, levels) {
  const lines = { x: [], y: [], z: [] };
  const crossed = levels.map(() => new Map());
  for (const triangle of mesh) {
    const sorted = [...triangle].sort((p, q) => corners.z[p] - corners.z[q] || p - q);
    const [low, , high] = sorted.map((corner) => corners.z[corner]);
    levels.forEach((level, index) => {
      if (level > low && level <= high) join(crossed[index], sorted, corners.z, level);
    });
  }
  crossed.forEach((neighbours, index) => {
    for (const chain of chains(neighbours)) chain.forEach((edge) => add(lines, corners, edge, levels[index]));
  });
  return lines;
}

/**
 * Notes that a level crosses two edges of a triangle; an edge is numbered by its lower and its higher corner.
 * @param {Map<number, number[]>} neighbours of each edge.
 * @param {number[]} corners of the triangle, the lowest first.
 * @param {ArrayLike<number>} z heights of all corners.
 * @param {number} level
 */
function join(neighbours, [low, middle, high], z, level) {
  const edge = (from, to) => from * z.length + to;
  const across = edge(low, high);
  const other = level > z[middle] ? edge(middle, high) : edge(low, middle);
  for (const [from, to] of [
    [across, other],
    [other, across],
  ]) {
    if (!neighbours.has(from)) neighbours.set(from, []);
    neighbours.get(from).push(to);
  }
}

/** Edges in the order in which a line passes them, open lines first; null ends a line. */
function* chains(neighbours) {
  const ends = [...neighbours.keys()].filter((edge) => neighbours.get(edge).length === 1);
  const passed = new Set();
  for (const begin of [...ends, ...neighbours.keys()]) {
    if (passed.has(begin)) continue;
    const chain = [];
    for (let edge = begin; edge !== undefined; edge = neighbours.get(edge).find((next) => !passed.has(next))) {
      passed.add(edge);
      chain.push(edge);
    }
    const closed = neighbours.get(begin).length === 2;
    yield [...chain, ...(closed ? [begin] : []), null];
  }
}

function add(lines, { x, y, z }, edge, level) {
  if (edge === null) {
    for (const column of Object.values(lines)) column.push(NaN);
    return;
  }
  const [low, high] = [Math.floor(edge / z.length), edge % z.length];
  const share = (level - z[low]) / (z[high] - z[low]);
  lines.x.push(x[low] + share * (x[high] - x[low]));
  lines.y.push(y[low] + share * (y[high] - y[low]));
  lines.z.push(level);
}
