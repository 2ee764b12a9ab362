/** From data to pixels and back, on an axis that Plotly has drawn. */

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
