/** Marks over the 3-D view, on canvases: Plotly takes a tenth of a second to move a point in space. */

/** @import { Relief } from "./relief.js" */
/** @import { Mark } from "./marks.js" */

import { createLayers } from "../../kit/layers.js";
import { surfaceHeight } from "./relief.js";
import { symbolPath } from "../../kit/symbols.js";

const LAYERS = ["still", "moving"];
const LARGE = 1.5;
const BEHIND = 0.3;
const SAMPLES = 160;
const SETTLED = 30;

/**
 * Makes the layers; they follow the camera.
 * @param {HTMLElement} chart a Plotly div with one 3-D scene.
 * @returns {{show: (layer: string, relief: Relief, marks: Mark[], large: boolean) => void, follow: () => void}}
 *   `show` draws the marks of the layer "still" or "moving", those behind the surface faintly; `follow` is called when
 *   the camera or the chart's size changes.
 */
export function createDots(chart) {
  const layers = createLayers(chart, LAYERS);
  const shown = new Map();
  let [drawn, frames] = ["", 0];
  const paint = (name) => {
    const plot = plotOf(chart);
    if (!plot || !shown.has(name)) return;
    draw(layers.clear(name), projection(plot, chart), shown.get(name));
  };
  const refit = () => {
    const place = viewpoint(chart);
    if (!place || (place === drawn && chart.querySelector(".stage-layer"))) return false;
    drawn = place;
    layers.fit({ left: 0, top: 0, width: chart.clientWidth, height: chart.clientHeight });
    LAYERS.forEach(paint);
    return true;
  };
  const settle = () => {
    frames = refit() ? SETTLED : frames - 1;
    if (frames > 0) requestAnimationFrame(settle);
  };
  const show = (name, relief, marks, large) => {
    refit();
    shown.set(name, { relief, marks, large });
    paint(name);
  };
  const follow = () => {
    if (frames <= 0) requestAnimationFrame(settle);
    frames = SETTLED;
  };
  return { show, follow };
}

/** Plotly's scene once it has a camera. */
function plotOf(chart) {
  const plot = chart._fullLayout?.scene?._scene;
  return plot?.glplot?.cameraParams ? plot : null;
}

function viewpoint(chart) {
  const plot = plotOf(chart);
  if (!plot) return "";
  const { view, projection: lens, model } = plot.glplot.cameraParams;
  return [view, lens, model, plot.dataScale, chart.clientWidth, chart.clientHeight].join(" ");
}

/** Where points of the axes are on the chart, in pixels, and where the eye is on the axes. */
function projection({ glplot, dataScale }, { clientWidth, clientHeight }) {
  const { model, view, projection: lens } = glplot.cameraParams;
  const pixel = (point) => {
    const scaled = [...point.map((value, axis) => value * dataScale[axis]), 1];
    const [x, y, , w] = transformed(lens, transformed(view, transformed(model, scaled)));
    return [(0.5 + (0.5 * x) / w) * clientWidth, (0.5 - (0.5 * y) / w) * clientHeight];
  };
  const eye = glplot.camera.eye;
  return { pixel, eye: [0, 1, 2].map((axis) => (eye[axis] - model[12 + axis]) / model[5 * axis] / dataScale[axis]) };
}

/** A 4 × 4 matrix, stored by columns, times a vector. */
function transformed(matrix, vector) {
  return [0, 1, 2, 3].map((row) => vector.reduce((sum, value, column) => sum + matrix[4 * column + row] * value, 0));
}

function draw(context, { pixel, eye }, { relief, marks, large }) {
  for (const { x, y, height, symbol, radius, colour, edge } of marks) {
    const size = large ? LARGE * radius : radius;
    const [left, top] = pixel([x, y, height]);
    const outline = new Path2D(outlineOf(symbol, size));
    context.save();
    context.translate(left, top);
    context.globalAlpha = isBehind(relief, [x, y, height], eye) ? BEHIND : 1;
    Object.assign(context, { fillStyle: colour, strokeStyle: edge, lineWidth: size / 3 });
    context.stroke(outline);
    context.fill(outline);
    context.restore();
  }
}

function outlineOf(symbol, size) {
  if (symbol === "star") return polygon(10, (corner) => (corner % 2 ? 0.55 : 1.3) * size);
  if (symbol === "x") return polygon(12, (corner) => (corner % 3 ? 1.3 : 0.5) * size);
  return symbolPath(symbol, size);
}

/** Corners at even angles around the centre, the first one upwards. */
function polygon(count, radius) {
  const corners = Array.from({ length: count }, (_, corner) => {
    const angle = (2 * Math.PI * corner) / count;
    return `${(radius(corner) * Math.sin(angle)).toFixed(2)},${(-radius(corner) * Math.cos(angle)).toFixed(2)}`;
  });
  return `M${corners.join("L")}Z`;
}

/** Whether the surface stands between a point and the eye. */
function isBehind(relief, point, eye) {
  const widths = relief.window.map(([low, high]) => high - low);
  const away = Math.max(...widths.map((width, axis) => Math.abs(eye[axis] - point[axis]) / width));
  for (let sample = 1; sample <= SAMPLES; sample += 1) {
    const share = sample / SAMPLES / Math.max(away, 1);
    const [x, y, height] = point.map((value, axis) => value + share * (eye[axis] - value));
    if (surfaceHeight(relief, x, y) > height) return true;
  }
  return false;
}
