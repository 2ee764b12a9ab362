/**
 * The function on the map, evaluated in the browser: an interpreter of the operations that the server sends.
 *
 * Nothing is ever turned into code. Each operation is one loop over a block of points, with numpy's meaning at NaN,
 * infinity and kinks.
 */

/** @typedef {ReturnType<typeof compile>} Formula a function with its gradient. */

/** How many points an operation takes at once; the intermediate results of a block stay in the processor's cache. */
const BLOCK = 1024;

const ARITHMETIC = {
  "+": (out, n, a, b) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i] + b[i];
  },
  "-": (out, n, a, b) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i] - b[i];
  },
  "*": (out, n, a, b) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i] * b[i];
  },
  "/": (out, n, a, b) => {
    for (let i = 0; i < n; i += 1) out[i] = a[i] / b[i];
  },
  neg: (out, n, a) => {
    for (let i = 0; i < n; i += 1) out[i] = -a[i];
  },
};

const UNARY = {
  abs: Math.abs,
  sqrt: Math.sqrt,
  exp: Math.exp,
  log: Math.log,
  sin: Math.sin,
  cos: Math.cos,
  tan: Math.tan,
  tanh: Math.tanh,
  floor: Math.floor,
  sign: Math.sign,
  sigmoid: (u) => {
    const small = Math.exp(-Math.abs(u));
    return (u >= 0 ? 1 : small) / (1 + small);
  },
};

const BINARY = {
  "**": power,
  power_by_base: (u, v) => (v === 0 ? 0 : v * power(u, v - 1)),
  power_by_exponent: (u, v) => (u === 0 && v >= 0 ? 0 : power(u, v) * Math.log(u)),
  logaddexp,
  min: (u, v) => (u < v || Number.isNaN(u) ? u : v),
  max: (u, v) => (u > v || Number.isNaN(u) ? u : v),
  share_of_min: (u, v) => 1 - Number(u > v) - 0.5 * Number(u === v),
  share_of_max: (u, v) => 1 - Number(u < v) - 0.5 * Number(u === v),
};

const LOOPS = new Map(Object.entries(ARITHMETIC));
for (const [name, f] of Object.entries(UNARY)) LOOPS.set(name, eachOf(f));
for (const [name, f] of Object.entries(BINARY)) LOOPS.set(name, eachPair(f));

function eachOf(f) {
  return (out, n, a) => {
    for (let i = 0; i < n; i += 1) out[i] = f(a[i]);
  };
}

function eachPair(f) {
  return (out, n, a, b) => {
    for (let i = 0; i < n; i += 1) out[i] = f(a[i], b[i]);
  };
}

/** JavaScript makes 1 ** NaN and (±1) ** ±Infinity NaN; everywhere else they are 1. */
function power(base, exponent) {
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  return base ** exponent;
}

function logaddexp(u, v) {
  if (u === v) return u + Math.LN2;
  const difference = u - v;
  return difference > 0 ? u + Math.log1p(Math.exp(-difference)) : v + Math.log1p(Math.exp(difference));
}

/**
 * Makes functions of a program.
 *
 * @param {{nodes: Array<Array>, value: number, gradient: number[]}} program operands stand before what uses them. A
 *   node is ["x"], ["y"], ["t"], a number as [2.0], ["inf"], ["-inf"] or ["nan"], or an operation with the indices of
 *   its operands, as ["*", 0, 2].
 * @returns {{
 *   moves: boolean,
 *   value: (xs: ArrayLike<number>, ys: ArrayLike<number>, t?: number) => Float64Array,
 *   gradient: (xs: ArrayLike<number>, ys: ArrayLike<number>, t?: number) => [Float64Array, Float64Array],
 *   grid: (window: number[][], columns: number, rows: number, t?: number) =>
 *     {x: Float64Array, y: Float64Array, values: Float64Array[]},
 * }} `moves` says whether it is another function at another step t, 0 where none is given. `value` and `gradient` take
 *   points of any number; `grid` takes [[x0, x1], [y0, y1]] and gives `rows` rows, so that values[j][i] is at x[i], y[j].
 * @throws {Error} the program holds an operation that is not known here.
 */
