/** What every picture of the stage asks of a decoded scene. */

/** @import { Run, Scene, View } from "./payload.js" */

import { rowAt } from "../kit/rows.js";

/**
 * The runs that are drawn.
 * @param {Scene} scene
 * @param {View} view
 */
export function shown(scene, view) {
  return scene.runs.filter(({ slot }) => !view.hidden.includes(slot));
}

/**
 * Of the runs that are drawn the one whose arrows and limit are told; undefined where none is drawn.
 * @template {{ slot: number }} One
 * @param {One[]} runs
 * @param {View} view
 * @returns {One|undefined}
 */
export function chosenOf(runs, view) {
  return runs.find(({ slot }) => slot === view.chosen) ?? runs[0];
}

/**
 * The minima and saddles of the function at a step.
 * @param {Scene} scene
 * @param {number} step
 * @returns {import("./payload.js").Marks}
 */
export function marksAt({ objective, course }, step) {
  return course ? course.marks[course.which[Math.min(step, course.which.length - 1)]] : objective;
}

const SAMPLES = 8;

/**
 * Steps from which scales are made that hold for all of a run.
 * @param {number} last
 * @returns {number[]} the first ones and some at even distances, the last one among them.
 */
export function sampledSteps(last) {
  const even = Array.from({ length: SAMPLES + 1 }, (_, index) => Math.round((last * index) / SAMPLES));
  return [...new Set([...even, Math.min(1, last), Math.min(2, last)])];
}

/**
 * The path of a run up to a step, as if it had been stopped there: nothing that comes later is in it.
 * @template {Pick<Run, "steps"|"x"|"y"|"crossStep">} Path
 * @param {Path} run
 * @param {number} step
 * @returns {Path}
 */
export function stopped(run, step) {
  const end = rowAt(run, step) + 1;
  const cut = { steps: run.steps.subarray(0, end), x: run.x.subarray(0, end), y: run.y.subarray(0, end) };
  return { ...run, ...cut, crossStep: run.crossStep <= step ? run.crossStep : null };
}
