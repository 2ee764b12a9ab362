/** Strokes on canvases, in the looks that runs have. */

/** @import { Theme } from "./theme.js" */

/**
 * Draws inside a plot only.
 * @param {CanvasRenderingContext2D} context
 * @param {{ left: number, right: number, top: number, bottom: number }} plot its edges.
 * @param {() => void} draw
 */
export function within(context, { left, right, top, bottom }, draw) {
  context.save();
  context.beginPath();
  context.rect(left, top, right - left, bottom - top);
  context.clip();
  draw();
  context.restore();
}

/**
 * A line through places.
 * @param {Iterable<number[]|null>} places null breaks it.
 * @returns {Path2D}
 */
export function polyline(places) {
  const line = new Path2D();
  let joined = false;
  for (const place of places) {
    if (place) line[joined ? "lineTo" : "moveTo"](place[0], place[1]);
    joined = place !== null;
  }
  return line;
}

/**
 * Draws a shape at a place: filled, and with an edge in the style that the context has.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {Path2D} shape centred at 0,0.
 * @param {string} colour
 */
export function drawShape(context, x, y, shape, colour) {
  context.translate(x, y);
  context.fillStyle = colour;
  context.fill(shape);
  context.stroke(shape);
  context.translate(-x, -y);
}

/**
 * A line for a cursor, from top to bottom.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} top
 * @param {number} bottom
 * @param {string} colour
 * @param {number} opacity
 */
export function drawUpright(context, x, top, bottom, colour, opacity) {
  Object.assign(context, { fillStyle: colour, globalAlpha: opacity });
  context.fillRect(x - 0.5, top, 1, bottom - top);
  context.globalAlpha = 1;
}

/**
 * Writes in the middle of a plot why nothing else is in it.
 * @param {CanvasRenderingContext2D} context
 * @param {string} note
 * @param {{ left: number, right: number, top: number, bottom: number }} plot
 * @param {Theme} theme
 */
export function drawNote(context, note, { left, right, top, bottom }, theme) {
  Object.assign(context, { fillStyle: theme.text, font: `${theme.size}px ${theme.font}`, textAlign: "center" });
  context.fillText(note, (left + right) / 2, (top + bottom) / 2);
}

/**
 * The dashes of a run as a canvas wants them.
 * @param {string} dash SVG's stroke-dasharray, or "none".
 * @returns {number[]}
 */
export function dashes(dash) {
  return dash === "none" ? [] : dash.split(/[ ,]+/).map(Number);
}

/**
 * The dashes of a run as Plotly wants them.
 * @param {string} dash as above.
 * @returns {string}
 */
export function plotlyDash(dash) {
  return dash === "none" ? "solid" : dashes(dash).map((length) => `${length}px`).join(",");
}

/**
 * Writes a text around a place, in the context's colour and font, on a halo of the background.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {number} x
 * @param {number} y
 * @param {Pick<Theme, "background">} theme
 */
export function haloed(context, text, x, y, theme) {
  context.save();
  Object.assign(context, { textAlign: "center", textBaseline: "middle", lineWidth: 3, strokeStyle: theme.background });
  context.setLineDash([]);
  context.strokeText(text, x, y);
  context.fillText(text, x, y);
  context.restore();
}

/**
 * A cross in the context's colour, on a halo of the background.
 * @param {CanvasRenderingContext2D} context
 * @param {number} x
 * @param {number} y
 * @param {{ arm: number, width: number, background: string }} look half its size and the width of its strokes, in pixels.
 */
export function drawCross(context, x, y, { arm, width, background }) {
  const shape = new Path2D(`M${-arm},${-arm}L${arm},${arm}M${-arm},${arm}L${arm},${-arm}`);
  const colour = context.strokeStyle;
  context.save();
  context.translate(x, y);
  context.setLineDash([]);
  for (const [strokeStyle, lineWidth] of [[background, 2 * width], [colour, width]]) {
    Object.assign(context, { strokeStyle, lineWidth });
    context.stroke(shape);
  }
  context.restore();
}
