/** Heat maps: a measure over two settings. */

import { isInside } from "../kit/axes.js";
import { polyline } from "../kit/canvas.js";
import { number } from "../kit/format.js";
import { escaped } from "../kit/layout.js";
import { packedColour, painter, spanOf, stripes } from "./colours.js";
import { labelled, outlined } from "./drawing.js";
import { Grid } from "./grid.js";

const DIGITS = 5;
const SHORT = 3;
const DOT = 2.4;
/** Of cells that nothing tells apart: a tone that the scale does not have. */
const ALIKE = "#ff9147";

/** A measure over two settings, as colours. */
export class Heat extends Grid {
  constructor(picture, view, theme) {
    super(picture, view, theme);
    const known = picture.values.filter((_, cell) => picture.done[cell]);
    this.span = spanOf(known, view.scale, picture.measure.log);
  }

  get fit() {
    return { ...super.fit, bar: { ...this.span, title: drawnName(this.picture.measure) } };
  }

  colouring() {
    const { values } = this.picture;
    const tones = stripes("heat", this.theme.dark);
    const [open, none, diverged] = [tones.open, tones.none, tones.diverged].map((pair) => pair.map(packedColour));
    const colour = painter(this.span);
    const same = packedColour(ALIKE);
    return (cell) => {
      if (cell < 0) return open;
      if (this.picture.alike?.[cell]) return same;
      if (Number.isNaN(values[cell])) return none;
      return values[cell] === Infinity ? diverged : colour(values[cell]);
    };
  }

  overlay(context, plot) {
    const border = new Path2D();
    for (const [from, to] of this.border()) {
      border.moveTo(plot.x.pixel(from[0]), plot.y.pixel(from[1]));
      border.lineTo(plot.x.pixel(to[0]), plot.y.pixel(to[1]));
    }
    outlined(context, border, "#000000", 1.6);
    for (const { points, text, solid } of this.limits()) {
      const places = points.map((point) => point && [plot.x.pixel(point[0]), plot.y.pixel(point[1])]);
      outlined(context, polyline(places), "#ffffff", 1.8, solid ? [] : [7, 4]);
      if (solid) outlined(context, dots(places), "#ffffff", DOT);
      const seen = places.filter((place) => place && isInside(place, plot));
      if (seen.length) this.#name(context, text, seen[seen.length >> 1], plot);
    }
    const best = this.picture.best[this.run] ?? null;
    if (best === null) return;
    const [x, y] = this.point(best);
    const ring = new Path2D();
    ring.arc(plot.x.pixel(x), plot.y.pixel(y), 0.65 * this.theme.size, 0, 2 * Math.PI);
    outlined(context, ring, "#000000", 2.4);
  }

  /** The sides, from corner to corner in data, at which cells that are shaded as one meet others. */
  border() {
    const same = (i, j) => Boolean(this.picture.alike?.[this.number(i, j)]);
    const sides = [];
    for (let i = 0; i < this.across.count; i += 1) {
      for (let j = 0; j < this.up.count; j += 1) {
        if (!same(i, j)) continue;
        const [left, right] = this.across.edges.slice(i, i + 2);
        const [low, high] = this.up.edges.slice(j, j + 2);
        if (i === 0 || !same(i - 1, j)) sides.push([[left, low], [left, high]]);
        if (i === this.across.count - 1 || !same(i + 1, j)) sides.push([[right, low], [right, high]]);
        if (j === 0 || !same(i, j - 1)) sides.push([[left, low], [right, low]]);
        if (j === this.up.count - 1 || !same(i, j + 1)) sides.push([[left, high], [right, high]]);
      }
    }
    return sides;
  }

  /** The lines over the map of the run that is shown. */
  limits() {
    const { slot } = this.runOf();
    return this.picture.limits.filter((limit) => limit.slot === slot);
  }

  outcome(cell) {
    const { values, measure, done } = this.picture;
    const value = done[cell] ? valueText(values[cell], measure) : "not computed yet";
    const { alike, same } = this.picture;
    const told = alike ? [[same, alike[cell] ? "yes" : "no"]] : [];
    const judged = this.picture.best[this.run] === cell ? this.#judged : null;
    return [[drawnName(measure), value], ...told, ...(judged ? [["judged anew", judged]] : [])];
  }

