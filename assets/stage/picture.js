/** What the stage shows, as one PNG. */

import { saveAs } from "../kit/picture.js";

const SCALE = 2;

/**
 * Lets the browser save the charts with everything drawn over them, title and legend.
 * @param {import("./poster.js").Poster} poster
 */
export async function savePicture(poster) {
  const canvas = poster.canvas(SCALE);
  const context = canvas.getContext("2d");
  await poster.drawStill(context);
  poster.drawLayers(context);
  saveAs("lrviz.png", canvas.toDataURL("image/png"));
}
