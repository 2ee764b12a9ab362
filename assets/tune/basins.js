/** Basins: which minimum each start reaches, brighter the faster it does. */

import { number } from "../kit/format.js";
import { symbolPath } from "../kit/symbols.js";
import { lit, packedColour, stripes } from "./colours.js";
import { outlined } from "./drawing.js";
import { Grid } from "./grid.js";

const KINDS = ["open", "diverged", "stalled", "unfinished"];
const MOST_ROWS = 12;
const CROWD = 24;
const BRIGHT = 0.3;
const DEEP = 0.62;
const LEVELS = 32;

/** The basins of a function's minima. */
export class Basins extends Grid {
  /**
   * The fewest and the most steps that a start needs to reach a minimum; null where none does.
   * @returns {[number, number]|null}
   */
  get pace() {
    const { codes, steps } = this.picture;
    let [low, high] = [Infinity, -Infinity];
    for (let cell = 0; cell < codes.length; cell += 1) {
      if (codes[cell] < KINDS.length) continue;
      if (steps[cell] < low) low = steps[cell];
      if (steps[cell] > high) high = steps[cell];
    }
    return high < low ? null : [low, high];
  }

  colouring() {
    const { codes, steps, minima } = this.picture;
    const tones = stripes("basins", this.theme.dark);
    const special = KINDS.map((kind) => tones[kind].map(packedColour));
    const shades = minima.map(({ colour }) => shadesOf(colour));
    const level = leveller(this.pace ?? [0, 1]);
    return (cell) => {
      const code = cell < 0 ? 0 : codes[cell];
      return code < KINDS.length ? special[code] : shades[code - KINDS.length][level(steps[cell])];
    };
  }

  overlay(context, plot) {
    const star = symbolPath("star", this.picture.minima.length > CROWD ? 3 : 0.45 * this.theme.size);
    for (const { x, y, colour } of this.picture.minima) {
      const [left, top] = [plot.x.pixel(x), plot.y.pixel(y)];
      const shape = new Path2D();
      shape.addPath(new Path2D(star), new DOMMatrix().translate(left, top));
      outlined(context, shape, "#000000", 1.2);
      context.fillStyle = colour;
      context.fill(shape);
    }
  }

  outcome(cell) {
    const { codes, steps, minima } = this.picture;
    const code = codes[cell];
    if (code === 0) return [["reaches", "not computed yet"]];
    if (code < KINDS.length) return [["reaches", KINDS[code]]];
    const index = code - KINDS.length;
    const count = steps[cell].toLocaleString("en");
    return [["reaches", `minimum ${index + 1}`], ["at", placeOf(minima[index])], ["in steps", count]];
  }

  /** The largest shares, the rest together, and what is no minimum. */
  legend() {
    const { shares, minima } = this.picture;
    const tones = stripes("basins", this.theme.dark);
    const reached = shares.filter(({ kind }) => kind === "minimum");
    const largest = [...reached].sort((one, other) => other.share - one.share).slice(0, MOST_ROWS);
    const rows = reached.filter((row) => largest.includes(row)).map(({ index, share }) => {
      return { tones: [minima[index].colour], label: nameOf(minima, index), note: percent(share) };
    });
    const rest = reached.filter((row) => !largest.includes(row)).reduce((sum, { share }) => sum + share, 0);
    const others = reached.length - largest.length;
    if (others) rows.push({ tones: ["transparent"], label: `${others} other minima`, note: percent(rest) });
    const special = shares.filter(({ kind }) => kind !== "minimum");
    return [...rows, ...special.map(({ kind, share }) => ({ tones: tones[kind], label: kind, note: percent(share) }))];
  }

  /** What brightness means, in words. */
  get hint() {
    const pace = this.pace;
    if (!pace) return "";
    const [low, high] = pace.map((steps) => steps.toLocaleString("en"));
    return `Brighter is faster: from ${low} to ${high} steps.`;
  }

  /** What a picture has besides the pixels, as Plotly traces. */
  traces() {
    const { minima } = this.picture;
    const marker = { symbol: "star", size: minima.length > CROWD ? 5 : 11, color: minima.map(({ colour }) => colour) };
    return [{
      type: "scatter",
      mode: "markers",
      showlegend: false,
      x: minima.map(({ x }) => x),
      y: minima.map(({ y }) => y),
      marker: { ...marker, line: { color: "#000000", width: 1 } },
    }];
  }
}

function nameOf(minima, index) {
  return `minimum ${index + 1} at ${placeOf(minima[index])}`;
}

function placeOf({ x, y }) {
  return `(${number(x, 3)}, ${number(y, 3)})`;
}

function percent(share) {
  return `${number(100 * share, share < 0.0995 ? 2 : 3)} %`;
}

/** From the brightest, the fastest, to the deepest. */
function shadesOf(colour) {
  return Array.from({ length: LEVELS }, (_, level) => lit(colour, BRIGHT - (level / (LEVELS - 1)) * (BRIGHT + DEEP)));
}

function leveller([low, high]) {
  const span = Math.log((high + 1) / (low + 1)) || 1;
  return (steps) => Math.round((LEVELS - 1) * Math.min(Math.max(Math.log((steps + 1) / (low + 1)) / span, 0), 1));
}
