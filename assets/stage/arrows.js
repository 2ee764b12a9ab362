/** Arrows on a canvas: the vectors of the chosen run, the field, and heads where paths leave the plot. */

/** @import { PlotAxes } from "./map.js" */
/** @import { Formula } from "../kit/formula.js" */
/** @import { Theme } from "../kit/theme.js" */
/** @import { Run, View } from "./payload.js" */

const REACH = 58;
const SPACING = 42;

/**
 * Draws an arrow from a place.
 * @param {CanvasRenderingContext2D} context with stroke and fill set.
 * @param {number} x its foot, in pixels.
 * @param {number} y its foot, in pixels.
 * @param {number} dx how far it goes.
 * @param {number} dy how far it goes.
 * @param {number} head length of its head.
 */
export function arrow(context, x, y, dx, dy, head) {
  const angle = Math.atan2(dy, dx);
  const reach = Math.max(Math.hypot(dx, dy) - head * 0.8, 0);
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + reach * Math.cos(angle), y + reach * Math.sin(angle));
  context.stroke();
  arrowhead(context, x + dx, y + dy, angle, head);
}

/** Draws a filled head whose tip is at a place. */
export function arrowhead(context, x, y, angle, length) {
  context.beginPath();
  context.moveTo(x, y);
  for (const side of [-0.42, 0.42]) {
    context.lineTo(x - length * Math.cos(angle + side), y - length * Math.sin(angle + side));
  }
  context.closePath();
  context.fill();
}

/**
 * The field: arrows downhill all over the plot, the longer the steeper by rank.
 * @param {CanvasRenderingContext2D} context
 * @param {Formula} formula
 * @param {PlotAxes} axes
 * @param {string} colour
 */
export function drawField(context, formula, axes, colour) {
  const places = lattice(axes.width, axes.height);
  const xs = Float64Array.from(places, ([x]) => axes.x.value(x));
  const ys = Float64Array.from(places, ([, y]) => axes.y.value(y));
  const downhill = directions(formula, xs, ys, axes);
  const steepness = downhill.map(({ norm }) => norm).filter((norm) => norm > 0).sort((a, b) => a - b);
  context.setLineDash([]);
  context.lineWidth = 1.2;
  context.strokeStyle = context.fillStyle = colour;
  places.forEach(([x, y], index) => {
    const { dx, dy, norm } = downhill[index];
    if (!(norm > 0)) return;
    const reach = 10 + (20 * steepness.indexOf(norm)) / steepness.length;
    arrow(context, x - (dx * reach) / 2, y - (dy * reach) / 2, dx * reach, dy * reach, 5.5);
  });
}

function lattice(width, height) {
  const [columns, rows] = [Math.floor(width / SPACING), Math.floor(height / SPACING)];
  const [left, top] = [(width - (columns - 1) * SPACING) / 2, (height - (rows - 1) * SPACING) / 2];
  return Array.from({ length: columns * rows }, (_, index) => [
    left + (index % columns) * SPACING,
    top + Math.floor(index / columns) * SPACING,
  ]);
}

/** Unit vectors on the screen against the gradient, and how steep it is there. */
function directions(formula, xs, ys, axes) {
  const [gx, gy] = formula.gradient(xs, ys);
  return Array.from(xs, (_, index) => {
    const [dx, dy] = onScreen(-gx[index], -gy[index], axes);
    return { ...unit(dx, dy), norm: Math.hypot(gx[index], gy[index]) };
  });
}

function onScreen(x, y, axes) {
  return [x * axes.scaleX, -y * axes.scaleY];
}

function unit(dx, dy) {
  const length = Math.hypot(dx, dy);
  return length > 0 && Number.isFinite(length) ? { dx: dx / length, dy: dy / length } : { dx: 0, dy: 0 };
}

/**
 * The vectors of the chosen run at one row: against the gradient and along the momentum as directions, the step as
 * long as it is.
 * @param {CanvasRenderingContext2D} context
 * @param {Run} run
 * @param {number} row
 * @param {View} view which of them are on.
 * @param {Formula} formula
 * @param {PlotAxes} axes
 * @param {Theme} theme
 */
export function drawVectors(context, run, row, view, formula, axes, theme) {
  const [x, y] = [axes.x.pixel(run.x[row]), axes.y.pixel(run.y[row])];
  const draw = (vector, dash, name) => {
    const { dx, dy } = unit(...onScreen(vector[0], vector[1], axes));
    if (dx === 0 && dy === 0) return;
    context.setLineDash(dash);
    arrow(context, x, y, dx * REACH, dy * REACH, 10);
    context.fillText(name, x + dx * (REACH + 12), y + dy * (REACH + 12));
  };
  dress(context, theme);
  if (view.gradient_arrow) {
    const [gx, gy] = formula.gradient(Float64Array.of(run.x[row]), Float64Array.of(run.y[row]));
    draw([-gx[0], -gy[0]], [], "−∇f");
  }
  if (view.momentum_arrow && run.momentumState >= 0 && row > 0) {
    const state = run.state[run.momentumState];
    draw([-state.x[row - 1], -state.y[row - 1]], [5, 3], "m");
  }
  if (view.step_arrow && !view.hide_future && Number.isFinite(run.movedX[row])) drawStep(context, run, row, x, y, axes);
}

function dress(context, theme) {
  context.strokeStyle = context.fillStyle = theme.text;
  context.lineWidth = theme.large ? 3 : 2;
  context.font = `600 ${theme.size}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
}

function drawStep(context, run, row, x, y, axes) {
  const [dx, dy] = onScreen(run.movedX[row], run.movedY[row], axes);
  if (Math.hypot(dx, dy) > 1e6) return;
  context.setLineDash([]);
  context.strokeStyle = context.fillStyle = run.colour;
  context.lineWidth += 2;
  arrow(context, x, y, dx, dy, Math.min(12, 4 + Math.hypot(dx, dy) / 2));
}
