/** The paths of a scene from any start, computed in the browser. */

/** @import { Run, Scene } from "./payload.js" */

import { number } from "../kit/format.js";
import { Kernel } from "./kernel.js";
import { marksAt } from "./scene.js";

/** A step of so many units in the last place of its parameter has a length that rounding does not decide. */
const GRAINS = 1024;
/** Diagonals of the window from its middle beyond which a path has left. */
const FAR = 10;

/**
 * What knobs are turned to.
 * @typedef {{ factor: number, runs: Record<number, Record<string, number>> }} Turns factor: on the rates of all runs;
 *   runs: of each slot new values by the paths of its settings.
 */

/** @type {Turns} */
const NO_TURNS = { factor: 1, runs: {} };

/** What a kernel takes of the new values of one run. */
function turned(knobs, values, factor) {
  /** @type {Record<string, number>} */
  const fields = {};
  for (const { path, value, turns } of knobs) {
    if (turns === "rate") factor *= (values[path] ?? value) / value;
    else if (turns && path in values) fields[turns] = values[path];
  }
  return { fields, factor: knobs.some(({ turns }) => turns === "rate") ? factor : 1 };
}

/** A scene whose start can be moved without the server. */
export class Live {
  #scene;
  #facts;
  #kernels;

  /**
   * @param {Scene} scene as the server has computed it.
   * @param {any} facts which kernels they are, and what the function is measured by.
   * @param {Kernel[]} kernels of its runs.
   */
  constructor(scene, facts, kernels) {
    this.#scene = scene;
    this.#facts = facts;
    this.#kernels = kernels;
  }

