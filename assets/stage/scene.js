/** Questions that every picture asks of a decoded scene. */

/** @typedef {ReturnType<typeof import("../kit/theme.js").readTheme>} Theme colours and type of the page. */
/** @typedef {ReturnType<typeof import("../kit/axes.js").toPixels>} PixelAxis from data to pixels and back. */
/** @typedef {ReturnType<typeof import("../kit/formula.js").compile>} Formula the function with its gradient. */

/**
 * The runs that are drawn.
 * @param {import("./payload.js").Scene} scene
 * @param {import("./payload.js").View} view
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
