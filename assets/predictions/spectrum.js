/** How much of each singular value of a matrix has been learnt. */

import { number } from "../kit/format.js";
import { NONE, TOP } from "./colours.js";

export const ratio = 0.6;
export const least = 100;

/** What is seen, in words. */
export function caption({ values }) {
  const ends = values.length > 1 ? `, from ${number(values[0], 3)} to ${number(values.at(-1), 3)}` : ` ${number(values[0], 3)}`;
  return `One bar for each of the ${values.length} largest singular values${ends}: the share of it that the product has in its direction. Line: all of it.`;
}

/** Draws the line and, where there is a frame, the bars. */
export function draw(context, { size: { width, height }, facts, frame, theme, colour }) {
  const [low, high] = facts.shares;
  const up = (share) => (1 - (share - low) / (high - low)) * height;
  const across = width / facts.values.length;
  context.fillStyle = colour;
  Array.from(frame ?? []).forEach((byte, index) => {
    if (byte === NONE) return;
    const [top, foot] = [up(low + (byte / TOP) * (high - low)), up(0)].sort((one, other) => one - other);
    context.fillRect(index * across + 0.15 * across, top, 0.7 * across, Math.max(foot - top, 1));
  });
  context.fillStyle = theme.text;
  context.fillRect(0, up(0) - 0.5, width, 1);
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 1.4 });
  context.setLineDash([5, 4]);
  context.beginPath();
  context.moveTo(0, up(1));
  context.lineTo(width, up(1));
  context.stroke();
  context.setLineDash([]);
  Object.assign(context, { font: `${theme.size - 2}px ${theme.font}`, textAlign: "left", textBaseline: "bottom" });
  context.fillText("100 %", 2, up(1) - 1);
}

/** What a screen reader is told. */
export function spoken({ frame, facts: { shares: [low, high] } }) {
  const share = (byte) => low + (byte / TOP) * (high - low);
  const learnt = Array.from(frame).filter((byte) => byte !== NONE && Math.abs(share(byte) - 1) < 0.05).length;
  return `${learnt} of ${frame.length} singular values are learnt to 5 %`;
}
