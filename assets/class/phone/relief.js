/** A picture of a function's levels: a few shades like those of a map, the lower the lighter. */

/** How many levels there are each way, pixels for each, and shades. */
const SIDE = 48;
const FINER = 6;
const SHADES = 16;
const DARK = [38, 60, 110];
const LIGHT = [240, 246, 252];

/**
 * Draws levels on a canvas.
 * @param {HTMLCanvasElement} canvas
 * @param {string} levels in base64: a byte for each, row by row from the top, the lowest loss 255.
 */
export function drawRelief(canvas, levels) {
  const bytes = Uint8Array.from(atob(levels), (sign) => sign.charCodeAt(0));
  const side = SIDE * FINER;
  canvas.width = canvas.height = side;
  const context = canvas.getContext("2d");
  const picture = context.createImageData(side, side);
  for (let at = 0; at < side * side; at += 1) {
    picture.data.set(shade(between(bytes, (at % side) / FINER, Math.floor(at / side) / FINER)), 4 * at);
  }
  context.putImageData(picture, 0, 0);
}

/** The level at a place between four bytes; each lies in the middle of its square. */
function between(bytes, across, down) {
  const [x, y] = [across, down].map((place) => Math.min(Math.max(place - 0.5 + 0.5 / FINER, 0), SIDE - 1));
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const row = (line) => {
    const begin = Math.min(line, SIDE - 1) * SIDE;
    return bytes[begin + left] + (x - left) * (bytes[begin + Math.min(left + 1, SIDE - 1)] - bytes[begin + left]);
  };
  return row(top) + (y - top) * (row(top + 1) - row(top));
}

/** The colour of a level; a little darker where the next shade begins, so that contours are seen. */
function shade(level) {
  const place = (level / 256) * SHADES;
  const share = (Math.floor(place) + 0.35 * (place % 1)) / SHADES;
  return [...DARK.map((dark, part) => dark + share * (LIGHT[part] - dark)), 255];
}
