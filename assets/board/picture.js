/** What the chart shows, as a PNG or as an SVG whose lines are lines. */

import { drawnRows } from "./ink.js";
import { boardLayout, escaped, traceAxis } from "./layout.js";
import { markSymbol } from "./marks.js";
import { plotOf } from "./plot.js";

const SCALE = { png: 2, svg: 1 };
const LINE = 1.7;

/**
 * Lets the browser save a picture of what is seen, with a legend.
 * @param {object} Plotly
 * @param {import("./lines.js").Chart} chart
 * @param {object[]} entries of the board: the legend's names.
 * @param {"png"|"svg"} format
 */
export async function savePicture(Plotly, chart, entries, format) {
  const link = document.createElement("a");
  link.download = `lrviz-schedules.${format}`;
  link.href = await pictureOf(Plotly, chart, entries, format);
  link.click();
}

/**
 * A picture of what is seen.
 * @returns {Promise<string>} its data as a URL.
 */
export function pictureOf(Plotly, chart, entries, format) {
  const { fit, theme, ranges, size, labels, colours } = chart.seen();
  const known = new Set();
  const names = new Map(entries.map(({ slot, name }) => [slot, name]));
  const traces = fit.panels.flatMap(({ series }, index) => {
    const plot = plotOf(chart.place._fullLayout, fit, index);
    return series.map((one) => traceOf({ ...one, name: names.get(one.slot) ?? one.name }, plot, fit, index, theme));
  });
  for (const trace of traces) {
    trace.showlegend = !known.has(trace.name);
    known.add(trace.name);
  }
  const layout = withLegend(boardLayout(fit, ranges, theme, { ...size, labels, dragmode: false }), known.size, theme);
  const { width, height } = layout;
  const figure = { data: [...traces, ...marksOf(fit, ranges, theme, colours)], layout, config: { staticPlot: true } };
  return Plotly.toImage(figure, { format, width, height, scale: SCALE[format] });
}

/** The rows that the canvas draws, too. */
function traceOf(series, plot, fit, index, theme) {
  const rows = drawnRows(series, plot);
  const log = fit.panels[index].span.log;
  const dots = series.kind === "dots";
  return {
    type: "scatter",
    mode: dots ? "markers" : "lines",
    name: escaped(series.name),
    x: rows.map((row) => place(series.steps[row], fit.step)),
    y: rows.map((row) => (log && !(series.values[row] > 0) ? null : series.values[row])),
    yaxis: traceAxis(index),
    line: { color: series.colour, width: Math.max(2, theme.size / 8), dash: plotlyDash(series.dash), simplify: false },
    marker: { color: series.colour, size: 0.3 * theme.size },
  };
}

function marksOf(fit, ranges, theme, colours) {
  if (!fit.marks.length) return [];
  const [low, high] = ranges.yaxis;
  const foot = low + 0.02 * (high - low);
  return [{
    type: "scatter",
    mode: "markers",
    showlegend: false,
    cliponaxis: false,
    x: fit.marks.map(({ step }) => place(step, fit.step)),
    y: fit.marks.map(() => (fit.panels[0].span.log ? 10 ** foot : foot)),
    marker: {
      color: fit.marks.map(({ slot }) => colours.get(slot) ?? theme.text),
      size: 0.8 * theme.size,
      symbol: fit.marks.map(({ kind }) => markSymbol(kind)),
      line: { color: theme.text, width: 1 },
    },
  }];
}

/** The names stand one under the other below the axis. */
function withLegend(layout, names, theme) {
  const room = layout.height - layout.margin.t - layout.margin.b;
  const added = Math.ceil(names * LINE * theme.size + theme.size);
  const legend = { x: 0, y: -layout.margin.b / room, xanchor: "left", yanchor: "top", itemwidth: 40 };
  const margin = { ...layout.margin, b: layout.margin.b + added };
  // A picture has no web fonts: in the page's own, names would be measured narrower than they come out.
  const font = { ...layout.font, family: "Arial, Helvetica, sans-serif" };
  return { ...layout, font, legend, margin, showlegend: true, height: layout.height + added };
}

function place(step, { shift, per }) {
  return (step + shift) * per;
}

function plotlyDash(dash) {
  return dash === "none" ? "solid" : dash.split(/[ ,]+/).map((length) => `${length}px`).join(",");
}
