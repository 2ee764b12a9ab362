/** What Plotly is told: two axes, a colour bar, margins and type. */

import { escaped } from "../board/layout.js";
import { axisRange } from "../stage/curvelayout.js";
import { chartLook } from "../kit/theme.js";
import { plotlyScale } from "./colours.js";

const TICKS = 7;
/** So many decades a tick at least leave Plotly no room for small digits between powers of ten. */
const ROOMY = 0.71;
/** A range of less than so many decades is read by the digits between its powers of ten. */
const DECADES = 1.5;
/** The mode bar stands over the plot, since cells would hide it. */
const MODE_BAR = 30;
/** In sizes of the type. */
const NARROW = 24;

/**
 * The ranges that show everything, as Plotly wants them.
 * @param {{ x: Span, y: Span }} fit a Span is `{ title, log, whole, range: [low, high] }` in data units.
 */
export function fullRanges({ x, y }) {
  return { xaxis: axisRange(x), yaxis: axisRange(y) };
}

/**
 * The layout of a picture.
 *
 * @param {{ x: Span, y: Span, bar: object|null, grid: boolean }} fit grid: whether lines go with the ticks.
 * @param {{ xaxis: number[], yaxis: number[] }} ranges what is shown.
 * @param {object} theme
 * @param {{ width: number, height: number, labels: number, dragmode: string|false }} frame the chart's size and the
 *   width that the tick labels of the vertical axis need, all in pixels, and what dragging does.
 */
export function tuneLayout(fit, ranges, theme, { width, height, labels, dragmode }) {
  const { size } = theme;
  const right = fit.bar ? (isNarrow(width, theme) ? 4.6 : 6.4) * size : 1.6 * size;
  const margin = { l: labels + 2.6 * size, r: right, t: Math.max(MODE_BAR, 0.8 * size), b: 3.4 * size };
  for (const side of Object.keys(margin)) margin[side] = Math.ceil(margin[side]);
  const room = [width - margin.l - margin.r, height - margin.t - margin.b];
  return {
    ...chartLook(theme),
    paper_bgcolor: theme.background,
    width,
    height,
    margin: { ...margin, autoexpand: false },
    showlegend: false,
    hovermode: false,
    dragmode,
    xaxis: { ...axis(fit.x, fit.grid, theme, room[0] / (4.5 * size)), range: ranges.xaxis, anchor: "y" },
    yaxis: { ...axis(fit.y, fit.grid, theme, room[1] / (2.2 * size)), range: ranges.yaxis, anchor: "x" },
  };
}

/**
 * The traces that make Plotly draw the axes and the colour bar.
 * @param {{ bar: object|null }} fit bar: the `{ title, log, range }` of the colours.
 * @param {object} theme
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

function axis({ title, log, whole, range }, grid, theme, room) {
  const [low, high] = axisRange({ log, range });
  const most = Math.max(2, Math.min(TICKS, Math.floor(room)));
  const decades = log && high - low > DECADES;
  return {
    type: log ? "log" : "linear",
    title: { text: escaped(title), standoff: 6 },
    showgrid: grid,
    gridcolor: theme.faint,
    zeroline: false,
    autorange: false,
    ticks: grid ? "" : "outside",
    ticklen: 4,
    tickcolor: theme.border,
    tickangle: 0,
    ticklabelstandoff: grid ? Math.round(theme.size / 3) : 1,
    exponentformat: whole ? "SI" : "power",
    nticks: decades ? Math.max(1, Math.min(most, Math.floor((high - low) / ROOMY))) : most,
    ...(whole && !log && high - low <= most ? { dtick: 1 } : {}),
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
