/** A grid of cells: which are computed, which stand in for those that are not, and all of them as pixels. */

const STRIPE = 3;
const STRIDES = [2, 4, 8, 16];

/**
 * Which cell is shown in the place of each: itself once it is computed, else the coarser one around it.
 * @param {Uint8Array} done of all runs, 1 where a cell has been computed.
 * @param {number} from the number of the run's first cell.
 * @param {{ count: number }} across
 * @param {{ count: number }} up the cells of one column stand side by side.
 * @returns {Int32Array} numbers of cells, −1 where nothing is known yet.
 */
export function standIns(done, from, across, up) {
  const shown = new Int32Array(across.count * up.count);
  for (let i = 0, at = 0; i < across.count; i += 1) {
    for (let j = 0; j < up.count; j += 1, at += 1) shown[at] = standIn(done, from, i, j, up.count);
  }
  return shown;
}

function standIn(done, from, i, j, height) {
  if (done[from + i * height + j]) return from + i * height + j;
  for (const stride of STRIDES) {
    const cell = from + (i - (i % stride)) * height + j - (j % stride);
    if (done[cell]) return cell;
  }
  return -1;
}

/**
 * Paints cells; beyond them the canvas stays empty.
 * @param {CanvasRenderingContext2D} context of an empty canvas that covers the chart.
 * @param {any} plot from `plotOf` of frame.js.
 * @param {{ across: object, up: object }} axes of axis.js.
 * @param {{ first: Uint32Array, second: Uint32Array }} tones of each cell; where they differ they take turns.
 */
export function paintCells(context, plot, { across, up }, { first, second }) {
  const ratio = context.getTransform().a;
  const [left, top] = [Math.round(plot.left * ratio), Math.round(plot.top * ratio)];
  const width = Math.max(1, Math.round(plot.right * ratio) - left);
  const height = Math.max(1, Math.round(plot.bottom * ratio) - top);
  const columns = indices(width, (pixel) => across.at(plot.x.value((left + pixel + 0.5) / ratio)));
  const rows = indices(height, (pixel) => up.at(plot.y.value((top + pixel + 0.5) / ratio)));
  const image = context.createImageData(width, height);
  fill(new Uint32Array(image.data.buffer), { columns, rows, first, second, height: up.count, stripe: STRIPE * ratio });
  context.putImageData(image, left, top);
}

function indices(length, at) {
  return Int32Array.from({ length }, (_, pixel) => at(pixel));
}

function fill(pixels, { columns, rows, first, second, height, stripe }) {
  let place = 0;
  for (let y = 0; y < rows.length; y += 1) {
    const row = rows[y];
    for (let x = 0; x < columns.length; x += 1, place += 1) {
      const column = columns[x];
      if (row < 0 || column < 0) continue;
      const cell = column * height + row;
      const tone = first[cell];
      const other = second[cell];
      pixels[place] = tone !== other && Math.floor((x + y) / stripe) % 2 ? other : tone;
    }
  }
}
