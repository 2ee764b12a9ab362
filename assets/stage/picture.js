/** What the stage shows, as one PNG. */

/** @import { Scene, View } from "./payload.js" */

import { saveAs } from "../kit/picture.js";
import { Poster } from "./poster.js";

const SCALE = 2;

/**
 * Lets the browser save the charts with everything drawn over them, title and legend.
 * @param {any} Plotly
 * @param {HTMLElement} root the stage.
 * @param {Scene} scene
 * @param {View} view
 */
export async function savePicture(Plotly, root, scene, view) {
  const poster = new Poster(Plotly, root, scene, view);
  const canvas = poster.canvas(SCALE);
  const context = canvas.getContext("2d");
  await poster.drawStill(context);
  poster.drawLayers(context);
  saveAs("lrviz.png", canvas.toDataURL("image/png"));
}
