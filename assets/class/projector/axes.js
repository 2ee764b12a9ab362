/** Axes of the pictures of votes: where values lie, and the numbers beside them. */

/** @import { Theme } from "../../kit/theme.js" */
/** @import { Area } from "./look.js" */

import { number } from "../../kit/format.js";
import { font } from "./look.js";

const SUPERSCRIPTS = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const STEPS = [1, 2, 5, 10];
const ARRIVED = 1e-12;
const BLOWN = 1e3;

/** An axis from one value to another, between two pixels. */
export class Axis {
  /**
   * @param {number[]} range its ends, the lower first; positive where it is logarithmic.
   * @param {boolean} log
   * @param {number[]} pixels where these lie.
   */
  constructor([low, high], log, [from, to]) {
    this.#place = log ? Math.log10 : (value) => value;
    this.low = low;
    this.high = high;
    this.log = log;
    this.#from = from;
    this.#scale = (to - from) / (this.#place(high) - this.#place(low) || 1);
  }

  #place;
  #from;
  #scale;

  /** The pixel of a value. */
  pixel(value) {
    return this.#from + this.#scale * (this.#place(value) - this.#place(this.low));
  }

  /**
   * Values that have a number beside them.
   * @param {number} most how many there is room for.
   */
  ticks(most) {
    return this.log ? decades(this.low, this.high, most) : even(this.low, this.high, most);
  }
}

/**
 * The ends of a logarithmic axis for losses. What lies far above or below the first loss of a run is drawn at an end:
 * it blew up, or arrived.
 * @param {number[]} losses those that are no positive numbers do not count.
 * @param {number} first where a run begins.
 * @returns {number[]} powers of ten.
 */
export function lossRange(losses, first) {
  const known = losses.filter((loss) => Number.isFinite(loss) && loss > 0);
  if (!known.length) return [0.1, 10];
  const [low, high] = [Math.max(Math.min(...known), ARRIVED * first), Math.min(Math.max(...known), BLOWN * first)].map(Math.log10);
  return [10 ** Math.floor(low - 0.05), 10 ** Math.ceil(high + 0.05)];
}

/**
 * The pixel of a loss, which may lie beyond the ends of its axis.
 * @param {Axis} axis
 * @param {number} loss
 */
export function lossPixel(axis, loss) {
  return axis.pixel(Math.min(Math.max(loss, axis.low), axis.high));
}

/**
 * Draws a frame with grid lines and numbers; returns the area inside.
 * @param {CanvasRenderingContext2D} context
 * @param {Area} inner
 * @param {{ x: Axis, y: Axis|null, xTitle: string, yTitle: string }} axes y: null for none.
 * @param {Theme} theme
 */
export function drawFrame(context, inner, { x, y, xTitle, yTitle }, theme) {
  const { left, top, width, height } = inner;
  Object.assign(context, { lineWidth: 1, strokeStyle: theme.border, fillStyle: theme.text, font: font(theme, 400, 0.85) });
  context.strokeRect(left, top, width, height);
  Object.assign(context, { textAlign: "center", textBaseline: "top" });
  for (const value of x.ticks(Math.max(2, Math.floor(width / (4.2 * theme.size))))) {
    line(context, [x.pixel(value), top], [x.pixel(value), top + height], theme.faint);
    context.fillText(label(value), x.pixel(value), top + height + 0.3 * theme.size);
  }
  context.fillText(xTitle, left + width / 2, top + height + 1.4 * theme.size);
  if (!y) return;
  Object.assign(context, { textAlign: "right", textBaseline: "middle" });
  for (const value of y.ticks(Math.max(2, Math.floor(height / (2.4 * theme.size))))) {
    line(context, [left, y.pixel(value)], [left + width, y.pixel(value)], theme.faint);
    context.fillText(label(value), left - 0.35 * theme.size, y.pixel(value));
  }
  Object.assign(context, { textAlign: "left", textBaseline: "bottom" });
  context.fillText(yTitle, left - 3.4 * theme.size, top - 0.3 * theme.size);
}

/**
 * Where a frame's inside lies, with room for its numbers.
 * @param {Area} area
 * @param {Theme} theme
 * @param {boolean} [numbered] whether there are numbers at its left as well.
 * @returns {Area}
 */
export function insideOf({ left, top, width, height }, { size }, numbered = true) {
  const beside = numbered ? 3.6 * size : 1.6 * size;
  return { left: left + beside, top: top + 1.5 * size, width: width - beside - 0.8 * size, height: height - 4.2 * size };
}

function line(context, [x0, y0], [x1, y1], colour) {
  context.strokeStyle = colour;
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** Powers of ten; between them 2 and 5 where there are few. */
function decades(low, high, most) {
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  const count = Math.max(0, last - first + 1);
  const every = Math.max(1, Math.ceil(count / most));
  const powers = Array.from({ length: count }, (_, index) => first + index).filter((power) => (power - first) % every === 0);
  if (count * 3 > most && count > 1) return powers.map((power) => 10 ** power);
  const found = [];
  for (let power = first - 1; power <= last; power += 1) {
    for (const digit of [1, 2, 5]) found.push(Number(`${digit}e${power}`));
  }
  return found.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)).slice(0, 2 * most);
}

/** Round values at even distances. */
function even(low, high, most) {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * STEPS.find((one) => one * power >= rough * (1 - 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, count) }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}

/** A number beside an axis; far from one it is a power of ten. */
function label(value) {
  const power = Math.log10(Math.abs(value));
  if (!Number.isInteger(Math.round(power * 1e9) / 1e9) || Math.abs(power) < 3.5) return number(value, 3);
  const digits = [...String(Math.abs(Math.round(power)))].map((digit) => SUPERSCRIPTS[Number(digit)]).join("");
  return `10${power < 0 ? "⁻" : ""}${digits}`;
}
