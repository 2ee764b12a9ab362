/** How a run's line looks, small, for legends. */

import { symbolPath } from "./symbols.js";

const SVG = "http://www.w3.org/2000/svg";

/**
 * A piece of a run's line with its symbol.
 * @param {{ colour: string, dash: string, symbol: string, kind?: string }} look kind: of "dots" there is no line.
 * @returns {SVGElement} hidden from screen readers.
 */
export function swatch({ colour, dash, symbol, kind }) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "-20 -7 40 14");
  drawing.setAttribute("class", "kit-swatch");
  drawing.setAttribute("aria-hidden", "true");
  const dots = kind === "dots";
  if (!dots) drawing.append(path("M-20 0h40", `stroke:${colour};stroke-width:2.4;stroke-dasharray:${dash}`));
  drawing.append(path(symbolPath(symbol, dots ? 3 : 4.6), `fill:${colour}`));
  return drawing;
}

function path(outline, style) {
  const made = document.createElementNS(SVG, "path");
  made.setAttribute("d", outline);
  made.setAttribute("style", style);
  return made;
}
