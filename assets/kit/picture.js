/** Pictures that leave: a figure as a file, with the names of its lines below the axis. */

/** @import { Theme } from "./theme.js" */

const SCALE = { png: 2, svg: 1 };
const LINE = 1.7;

/**
 * Lets the browser save something.
 * @param {string} name of the file.
 * @param {string} url its data.
 */
export function saveAs(name, url) {
  Object.assign(document.createElement("a"), { download: name, href: url }).click();
}

/**
 * A figure as a picture.
 * @param {any} Plotly
 * @param {any[]} data traces.
 * @param {any} layout with a width and a height.
 * @param {"png"|"svg"} format
 * @returns {Promise<string>} its data as a URL.
 */
export function imageOf(Plotly, data, layout, format) {
  const { width, height } = layout;
  const figure = { data, layout, config: { staticPlot: true } };
  return Plotly.toImage(figure, { format, width, height, scale: SCALE[format] });
}

/**
 * A layout with a legend whose names stand one under the other below the axis.
 * @param {any} layout from `chartLayout`.
 * @param {number} names how many there are.
 * @param {Theme} theme
 */
export function withLegend(layout, names, theme) {
  const { margin, height } = layout;
  const added = names ? Math.ceil(names * LINE * theme.size + theme.size) : 0;
  const place = { x: 0, y: -margin.b / (height - margin.t - margin.b), xanchor: "left", yanchor: "top" };
  const legend = { ...place, itemwidth: 40, traceorder: "normal" };
  const grown = { ...margin, b: margin.b + added };
  return { ...layout, legend, margin: grown, showlegend: names > 0, height: height + added };
}
