/** What Plotly is told about the panels: axes, margins and type. */

import { axisRange } from "../stage/curvelayout.js";
import { chartLook } from "../kit/theme.js";

const TICKS = 6;
/** A range of less than so many decades is read by the digits between its powers of ten. */
const DECADES = 1.5;
/** So many decades a tick at least leave Plotly no room for small digits between powers of ten. */
const ROOMY = 0.71;

/**
 * The name of a panel's vertical axis.
 * @param {number} index of the panel, 0 for the uppermost.
 * @returns {string}
 */
export function axisName(index) {
  return index === 0 ? "yaxis" : `yaxis${index + 1}`;
}

/**
 * The ranges that fit, as Plotly wants them.
 * @param {object} fit from `fitted` of spans.js.
 * @returns {object} a range for each axis.
 */
export function fullRanges(fit) {
  const up = fit.panels.map(({ span }, index) => [axisName(index), axisRange(span)]);
  return { xaxis: axisRange(fit.step), ...Object.fromEntries(up) };
}

/**
 * The layout of all panels.
 *
 * @param {object} fit from `fitted` of spans.js.
 * @param {object} ranges what is shown of each axis.
 * @param {object} theme
 * @param {{ width: number, height: number, labels: number, dragmode: string }} frame the chart's size and the width
 *   that tick labels of the vertical axes need, all in pixels, and what dragging does.
 */
export function boardLayout(fit, ranges, theme, { width, height, labels, dragmode }) {
  const margin = margins(theme.size, labels);
  const room = Math.max(1, height - margin.t - margin.b);
  const domains = stacked(fit.panels, (1.6 * theme.size) / room);
  const up = fit.panels.map(({ span }, index) => {
    const long = (domains[index][1] - domains[index][0]) * room;
    return [axisName(index), { ...upAxis(span, theme, long), domain: domains[index], range: ranges[axisName(index)] }];
  });
  const bottom = fit.panels.length === 1 ? "y" : `y${fit.panels.length}`;
  return {
    ...chartLook(theme),
    paper_bgcolor: theme.background,
    width,
    height,
    margin,
    showlegend: false,
    hovermode: false,
    dragmode,
    xaxis: { ...acrossAxis(fit.step, theme, width - margin.l - margin.r), range: ranges.xaxis, anchor: bottom },
    ...Object.fromEntries(up),
  };
}

/**
 * A trace without points for each panel, so that Plotly draws it.
 * @param {object} fit from `fitted` of spans.js.
 */
export function emptyTraces(fit) {
  return fit.panels.map((_, index) => ({ type: "scatter", mode: "none", x: [], y: [], yaxis: traceAxis(index) }));
}

/**
 * What a trace calls the vertical axis of a panel.
 * @param {number} index of the panel.
 * @returns {string}
 */
export function traceAxis(index) {
  return axisName(index).replace("axis", "");
}

const PEN = document.createElement("canvas").getContext("2d");

/**
 * The room that the tick labels of the vertical axes need.
 *
 * @param {object} axes the chart's `_fullLayout`.
 * @param {number} panels how many there are.
 * @param {object} theme
 * @returns {number} in pixels.
 */
export function labelWidth(axes, panels, theme) {
  PEN.font = `${theme.size}px ${theme.font}`;
  const ticks = Array.from({ length: panels }, (_, index) => axes[axisName(index)]._vals ?? []).flat();
  const labels = ticks.map(({ text }) => text?.replace(/<[^>]*>/g, "") ?? "");
  return Math.ceil(Math.max(0, ...labels.map((label) => PEN.measureText(label).width)));
}

/** The panels' parts of the height, the first at the top. */
function stacked(panels, gap) {
  const free = 1 - gap * (panels.length - 1);
  const sum = panels.reduce((total, { share }) => total + share, 0);
  let top = 1;
  return panels.map(({ share }) => {
    const bottom = Math.max(0, top - (free * share) / sum);
    const domain = [bottom, top];
    top = bottom - gap;
    return domain;
  });
}

/** The last step's label stands half beyond its axis. */
function margins(size, labels) {
  const [left, right, top, bottom] = [labels + 2.4 * size, 1.6 * size, 0.7 * size, 3.4 * size].map(Math.ceil);
  return { l: left, r: right, t: top, b: bottom };
}

function upAxis(span, theme, long) {
  const [low, high] = axisRange(span);
  const ticks = Math.max(2, Math.min(TICKS + 1, Math.floor(long / (2 * theme.size))));
  const decades = span.log && high - low > DECADES;
  return {
    ...lookOf(span, theme),
    anchor: "x",
    zeroline: span.signed && !span.log,
    zerolinecolor: theme.text,
    zerolinewidth: 1,
    exponentformat: "power",
    nticks: decades ? Math.min(ticks, Math.max(1, Math.floor((high - low) / ROOMY))) : ticks,
    title: { text: titleWithin(span.title, long / (0.5 * theme.size)), standoff: 6 },
  };
}

function acrossAxis(span, theme, width) {
  return {
    ...lookOf(span, theme),
    zeroline: false,
    exponentformat: "B",
    ...ticksAcross(span, theme, width),
    title: { text: span.title, standoff: 4 },
  };
}

function lookOf({ log }, theme) {
  const ticklabelstandoff = Math.round(theme.size / 3);
  return { type: log ? "log" : "linear", gridcolor: theme.faint, tickangle: 0, ticklabelstandoff };
}

/** Ticks whose labels do not meet; at whole steps where these are few. */
function ticksAcross({ log, last, whole, range: [low, high] }, theme, width) {
  const digits = whole ? Math.min(String(last).length, 5) : 4;
  const room = Math.max(1, Math.floor(width / (0.62 * theme.size * (digits + 2))));
  if (whole && !log && last <= room) return { dtick: 1 };
  const decades = log ? Math.log10(high / low) / ROOMY : Infinity;
  return { nticks: Math.max(1, Math.floor(Math.min(TICKS + 4, room, decades))) };
}

/** Cut to so many letters; Plotly reads tags in titles. */
function titleWithin(text, letters) {
  const most = Math.max(8, Math.floor(letters));
  return escaped(text.length > most ? `${text.slice(0, most - 1)}…` : text);
}

/**
 * Text that Plotly shows as it is.
 * @param {string} text
 * @returns {string}
 */
export function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
