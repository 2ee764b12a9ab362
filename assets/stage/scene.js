/** What every picture of the stage asks of a decoded scene. */

/**
 * The runs that are drawn.
 * @param {import("./payload.js").Scene} scene
 * @param {import("./payload.js").View} view
 */
export function shown(scene, view) {
  return scene.runs.filter(({ slot }) => !view.hidden.includes(slot));
}
