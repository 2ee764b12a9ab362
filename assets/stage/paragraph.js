/** Words set in lines, for what is written on a canvas. */

/**
 * A word, or what of it fits into a line.
 * @typedef {{ font: string, text: string, x: number }} Word
 */

/**
 * Parts of a text in lines that fit between two edges.
 * @param {string[][]} parts each a CSS font and its text.
 * @param {number} left
 * @param {number} right
 * @returns {Word[][]} the words of each line.
 */
export function paragraph(parts, left, right) {
  const context = document.createElement("canvas").getContext("2d");
  /** @type {Word[][]} */
  const lines = [[]];
  let x = left;
  for (const [font, text] of parts) {
    context.font = font;
    const wide = (piece) => context.measureText(piece).width;
    for (const piece of text.split(" ").flatMap((word) => pieces(word, (begun) => wide(begun) <= right - left))) {
      if (x + wide(piece) > right && x > left) {
        lines.push([]);
        x = left;
      }
      lines.at(-1).push({ font, text: piece, x });
      x += wide(`${piece} `);
    }
    x += wide(" ");
  }
  return lines;
}

/** A word, cut where it is too wide for any line. */
function pieces(word, fits) {
  const found = [""];
  for (const letter of word) {
    if (found.at(-1) && !fits(found.at(-1) + letter)) found.push("");
    found[found.length - 1] += letter;
  }
  return found;
}
