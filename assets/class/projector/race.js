/** The tries of a race as dots of loss over rate: the class draws the sensitivity curve of each optimizer. */

/** @import { Theme } from "../../kit/theme.js" */
/** @import { Area } from "./look.js" */
/** @import { Look } from "./payload.js" */

import { drawCross, drawShape, within } from "../../kit/canvas.js";
import { number } from "../../kit/format.js";
import { symbolPath } from "../../kit/symbols.js";
import { Axis, drawFrame, insideOf, lossPixel, lossRange } from "./axes.js";
import { font, writeLines } from "./look.js";

const WINNERS = 3;
const SMALL = 0.8;
/** The winners in two lines each: names of optimizers are long. */
const LINE = 2.6;

/**
 * A try: which optimizer, which schedule, the rate, and the loss; null where it diverged.
 * @typedef {[number, number, number, number|null]} Try
 */

/**
 * @typedef {object} Race
 * @property {{ optimizers: string[], schedules: string[], low: number, high: number, log: boolean, steps: number }} task
 * @property {Try[]} tries
 * @property {Try[]} best the best ones, first the winner; empty where they are not told.
 * @property {Look[]} looks
 */

/**
 * Draws all tries; the best ones have a ring. Returns where that ends.
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {Race} race
 * @param {Theme} theme
 */
export function drawRace(context, area, { task, tries, best, looks }, theme) {
  const below = drawNames(context, area, task.optimizers, looks, theme);
  const small = { ...theme, size: SMALL * theme.size };
  const winners = best.slice(0, WINNERS).map((one, index) => `${index + 1}. ${tryWords(task, one)}`);
  const room = winners.length * LINE * small.size;
  const inner = insideOf({ ...area, top: below, height: area.height - (below - area.top) - room }, theme);
  const { left, top, width, height } = inner;
  const pad = 0.7 * theme.size;
  const x = new Axis([task.low, task.high], task.log, [left + pad, left + width - pad]);
  const losses = tries.map(([, , , loss]) => loss ?? NaN);
  const y = new Axis(lossRange(losses, Math.max(...losses.filter(Number.isFinite))), true, [top + height - pad, top + 1.6 * theme.size]);
  drawFrame(context, inner, { x, y, xTitle: "learning rate", yTitle: `best loss in ${task.steps} steps` }, theme);
  within(context, { left, right: left + width, top, bottom: top + height }, () => {
    for (const one of tries) drawTry(context, one, x, y, top, looks, theme);
    for (const [, , rate, loss] of best) if (loss !== null) drawRing(context, x.pixel(rate), lossPixel(y, loss), theme);
  });
  let line = area.top + area.height - room;
  for (const words of winners) line = writeLines(context, words, { ...area, top: line }, small, {});
  return line;
}

/** What each optimizer looks like; returns where that ends. */
function drawNames(context, { left, top, width }, names, looks, theme) {
  const line = 1.3 * theme.size;
  let [x, y] = [left, top];
  Object.assign(context, { font: font(theme, 600), textAlign: "left", textBaseline: "middle" });
  names.forEach((name, index) => {
    const wide = context.measureText(name).width + 2.2 * theme.size;
    if (x + wide > left + width && x > left) [x, y] = [left, y + line];
    drawDot(context, x + 0.6 * theme.size, y + line / 2, looks[index], theme);
    context.fillStyle = theme.text;
    context.fillText(name, x + 1.3 * theme.size, y + line / 2);
    x += wide;
  });
  return y + line;
}

function drawTry(context, [optimizer, , rate, loss], x, y, top, looks, theme) {
  if (loss !== null) return drawDot(context, x.pixel(rate), lossPixel(y, loss), looks[optimizer], theme);
  context.strokeStyle = looks[optimizer].colour;
  drawCross(context, x.pixel(rate), top + 0.8 * theme.size, { arm: 0.3 * theme.size, width: 2.5, background: theme.background });
}

function drawDot(context, x, y, { colour, symbol }, theme) {
  Object.assign(context, { strokeStyle: theme.background, lineWidth: 1.5 });
  context.setLineDash([]);
  drawShape(context, x, y, new Path2D(symbolPath(symbol, 0.34 * theme.size)), colour);
}

function drawRing(context, x, y, theme) {
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 2.5 });
  context.beginPath();
  context.arc(x, y, 0.62 * theme.size, 0, 2 * Math.PI);
  context.stroke();
}

/**
 * The same in words: how many tries, and the best ones.
 * @param {Race} race
 */
export function raceWords({ task, tries, best }) {
  const lost = tries.filter(([, , , loss]) => loss === null).length;
  const all = [`${tries.length} tries, ${lost} of them diverged`];
  return [...all, ...best.slice(0, WINNERS).map((one, index) => `${index + 1}. ${tryWords(task, one)}`)];
}

/**
 * One try in words.
 * @param {Race["task"]} task
 * @param {Try} one
 */
export function tryWords({ optimizers, schedules }, [optimizer, schedule, rate, loss]) {
  const moved = schedules.length > 1 ? schedules[schedule] : "";
  const what = [optimizers[optimizer], moved, `rate ${number(rate, 3)}`].filter(Boolean).join(", ");
  return `${what}: ${loss === null ? "diverged" : `loss ${number(loss, 3)}`}`;
}
