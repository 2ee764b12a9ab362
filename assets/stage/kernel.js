/** A run as a WebAssembly module that the server has made: it computes the path from any start, without the server. */

import { doubles, reader } from "../kit/columns.js";

const PAGE = 65536;
const MOST_MODULES = 64;

/** Modules by their bytes: runs that differ only in numbers share one. */
const modules = new Map();

/**
 * Where in a blob and in a module's memory things stand, in bytes. Every number has eight.
 * @typedef {object} Facts
 * @property {number} module which of the modules it is.
 * @property {number} bytes how long the memory must be.
 * @property {[string, number, number][]} calls one after the other they are the run: an export, its first row and the
 *   row after its last one.
 * @property {number[]} start addresses of x and y.
 * @property {[string, number, number][]} refresh calls that work out anew what depends on fields.
 * @property {Record<string, number>} fields addresses of what never changes during a run.
 * @property {number} tables address of the numbers of each step, a row each.
 * @property {number} row the length of such a row.
 * @property {Record<string, number>} cells where in a row things stand.
 * @property {number} record address of what is seen, a row for each step and one for the last point.
 * @property {string[]} names what stands in such a row.
 * @property {string[]} columns what is told of each step besides.
 */

/** One run that can be computed again and again. */
export class Kernel {
  /** How many rows there are: one more than steps. */
  rows;
  #facts;
  #exports;
  #numbers;
  #columns;
  /** The fields and the cells as the server has sent them. */
  #given;

  /**
   * @param {{ modules: number[], runs: Facts[] }} facts the lengths of the modules, and of each run the rest.
   * @param {Uint8Array} blob the modules, then of each run fields, cells and columns.
   * @returns {Promise<Kernel[]>} one of each run.
   */
  static async all({ modules: lengths, runs }, blob) {
    let end = 0;
    const modules = await Promise.all(lengths.map((length) => compiled(blob.slice(end, (end += length)))));
    const instances = await Promise.all(runs.map(({ module }) => WebAssembly.instantiate(modules[module])));
    const next = reader(blob.subarray(end));
    return runs.map((facts, index) => new Kernel(facts, instances[index], (count) => doubles(next(count), next(count))));
  }

  /**
   * @param {Facts} facts
   * @param {{ exports: any }} instance
   * @param {(count: number) => Float64Array} read gives the next so many numbers.
   */
  constructor(facts, { exports }, read) {
    this.#facts = facts;
    this.#exports = exports;
    exports.memory.grow(Math.max(0, Math.ceil(facts.bytes / PAGE) - 1));
    this.#numbers = new Float64Array(exports.memory.buffer);
    this.rows = facts.calls.at(-1)[2];
    const fields = Object.keys(facts.fields);
    const values = read(fields.length);
    /** @type {[string, Float64Array][]} */
    const cells = Object.keys(facts.cells).map((name) => [name, read(this.rows)]);
    this.#given = { fields: Object.fromEntries(fields.map((name, index) => [name, values[index]])), cells };
    this.#columns = Object.fromEntries([...cells, ...facts.columns.map((name) => [name, read(this.rows - 1)])]);
    this.turn({}, 1);
  }

  /**
   * Gives the run other numbers; what is not named is as the server has sent it.
   * @param {Record<string, number>} fields such as "field.momentum".
   * @param {number} factor on all rates.
   */
  turn(fields, factor) {
    for (const [name, value] of Object.entries(this.#given.fields)) this.#numbers[this.#facts.fields[name] / 8] = fields[name] ?? value;
    for (const [name, values] of this.#given.cells) this.#fill(name, name === "rate" ? values.map((one) => factor * one) : values);
    if (Object.keys(fields).length === 0 && factor === 1) return;
    const { refresh, tables, row } = this.#facts;
    for (const [name, first, end] of refresh) this.#exports[name](tables + row * first, tables + row * end, 0, 8, 0);
  }

  /**
   * What is known of each step before it is taken: "rate", "momentum", "noise.x" … and the limit's "factor".
   * @param {string} name
   * @returns {Float64Array|undefined}
   */
  column(name) {
    return this.#columns[name];
  }

  /**
   * Computes the run.
   * @param {number[]} start `[x, y]`.
   * @returns {(name: string) => Float64Array|null} what was recorded under a name; of another start once that is run.
   */
  run([x, y]) {
    const { calls, start, tables, row, record, names } = this.#facts;
    const width = 8 * names.length;
    this.#numbers[start[0] / 8] = x;
    this.#numbers[start[1] / 8] = y;
    for (const [name, first, end] of calls) {
      this.#exports[name](tables + row * first, tables + row * end, 0, 8, record + width * first);
    }
    return (name) => this.#recorded(names.indexOf(name));
  }

  #recorded(place) {
    if (place < 0) return null;
    const { record, names } = this.#facts;
    const column = new Float64Array(this.rows);
    for (let row = 0, at = record / 8 + place; row < this.rows; row += 1, at += names.length) column[row] = this.#numbers[at];
    return column;
  }

  /** Writes a cell of each row. */
  #fill(name, values) {
    const { tables, row, cells } = this.#facts;
    values.forEach((value, index) => (this.#numbers[(tables + row * index + cells[name]) / 8] = value));
  }
}

/** @returns {Promise<WebAssembly.Module>} */
async function compiled(bytes) {
  const key = String.fromCharCode(...bytes);
  if (!modules.has(key)) {
    if (modules.size >= MOST_MODULES) modules.clear();
    modules.set(key, WebAssembly.compile(bytes));
  }
  return modules.get(key);
}
