/** What the stage shows, as one PNG. */

import { saveAs } from "../kit/picture.js";

const SCALE = 2;

/**
 * The charts with everything drawn over them, title and legend.
 * @param {import("./poster.js").Poster} poster
 * @returns {Promise<HTMLCanvasElement>}
 */
export async function pictured(poster) {
  const canvas = poster.canvas(SCALE);
  const context = canvas.getContext("2d");
  await poster.drawStill(context);
  poster.drawLayers(context);
  return canvas;
}

/**
 * Lets the browser save that.
 * @param {import("./poster.js").Poster} poster
 */
export async function savePicture(poster) {
  saveAs("lrviz.png", (await pictured(poster)).toDataURL("image/png"));
}
