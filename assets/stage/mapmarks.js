/** The marks of runs on the map: their dots, where their paths leave it, and where they diverge. */

/** @import { PlotAxes } from "./map.js" */
/** @import { Run } from "./payload.js" */
/** @import { Theme } from "../kit/theme.js" */

import { arrowhead } from "./arrows.js";
import { dashes, drawCross, haloed } from "../kit/canvas.js";
import { lastSeen } from "../kit/paths.js";
import { symbolPath } from "../kit/symbols.js";

const FIRST_EXITS = 3;

/**
 * Gives a context the look of a run.
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {Theme} theme
 */
export function dress(context, run, theme) {
  Object.assign(context, { strokeStyle: run.colour, fillStyle: run.colour, lineWidth: theme.large ? 4 : 2.4 });
  Object.assign(context, { lineJoin: "round", font: `${theme.size - 1}px ${theme.font}` });
  context.setLineDash(dashes(run.dash));
}

/**
 * Heads at the edge where a path leaves what is in view, with the step that did it.
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {{ x: number, y: number, angle: number, row: number }[]} exits
 * @param {PlotAxes} axes
 * @param {number} step up to which they are told.
 * @param {Theme} theme
 */
export function drawExits(context, run, exits, axes, step, theme) {
  const known = exits.filter(({ row }) => run.steps[row + 1] <= step);
  const told = known.filter((_, index) => index < FIRST_EXITS || index === known.length - 1);
  dress(context, run, theme);
  for (const { x, y, angle, row } of told) {
    arrowhead(context, x, y, angle, theme.large ? 17 : 12);
    const text = `step ${run.steps[row + 1]}`;
    const half = context.measureText(text).width / 2 + 4;
    const [textX, textY] = [x - 22 * Math.cos(angle), y - 22 * Math.sin(angle) - theme.size];
    haloed(context, text, within(textX, half, axes.width - half), within(textY, 9, axes.height - 9), theme);
  }
}

/**
 * A cross where a diverging run leaves the window for good, with the step at which it diverged.
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {number[][]} window of the function: the ends of x, then those of y.
 * @param {PlotAxes} axes
 * @param {Theme} theme
 */
export function drawDivergence(context, run, window, axes, theme) {
  if (run.crossStep === null) return;
  const [[left, right], [low, high]] = window;
  const box = [axes.x.pixel(left), axes.y.pixel(high), axes.x.pixel(right), axes.y.pixel(low)];
  const place = lastSeen(run, axes.x.pixel, axes.y.pixel, box);
  if (!place) return;
  dress(context, run, theme);
  drawCross(context, place[0], place[1], { arm: 6, width: 3, background: theme.background });
  const text = `✖ ${run.crossStep}`;
  const half = context.measureText(text).width / 2 + 4;
  const below = place[1] + (place[1] > axes.height - 30 ? -1 : 1) * (8 + theme.size);
  haloed(context, text, within(place[0], half, axes.width - half), below, theme);
}

/**
 * The dot of a run, unless it is far outside.
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {number} x in pixels of the plot.
 * @param {number} y
 * @param {PlotAxes} axes
 * @param {Theme} theme
 */
export function drawDot(context, run, x, y, axes, theme) {
  if (!(x > -20 && y > -20 && x < axes.width + 20 && y < axes.height + 20)) return;
  const shape = new Path2D(symbolPath(run.symbol, theme.large ? 8 : 5.5));
  context.save();
  context.translate(x, y);
  Object.assign(context, { fillStyle: run.colour, strokeStyle: theme.background, lineWidth: 3.2 });
  context.stroke(shape);
  context.fill(shape);
  context.restore();
}

function within(value, low, high) {
  return Math.min(Math.max(value, low), Math.max(low, high));
}
