/** Strokes that every picture of a sweep needs. */

/** @import { Theme } from "../kit/theme.js" */

/**
 * Strokes a shape twice, so that it is seen on any ground.
 * @param {CanvasRenderingContext2D} context
 * @param {Path2D} shape
 * @param {string} colour
 * @param {number} width
 * @param {number[]} [dash]
 */
export function outlined(context, shape, colour, width, dash = []) {
  const dark = colour === "#ffffff";
  Object.assign(context, { lineJoin: "round", lineCap: "round", strokeStyle: dark ? "#000000" : "#ffffff" });
  context.setLineDash([]);
  context.globalAlpha = 0.75;
  context.lineWidth = width + 2;
  context.stroke(shape);
  context.globalAlpha = 1;
  context.setLineDash(dash);
  Object.assign(context, { strokeStyle: colour, lineWidth: width });
  context.stroke(shape);
  context.setLineDash([]);
}

/**
 * Writes a text with a halo, moved inside the plot where it would stand out.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {[number, number]} place its middle.
 * @param {any} plot
 * @param {Theme} theme
 * @param {string} [colour]
 */
export function labelled(context, text, [x, y], plot, theme, colour = theme.text) {
  Object.assign(context, { font: `${theme.size}px ${theme.font}`, textAlign: "center", textBaseline: "middle" });
  const half = context.measureText(text).width / 2 + 4;
  const left = Math.min(Math.max(x, plot.left + half), Math.max(plot.left + half, plot.right - half));
  const height = Math.min(Math.max(y, plot.top + theme.size), plot.bottom - theme.size);
  Object.assign(context, { lineJoin: "round", lineWidth: 4, strokeStyle: theme.background, fillStyle: colour });
  context.strokeText(text, left, height);
  context.fillText(text, left, height);
}
