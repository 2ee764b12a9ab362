/** Two classes as blue and orange, which colour-blind people tell apart, and all between them. */

/** @import { Theme } from "../kit/theme.js" */

/** A byte that is no number; `TOP` is the upper end. */
export const NONE = 255;
export const TOP = 254;

const LIGHT = { heat: [[67, 147, 195], [241, 163, 64]], marks: ["#0b4f8a", "#8a3d00"], none: [160, 160, 165] };
const DARK = { heat: [[44, 110, 165], [190, 110, 20]], marks: ["#a6d3f2", "#ffc586"], none: [95, 97, 103] };
const STRENGTH = 0.85;

/**
 * The colours of two classes on a page.
 * @param {Theme} theme
 */
export function inks(theme) {
  return theme.dark ? DARK : LIGHT;
}

/**
 * The colour of each byte: the page's background in the middle, the classes' colours at the ends.
 * @param {Theme} theme
 * @returns {number[][]} red, green and blue of 256 bytes.
 */
export function heat(theme) {
  const { heat: ends, none } = inks(theme);
  const ground = partsOf(theme.background);
  const shade = (byte) => {
    const share = byte / TOP;
    const weight = STRENGTH * Math.abs(2 * share - 1);
    const end = ends[share < 0.5 ? 0 : 1];
    return ground.map((part, at) => Math.round(part + weight * (end[at] - part)));
  };
  return [...Array.from({ length: NONE }, (_, byte) => shade(byte)), none];
}

/** @param {string} colour that CSS knows. */
function partsOf(colour) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = colour;
  return [1, 3, 5].map((at) => parseInt(String(context.fillStyle).slice(at, at + 2), 16));
}
