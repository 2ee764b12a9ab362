/** What Plotly is told about the map: its axes and margins, and the marks of minima and saddles. */

/** @import { Marks } from "./payload.js" */
/** @import { Theme } from "../kit/theme.js" */

import { UNMEASURED } from "../kit/layout.js";
import { chartLook } from "../kit/theme.js";

const CROWD = 12;

/**
 * The layout of the map.
 * @param {number[][]} ranges of x and of y.
 * @param {Theme} theme
 * @param {boolean} barred whether a scale of heights stands at the right.
 * @returns {object}
 */
export function mapLayout([x, y], theme, barred) {
  const line = theme.size * 2.6;
  const axis = (title, range) => ({
    title: { text: title, standoff: 4 },
    range: [...range],
    autorange: false,
    showgrid: false,
    zeroline: false,
    ticks: "outside",
    ticklen: 4,
    tickcolor: theme.faint,
  });
  return {
    ...chartLook(theme),
    autosize: true,
    margin: { l: line * 1.5, r: barred ? line * 2.3 : theme.size, t: 8, b: line + 6, autoexpand: false },
    showlegend: false,
    hovermode: "closest",
    dragmode: "pan",
    xaxis: axis("x", x),
    yaxis: { ...axis("y", y), ...UNMEASURED },
  };
}

/**
 * The marks of what is known of a function.
 * @param {Marks} marked
 * @returns {object[]} traces, the lowest minima last.
 */
export function landmarks({ saddles, local, lowest }) {
  return [
    marks("saddle", saddles, "x-thin", "#7a7f87", saddles.length < CROWD ? 7 : 4),
    marks("local minimum", local, "star", "#f3e3ae", local.length < CROWD ? 10 : 6),
    marks("minimum", lowest, "star", "#ffd23f", 15),
  ];
}

function marks(name, places, symbol, colour, size) {
  return {
    type: "scatter",
    mode: "markers",
    name,
    x: places.map(([x]) => x),
    y: places.map(([, y]) => y),
    marker: { color: colour, symbol, size, line: { color: symbol === "x-thin" ? colour : "#333", width: 1.2 } },
    hovertemplate: `${name}<br>x %{x:.5g}, y %{y:.5g}<extra></extra>`,
  };
}
