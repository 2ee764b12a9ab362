/** The 3-D picture as Plotly traces and a Plotly layout. */

/** @import { Relief } from "./relief.js" */
/** @import { Run } from "../payload.js" */
/** @import { Theme } from "../../kit/theme.js" */
/** @import { Mark } from "./marks.js" */

import { draped } from "./draped.js";
import { isolines, triangles } from "./isolines.js";
import { escaped } from "../../kit/layout.js";
import { chartLook } from "../../kit/theme.js";

const SHADES = {
  light: [[232, 239, 248], [92, 122, 160]],
  dark: [[26, 34, 48], [140, 170, 208]],
};
const LINES = { light: "#5f7899", dark: "#a9bdd8" };
const FRAME = { light: "#d3d9e2", dark: "#3b4353" };
const PLACE = "x %{x:.5g}, y %{y:.5g}<br>";
const PROPORTIONS = { x: 1, y: 1, z: 0.72 };
const LINE_LIFT = 0.006;
const MOST_VERTICES = 15_000;

/**
 * The surface and its contour lines.
 *
 * It is a mesh: Plotly's own surface is computed anew on four times as many points at each change of the picture.
 * @param {Relief} relief
 * @param {Theme} theme
 * @returns {object[]} two traces.
 */
export function ground(relief, theme) {
  const shade = theme.dark ? "dark" : "light";
  const mesh = triangles(relief.coordinates);
  const corners = cornersOf(relief);
  const surface = {
    type: "mesh3d",
    uid: "surface",
    name: "function",
    ...corners,
    z: corners.z.map((height) => relief.plotted(Number.isNaN(height) ? relief.range[0] : height)),
    ...indices(mesh, 2 * (relief.x.length - 1) * (relief.y.length - 1)),
    intensity: joined(relief.ranks),
    customdata: joined(relief.values),
    cmin: 0,
    cmax: relief.levels.length - 1,
    colorscale: SHADES[shade].map((colour, share) => [share, `rgb(${colour})`]),
    showscale: false,
    lighting: { ambient: 0.8, diffuse: 0.4, specular: 0.05, roughness: 0.9, fresnel: 0.02 },
    hovertemplate: `${PLACE}${relief.name} %{customdata:.6g}<extra></extra>`,
  };
  return [surface, contours(relief, corners, mesh, LINES[shade])];
}

/** Triangles, always as many: a pointer over a mesh that has just shrunk makes Plotly ask for one that is gone. */
function indices(mesh, count) {
  const empty = mesh[0]?.[0] ?? 0;
  const corner = (index) => Int32Array.from({ length: count }, (_, triangle) => mesh[triangle]?.[index] ?? empty);
  return { i: corner(0), j: corner(1), k: corner(2) };
}

function isOdd(_, index) {
  return index % 2 === 1;
}

function cornersOf({ x, y, coordinates }) {
  const columns = Float64Array.from({ length: x.length * y.length }, (_, index) => x[index % x.length]);
  const rows = columns.map((_, index) => y[Math.floor(index / x.length)]);
  return { x: columns, y: rows, z: joined(coordinates) };
}

function joined(rows) {
  return Float64Array.from(rows.flatMap((row) => [...row]));
}

function contours(relief, corners, mesh, color) {
  const levels = relief.levels.slice(1, -1).map(relief.coordinate);
  const all = isolines(corners, mesh, levels);
  const { x, y, z } = all.x.length > MOST_VERTICES ? isolines(corners, mesh, levels.filter(isOdd)) : all;
  const lift = LINE_LIFT * (relief.range[1] - relief.range[0]);
  const lifted = z.map((height) => relief.plotted(height + lift));
  const line = { color, width: 1 };
  return { type: "scatter3d", uid: "contours", mode: "lines", x, y, z: lifted, line, hoverinfo: "skip" };
}

