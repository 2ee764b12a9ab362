/** Values as a rug; once they are judged it lies under the curve of the loss over the value. */

/** @import { Theme } from "../../kit/theme.js" */
/** @import { Area } from "./look.js" */

import { number } from "../../kit/format.js";
import { haloed, polyline, within } from "../../kit/canvas.js";
import { Axis, drawFrame, insideOf, lossPixel, lossRange } from "./axes.js";
import { font, verdictColour, verdictSign } from "./look.js";

const BANDS = [true, false];

/**
 * @typedef {object} Values
 * @property {{ name: string, low: number, high: number, log: boolean }} task
 * @property {[number, boolean|null][]} values with whether each is right; null where that is not told.
 * @property {[number, number|null][]|null} curve the loss over the value; null where it is not told.
 */

/**
 * Draws them; returns where that ends.
 * @param {CanvasRenderingContext2D} context
 * @param {Area} area
 * @param {Values} given
 * @param {Theme} theme
 */
export function drawRug(context, area, { task, values, curve }, theme) {
  const inner = insideOf(area, theme, Boolean(curve));
  const { left, top, width, height } = inner;
  const x = new Axis([task.low, task.high], task.log, [left, left + width]);
  const losses = (curve ?? []).map(([, loss]) => loss ?? NaN);
  const judged = values.some(([, right]) => right !== null);
  const rug = curve ? 4.6 * theme.size : height;
  const floor = top + height - rug;
  const y = curve ? new Axis(lossRange(losses, losses.find((loss) => loss > 0)), true, [floor, top]) : null;
  drawFrame(context, inner, { x, y, xTitle: task.name, yTitle: curve ? "final loss" : "" }, theme);
  within(context, { left, right: left + width, top, bottom: top + height }, () => {
    if (y) drawCurve(context, curve, x, y, floor, theme);
    drawTicks(context, values, x, { ...inner, top: floor, height: rug }, judged, theme);
  });
  return area.top + area.height;
}

function drawCurve(context, curve, x, y, floor, theme) {
  const place = ([value, loss]) => (loss === null ? null : [x.pixel(value), lossPixel(y, loss)]);
  Object.assign(context, { strokeStyle: theme.text, lineWidth: 3, lineJoin: "round" });
  context.setLineDash([]);
  context.stroke(polyline(curve.map(place)));
  Object.assign(context, { strokeStyle: theme.border, lineWidth: 1 });
  context.stroke(polyline([[x.pixel(x.low), floor], [x.pixel(x.high), floor]]));
}

/** A stroke for each value; right ones stand above wrong ones, and each row has its sign. */
function drawTicks(context, values, x, { left, top, height }, judged, theme) {
  const bands = judged ? BANDS : [null];
  const tall = judged ? Math.min(height / bands.length, 4 * theme.size) : height;
  bands.forEach((band, index) => {
    const colour = verdictColour(band, theme);
    const row = top + height - (bands.length - index) * tall;
    Object.assign(context, { strokeStyle: colour, fillStyle: colour, lineWidth: 3, globalAlpha: 0.85 });
    const here = values.filter(([, right]) => !judged || Boolean(right) === band);
    for (const [value] of here) context.stroke(polyline([[x.pixel(value), row + 0.15 * tall], [x.pixel(value), row + 0.85 * tall]]));
    context.globalAlpha = 1;
    if (!judged) return;
    context.font = font(theme, 700);
    haloed(context, `${verdictSign(band)} ${here.length}`, left + 1.5 * theme.size, row + tall / 2, theme);
  });
}

/**
 * The same in words.
 * @param {Values} given
 */
export function rugWords({ task, values }) {
  if (!values.length) return [];
  const sorted = values.map(([value]) => value).sort((one, other) => one - other);
  const middle = sorted[Math.floor(sorted.length / 2)];
  const spread = `${task.name}: from ${number(sorted[0], 3)} to ${number(sorted.at(-1), 3)}, half of them at ${number(middle, 3)} or less`;
  if (values.every(([, one]) => one === null)) return [spread];
  const right = values.filter(([, one]) => one).length;
  return [spread, `right: ${right} of ${values.length}`];
}
