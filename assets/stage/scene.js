/** Questions that every picture asks of a decoded scene. */

/**
 * The runs that are drawn.
 * @param {{runs: object[]}} scene
 * @param {{hidden: number[]}} view
 */
export function shown(scene, view) {
  return scene.runs.filter(({ slot }) => !view.hidden.includes(slot));
}

export { rowAt } from "../kit/rows.js";
