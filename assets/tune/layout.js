/** What Plotly is told: two axes, a colour bar, margins and type. */

/** @import { Theme } from "../kit/theme.js" */

import { axisLook, axisRange, chartLayout, escaped, tickCount } from "../kit/layout.js";
import { plotlyScale } from "./colours.js";

const TICKS = 7;
/** The mode bar stands over the plot, since cells would hide it. */
const MODE_BAR = 30;
/** In sizes of the type. */
const NARROW = 24;

/** @typedef {import("../kit/zoom.js").Zoomable & { whole: boolean, named?: { values: number[], names: string[] } | null }} Span
 *   whole: whether it has whole numbers only; named: the words that stand at its values. */

/**
 * The layout of a picture.
 *
 * @param {{ x: Span, y: Span, bar: any, grid: boolean }} fit grid: whether lines go with the ticks.
 * @param {Record<string, number[]>} ranges what is shown.
 * @param {Theme} theme
 * @param {import("../kit/layout.js").Frame} frame
 */
export function tuneLayout(fit, ranges, theme, frame) {
  const { size } = theme;
  const right = fit.bar ? (isNarrow(frame.width, theme) ? 4.6 : 6.4) * size : 1.6 * size;
  const sides = [frame.labels + 2.6 * size, right, Math.max(MODE_BAR, 0.8 * size), 3.4 * size];
  const [l, r, t, b] = sides.map(Math.ceil);
  const room = [frame.width - l - r, frame.height - t - b];
  return chartLayout(theme, frame, { l, r, t, b, autoexpand: false }, {
    xaxis: { ...axis(fit.x, fit.grid, theme, room[0] / (4.5 * size)), range: ranges.xaxis, anchor: "y" },
    yaxis: { ...axis(fit.y, fit.grid, theme, room[1] / (2.2 * size)), range: ranges.yaxis, anchor: "x" },
  });
}

/**
 * The traces that make Plotly draw the axes and the colour bar.
 * @param {{ bar: any }} fit bar: the `{ title, log, range }` of the colours.
 * @param {Theme} theme
 * @param {number} width of the chart; a narrow one has no room for the bar's title.
 */
export function emptyTraces({ bar }, theme, width) {
  const empty = { type: "scatter", mode: "none", x: [], y: [], hoverinfo: "skip", showlegend: false };
  if (!bar) return [empty];
  const [cmin, cmax] = axisRange(bar);
  const colorbar = colourBar(isNarrow(width, theme) ? { ...bar, title: "" } : bar, theme);
  const marker = { color: [cmin], cmin, cmax, colorscale: plotlyScale(), showscale: true, colorbar };
  return [{ ...empty, mode: "markers", x: [null], y: [null], marker }];
}

function isNarrow(width, theme) {
  return width < NARROW * theme.size;
}

function axis(span, grid, theme, room) {
  const { title, log, whole, named } = span;
  const [low, high] = axisRange(span);
  const most = Math.max(2, Math.min(TICKS, Math.floor(room)));
  const look = axisLook(span, theme);
  return {
    ...look,
    title: { text: escaped(title), standoff: 6 },
    showgrid: grid,
    autorange: false,
    ticks: grid ? "" : "outside",
    ticklen: 4,
    tickcolor: theme.border,
    ticklabelstandoff: grid ? look.ticklabelstandoff : 1,
    exponentformat: whole ? "SI" : "power",
    nticks: tickCount(span, most),
    ...(whole && !log && high - low <= most ? { dtick: 1 } : {}),
    ...(named ? { tickvals: named.values, ticktext: named.names.map(escaped) } : {}),
  };
}

function colourBar(bar, theme) {
  return {
    thickness: theme.size,
    outlinewidth: 0,
    len: 1,
    y: 0.5,
    x: 1,
    xpad: Math.round(0.7 * theme.size),
    ypad: 0,
    ticks: "outside",
    ticklen: 3,
    tickcolor: theme.border,
    title: { text: escaped(bar.title), side: "right", font: { size: theme.size } },
    ...(bar.log ? decadeTicks(bar) : { nticks: TICKS, exponentformat: "e" }),
  };
}

/** Powers of ten, and within a few decades also twice and five times of them. */
function decadeTicks({ range }) {
  const [low, high] = range.map(Math.log10);
  const within = (exponent) => exponent >= low - 1e-9 && exponent <= high + 1e-9;
  const fine = high - low <= 2;
  const step = Math.max(1, Math.ceil((high - low) / TICKS));
  const whole = Array.from({ length: Math.ceil(high) - Math.floor(low) + 1 }, (_, index) => Math.floor(low) + index);
  const marks = whole.flatMap((exponent) => (fine ? [1, 2, 5] : [1]).map((digit) => ({ digit, exponent })));
  const kept = marks
    .map((mark) => ({ ...mark, place: mark.exponent + Math.log10(mark.digit) }))
    .filter(({ place, exponent }) => within(place) && exponent % step === 0);
  if (kept.length < 2) return endTicks(range);
  return { tickvals: kept.map(({ place }) => place), ticktext: kept.map(power) };
}

function endTicks(range) {
  return { tickvals: range.map(Math.log10), ticktext: range.map((value) => String(Number(value.toPrecision(3)))) };
}

function power({ digit, exponent }) {
  const plain = exponent >= -3 && exponent <= 4;
  if (plain) return String(Number((digit * 10 ** exponent).toPrecision(1)));
  return `${digit === 1 ? "" : `${digit}·`}10<sup>${String(exponent).replace("-", "−")}</sup>`;
}
