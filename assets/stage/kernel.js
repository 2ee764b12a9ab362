/** A run as a WebAssembly module that the server has made: it computes the path from any start, without the server. */

import { doubles, reader } from "../kit/columns.js";

const PAGE = 65536;
const MOST_INSTANCES = 32;

/**
 * Instances by the bytes of their modules. Runs that differ only in numbers share one, and so do those that come later:
 * a browser sets aside gigabytes of addresses for the memory of each.
 */
const instances = new Map();

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
  /** The memory, while this run is computed. */
  #numbers = new Float64Array();
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
    const made = await Promise.all(lengths.map((length) => instance(blob.slice(end, (end += length)))));
    const next = reader(blob.subarray(end));
    return runs.map((facts) => new Kernel(facts, made[facts.module], (count) => doubles(next(count), next(count))));
  }

  /**
   * @param {Facts} facts
   * @param {{ exports: any }} instance
   * @param {(count: number) => Float64Array} read gives the next so many numbers.
   */
  constructor(facts, { exports }, read) {
    this.#facts = facts;
    this.#exports = exports;
    this.rows = facts.calls.at(-1)[2];
    /** The step of each row. */
    this.steps = Int32Array.from({ length: this.rows }, (_, row) => row);
    const fields = Object.keys(facts.fields);
    const values = read(fields.length);
    /** @type {[string, Float64Array][]} */
    const cells = Object.keys(facts.cells).map((name) => [name, read(this.rows)]);
    this.#given = { fields: Object.fromEntries(fields.map((name, index) => [name, values[index]])), cells };
    this.#columns = Object.fromEntries([...cells, ...facts.columns.map((name) => [name, read(this.rows - 1)])]);
  }

  /** Writes the run's numbers into the memory; what is not named is as the server has sent it. */
  #load(fields, factor) {
    const { memory } = this.#exports;
    const lacking = Math.ceil(this.#facts.bytes / PAGE) - memory.buffer.byteLength / PAGE;
    if (lacking > 0) memory.grow(lacking);
    this.#numbers = new Float64Array(memory.buffer);
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
   * @param {Record<string, number>} fields other numbers than were sent, such as "field.momentum".
   * @param {number} factor on all rates.
   * @returns {(name: string) => Float64Array|null} what was recorded under a name.
   */
  run([x, y], fields = {}, factor = 1) {
    this.#load(fields, factor);
    const { calls, start, tables, row, record, names } = this.#facts;
    const width = 8 * names.length;
    this.#numbers[start[0] / 8] = x;
    this.#numbers[start[1] / 8] = y;
    for (const [name, first, end] of calls) {
      this.#exports[name](tables + row * first, tables + row * end, 0, 8, record + width * first);
    }
    const table = this.#numbers.slice(record / 8, record / 8 + names.length * this.rows);
    return (name) => this.#recorded(table, names.indexOf(name));
  }

  /** A column of a record. */
  #recorded(table, place) {
    if (place < 0) return null;
    const [column, width] = [new Float64Array(this.rows), this.#facts.names.length];
    for (let row = 0, at = place; row < this.rows; row += 1, at += width) column[row] = table[at];
    return column;
  }

  /** Writes a cell of each row. */
  #fill(name, values) {
    const { tables, row, cells } = this.#facts;
    values.forEach((value, index) => (this.#numbers[(tables + row * index + cells[name]) / 8] = value));
  }
}

/** @returns {Promise<{ exports: any }>} */
async function instance(bytes) {
  const key = String.fromCharCode(...bytes);
  if (!instances.has(key)) {
    if (instances.size >= MOST_INSTANCES) instances.clear();
    instances.set(key, WebAssembly.instantiate(bytes).then((made) => made.instance));
  }
  return instances.get(key);
}
