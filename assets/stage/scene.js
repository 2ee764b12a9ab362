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
