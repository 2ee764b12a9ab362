/** What Plotly is told about the panels: their axes and margins. */

/** @import { Theme } from "../kit/theme.js" */

import { axisLook, chartLayout, escaped, tickCount, ticksAcross } from "../kit/layout.js";

const TICKS = 7;
const DIGITS = 5;

/**
 * The name of a panel's vertical axis.
 * @param {number} index of the panel, 0 for the uppermost.
 * @returns {string}
 */
export function axisName(index) {
  return index === 0 ? "yaxis" : `yaxis${index + 1}`;
}

/**
 * What a trace calls the vertical axis of a panel.
 * @param {number} index of the panel.
 * @returns {string}
 */
export function traceAxis(index) {
  return axisName(index).replace("axis", "");
}

/**
 * The spans of all axes by their names.
 * @param {any} fit from `fitted` of spans.js.
 */
export function spansOf({ step, panels }) {
  const up = panels.map(({ id, span }, index) => [axisName(index), { ...span, key: id }]);
  return { xaxis: { ...step, also: step.per }, ...Object.fromEntries(up) };
}

/**
 * The layout of all panels.
 *
 * @param {any} fit from `fitted` of spans.js.
 * @param {Record<string, number[]>} ranges what is shown of each axis.
 * @param {Theme} theme
 * @param {import("../kit/layout.js").Frame} frame
 */
export function boardLayout({ step, panels }, ranges, theme, frame) {
  const margin = margins(theme.size, frame.labels);
  const room = Math.max(1, frame.height - margin.t - margin.b);
  const domains = stacked(panels, (1.6 * theme.size) / room);
  const up = panels.map(({ span }, index) => {
    const long = (domains[index][1] - domains[index][0]) * room;
    return [axisName(index), { ...upAxis(span, theme, long), domain: domains[index], range: ranges[axisName(index)] }];
  });
  const across = acrossAxis(step, theme, frame.width - margin.l - margin.r);
  const xaxis = { ...across, range: ranges.xaxis, anchor: traceAxis(panels.length - 1) };
  return chartLayout(theme, frame, margin, { xaxis, ...Object.fromEntries(up) });
}

/**
 * A trace without points for each panel, so that Plotly draws it.
 * @param {any} fit from `fitted` of spans.js.
 */
export function emptyTraces({ panels }) {
  return panels.map((_, index) => ({ type: "scatter", mode: "none", x: [], y: [], yaxis: traceAxis(index) }));
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
  const [l, r, t, b] = [labels + 2.4 * size, 1.6 * size, 0.7 * size, 3.4 * size].map(Math.ceil);
  return { l, r, t, b };
}

function upAxis(span, theme, long) {
  return {
    ...axisLook(span, theme),
    anchor: "x",
    zeroline: span.signed && !span.log,
    zerolinecolor: theme.text,
    zerolinewidth: 1,
    exponentformat: "power",
    nticks: tickCount(span, Math.max(2, Math.min(TICKS, Math.floor(long / (2 * theme.size))))),
    title: { text: titleWithin(span.title, long / (0.5 * theme.size)), standoff: 6 },
  };
}

function acrossAxis(span, theme, width) {
  const digits = span.whole ? Math.min(String(span.last).length, DIGITS) : DIGITS - 1;
  const ticks = ticksAcross(span, digits, theme, width);
  return { ...axisLook(span, theme), exponentformat: "B", ...ticks, title: { text: span.title, standoff: 4 } };
}

/** Cut to so many letters; Plotly reads tags in titles. */
function titleWithin(text, letters) {
  const most = Math.max(8, Math.floor(letters));
  return escaped(text.length > most ? `${text.slice(0, most - 1)}…` : text);
}
