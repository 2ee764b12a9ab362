/** Where steps and values lie on the screen. */

import { plotOf as edgesOf } from "../kit/axes.js";
import { axisName } from "./layout.js";

/**
 * The mapping of one panel; valid until Plotly draws its axes anew.
 *
 * @param {object} axes the chart's `_fullLayout`.
 * @param {any} fit from `fitted` of spans.js.
 * @param {number} index of the panel.
 * @returns {{ left: number, right: number, top: number, bottom: number, across: (step: number) => number,
 *   up: (value: number) => number, step: (pixel: number) => number, value: (pixel: number) => number }} the edges in
 *   pixels of the chart, and both directions. What a logarithmic scale cannot show lies infinitely far below.
 */
export function plotOf(axes, fit, index) {
  const { shift, per } = fit.step;
  const { x, y, log, ...edges } = edgesOf(axes, "xaxis", axisName(index));
  return {
    ...edges,
    across: (step) => x.pixel((step + shift) * per),
    up: (value) => (log && value <= 0 ? Infinity : y.pixel(value)),
    step: (pixel) => x.value(pixel) / per - shift,
    value: (pixel) => y.value(pixel),
  };
}
