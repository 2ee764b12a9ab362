/** What the pictures of votes are drawn in: colours, type, and signs that tell right from wrong without colour. */

import { paragraph } from "../../stage/paragraph.js";

/** @import { Theme } from "../../kit/theme.js" */
/** @typedef {{ left: number, top: number, width: number, height: number }} Area in pixels. */

const RIGHT = { light: "#0a6b2d", dark: "#4fd27d" };
const WRONG = { light: "#b3123f", dark: "#ff8095" };
const NEITHER = "#8b9098";
const OPEN = "#339ad8";
const LINE = 1.25;

/** What a right, a wrong and an unjudged answer is drawn in: right is true, false or null. */
export function verdictColour(right, theme) {
  if (right === null || right === undefined) return OPEN;
  return (right ? RIGHT : WRONG)[theme.dark ? "dark" : "light"];
}

/** The sign of a right and of a wrong answer. */
export function verdictSign(right) {
  if (right === null || right === undefined) return "";
  return right ? "✓" : "✗";
}

/**
 * What belongs to a minimum or to an optimizer; of a code for none it is grey.
 * @param {import("./payload.js").Look[]} looks
 * @param {number} group
 */
export function groupColour(looks, group) {
  return group >= 0 ? looks[group % looks.length].colour : NEITHER;
}

/** A CSS font. */
export function font(theme, weight = 400, size = 1) {
  return `${weight} ${Math.round(size * theme.size)}px ${theme.font}`;
}

/**
 * Writes text in lines; returns where they end.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {Area} area whose height does not count.
 * @param {Theme} theme
 * @param {{ weight?: number, most?: number }} [kind] most: how many lines at most; what is more is left out.
 */
export function writeLines(context, text, { left, top, width }, theme, { weight = 400, most = Infinity } = {}) {
  const line = LINE * theme.size;
  const all = paragraph([[font(theme, weight), text]], left, left + width);
  const lines = all.slice(0, most);
  if (lines.length < all.length) lines.at(-1).at(-1).text = "…";
  Object.assign(context, { fillStyle: theme.text, textAlign: "left", textBaseline: "middle" });
  lines.forEach((words, index) => {
    for (const word of words) {
      context.font = word.font;
      context.fillText(word.text, word.x, top + (index + 0.5) * line);
    }
  });
  return top + lines.length * line;
}
