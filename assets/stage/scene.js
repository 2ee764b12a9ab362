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
