/** What Plotly is told about the two plots: axes, margins, type, and the traces that its hover labels read. */

/** @import { Fit } from "./scales.js" */
/** @import { Frame } from "../kit/layout.js" */
/** @import { Theme } from "../kit/theme.js" */

import { stepPlot } from "../kit/axes.js";
import { axisLook, chartLayout, escaped, tickCount, ticksAcross } from "../kit/layout.js";

const TICKS = 6;
/** How much of the height the lower plot has. */
const LOWER_SHARE = 0.4;
/** Of a tick label and of a letter of a title, in sizes of their type. */
const TICK_ROOM = 1.8;
const LETTER = 0.6;
/** Plotly's titles are so much larger than its ticks. */
const TITLE = 1.2;

/**
 * The layout of both plots.
 *
 * @param {Fit} fit
 * @param {Record<string, number[]>} ranges what is shown of each axis, as Plotly wants it.
 * @param {Theme} theme
 * @param {Frame} frame
 */
export function curvesLayout(fit, ranges, theme, frame) {
  const digits = String(fit.last).length;
  const margin = margins(theme.size, frame.labels, digits);
  const height = Math.max(1, frame.height - margin.t - margin.b);
  const gap = Math.max(0.05, (1.5 * theme.size) / height);
  const [above, below] = [(1 - LOWER_SHARE - gap) * height, LOWER_SHARE * height];
  const steps = { ...fit.step, last: fit.last, whole: true };
  const ticks = ticksAcross(steps, digits, theme, frame.width - margin.l - margin.r);
  const across = { ...axis(fit.step, theme, Infinity), ...ticks };
  const upper = { ...axis(fit.loss, theme, above), title: title(fit.loss, 10, theme, above), domain: [LOWER_SHARE + gap, 1], anchor: "x" };
  const lower = { ...axis(fit.rate, theme, below), title: title(fit.rate, 10, theme, below), domain: [0, LOWER_SHARE], anchor: "x2" };
  return chartLayout(theme, frame, margin, {
    hovermode: "x",
    xaxis: { ...across, range: ranges.xaxis, matches: "x2", showticklabels: false, anchor: "y" },
    xaxis2: { ...across, range: ranges.xaxis2, title: title(fit.step, 4, theme, Infinity), anchor: "y2" },
    yaxis: { ...upper, range: ranges.yaxis },
    yaxis2: { ...lower, range: ranges.yaxis2 },
  });
}

/**
 * Where steps and values lie in both plots; valid until Plotly draws its axes anew.
 *
 * @param {object} axes the chart's `_fullLayout`.
 * @param {Fit} fit
 */
export function plotsOf(axes, { step }) {
  return { upper: stepPlot(axes, step, "xaxis", "yaxis"), lower: stepPlot(axes, step, "xaxis2", "yaxis2") };
}

/**
 * Traces that draw nothing, for lines without width, and carry every value to Plotly's hover labels.
 *
 * @param {Fit} fit
 * @returns {object[]} for each run its loss and its rate, each row at its place brought near the range, since screens
 *   cannot address 1e300 pixels, with its value beside it.
 */
export function hoverTraces(fit) {
  return fit.runs.flatMap((run) => {
    const base = { type: "scatter", mode: "lines", name: escaped(run.label), line: { color: run.colour, width: 0 } };
    const trace = (values, span, sign, axes) => ({
      ...base,
      ...axes,
      x: run.steps.map((step) => step + fit.step.shift),
      y: nearby(values, span),
      customdata: values,
      hovertemplate: `${sign} %{customdata:.5g}`,
    });
    return [
      trace(run.losses, fit.loss, fit.upper.sign, { xaxis: "x", yaxis: "y" }),
      trace(run.rates, fit.rate, fit.lower.sign, { xaxis: "x2", yaxis: "y2" }),
    ];
  });
}

/** Two traces without points, so that Plotly draws both plots. */
export const NO_TRACES = [
  { type: "scatter", mode: "none", x: [], y: [], xaxis: "x", yaxis: "y" },
  { type: "scatter", mode: "none", x: [], y: [], xaxis: "x2", yaxis: "y2" },
];

function nearby(values, { log, range: [low, high] }) {
  const reach = log ? [low * 1e-3, high * 1e6] : [low - 100 * (high - low), high + 100 * (high - low)];
  return values.map((value) => Math.min(Math.max(value, reach[0]), reach[1]));
}

/** The last step's label stands half beyond its axis. */
function margins(size, labels, figures) {
  const widths = [labels + 3 * size, (0.35 * figures + 0.3) * size, 0.7 * size, 3.4 * size];
  const [left, right, top, bottom] = widths.map(Math.ceil);
  return { l: left, r: right, t: top, b: bottom };
}

function axis(span, theme, room) {
  const alone = tickCount(span, Infinity);
  const most = alone === Infinity ? TICKS + 1 : Math.min(TICKS, alone);
  return { ...axisLook(span, theme), exponentformat: "power", nticks: Math.max(2, Math.min(most, Math.floor(room / (TICK_ROOM * theme.size)))) };
}

/** A title that is no longer than its axis. */
function title({ title: text }, standoff, theme, room) {
  const size = room / (LETTER * text.length);
  return size < TITLE * theme.size ? { text, standoff, font: { size } } : { text, standoff };
}
