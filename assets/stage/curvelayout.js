/** What Plotly is told about the two plots: axes, margins, type, and the traces that its hover labels read. */

import { chartLook } from "../kit/theme.js";

const TICKS = 6;

/** A range of less than so many decades is read by the digits between its powers of ten. */
const DECADES = 1.5;

/** So many decades a tick at least leave Plotly no room for small digits between powers of ten. */
const ROOMY = 0.71;

/**
 * The range of an axis as Plotly wants it, in powers of ten where it is logarithmic.
 *
 * @param {{ log: boolean, range: number[] }} span
 * @returns {number[]}
 */
export function axisRange({ log, range }) {
  return log ? range.map(Math.log10) : [...range];
}

/**
 * The layout of both plots.
 *
 * @param {object} fit from `fitted` of scales.js.
 * @param {{ xaxis: number[], xaxis2: number[], yaxis: number[], yaxis2: number[] }} ranges what is shown.
 * @param {object} theme
 * @param {{ width: number, height: number, labels: number, dragmode: string }} frame the chart's size and the width
 *   that tick labels of the vertical axes need, all in pixels, and what dragging does.
 */
export function curvesLayout(fit, ranges, theme, { width, height, labels, dragmode }) {
  const margin = margins(theme.size, labels, digits(fit));
  const gap = Math.max(0.05, (1.5 * theme.size) / Math.max(1, height - margin.t - margin.b));
  const across = { ...axis(fit.step, theme), ...ticksAcross(fit, theme, width - margin.l - margin.r) };
  const upper = { ...axis(fit.loss, theme), title: title(fit.loss, 10), domain: [0.4 + gap, 1], anchor: "x" };
  const lower = { ...axis(fit.rate, theme), title: title(fit.rate, 10), domain: [0, 0.4], anchor: "x2" };
  return {
    ...chartLook(theme),
    paper_bgcolor: theme.background,
    width,
    height,
    margin,
    showlegend: false,
    hovermode: "x",
    dragmode,
    xaxis: { ...across, range: ranges.xaxis, matches: "x2", showticklabels: false, anchor: "y" },
    xaxis2: { ...across, range: ranges.xaxis2, title: title(fit.step, 4), anchor: "y2" },
    yaxis: { ...upper, range: ranges.yaxis },
    yaxis2: { ...lower, range: ranges.yaxis2 },
  };
}

/**
 * Traces that draw nothing, for lines without width, and carry every value to Plotly's hover labels.
 *
 * @param {object} fit from `fitted` of scales.js.
 * @returns {object[]} for each run its loss and its rate, each row at its place brought near the range, since screens
 *   cannot address 1e300 pixels, with its value beside it.
 */
export function hoverTraces(fit) {
  const shift = fit.step.log ? 1 : 0;
  return fit.runs.flatMap((run) => {
    const base = { type: "scatter", mode: "lines", name: run.label, line: { color: run.colour, width: 0 } };
    const trace = (values, span, sign, axes) => ({
      ...base,
      ...axes,
      x: run.steps.map((step) => step + shift),
      y: nearby(values, span),
      customdata: values,
      hovertemplate: `${sign} %{customdata:.5g}`,
    });
    return [
      trace(run.losses, fit.loss, SIGNS[fit.column], { xaxis: "x", yaxis: "y" }),
      trace(run.rate, fit.rate, "lr", { xaxis: "x2", yaxis: "y2" }),
    ];
  });
}

const SIGNS = { loss: "f", excess: "f − min", distance: "distance" };

/** Two traces without points, so that Plotly draws both plots. */
export const NO_TRACES = [
  { type: "scatter", mode: "none", x: [], y: [], xaxis: "x", yaxis: "y" },
  { type: "scatter", mode: "none", x: [], y: [], xaxis: "x2", yaxis: "y2" },
];

/** How much room tick labels get before they are measured, in sizes of their type. */
export const LABEL_WIDTH = 3.3;

const PEN = document.createElement("canvas").getContext("2d");

/**
 * The room that the tick labels of the vertical axes need.
 *
 * @param {object} axes the chart's `_fullLayout`.
 * @param {object} theme
 * @returns {number} in pixels.
 */
export function labelWidth(axes, theme) {
  PEN.font = `${theme.size}px ${theme.font}`;
  const labels = [...axes.yaxis._vals, ...axes.yaxis2._vals].map(({ text }) => text?.replace(/<[^>]*>/g, "") ?? "");
  return Math.ceil(Math.max(0, ...labels.map((label) => PEN.measureText(label).width)));
}

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

function axis(span, theme) {
  const [low, high] = axisRange(span);
  const decades = span.log && high - low > DECADES;
  return {
    type: span.log ? "log" : "linear",
    zeroline: false,
    exponentformat: "power",
    gridcolor: theme.faint,
    tickangle: 0,
    ticklabelstandoff: Math.round(theme.size / 3),
    nticks: decades ? Math.min(TICKS, Math.floor((high - low) / ROOMY)) : TICKS + 1,
  };
}

/** Ticks at whole steps whose labels do not meet. */
function ticksAcross(fit, theme, width) {
  const room = Math.floor(width / (0.62 * theme.size * (digits(fit) + 2)));
  if (!fit.step.log && fit.last <= room) return { dtick: 1 };
  const decades = fit.step.log ? Math.log10(fit.last + 1) / ROOMY : Infinity;
  return { nticks: Math.max(1, Math.floor(Math.min(TICKS + 4, room, decades))) };
}

function digits(fit) {
  return String(fit.last).length;
}

function title({ title: text }, standoff) {
  return { text, standoff };
}
