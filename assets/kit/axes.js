/** From data to pixels and back, on an axis that Plotly has drawn. */

/** @typedef {ReturnType<typeof toPixels>} PixelAxis */
/** @typedef {ReturnType<typeof stepPlot>} StepPlot */

/**
 * The mapping of one axis. Plotly makes new axes at each update: take this from `_fullLayout` when drawing and do not
 * keep it. While somebody zooms or pans it follows, since the range is read at each call.
 *
 * @param {object} axis of a chart's `_fullLayout`, linear or log (its range is then in powers of ten).
 * @returns {{ size: number, offset: number, pixel: (value: number) => number, value: (pixel: number) => number }}
 *   the axis' length, where it begins (its left or upper end), and both directions; pixels are counted from the
 *   chart's left or upper edge. On a log axis zero is infinitely far away and a negative value is NaN.
 */
export function toPixels(axis) {
  const upwards = axis._id.startsWith("y");
  const log = axis.type === "log";
  return {
    get size() {
      return axis._length;
    },
    get offset() {
      return axis._offset;
    },
    pixel(value) {
      const begin = axis.range[0];
      const part = ((log ? Math.log10(value) : value) - begin) / (axis.range[1] - begin);
      return axis._offset + axis._length * (upwards ? 1 - part : part);
    },
    value(pixel) {
      const begin = axis.range[0];
      const part = (pixel - axis._offset) / axis._length;
      const place = begin + (upwards ? 1 - part : part) * (axis.range[1] - begin);
      return log ? 10 ** place : place;
    },
  };
}

/**
 * Where the data of one plot lies; valid until Plotly draws its axes anew.
 *
 * @param {any} axes the chart's `_fullLayout`.
 * @param {string} [across] the names of the plot's axes.
 * @param {string} [up]
 * @returns {{ left: number, right: number, top: number, bottom: number, x: object, y: object, log: boolean }} the edges
 *   in pixels of the chart, both mappings, and whether the vertical axis is logarithmic.
 */
export function plotOf(axes, across = "xaxis", up = "yaxis") {
  const [x, y] = [toPixels(axes[across]), toPixels(axes[up])];
  const edges = { left: x.offset, right: x.offset + x.size, top: y.offset, bottom: y.offset + y.size };
  return { ...edges, x, y, log: axes[up].type === "log" };
}

/**
 * Where steps and values of one plot lie; valid until Plotly draws its axes anew.
 *
 * @param {any} axes the chart's `_fullLayout`.
 * @param {{ shift: number, per: number }} span of the steps: the place of a step on the axis is (step + shift) · per.
 * @param {string} across the names of the plot's axes.
 * @param {string} up
 * @returns {{ left: number, right: number, top: number, bottom: number, across: (step: number) => number,
 *   up: (value: number) => number, step: (pixel: number) => number, value: (pixel: number) => number }} the edges in
 *   pixels of the chart, and both directions. What a logarithmic scale cannot show lies infinitely far below.
 */
export function stepPlot(axes, { shift, per }, across, up) {
  const { x, y, log, ...edges } = plotOf(axes, across, up);
  return {
    ...edges,
    across: (step) => x.pixel((step + shift) * per),
    up: (value) => (log && value <= 0 ? Infinity : y.pixel(value)),
    step: (pixel) => x.value(pixel) / per - shift,
    value: (pixel) => y.value(pixel),
  };
}

/**
 * Whether a place is between a plot's left and right edges.
 * @param {{ left: number, right: number }} plot
 * @param {number} x in pixels of the chart.
 */
export function isAcross({ left, right }, x) {
  return x >= left - 0.5 && x <= right + 0.5;
}

/**
 * Whether a place is between a plot's edges.
 * @param {number[]} place in pixels of the chart.
 * @param {{ left: number, right: number, top: number, bottom: number }} plot
 */
export function isInside([x, y], { left, right, top, bottom }) {
  return x >= left && x <= right && y >= top && y <= bottom;
}

/**
 * An axis whose pixels are counted from where it begins.
 * @param {PixelAxis} axis
 * @returns {PixelAxis}
 */
export function inside({ size, offset, pixel, value }) {
  return { size, offset: 0, pixel: (place) => pixel(place) - offset, value: (place) => value(place + offset) };
}
