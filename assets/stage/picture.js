/** What the stage shows, as one PNG. */

import { saveAs } from "../kit/picture.js";

const SCALE = 2;
const LINE = 22;
const EDGE = 12;

/**
 * Lets the browser save the charts with everything drawn over them, and the legend.
 * @param {object} Plotly
 * @param {HTMLElement} root the stage.
 */
export async function savePicture(Plotly, root) {
  const canvas = await pictureOf(Plotly, root);
  saveAs("lrviz.png", canvas.toDataURL("image/png"));
}

async function pictureOf(Plotly, root) {
  const frame = root.querySelector(".stage-charts").getBoundingClientRect();
  const names = [...root.querySelectorAll(".stage-entry:not(.is-hidden)")];
  const canvas = document.createElement("canvas");
  canvas.width = SCALE * (frame.width + 2 * EDGE);
  canvas.height = SCALE * (frame.height + names.length * LINE + 3 * EDGE);
  const context = canvas.getContext("2d");
  const style = getComputedStyle(root);
  context.fillStyle = style.getPropertyValue("--st-background-color") || "#ffffff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.setTransform(SCALE, 0, 0, SCALE, SCALE * EDGE, SCALE * EDGE);
  const charts = root.querySelectorAll(".stage-chart:not([hidden])");
  for (const chart of charts) await drawChart(Plotly, context, chart, frame);
  context.font = `14px ${style.fontFamily}`;
  names.forEach((row, index) => drawName(context, row, frame.height + (index + 1) * LINE, style.color));
  return canvas;
}

async function drawChart(Plotly, context, chart, frame) {
  const { left, top, width, height } = chart.getBoundingClientRect();
  const source = await Plotly.toImage(chart, { format: "png", width, height, scale: SCALE });
  context.drawImage(await loaded(source), left - frame.left, top - frame.top, width, height);
  for (const layer of chart.querySelectorAll("canvas[aria-hidden]")) {
    const place = layer.getBoundingClientRect();
    if (!place.width) continue;
    context.drawImage(layer, place.left - frame.left, place.top - frame.top, place.width, place.height);
  }
}

async function loaded(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}

/** A run's name and how it ended, as far as the legend says it. */
function drawName(context, entry, y, colour) {
  context.fillStyle = entry.style.getPropertyValue("--run");
  context.fillRect(0, y - 8, 26, 5);
  context.fillStyle = colour;
  const [name, sentence] = [".stage-run", ".stage-sentence"].map((part) => entry.querySelector(part).textContent);
  context.fillText(sentence ? `${name}: ${sentence}` : name, 36, y);
}
