/** The spans of values that charts show. */

/**
 * @typedef {{ low: number, high: number, first: number, any: boolean }} Extent first: the first value that counts; any:
 *   whether there is one.
 */

/**
 * Whether a value has a place on a logarithmic axis.
 * @param {number} value
 */
export function positive(value) {
  return value > 0 && value < Infinity;
}

/**
 * The lowest and the highest of the values that count.
 * @param {ArrayLike<number> & Iterable<number>} values
 * @param {(value: number) => boolean} counts
 * @returns {Extent}
 */
export function extent(values, counts) {
  const span = { low: Infinity, high: -Infinity, first: NaN, any: false };
  for (const value of values) {
    if (!counts(value)) continue;
    if (!span.any) span.first = value;
    span.any = true;
    if (value < span.low) span.low = value;
    if (value > span.high) span.high = value;
  }
  return span;
}

/**
 * What several columns span together.
 * @param {Extent[]} spans
 * @returns {{ low: number, high: number, first: number }} first: the highest of the first values.
 */
export function together(spans) {
  return {
    low: Math.min(...spans.map(({ low }) => low)),
    high: Math.max(...spans.map(({ high }) => high)),
    first: Math.max(...spans.map(({ first }) => first)),
  };
}

/**
 * The extents of columns that have values that count.
 * @param {Iterable<Float64Array>} columns
 * @param {(value: number) => boolean} counts
 */
export function extents(columns, counts) {
  return Array.from(columns, (values) => extent(values, counts)).filter(({ any }) => any);
}
