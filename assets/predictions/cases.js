/** The probability of the second class for some samples, those of each class in a lane of their own. */

import { drawCross, drawUpright } from "../kit/canvas.js";
import { NONE, TOP, inks } from "./colours.js";

export const ratio = 0.5;
export const least = 100;

const GOLDEN = 0.618034;

/** What is seen, in words. */
export function caption({ classes, names }) {
  return `${classes.length} of the samples that validate, in two lanes by what they are; from left to right: how likely the network finds “${names[1]}”. A cross: on the wrong side of the middle.`;
}

/** Draws the lanes and, where there is a frame, the samples. */
export function draw(context, { size: { width, height }, facts, frame, theme }) {
  const { marks } = inks(theme);
  const lane = height / 2;
  const edge = 6;
  Object.assign(context, { font: `${theme.size - 1}px ${theme.font}`, textAlign: "left", textBaseline: "top" });
  facts.names.forEach((name, kind) => {
    context.fillStyle = marks[kind];
    context.fillText(name, 3, kind * lane + 2);
  });
  drawUpright(context, width / 2, 0, height, theme.text, 0.6);
  context.fillStyle = theme.faint;
  context.fillRect(0, lane - 0.5, width, 1);
  if (!frame) return;
  const top = theme.size + 6;
  facts.classes.forEach((kind, index) => {
    if (frame[index] === NONE) return;
    const x = edge + (frame[index] / TOP) * (width - 2 * edge);
    const y = kind * lane + top + ((index * GOLDEN) % 1) * (lane - top - 4);
    drawCase(context, x, y, { colour: marks[kind], wrong: isWrong(frame[index], kind), theme });
  });
}

function drawCase(context, x, y, { colour, wrong, theme }) {
  Object.assign(context, { fillStyle: colour, strokeStyle: colour });
  if (wrong) {
    drawCross(context, x, y, { arm: 3.2, width: 1.8, background: theme.background });
    return;
  }
  context.globalAlpha = 0.7;
  context.beginPath();
  context.arc(x, y, 2.4, 0, 2 * Math.PI);
  context.fill();
  context.globalAlpha = 1;
}

/** Whether a probability is on the wrong side; in the very middle it is on neither. */
function isWrong(byte, kind) {
  return kind ? byte < TOP / 2 : byte > TOP / 2;
}

/** What a screen reader is told. */
export function spoken({ frame, facts: { classes } }) {
  const wrong = classes.filter((kind, index) => frame[index] === NONE || isWrong(frame[index], kind)).length;
  return `${wrong} of ${classes.length} samples are on the wrong side`;
}
