/** What is seen as a PNG or as an SVG: axes and lines as lines, cells as an image. */

import { escaped } from "../board/layout.js";
import { plotlyDash } from "./drawing.js";
import { emptyTraces, tuneLayout } from "./layout.js";

const SCALE = { png: 2, svg: 1 };
const LINE = 1.7;

/**
 * Lets the browser save a picture of what is seen, with its legend.
 * @param {object} Plotly
 * @param {import("./frame.js").Frame} frame
 * @param {object} kind what draws the picture.
 * @param {"png"|"svg"} format
 */
export async function savePicture(Plotly, frame, kind, format) {
  const link = document.createElement("a");
  link.download = `lrviz-tune.${format}`;
  link.href = await pictureOf(Plotly, frame, kind, format);
  link.click();
}

/**
 * A picture of what is seen.
 * @returns {Promise<string>} its data as a URL.
 */
export function pictureOf(Plotly, frame, kind, format) {
  const { fit, theme, size, labels, ranges } = frame.seen();
  const plain = tuneLayout(fit, ranges, theme, { ...size, labels, dragmode: false });
  const rows = kind.legend().filter(({ hidden }) => !hidden);
  const layout = withLegend(plain, rows.length, theme);
  if (kind.cells) Object.assign(layout, { images: [cellsImage(frame, kind)], title: titleOf(kind.runOf(), theme) });
  const named = rows.map((row) => legendTrace(row, theme));
  const data = [...emptyTraces(fit, theme, size.width), ...kind.traces(), ...named];
  const { width, height } = layout;
  const figure = { data, layout, config: { staticPlot: true } };
  return Plotly.toImage(figure, { format, width, height, scale: SCALE[format] });
}

/** The cells as they are on the screen; what lies over them comes as traces. */
function cellsImage(frame, kind) {
  const { width, height } = frame.seen().size;
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

/** The names stand one under the other below the axis. */
function withLegend(layout, rows, theme) {
  const room = layout.height - layout.margin.t - layout.margin.b;
  const added = rows ? Math.ceil(rows * LINE * theme.size + theme.size) : 0;
  const place = { x: 0, y: -layout.margin.b / room, xanchor: "left", yanchor: "top" };
  const legend = { ...place, itemwidth: 40, traceorder: "normal" };
  const margin = { ...layout.margin, b: layout.margin.b + added };
  return { ...layout, legend, margin, showlegend: rows > 0, height: layout.height + added };
}
