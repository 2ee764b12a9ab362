/** Some images with the class that the network gives each. */

import { NONE, TOP, inks } from "./colours.js";

const COLUMNS = 6;

export const ratio = 0.46;
export const least = 150;

/** What is seen, in words. */
export function caption({ images }) {
  return `${images.length} of the images that validate. Below each: what the network reads (✓ right, ✗ wrong), and how sure it is in per cent.`;
}

/** Draws the images and, where there is a frame, what is read. */
export function draw(context, { size, facts, frame, theme }) {
  const { images, classes } = facts;
  const [across, down] = [size.width / COLUMNS, size.height / Math.ceil(images.length / COLUMNS)];
  const side = Math.min(0.84 * across, down - 1.5 * theme.size);
  images.forEach((greys, index) => {
    const [x, y] = [(index % COLUMNS) * across + across / 2, Math.floor(index / COLUMNS) * down];
    const told = frame && reading(frame, classes.length, index);
    context.imageSmoothingEnabled = false;
    context.drawImage(picture(greys, facts.size), x - side / 2, y + 2, side, side);
    if (told) tell(context, x, y + side + 2 + 0.75 * theme.size, told, { truth: classes[index], theme, wide: across > 40 });
  });
}

/** The likeliest class of an image and its probability; null where the network says no number. */
export function reading(frame, count, index) {
  const wide = frame.length / count;
  const shares = frame.subarray(index * wide, (index + 1) * wide);
  if (shares.includes(NONE)) return null;
  const sure = Math.max(...shares);
  return { digit: shares.indexOf(sure), sure: Math.round((100 * sure) / TOP) };
}

function tell(context, x, y, { digit, sure }, { truth, theme, wide }) {
  const right = digit === truth;
  const colour = inks(theme).marks[right ? 0 : 1];
  Object.assign(context, { fillStyle: colour, textAlign: "center", textBaseline: "middle" });
  context.font = `${right ? "" : "bold "}${theme.size - 1}px ${theme.font}`;
  context.fillText(`${digit} ${right ? "✓" : "✗"}${wide ? ` ${sure}` : ""}`, x, y);
}

function picture(greys, [rows, columns]) {
  const pixels = new ImageData(columns, rows);
  greys.forEach((grey, at) => pixels.data.set([TOP - grey, TOP - grey, TOP - grey, 255], 4 * at));
  const small = Object.assign(document.createElement("canvas"), { width: columns, height: rows });
  small.getContext("2d").putImageData(pixels, 0, 0);
  return small;
}

/** What a screen reader is told. */
export function spoken({ frame, facts: { classes } }) {
  const right = classes.filter((truth, index) => reading(frame, classes.length, index)?.digit === truth).length;
  return `${right} of ${classes.length} images are read right`;
}
