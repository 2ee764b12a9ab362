/** Small marks at the foot of the upper panel: where something happens, and what. */

/** @import { Theme } from "../kit/theme.js" */

import { isAcross } from "../kit/axes.js";
import { drawShape } from "../kit/canvas.js";
import { element } from "../kit/dom.js";
import { symbolPath } from "../kit/symbols.js";

const REACH = 9;
const SYMBOLS = { cut: "triangle-down", trap: "triangle-up", end: "square", parting: "diamond" };

/**
 * The shape of a mark.
 * @param {string} kind cut, trap, end or parting.
 * @returns {string} a Plotly symbol name.
 */
export function markSymbol(kind) {
  return SYMBOLS[kind] ?? "circle";
}

/** The marks of one chart, with a label for the pointer. */
export class Marks {
  #chart;
  #tip = element("div", { class: "board-tip", role: "tooltip", hidden: "" });
  #places = [];

  /** @param {HTMLElement} chart a Plotly div. */
  constructor(chart) {
    this.#chart = chart;
  }

  /**
   * Draws the marks in sight.
   * @param {CanvasRenderingContext2D} context its units are pixels of the chart.
   * @param {import("../kit/axes.js").StepPlot} plot of the upper panel.
   * @param {any[]} marks
   * @param {Theme} theme
   * @param {Map<number, string>} colours of the slots.
   */
  draw(context, plot, marks, theme, colours) {
    const radius = 0.4 * theme.size;
    const y = plot.bottom - radius - 2;
    const placed = marks.map((mark) => ({ ...mark, x: plot.across(mark.step), y, right: plot.right }));
    this.#places = placed.filter(({ x }) => isAcross(plot, x));
    Object.assign(context, { strokeStyle: theme.text, lineWidth: theme.size / 12 });
    context.setLineDash([]);
    for (const { x, kind, slot } of this.#places) {
      const shape = new Path2D(symbolPath(markSymbol(kind), radius));
      drawShape(context, x, y, shape, colours.get(slot) ?? theme.text);
    }
  }

  /** Tells what the marks near a place of the chart say, or hides the label. */
  point(x, y) {
    const near = this.#places.filter((mark) => Math.abs(mark.x - x) <= REACH && Math.abs(mark.y - y) <= 1.5 * REACH);
    this.#tip.hidden = near.length === 0;
    if (!near.length) return;
    const container = this.#chart.querySelector(".svg-container");
    if (this.#tip.parentElement !== container) container.append(this.#tip);
    this.#tip.replaceChildren(...[...new Set(near.map(({ text }) => text))].map((text) => element("p", {}, text)));
    const { width, height } = this.#tip.getBoundingClientRect();
    const left = Math.max(0, Math.min(near[0].x - width / 2, near[0].right - width));
    this.#tip.style.transform = `translate(${left}px, ${Math.max(0, near[0].y - height - 2 * REACH)}px)`;
  }
}
