/** The cursor: a line through all panels and a dot on every curve. */

/** @import { Theme } from "../kit/theme.js" */

import { isAcross } from "../kit/axes.js";
import { drawShape, drawUpright } from "../kit/canvas.js";
import { symbolPath } from "../kit/symbols.js";
import { valueAt } from "./series.js";

/**
 * Draws the cursor at a step.
 *
 * @param {CanvasRenderingContext2D} context of an empty canvas; its units are pixels of the chart.
 * @param {import("../kit/axes.js").StepPlot[]} plots of the panels.
 * @param {any} fit from `fitted` of spans.js.
 * @param {Theme} theme
 * @param {{ step: number, symbols: Map<number, string> }} place symbols: the shape of each slot's dots.
 */
export function drawCursor(context, plots, fit, theme, { step, symbols }) {
  const x = plots[0].across(step);
  if (!isAcross(plots[0], x)) return;
  drawUpright(context, x, plots[0].top, plots.at(-1).bottom, theme.text, 0.7);
  Object.assign(context, { strokeStyle: theme.background, lineWidth: theme.size / 10 });
  fit.panels.forEach(({ series }, index) => {
    for (const one of series.filter(({ kind }) => kind === "line")) {
      const shape = new Path2D(symbolPath(symbols.get(one.slot) ?? "circle", 0.4 * theme.size));
      drawDot(context, x, plots[index], valueAt(one, step).value, { shape, colour: one.colour });
    }
  });
}

/** A dot waits at the edge of the plot where its value is outside. */
function drawDot(context, x, { top, bottom, up }, value, { shape, colour }) {
  const y = up(value);
  if (Number.isFinite(y)) drawShape(context, x, Math.min(Math.max(y, top), bottom), shape, colour);
}
