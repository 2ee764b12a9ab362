/** The cursor: a line through all panels and a dot on every curve. */

import { symbolPath } from "../kit/symbols.js";
import { isAcross, plotOf } from "./plot.js";
import { valueAt } from "./series.js";

/**
 * Draws the cursor at a step.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {object} axes the chart's `_fullLayout`.
 * @param {object} fit from `fitted` of spans.js.
 * @param {object} theme
 * @param {{ step: number, symbols: Map<number, string> }} place symbols: the shape of each slot's dots.
 */
export function drawCursor(context, axes, fit, theme, { step, symbols }) {
  const plots = fit.panels.map((_, index) => plotOf(axes, fit, index));
  const x = plots[0].across(step);
  if (!isAcross(plots[0], x)) return;
  drawThrough(context, x, plots[0].top, plots.at(-1).bottom, theme);
  Object.assign(context, { strokeStyle: theme.background, lineWidth: theme.size / 10 });
  fit.panels.forEach(({ series }, index) => {
    for (const one of series.filter(({ kind }) => kind === "line")) {
      const shape = new Path2D(symbolPath(symbols.get(one.slot) ?? "circle", 0.4 * theme.size));
      drawDot(context, plots[index], { x, y: plots[index].up(valueAt(one, step).value) }, shape, one.colour);
    }
  });
}

function drawThrough(context, x, top, bottom, theme) {
  context.fillStyle = theme.text;
  context.globalAlpha = 0.7;
  context.fillRect(x - 0.5, top, 1, bottom - top);
  context.globalAlpha = 1;
}

/** A dot waits at the edge of the plot where its value is outside. */
function drawDot(context, { top, bottom }, { x, y }, shape, colour) {
  if (!Number.isFinite(y)) return;
  const height = Math.min(Math.max(y, top), bottom);
  context.translate(x, height);
  context.fillStyle = colour;
  context.fill(shape);
  context.stroke(shape);
  context.translate(-x, -height);
}
