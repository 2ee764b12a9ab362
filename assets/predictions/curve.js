/** A curve that is learnt from points. */

import { number } from "../kit/format.js";
import { polyline } from "../kit/canvas.js";
import { NONE, TOP } from "./colours.js";

export const ratio = 0.72;
export const least = 100;

/** What is seen, in words. */
export function caption({ window }) {
  const [[left, right], [low, high]] = window.map((ends) => ends.map((end) => number(end, 3)));
  const points = "Dots: filled ones train, open ones validate";
  return `Line: what the network says. ${points}. x from ${left} to ${right}, y from ${low} to ${high}; beyond, the line stays at the edge.`;
}

/** Draws points and, where there is a frame, the curve. */
export function draw(context, { size: { width, height }, facts, frame, theme, colour }) {
  Object.assign(context, { fillStyle: theme.text, strokeStyle: theme.text, lineWidth: 1, globalAlpha: 0.45 });
  for (const [part, [x, y]] of Object.entries(facts.points)) {
    x.forEach((_, index) => {
      context.beginPath();
      context.arc((x[index] / facts.places) * width, (1 - y[index] / facts.places) * height, 1.7, 0, 2 * Math.PI);
      context[part === "train" ? "fill" : "stroke"]();
    });
  }
  context.globalAlpha = 1;
  if (!frame) return;
  const across = width / (frame.length - 1);
  const at = (byte, index) => (byte === NONE ? null : [index * across, (1 - byte / TOP) * height]);
  const line = polyline(Array.from(frame, at));
  for (const [strokeStyle, lineWidth] of [[theme.background, 5], [colour, 2.6]]) {
    Object.assign(context, { strokeStyle, lineWidth, lineJoin: "round" });
    context.stroke(line);
  }
}

/** What a screen reader is told. */
export function spoken({ frame, facts }) {
  const [low, high] = facts.window[1];
  const value = (byte) => (byte === NONE ? "no number" : number(low + (byte / TOP) * (high - low), 2));
  return `it says ${value(frame[0])} at the left, ${value(frame[frame.length >> 1])} in the middle, ${value(frame.at(-1))} at the right`;
}
