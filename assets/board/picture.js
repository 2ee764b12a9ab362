/** What the chart shows, as a PNG or as an SVG whose lines are lines. */

import { plotlyDash } from "../kit/canvas.js";
import { escaped } from "../kit/layout.js";
import { drawnRows } from "../kit/lines.js";
import { imageOf, saveAs, withLegend } from "../kit/picture.js";
import { traceAxis } from "./layout.js";
import { markSymbol } from "./marks.js";

/**
 * Lets the browser save a picture of what is seen, with a legend.
 * @param {import("./chart.js").BoardChart} chart
 * @param {any} board from payload.js: its entries name the lines, its subject the file.
 * @param {"png"|"svg"} format
 */
export async function savePicture(chart, { entries, subject }, format) {
  const { fit, theme } = chart;
  const known = new Set();
  const names = new Map(entries.map(({ slot, name }) => [slot, name]));
  const plots = chart.plots();
  const traces = fit.panels.flatMap(({ series, span }, index) => {
    const named = series.map((one) => ({ ...one, name: one.group ? one.name : (names.get(one.slot) ?? one.name) }));
    return named.flatMap((one) => tracesOf(one, plots[index], span, chart)).map((one) => ({ ...one, yaxis: traceAxis(index) }));
  });
  for (const trace of traces) {
    trace.showlegend &&= !known.has(trace.name);
    if (trace.showlegend) known.add(trace.name);
  }
  const layout = withLegend(chart.still(), known.size, theme);
  // A picture has no web fonts: in the page's own, names would be measured narrower than they come out.
  layout.font = { ...layout.font, family: "Arial, Helvetica, sans-serif" };
  const url = await imageOf(chart.Plotly, [...traces, ...marksOf(chart)], layout, format);
  saveAs(`lrviz-${subject}s.${format}`, url);
}

/** A line, over its band where it has one. */
function tracesOf(series, plot, span, chart) {
  const line = traceOf(series, plot, span, chart);
  if (!series.band || series.kind === "thin") return [line];
  const edge = (values) => ({ ...traceOf({ ...series, values }, plot, span, chart), showlegend: false, line: { width: 0 } });
  return [edge(series.low), { ...edge(series.high), fill: "tonexty", fillcolor: `${series.colour}2e` }, line];
}

/** The rows that the canvas draws, too. */
function traceOf(series, plot, { log }, { fit, theme }) {
  const rows = drawnRows(series, plot);
  const thin = series.kind === "thin";
  const [width, dash] = [Math.max(2, theme.size / 8) * (thin ? 0.4 : 1), thin ? "solid" : plotlyDash(series.dash)];
  const look = { color: series.colour, width, dash };
  return {
    type: "scatter",
    opacity: thin ? 0.45 : 1,
    showlegend: !thin,
    mode: series.kind === "dots" ? "markers" : "lines",
    name: escaped(series.name),
    x: rows.map((row) => place(series.steps[row], fit.step)),
    y: rows.map((row) => (log && !(series.values[row] > 0) ? null : series.values[row])),
    line: { ...look, simplify: false },
    marker: { color: series.colour, size: 0.3 * theme.size },
  };
}

function marksOf(chart) {
  const { fit, theme, colours } = chart;
  if (!fit.marks.length) return [];
  const [low, high] = chart.ranges().yaxis;
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

function place(step, { shift, per }) {
  return (step + shift) * per;
}
