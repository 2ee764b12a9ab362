/** Where the names of upright lines stand: each beside its line, where curves, other lines and names cross it least. */

/** Between a line and its name, in pixels. */
const GAP = 5;
/** Another name is covered worse than a line. */
const COVERED = 8;

/**
 * The middles of names.
 *
 * @param {{ x: number, width: number }[]} names of lines at x.
 * @param {{ left: number, right: number, top: number, bottom: number }} room where they may stand.
 * @param {number} step from one height to the next, which a name takes.
 * @param {[number, number | null][][]} curves the points of each; y null where one breaks.
 * @param {number[]} uprights where all upright lines are.
 * @returns {[number, number][]}
 */
export function namePlaces(names, room, step, curves, uprights) {
  const rows = Math.max(1, Math.floor((room.bottom - room.top) / step)); // a name stands somewhere, however low the room is
  const heights = Array.from({ length: rows }, (_, row) => room.top + (row + 0.5) * step);
  const placed = [];
  for (const { x, width } of names) {
    const others = uprights.filter((other) => other !== x);
    const sides = sidesOf(x, width, room).map(([left, right]) => ({
      left,
      right,
      lines: others.filter((other) => other > left - GAP && other < right + GAP).length,
      spans: curves.flatMap((curve) => spansWithin(curve, left, right)),
    }));
    const least = { cost: Infinity, left: 0, right: 0, y: 0 };
    for (const y of heights) {
      if (least.cost === 0) break;
      for (const side of sides) {
        const cost = costAt(side, y, step, placed);
        if (cost < least.cost) Object.assign(least, { cost, left: side.left, right: side.right, y });
      }
    }
    placed.push(least);
  }
  return placed.map(({ left, right, y }) => [(left + right) / 2, y]);
}

/** From where to where a name reaches beside its line, on the right first; over the line where neither side has room. */
function sidesOf(x, width, { left, right }) {
  const sides = [[x + GAP, x + GAP + width], [x - GAP - width, x - GAP]];
  const inside = sides.filter(([from, to]) => from >= left && to <= right);
  return inside.length ? inside : [[x - width / 2, x + width / 2]];
}

function costAt({ left, right, lines, spans }, y, step, placed) {
  const crossing = spans.filter(([high, low]) => low > y - step / 2 && high < y + step / 2).length;
  const covered = placed.filter((one) => one.left < right && one.right > left && Math.abs(one.y - y) < step).length;
  return crossing + lines + COVERED * covered;
}

/** From which height to which each piece of a curve goes between two uprights. */
function spansWithin(curve, left, right) {
  const spans = [];
  for (let index = 1; index < curve.length; index += 1) {
    const [[x, y], [nextX, nextY]] = [curve[index - 1], curve[index]];
    if (y === null || nextY === null || Math.max(x, nextX) < left || Math.min(x, nextX) > right) continue;
    const [first, last] = [Math.min(x, nextX), Math.max(x, nextX)];
    const at = (place) => y + ((Math.min(Math.max(place, first), last) - x) / (nextX - x || 1)) * (nextY - y);
    const ends = first === last ? [y, nextY] : [at(left), at(right)];
    spans.push([Math.min(...ends), Math.max(...ends)]);
  }
  return spans;
}
