/** What is seen as a PNG or as an SVG: axes and lines as lines, cells as an image. */

import { plotlyDash } from "../kit/canvas.js";
import { escaped } from "../kit/layout.js";
import { imageOf, saveAs, withLegend } from "../kit/picture.js";

/**
 * Lets the browser save a picture of what is seen, with its legend.
 * @param {import("./frame.js").Frame} frame
 * @param {any} kind what draws the picture.
 * @param {"png"|"svg"} format
 */
export async function savePicture(frame, kind, format) {
  const { theme } = frame;
  const rows = kind.legend().filter(({ hidden }) => !hidden);
  const layout = withLegend(frame.still(), rows.length, theme);
  if (kind.cells) Object.assign(layout, { images: [cellsImage(frame, kind)], title: titleOf(kind.runOf(), theme) });
  const drawn = kind.traces(frame.plot(), canvasOf(1, 1)); // nothing is drawn on it: it tells how wide names are
  const data = [...frame.traces(), ...drawn, ...rows.map((row) => legendTrace(row, theme))];
  saveAs(`lrviz-tune.${format}`, await imageOf(frame.Plotly, data, layout, format));
}

/** The cells as they are on the screen; what lies over them comes as traces. */
function cellsImage(frame, kind) {
  const { width, height } = frame.size;
  const { left, right, top, bottom } = frame.plot();
  const ratio = window.devicePixelRatio || 1;
  const whole = canvasOf(width * ratio, height * ratio);
  whole.setTransform(ratio, 0, 0, ratio, 0, 0);
  kind.cells(whole, frame.plot());
  const cut = canvasOf((right - left) * ratio, (bottom - top) * ratio);
  cut.drawImage(whole.canvas, -Math.round(left * ratio), -Math.round(top * ratio));
  const place = { xref: "paper", yref: "paper", x: 0, y: 1, sizex: 1, sizey: 1, sizing: "stretch", layer: "below" };
  return { source: cut.canvas.toDataURL("image/png"), ...place };
}

/** Cells are those of one run, which no row of the legend names. */
function titleOf({ name }, { size }) {
  const place = { x: 0, xref: "paper", xanchor: "left", y: 1, yref: "paper", yanchor: "bottom", pad: { b: 8 } };
  return { text: escaped(name), font: { size }, ...place };
}

function canvasOf(width, height) {
  const size = { width: Math.round(width), height: Math.round(height) };
  return Object.assign(document.createElement("canvas"), size).getContext("2d");
}

/** A trace without points, for its row in the legend. */
function legendTrace({ label, note = "", tones, line }, theme) {
  const name = escaped(note ? `${label} — ${note}` : label);
  const base = { type: "scatter", x: [null], y: [null], name, showlegend: true };
  if (line) {
    const look = { color: line.colour, width: theme.size / 6, dash: plotlyDash(line.dash) };
    return { ...base, mode: "lines", line: look };
  }
  if (tones) {
    const marker = { symbol: "square", size: theme.size, color: tones[0], line: { color: theme.border, width: 1 } };
    return { ...base, mode: "markers", marker };
  }
  const ring = { symbol: "circle-open", size: theme.size, color: theme.text, line: { width: 2 } };
  return { ...base, mode: "markers", marker: ring };
}