  /** What the colours beside the scale mean, where they occur, and the ring. */
  legend() {
    const { values, measure, done, best } = this.picture;
    const tones = stripes("heat", this.theme.dark);
    const own = Array.from({ length: this.size }, (_, at) => this.from + at);
    const rows = [
      [own.some((cell) => this.picture.alike?.[cell]), { tones: [ALIKE], label: this.picture.same }],
      [own.some((cell) => values[cell] === Infinity), { tones: tones.diverged, label: measure.infinite }],
      [own.some((cell) => done[cell] && Number.isNaN(values[cell])), { tones: tones.none, label: "no value" }],
      [this.shown.includes(-1), { tones: tones.open, label: "not computed yet" }],
      [Number.isInteger(best[this.run]), { ring: true, label: `${this.picture.ring} ${this.#bestText()}` }],
    ];
    return rows.filter(([there]) => there).map(([, row]) => row);
  }

  /** Where the colours end before the values do, in words. */
  get hint() {
    const { range, under, over } = this.span;
    const [low, high] = range.map((end) => number(end, SHORT));
    if (under && over) return `Below ${low} and above ${high} colours stay the same.`;
    return under ? `Below ${low} colours stay the same.` : over ? `Above ${high} colours stay the same.` : "";
  }

  /** What a picture has besides the pixels, as Plotly traces. */
  traces() {
    const base = { type: "scatter", showlegend: false };
    const lines = this.limits().map(({ points, text, solid }) => ({
      ...base,
      mode: solid ? "lines+markers+text" : "lines+text",
      x: points.map((at) => at?.[0] ?? null),
      y: points.map((at) => at?.[1] ?? null),
      text: points.map((_, index) => (index === points.length >> 1 ? escaped(text) : "")),
      textfont: { color: "#ffffff" },
      line: { color: "#ffffff", width: 2, dash: solid ? "solid" : "dash" },
      marker: { color: "#ffffff", size: 2 * DOT },
    }));
    lines.push(...this.#borderTraces(base));
    const best = this.picture.best[this.run] ?? null;
    if (best === null) return lines;
    const [x, y] = this.point(best);
    const marker = { symbol: "circle-open", size: 1.3 * this.theme.size, color: "#000000", line: { width: 2.4 } };
    return [...lines, { ...base, mode: "markers", x: [x], y: [y], marker }];
  }

  #borderTraces(base) {
    const sides = this.border();
    if (!sides.length) return [];
    const along = (at) => sides.flatMap(([from, to]) => [from[at], to[at], null]);
    return [{ ...base, mode: "lines", x: along(0), y: along(1), line: { color: "#000000", width: 1.6 } }];
  }

  /** What seeds say of the best cell that did not choose it, in words. */
  get #judged() {
    return this.picture.judged[this.run]?.text ?? null;
  }

  #bestText() {
    if (this.#judged) return this.#judged;
    const best = this.picture.best[this.run];
    return Number.isInteger(best) ? number(this.picture.values[best], DIGITS) : "";
  }

  #name(context, text, [x, y], plot) {
    labelled(context, text, [x, y - this.theme.size], plot, this.theme);
  }
}

/** A dot at each place. */
function dots(places) {
  const path = new Path2D();
  for (const [x, y] of places.filter(Boolean)) {
    path.moveTo(x + DOT / 2, y);
    path.arc(x, y, DOT / 2, 0, 2 * Math.PI);
  }
  return path;
}

/**
 * What is drawn: the measure, and of which seeds.
 * @param {{ name: string, over: string }} measure
 */
export function drawnName({ name, over }) {
  return over ? `${name}, ${over}` : name;
}

/**
 * A measured value in words.
 * @param {number} value infinite where the measure says so, NaN where there is none.
 * @param {{ infinite: string }} measure
 * @param {number} [digits]
 */
export function valueText(value, { infinite }, digits = DIGITS) {
  if (Number.isNaN(value)) return "no value";
  return value === Infinity ? infinite : number(value, digits);
}