export function compile(program) {
  const evaluateValue = evaluator(program.nodes, [program.value]);
  const evaluateGradient = evaluator(program.nodes, program.gradient);
  const value = (xs, ys, t = 0) => evaluateValue(xs, ys, t)[0];
  return {
    moves: program.nodes.some(([head]) => head === "t"),
    value,
    gradient: (xs, ys, t = 0) => evaluateGradient(xs, ys, t),
    grid: (window, columns, rows, t = 0) => grid((xs, ys) => value(xs, ys, t), window, columns, rows),
  };
}

function grid(value, window, columns, rows) {
  const x = spaced(window[0], columns);
  const y = spaced(window[1], rows);
  const xs = new Float64Array(columns * rows);
  const ys = new Float64Array(columns * rows);
  for (let j = 0; j < rows; j += 1) {
    xs.set(x, j * columns);
    ys.fill(y[j], j * columns, (j + 1) * columns);
  }
  const flat = value(xs, ys);
  const values = Array.from(y, (_, j) => flat.subarray(j * columns, (j + 1) * columns));
  return { x, y, values };
}

function spaced([low, high], count) {
  const step = (high - low) / (count - 1);
  const places = Float64Array.from({ length: count }, (_, i) => low + i * step);
  places[count - 1] = high;
  return places;
}

/** A function of points that gives the outputs, each an array of its own. */
function evaluator(nodes, outputs) {
  const plan = planned(nodes, outputs);
  return (xs, ys, t) => {
    plan.t.fill(t);
    const results = outputs.map(() => new Float64Array(xs.length));
    for (let from = 0; from < xs.length; from += BLOCK) {
      const n = Math.min(BLOCK, xs.length - from);
      fill(plan.x, xs, from, n);
      fill(plan.y, ys, from, n);
      for (const { loop, out, a, b } of plan.steps) loop(out, n, a, b);
      results.forEach((result, k) => fillAt(result, from, plan.outputs[k], n));
    }
    return results;
  };
}

function fill(buffer, source, from, n) {
  for (let i = 0; i < n; i += 1) buffer[i] = source[from + i];
}

function fillAt(result, from, buffer, n) {
  result.set(n === BLOCK ? buffer : buffer.subarray(0, n), from);
}

/** The operations that the outputs need, each with the buffers that it reads and writes. */
function planned(nodes, outputs) {
  const order = reachable(nodes, outputs);
  const last = lastUses(nodes, order, outputs);
  const [x, y, t] = Array.from({ length: 3 }, () => new Float64Array(BLOCK));
  const plan = { x, y, t, steps: [] };
  const free = [];
  const buffers = [];
  for (const index of order) {
    const [head, ...operands] = nodes[index];
    if (operands.length === 0) {
      buffers[index] = plan[head] ?? new Float64Array(BLOCK).fill(constant(head));
      continue;
    }
    const [a, b] = operands.map((operand) => buffers[operand]);
    for (const operand of new Set(operands)) if (last[operand] === index) free.push(buffers[operand]);
    buffers[index] = free.pop() ?? new Float64Array(BLOCK);
    plan.steps.push({ loop: loopOf(head), out: buffers[index], a, b });
  }
  return { ...plan, outputs: outputs.map((index) => buffers[index]) };
}

function reachable(nodes, outputs) {
  const found = new Set(outputs);
  for (let index = Math.max(...outputs); index >= 0; index -= 1) {
    if (found.has(index)) nodes[index].slice(1).forEach((operand) => found.add(operand));
  }
  return [...found].sort((a, b) => a - b);
}

/** For each computed node the last one that reads it; numbers, variables and outputs are kept. */
function lastUses(nodes, order, outputs) {
  const last = [];
  for (const index of order) {
    for (const operand of nodes[index].slice(1)) if (nodes[operand].length > 1) last[operand] = index;
  }
  for (const output of outputs) last[output] = -1;
  return last;
}

function constant(head) {
  const named = { inf: Infinity, "-inf": -Infinity, nan: NaN };
  return typeof head === "number" ? head : named[head];
}

function loopOf(operation) {
  const loop = LOOPS.get(operation);
  if (!loop) throw new Error(`The operation ${operation} is not known here.`);
  return loop;
}
