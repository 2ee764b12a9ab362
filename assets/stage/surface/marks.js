/** What stands on the relief: start, minima, saddles, the ends of paths, and where the runs are at a step. */

/** @import { Relief } from "./relief.js" */
/** @import { Run, Scene } from "../payload.js" */
/** @import { Theme } from "../../kit/theme.js" */

import { placed } from "./relief.js";
import { escaped } from "../../kit/layout.js";
import { rowAt } from "../../kit/rows.js";
import { marksAt } from "../scene.js";

const LIFT = 0.02;
const CROWD = 12;
const GOLD = "#ffd23f";
const PALE = "#f3e3ae";
const GREY = "#7a7f87";
const DARK = "#333333";

/**
 * One mark on the relief.
 * @typedef {object} Mark
 * @property {number} x
 * @property {number} y
 * @property {number} height its place on the z axis.
 * @property {number} z the same for Plotly.
 * @property {number} value of the function there.
 * @property {string} [text] what it is; those of runs have none.
 * @property {string} symbol "star", "x", or a Plotly symbol's name.
 * @property {number} radius in pixels.
 * @property {string} colour
 * @property {string} edge colour of its outline.
 */

/**
 * The marks that no run moves.
 * @param {Relief} relief
 * @param {Scene} scene
 * @param {Run[]} runs those that are drawn.
 * @param {Theme} theme
 * @param {number} [step] under the clock, where the function moves.
 * @returns {Mark[]} those inside the window.
 */
export function stillMarks(relief, scene, runs, theme, step = 0) {
  const { lowest, local, saddles } = marksAt(scene, step);
  const small = (places, radius) => (places.length < CROWD ? radius : 0.6 * radius);
  const all = (places, mark) => places.map(([x, y]) => ({ x, y, edge: DARK, ...mark }));
  return onRelief(relief, [
    ...all(saddles, { text: "saddle", symbol: "x", radius: small(saddles, 4), colour: GREY, edge: GREY }),
    ...all(local, { text: "local minimum", symbol: "star", radius: small(local, 5), colour: PALE }),
    ...all(lowest, { text: "minimum", symbol: "star", radius: small(lowest, 8), colour: GOLD }),
    ...all([scene.start], { text: "start", symbol: "circle", radius: 5, colour: "#ffffff" }),
    ...runs.flatMap((run) => all(endOf(run, relief.window), endLook(run, relief.window, theme))),
  ]);
}

/**
 * The marks of a step.
 * @param {Relief} relief
 * @param {Run[]} runs those that are drawn.
 * @param {number} step
 * @param {Theme} theme
 * @returns {Mark[]} one for each run that is inside the window.
 */
export function movingMarks(relief, runs, step, theme) {
  const marks = runs.map((run) => {
    const row = rowAt(run, step);
    return { x: run.x[row], y: run.y[row], symbol: "circle", radius: 6, colour: run.colour, edge: theme.text };
  });
  return onRelief(relief, marks);
}

function onRelief(relief, marks) {
  const inside = marks.filter(({ x, y }) => isInside([x, y], relief.window));
  const [xs, ys] = [inside.map(({ x }) => x), inside.map(({ y }) => y)];
  const { values, heights, z } = placed(relief, xs, ys, LIFT);
  const all = inside.map((mark, index) => ({ ...mark, height: heights[index], z: z[index], value: values[index] }));
  return all.filter(({ height }) => !Number.isNaN(height));
}

function isInside(point, window) {
  return point.every((value, axis) => value >= window[axis][0] && value <= window[axis][1]);
}

/** The last point, or of a run that diverged the last one that the window holds. */
function endOf(run, window) {
  const row = endRow(run, window);
  return row < 0 ? [] : [[run.x[row], run.y[row]]];
}

function endRow(run, window) {
  const last = rowAt(run, run.finite);
  if (run.crossStep === null) return last;
  for (let row = last; row >= 0; row -= 1) if (isInside([run.x[row], run.y[row]], window)) return row;
  return -1;
}

function endLook(run, window, { background }) {
  const row = endRow(run, window);
  const diverged = run.crossStep !== null;
  const words = diverged ? `diverged at step ${run.crossStep}` : `end of the path, step ${run.steps[row]}`;
  const text = `${escaped(run.label)}<br>${words}`;
  return { text, symbol: diverged ? "x" : run.symbol, radius: 5, colour: run.colour, edge: background };
}
