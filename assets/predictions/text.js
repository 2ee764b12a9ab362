/** Some text, and what the network expects at each place of it. */

import { NONE, heat } from "./colours.js";

export const ratio = 0.22;
export const least = 220;

/** What is seen, in words. */
export function caption() {
  return "Text that validates. The shade of a character says how likely the network found it, from orange (not at all) to blue (certain); below it stands what the network expected, where that was another one.";
}

/** Draws the text and, where there is a frame, what was expected. */
export function draw(context, { size: { width, height }, facts, frame, theme }) {
  const letters = facts.following.flat();
  const { across, columns, type } = fitted(letters.length, width, height);
  const shades = heat(theme);
  Object.assign(context, { font: `${type}px monospace`, textAlign: "center", textBaseline: "middle" });
  letters.forEach((letter, index) => {
    const [x, y] = [(index % columns) * across, Math.floor(index / columns) * 2.5 * type];
    const [guess, sure] = frame ? [frame[index], frame[letters.length + index]] : [letter, NONE];
    if (frame) {
      context.fillStyle = `rgb(${shades[sure === NONE ? NONE : 254 - sure]})`;
      context.fillRect(x, y, across, 1.2 * type);
    }
    context.fillStyle = theme.text;
    context.fillText(visible(facts.alphabet[letter]), x + across / 2, y + 0.62 * type);
    if (guess === letter || guess === NONE) return;
    context.globalAlpha = 0.75;
    context.fillText(visible(facts.alphabet[guess]), x + across / 2, y + 1.78 * type);
    context.globalAlpha = 1;
  });
}

/** The largest type with which all characters find place. */
function fitted(count, width, height) {
  for (let type = 15; ; type -= 0.5) {
    const across = 0.68 * type;
    const columns = Math.max(1, Math.floor(width / across));
    if (type <= 6 || Math.ceil(count / columns) * 2.5 * type <= height) return { across, columns, type };
  }
}

function visible(letter) {
  return { " ": "␣", "\n": "↵" }[letter] ?? letter;
}

/** What a screen reader is told. */
export function spoken({ frame, facts: { following } }) {
  const letters = following.flat();
  const right = letters.filter((letter, index) => frame[index] === letter).length;
  return `${right} of ${letters.length} characters are expected as they are`;
}
