/** How a run's line looks, small, for legends. */

import { drawing } from "./dom.js";
import { symbolPath } from "./symbols.js";

/**
 * A piece of a run's line with its symbol.
 * @param {{ colour: string, dash: string, symbol: string, kind?: string }} look kind: of "dots" there is no line.
 * @returns {SVGElement} hidden from screen readers.
 */
export function swatch({ colour, dash, symbol, kind }) {
  const dots = kind === "dots";
  const line = { d: "M-20 0h40", style: `stroke:${colour};stroke-width:2.4;stroke-dasharray:${dash}` };
  const mark = { d: symbolPath(symbol, dots ? 3 : 4.6), style: `fill:${colour}` };
  const paths = (dots ? [mark] : [line, mark]).map((path) => drawing("path", path));
  return drawing("svg", { viewBox: "-20 -7 40 14", class: "kit-swatch", "aria-hidden": "true" }, ...paths);
}