/**
 * The paths, and what can be pointed at where marks stand.
 * @param {Relief} relief
 * @param {Run[]} runs those that are drawn.
 * @param {Mark[]} marks from `stillMarks`; they are drawn elsewhere.
 * @returns {object[]} traces.
 */
export function tracks(relief, runs, marks) {
  return [...runs.map((run) => path(relief, run)), targets(relief, marks)];
}

/**
 * The box in which the point is held, laid over the relief.
 * @param {Relief} relief
 * @param {number[][]} box the ends of x, then those of y.
 * @param {Theme} theme
 * @returns {object} a trace.
 */
export function fence(relief, [[left, right], [low, high]], theme) {
  const corners = { x: [left, right, right, left, left], y: [low, low, high, high, low], steps: [0, 1, 2, 3, 4] };
  const { x, y, z } = draped(corners, relief);
  const line = { color: theme.text, width: 4, dash: "dash" };
  return { type: "scatter3d", uid: "box", mode: "lines", x, y, z, line, hoverinfo: "skip" };
}

function targets(relief, marks) {
  const [x, y, z] = ["x", "y", "z"].map((name) => marks.map((mark) => mark[name]));
  return {
    type: "scatter3d",
    uid: "marks",
    mode: "markers",
    x,
    y,
    z,
    customdata: marks.map(({ text, value }) => [text, value]),
    marker: { size: 9, opacity: 0 },
    hoverlabel: { bgcolor: marks.map(({ colour }) => colour) },
    hovertemplate: `%{customdata[0]}<br>${PLACE}${relief.name} %{customdata[1]:.6g}<extra></extra>`,
  };
}

function path(relief, run) {
  const { x, y, z, values, where, steps } = draped(run, relief);
  return {
    type: "scatter3d",
    uid: `path${run.slot}`,
    mode: "lines",
    name: escaped(run.label),
    x,
    y,
    z,
    customdata: where.map((text, index) => [text, values[index], steps[index]]),
    line: { color: run.colour, width: 5, dash: dashName(run.dash) },
    hovertemplate: `%{customdata[0]}<br>${PLACE}${relief.name} %{customdata[1]:.6g}`,
  };
}

/** The dash of Plotly's 3-D lines that comes nearest to an SVG pattern. */
function dashName(pattern) {
  if (pattern === "none") return "solid";
  const lengths = pattern.split(/[\s,]+/).map(Number);
  const long = lengths[0] > 10;
  if (lengths.length > 2) return long ? "longdashdot" : "dashdot";
  if (long) return "longdash";
  return lengths[0] > 5 ? "dash" : "dot";
}

/**
 * @param {Relief} relief
 * @param {Theme} theme
 * @param {object} camera Plotly's.
 * @returns {object} a Plotly layout.
 */
export function sceneLayout(relief, theme, camera) {
  const [xRange, yRange] = relief.window;
  return {
    ...chartLook(theme),
    autosize: true,
    margin: { l: 0, r: 0, t: 0, b: 0 },
    showlegend: false,
    scene: {
      xaxis: axis("x", theme, { range: xRange }),
      yaxis: axis("y", theme, { range: yRange }),
      zaxis: axis(relief.title, theme, heights(relief)),
      aspectmode: "manual",
      aspectratio: PROPORTIONS,
      camera,
      dragmode: "turntable",
      uirevision: "camera",
    },
  };
}

function heights({ logarithmic, range }) {
  if (!logarithmic) return { range };
  const decades = range[1] - range[0];
  return { type: "log", range, exponentformat: "power", dtick: Math.max(1, Math.ceil(decades / 6)) };
}

function axis(title, theme, more) {
  return {
    title: { text: title, font: { size: theme.size + 1 } },
    color: theme.text,
    tickfont: { size: theme.size - 1 },
    nticks: 6,
    gridcolor: FRAME[theme.dark ? "dark" : "light"],
    zeroline: false,
    showspikes: false,
    showbackground: false,
    ...more,
  };
}
