/** Sensitivity curves as Plotly traces, for pictures that leave. */

import { plotlyDash } from "../kit/canvas.js";
import { axisRange, escaped } from "../kit/layout.js";

const BAND = "2e";

/**
 * Everything that curves show.
 * @param {import("./curves.js").Curves} curves
 * @param {any} plot from `plot` of frame.js.
 * @param {{ text: string, colour: string, place: [number, number] }[]} names of limits, in pixels.
 * @returns {object[]} traces without names.
 */
export function curveTraces(curves, plot, names) {
  const base = { type: "scatter", showlegend: false };
  const { runs, marks, good, theme } = curves;
  const traces = [
    ...marks.map((mark) => markTrace(mark, curves)),
    ...runs.flatMap((run) => bandTraces(run, curves)),
    ...runs.map((run) => lineTrace(run, curves)),
    ...runs.map((run) => divergedTrace(run, curves)),
    ...good.flatMap((bracket, index) => bracketTrace(bracket, index, curves)),
    ...runs.filter(({ best }) => best !== null).map((run) => bestTrace(run, curves)),
    ...names.map((name) => nameTrace(name, plot, theme)),
  ];
  return traces.map((trace) => ({ ...base, textfont: { size: theme.size }, ...trace }));
}

/** The computed points of a column, null where a curve breaks. */
function points(run, column, log) {
  const rows = Array.from(run.values.keys()).filter((index) => run.done[index]);
  const shown = (value) => (Number.isFinite(value) && !(log && value <= 0) ? value : null);
  return { x: rows.map((index) => run.values[index]), y: rows.map((index) => shown(column[index])) };
}

function lineTrace(run, { span, theme }) {
  const line = { color: run.colour, width: Math.max(2, theme.size / 6), dash: plotlyDash(run.dash) };
  return { mode: "lines", ...points(run, run.middle, span.log), line };
}

function bandTraces(run, { span }) {
  if (!run.low) return [];
  const line = { width: 0 };
  const [low, high] = [run.low, run.high].map((column) => ({ mode: "lines", ...points(run, column, span.log), line }));
  return [low, { ...high, fill: "tonexty", fillcolor: `${run.colour}${BAND}` }];
}

function divergedTrace(run, { span, theme }) {
  const x = Array.from(run.values).filter((_, index) => run.middle[index] === Infinity);
  const marker = { symbol: "triangle-up", size: 0.8 * theme.size, color: run.colour };
  return { mode: "markers", x, y: x.map(() => span.range[1]), marker, cliponaxis: false };
}

function markTrace({ slot, x, kind }, curves) {
  const limit = kind === "limit";
  const line = { color: curves.colour(slot), width: limit ? 1.8 : 1.2, dash: limit ? "dash" : "dot" };
  return { mode: "lines", x: [x, x], y: curves.span.range, line };
}

function nameTrace({ text, colour, place: [x, y] }, plot, { size }) {
  const place = { x: [plot.x.value(x)], y: [plot.y.value(y)], textposition: "middle center" };
  return { mode: "text", ...place, text: [escaped(text)], textfont: { size, color: colour } };
}

function bracketTrace({ slot, low, high, text }, index, curves) {
  const y = height(curves.span, (1 + 1.7 * index) * 0.035);
  const line = { color: curves.colour(slot), width: 2.2 };
  const middle = curves.across.log ? Math.sqrt(low * high) : (low + high) / 2;
  const marker = { symbol: "line-ns-open", color: line.color, size: curves.theme.size };
  return [
    { mode: "lines+markers", x: [low, high], y: [y, y], line, marker },
    { mode: "text", x: [middle], y: [y], text: [escaped(text)], textposition: "top center" },
  ];
}

function bestTrace(run, { theme, span }) {
  const index = run.best % run.values.length;
  const { value, low, high } = run.judged ?? { value: run.middle[index] };
  const shown = value === null ? span.range[1] : span.log && value <= 0 ? span.range[0] : value;
  const color = run.colour;
  const bar = { type: "data", symmetric: false, color, array: [(high ?? span.range[1]) - shown], arrayminus: [shown - low] };
  const spread = low == null ? {} : { error_y: bar };
  return { mode: "markers", x: [run.values[index]], y: [shown], marker: { size: theme.size, color }, ...spread };
}

/** The value so far up the axis. */
function height(span, share) {
  const [low, high] = axisRange(span);
  const place = low + share * (high - low);
  return span.log ? 10 ** place : place;
}