  /**
   * @param {Scene} scene of a payload.
   * @param {Live|null} known what may have the kernels already.
   * @returns {Promise<Live|null>} null where they are not there.
   */
  static async of(scene, known = null) {
    const { live, kernels } = scene;
    if (live && live.id === known?.id) return new Live(scene, known.#facts, known.#kernels);
    return kernels ? new Live(scene, live, await Kernel.all(live, kernels)) : null;
  }

  /** Which kernels it has. */
  get id() {
    return this.#facts.id;
  }

  /** What can be turned of each run, by slots. @returns {Map<number, any[]>} */
  get knobs() {
    return new Map(this.#scene.runs.map(({ slot }, index) => [slot, this.#facts.runs[index].knobs]));
  }

  /**
   * The scene from another start and with turned knobs. Of how its runs end only the plain numbers are told; the server
   * says what they mean.
   * @param {number[]} start `[x, y]`.
   * @param {Turns} [turns]
   * @returns {Scene}
   */
  at(start, turns = NO_TURNS) {
    const scene = { ...this.#scene, live: this.#facts };
    const runs = scene.runs.map((run, index) => {
      const kernel = this.#kernels[index];
      const { fields, factor } = turned(this.#facts.runs[index].knobs, turns.runs[run.slot] ?? {}, turns.factor);
      return moved(scene, run, kernel, { start, fields, factor });
    });
    return { ...scene, id: NaN, start, runs };
  }
}

/** A run from another start, with other numbers of its rule, its rates by a factor others than those that were sent. */
function moved(scene, run, kernel, { start, fields, factor }) {
  const found = kernel.run(start, fields, factor);
  const changed = Object.keys(fields).length > 0;
  const [x, y] = [found("x"), found("y")];
  const finite = lastFinite(x, y);
  const points = (column) => column.fill(NaN, finite + 1);
  const steps = (column) => column.fill(NaN, Math.min(finite + 1, kernel.rows - 1));
  const widened = (name) => longer(kernel.column(name), kernel.rows);
  const loss = points(found("loss"));
  const limit = steps(found("limit") ?? new Float64Array(kernel.rows).fill(NaN));
  const rate = steps(found("pace") ?? widened("rate").map((value) => factor * value));
  let slopes = null;
  const gradient = () => (slopes ??= [found("gradient.x"), found("gradient.y")]);
  const [movedX, movedY] = [points(x), points(y)].map((places) => places.map((value, row) => places[row + 1] - value));
  const crossStep = left(scene.objective, { x, y, loss, finite });
  const known = {
    ...run,
    steps: kernel.steps,
    x, y, loss, rate, limit, movedX, movedY, finite,
    factor: widened("factor").map((value, row) => (changed || Number.isNaN(limit[row]) ? NaN : value)),
    crossStep,
    ...(changed && run.stability ? { stability: [] } : {}),
    outcome: crossStep === null ? "" : "left",
    sentence: told({ x, y, loss, finite, crossStep }),
    meaning: "",
    excess: excess(scene, loss),
    momentum: kernel.column("momentum") ? steps(widened("momentum")) : null,
  };
  return withColumns(known, {
    gradientNorm: () => points(gradient()[0].map((value, row) => Math.hypot(value, gradient()[1][row]))),
    effective: () => steps(effective(kernel, { x, y, rate, gradient: gradient(), movedX, movedY })),
    distance: () => distance(scene, x, y),
    state: () => run.state.map((_, at) => ({ x: steps(found(`state.x.${at}`)), y: steps(found(`state.y.${at}`)) })),
  });
}

/** A run with columns that are worked out once somebody asks for them; copies of it go without. */
function withColumns(run, columns) {
  for (const [name, work] of Object.entries(columns)) {
    let known = null;
    Object.defineProperty(run, name, { enumerable: false, get: () => (known ??= { column: work() }).column });
  }
  return run;
}

/** The last row at which a point is finite, and all before it are. */
function lastFinite(x, y) {
  const first = x.findIndex((value, row) => !Number.isFinite(value) || !Number.isFinite(y[row]));
  return first < 0 ? x.length - 1 : first - 1;
}

/** Where a run ended, in numbers. */
function told({ x, y, loss, finite, crossStep }) {
  if (crossStep !== null) return `left at step ${crossStep}`;
  return `loss ${number(loss[finite], 3)} at (${number(x[finite], 3)}, ${number(y[finite], 3)}) after step ${finite}`;
}

/** The step at which a path has left the map for good, or all numbers; null where it has not, or falls without an end. */
function left({ window: [[low, high], [bottom, top]] }, { x, y, loss, finite }) {
  const [middle, centre, diagonal] = [(low + high) / 2, (bottom + top) / 2, Math.hypot(high - low, top - bottom)];
  const isFar = (row) => Math.hypot(x[row] - middle, y[row] - centre) > FAR * diagonal;
  if (finite === x.length - 1 && !isFar(finite)) return null;
  if (finite > 0 && isFar(finite) && lowest(loss, finite)) return null;
  let row = finite;
  while (row >= 0 && isFar(row)) row -= 1;
  return Math.min(Math.max(row + 1, 1), x.length - 1);
}

/** Whether a run has come lower than ever in the end. */
function lowest(loss, finite) {
  let end = finite;
  while (end > 0 && !Number.isFinite(loss[end])) end -= 1;
  return loss[end] < loss[0] && loss.subarray(0, end).every((value) => !(value < loss[end]));
}

/** A column of steps, or of one row more, as one of rows, without a value in the last one. */
function longer(column, rows) {
  const whole = new Float64Array(rows).fill(NaN);
  whole.set(column.subarray(0, rows - 1));
  return whole;
}

/** How long each step is in lengths of the gradient that it was computed from, its noise included. */
function effective(kernel, { x, y, rate, gradient, movedX, movedY }) {
  const noise = ["x", "y"].map((axis) => kernel.column(`noise.${axis}`));
  const given = gradient.map((column, axis) => (row) => column[row] + (noise[axis]?.[row] ?? 0));
  return x.map((_, row) => {
    const slope = Math.hypot(given[0](row), given[1](row));
    const length = Math.hypot(movedX[row], movedY[row]);
    const grain = spacing(Math.max(Math.abs(x[row]), Math.abs(y[row])));
    return slope > 0 && (rate[row] === 0 || length >= GRAINS * grain) ? length / slope : NaN;
  });
}

const numbers = new DataView(new ArrayBuffer(8));

/** From a number of at least 0 to the next larger one. */
function spacing(value) {
  numbers.setFloat64(0, value);
  return 2 ** (Math.max(numbers.getUint32(0) >>> 20, 1) - 1075);
}

/** Loss above the lowest value; null where that is not known. */
function excess({ objective: { minimum }, live: { lowest } }, loss) {
  if (lowest) return lowest.some((value) => value !== null) ? loss.map((value, row) => value - (lowest[row] ?? NaN)) : null;
  return minimum === null ? null : minimum === 0 ? loss : loss.map((value) => value - minimum);
}

/** From each point to the nearest minimum of its step; null where none is known. */
function distance(scene, x, y) {
  const minima = scene.live.minima;
  const at = minima ? () => minima : (row) => allMinima(marksAt(scene, row));
  const found = x.map((value, row) => {
    let nearest = NaN;
    for (const [px, py] of at(row)) {
      const away = Math.hypot(value - px, y[row] - py);
      if (!(nearest <= away)) nearest = away;
    }
    return nearest;
  });
  return minima?.length === 0 || found.every(Number.isNaN) ? null : found;
}

function allMinima({ lowest, local }) {
  return [...lowest, ...local];
}
