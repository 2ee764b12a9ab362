/** Questions that every picture asks of a decoded scene. */

/**
 * The runs that are drawn.
 * @param {{runs: object[]}} scene
 * @param {{hidden: number[]}} view
 */
export function shown(scene, view) {
  return scene.runs.filter(({ slot }) => !view.hidden.includes(slot));
}

/**
 * The last row of a run that is not after a step.
 * @param {{steps: Int32Array}} run
 * @param {number} step
 */
export function rowAt({ steps }, step) {
  const last = steps.length - 1;
  if (steps[last] === last) return Math.min(Math.max(Math.floor(step), 0), last);
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle] <= step) low = middle + 1;
    else high = middle;
  }
  return Math.max(low - 1, 0);
}
