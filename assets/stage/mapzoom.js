/** What the map shows, as the view keeps it: nothing where it is the function's own window. */

const DIGITS = 4;

/**
 * What is kept of ranges that somebody has zoomed to.
 * @param {number[][]} ranges of x and y.
 * @param {number[][]} window the function's.
 * @returns {number[][]} rounded to what can be seen; empty for the window.
 */
export function zoomOf(ranges, window) {
  const [zoom, whole] = [ranges, window].map((sides) => sides.map((side, index) => rounded(side, ranges[index])));
  return JSON.stringify(zoom) === JSON.stringify(whole) ? [] : zoom;
}

/**
 * What a map shows.
 * @param {number[][]} zoom as above.
 * @param {number[][]} window
 * @returns {number[][]} ranges of x and y.
 */
export function rangesOf(zoom, window) {
  return zoom.length ? zoom : window;
}

/**
 * The ends of a side, to so many digits of the width of a range.
 * @param {number[]} side
 * @param {number[]} range
 */
function rounded(side, range) {
  const [low, high] = range;
  const digits = Math.min(Math.max(DIGITS - Math.floor(Math.log10(high - low)), 0), 100);
  return side.map((end) => Number(end.toFixed(digits)));
}
