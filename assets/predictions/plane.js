/** Two classes of points, and the probability of the second one over the plane. */

import { drawShape } from "../kit/canvas.js";
import { number } from "../kit/format.js";
import { symbolPath } from "../kit/symbols.js";
import { boundary } from "./boundary.js";
import { heat, inks } from "./colours.js";

/** The shape of each class. */
export const SHAPES = ["circle", "triangle-up"];
/** Height over width. */
export const ratio = 0.72;
/** Pixels that it needs in width. */
export const least = 100;

/** So few points are drawn larger. */
const FEW = 100;

/** What is seen, in words. */
export function caption({ window, counts, points }) {
  const [[left, right], [low, high]] = window.map((ends) => ends.map((end) => number(end, 3)));
  const parts = points ? Object.keys(points).map((part) => some(points[part][0].length, counts[part])) : [];
  const told = points ? ` Points: filled train${parts[0]}, open validate${parts[1]}.` : "";
  const classes = "Shade: how likely class 1 (orange, triangles) is against class 0 (blue, circles)";
  return `${classes}; line: both equally likely; x from ${left} to ${right}, y from ${low} to ${high}.${told}`;
}

function some(drawn, count) {
  return drawn < count ? ` (${drawn} of ${count})` : "";
}

/**
 * Draws a frame, or the points alone where there is none.
 * @param {CanvasRenderingContext2D} context
 * @param {import("./card.js").Subject} subject
 */
export function draw(context, { size, facts, frame, theme, own }) {
  if (frame) drawHeat(context, size, facts.side, frame, theme);
  const drawn = own ? ownPoints(own) : givenPoints(facts);
  const radius = Math.max(1.6, Math.min(3.2, size.width / 70)) * (drawn.length < FEW ? 1.5 : 1);
  drawn.forEach((point) => drawPoint(context, place(point, facts.window, size), point, radius, theme));
  if (frame) drawBoundary(context, size, facts.side, frame, theme);
}

/**
 * Where a point of the plane is in the picture.
 * @param {{ x: number, y: number }} point
 * @param {number[][]} window
 * @param {{ width: number, height: number }} size
 * @returns {[number, number]}
 */
export function place({ x, y }, [[left, right], [low, high]], { width, height }) {
  return [((x - left) / (right - left)) * width, (1 - (y - low) / (high - low)) * height];
}

function givenPoints({ points, places, window }) {
  if (!points) return [];
  const [[left, right], [low, high]] = window;
  return Object.entries(points).flatMap(([part, [x, y, classes]]) =>
    x.map((_, index) => ({
      x: left + (x[index] / places) * (right - left),
      y: low + (y[index] / places) * (high - low),
      kind: classes[index],
      filled: part === "train",
    })),
  );
}

function ownPoints(own) {
  return own.flatMap((pairs, kind) => pairs.map(([x, y]) => ({ x, y, kind, filled: true })));
}

function drawPoint(context, [x, y], { kind, filled }, radius, theme) {
  const colour = inks(theme).marks[kind];
  Object.assign(context, { strokeStyle: filled ? theme.background : colour, lineWidth: filled ? 0.6 : 1.1 });
  const shape = new Path2D(symbolPath(SHAPES[kind], radius));
  drawShape(context, x, y, shape, filled ? colour : "rgba(0,0,0,0)");
}

/** The middles of pixels are the grid's places, so the outer ones reach half a place beyond the picture. */
function drawHeat(context, { width, height }, side, frame, theme) {
  const pixels = new ImageData(side, side);
  const shades = heat(theme);
  for (let row = 0; row < side; row += 1) {
    for (let column = 0; column < side; column += 1) {
      pixels.data.set([...shades[frame[row * side + column]], 255], 4 * ((side - 1 - row) * side + column));
    }
  }
  const small = Object.assign(document.createElement("canvas"), { width: side, height: side });
  small.getContext("2d").putImageData(pixels, 0, 0);
  const [across, up] = [width / (side - 1), height / (side - 1)];
  context.imageSmoothingEnabled = true;
  context.drawImage(small, -across / 2, -up / 2, side * across, side * up);
}

function drawBoundary(context, { width, height }, side, frame, theme) {
  const line = new Path2D();
  /** @type {(x: number, y: number) => [number, number]} */
  const at = (x, y) => [(x / (side - 1)) * width, (1 - y / (side - 1)) * height];
  for (const [fromX, fromY, toX, toY] of boundary(frame, side)) {
    line.moveTo(...at(fromX, fromY));
    line.lineTo(...at(toX, toY));
  }
  context.lineCap = "round";
  for (const [strokeStyle, lineWidth] of [[theme.background, 3.6], [theme.text, 1.7]]) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.stroke(line);
  }
}

/** What a screen reader is told. */
export function spoken({ frame }) {
  const share = frame.reduce((sum, byte) => sum + Number(byte > 127 && byte < 255), 0) / frame.length;
  return `class 1 is the likelier one on ${Math.round(100 * share)} % of the plane`;
}
