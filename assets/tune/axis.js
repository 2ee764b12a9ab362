/** Axes of cells: where each value's cell begins and ends. */

import { number } from "../kit/format.js";

const LONE = 0.5;

/** The values of one axis, each in the middle of its cell. */
export class Axis {
  /**
   * @param {{ label: string, log: boolean, whole: boolean, values: number[], names?: string[] }} facts values rise;
   *   names stand in their place where they are words.
   */
  constructor({ label, log, whole, values, names = [] }) {
    this.label = label;
    this.log = log;
    this.whole = whole;
    this.names = names;
    this.values = values;
    this.count = values.length;
    this.edges = edgesOf(log ? values.map(Math.log10) : values).map((edge) => (log ? 10 ** edge : edge));
  }

  /** From the first edge to the last one. */
  get range() {
    return [this.edges[0], this.edges[this.count]];
  }

  /** The index of the cell that holds a value; −1 outside. */
  at(value) {
    if (!(value >= this.edges[0] && value <= this.edges[this.count])) return -1;
    let [low, high] = [0, this.count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.edges[middle + 1] <= value) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The index of the value that is nearest on the axis' scale. */
  nearest(value) {
    return this.at(this.#inside(value));
  }

  /** The stretch between two places, as far as the axis goes. */
  stretch(from, to) {
    return [this.#inside(from), this.#inside(to)].sort((one, other) => one - other);
  }

  /** The index so many values farther, at most at the end. */
  moved(index, by) {
    return Math.min(Math.max(index + by, 0), this.count - 1);
  }

  /** What Plotly is told of it; it means something else once it is laid anew. */
  get span() {
    const { label, log, whole, range, values, names } = this;
    return { title: label, log, whole, range, also: range, named: names.length ? { values, names } : null };
  }

  /** A value of the axis for a reader. */
  text(index, digits) {
    return this.names[index] ?? number(this.values[index], digits);
  }

  #inside(value) {
    const [first, last] = this.range;
    return Math.min(Math.max(value, first), last);
  }
}

/** Half way between neighbours; a value alone has a cell of length 1. */
function edgesOf(places) {
  const last = places.length - 1;
  if (last === 0) return [places[0] - LONE, places[0] + LONE];
  const between = places.slice(1).map((place, index) => (place + places[index]) / 2);
  return [2 * places[0] - between[0], ...between, 2 * places[last] - between.at(-1)];
}
