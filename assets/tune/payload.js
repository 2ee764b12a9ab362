/** The bytes that lrviz/figures/tune/payload.py writes, as what is drawn. */

import { identity, inflatedParts, parsed, reader, widened } from "../kit/columns.js";

export { identity };

/** Reads payloads; a picture that it has just read is not decoded anew. */
export class Reader {
  #picture = null;

  /**
   * What a payload shows.
   * @param {Uint8Array} bytes - A payload; it may stand anywhere in its buffer.
   * @returns {Promise<{ id: number, picture: object, view: object, progress: object|null, thumb: object|null }>}
   *   picture: the facts of its header and its columns, the same object as long as it is the same picture. Values are
   *   Float64, NaN where there is none and infinite where a run diverged; `done` is 1 where a cell has been computed.
   */
  async read(bytes) {
    const [header, ...blobs] = await inflatedParts(bytes);
    const { view, progress, thumb, ...facts } = parsed(header);
    if (facts.picture !== this.#picture?.picture) this.#picture = { ...facts, ...COLUMNS[facts.kind](facts, blobs) };
    const path = thumb && decoded(thumb, blobs.at(-1));
    return { id: identity(bytes), picture: this.#picture, view, progress, thumb: path };
  }
}

const COLUMNS = { heat: heatColumns, curves: curveColumns, basins: basinColumns };

function heatColumns({ axes, runs }, [values, done, alike = null]) {
  const cells = axes[0].values.length * axes[1].values.length;
  return { values: table(values, runs.length, cells), done, alike };
}

function curveColumns({ axes, runs, columns }, blobs) {
  const tables = columns.map((name, index) => [name, table(blobs[index], runs.length, axes[0].values.length)]);
  return { low: null, high: null, ...Object.fromEntries(tables), done: blobs[columns.length] };
}

function basinColumns({ axes }, [classes, steps]) {
  const cells = axes[0].values.length * axes[1].values.length;
  const codes = new Uint16Array(classes.slice().buffer);
  const done = Uint8Array.from(codes, (code) => Number(code > 0));
  return { codes, steps: new Int32Array(reader(steps)(cells).buffer), done };
}

/** All rows of a table, one after the other. */
function table(bytes, rows, columns) {
  const next = reader(bytes);
  const values = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row += 1) values.set(widened(next(columns)), row * columns);
  return values;
}

function decoded({ path, ...facts }, bytes) {
  if (!path) return { ...facts, path: null };
  const next = reader(bytes);
  return { ...facts, path: { ...path, x: widened(next(path.rows)), y: widened(next(path.rows)) } };
}
