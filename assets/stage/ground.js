/** The function on the map: contours of the step under the clock, on levels that stay while it moves. */

/** @import { Scene } from "./payload.js" */
/** @import { Theme } from "../kit/theme.js" */

import { contourTrace, levelsInView } from "../kit/contour.js";
import { landmarks } from "./maplayout.js";
import { marksAt, sampledSteps } from "./scene.js";

const CELLS = 120;
const FEWER_CELLS = 40;
const BEYOND = 0.15;

/** What is drawn of a function, and at which step. */
export class Ground {
  /** The step of what is drawn; −1 before anything is. */
  #step = -1;
  /** Whose levels these are. */
  #place = "";
  /** @type {number[]|undefined} */
  #levels;
  /** @type {Float64Array[]} what is drawn. */
  #values = [];

  /**
   * Whether another step's function is drawn than that under the clock.
   * @param {Scene} scene
   * @param {number} step
   */
  isBehind({ formula }, step) {
    return formula.moves && step !== this.#step;
  }

  /**
   * The contours of a step and its marks.
   * @param {Scene} scene
   * @param {number[][]} ranges of x and y that are in view.
   * @param {number} step
   * @param {Theme} theme
   * @returns {object[]} Plotly traces, the contours first.
   */
  traces(scene, ranges, step, theme) {
    const grid = gridAround(scene.formula, ranges, CELLS, step);
    this.#step = step;
    this.#values = grid.values;
    return [contourTrace(grid, ranges, theme, this.levels(scene, ranges)), ...landmarks(marksAt(scene, step))];
  }

  /**
   * The contours of the step that is drawn, in other ranges.
   * @param {Scene} scene
   * @param {number[][]} ranges of x and y that are in view.
   * @param {Theme} theme
   * @returns {any} a Plotly trace.
   */
  contours(scene, ranges, theme) {
    return this.traces(scene, ranges, this.#step, theme)[0];
  }

  /**
   * What another step changes in the traces, each attribute with one entry a trace.
   * @param {Scene} scene
   * @param {number[][]} ranges
   * @param {number} step
   * @param {Theme} theme
   * @returns {{z: any[], [name: string]: any[]}|null} null where it is the same function.
   */
  change(scene, ranges, step, theme) {
    const before = this.#values;
    const [contours, ...marks] = this.traces(scene, ranges, step, theme);
    if (isSame(before, this.#values)) return null;
    const still = marks.map(() => undefined);
    return {
      x: [contours.x, ...marks.map(({ x }) => x)],
      y: [contours.y, ...marks.map(({ y }) => y)],
      z: [contours.z, ...still],
      customdata: [contours.customdata, ...still],
    };
  }

  /**
   * The levels in some ranges, the same at all steps.
   * @param {Scene} scene
   * @param {number[][]} ranges of x and y.
   * @returns {number[]|undefined} undefined where the function does not move, whose levels follow from what is in view.
   */
  levels({ formula, objective, steps }, ranges) {
    if (!formula.moves) return undefined;
    const place = JSON.stringify([objective.program, ranges, steps]);
    if (place !== this.#place) {
      const grids = sampledSteps(steps).map((step) => gridAround(formula, ranges, FEWER_CELLS, step));
      this.#levels = levelsInView(grids, ranges);
    }
    this.#place = place;
    return this.#levels;
  }
}

function isSame(before, after) {
  return before.length === after.length && after.every((row, j) => row.every((value, i) => Object.is(value, before[j][i])));
}

/** A grid over what is in view and a little beyond, so that a pan shows no bare edge at once. */
function gridAround(formula, ranges, cells, step) {
  const wider = ranges.map(([low, high]) => [low - BEYOND * (high - low), high + BEYOND * (high - low)]);
  const points = Math.round(cells * (1 + 2 * BEYOND)) + 1;
  return formula.grid(wider, points, points, step);
}
