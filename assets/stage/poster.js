/** What the stage shows, on one sheet that leaves: title and function, charts, and a legend with how the runs ended. */

/** @import { Run, Scene, View } from "./payload.js" */

import { dashes, drawShape } from "../kit/canvas.js";
import { symbolPath } from "../kit/symbols.js";
import { paragraph } from "./paragraph.js";
import { shown } from "./scene.js";

const EDGE = 14;
const GAP = 10;
const LINE = 22;
const SWATCH = 48;
const DRAWN = 40;

/** @typedef {{ left: number, top: number, width: number, height: number }} Place */

/** A sheet for what is on the stage now; all lengths are in pixels of the page. */
export class Poster {
  #plotlyOf;
  #root;
  #look;
  #charts;
  #places;
  #head;
  /** @type {{ run: Run, lines: import("./paragraph.js").Word[][] }[]} */
  #legend;

  /**
   * @param {(chart: HTMLElement) => any} plotlyOf the Plotly that draws a chart; undefined where none does.
   * @param {HTMLElement} root the stage.
   * @param {Scene} scene
   * @param {View} view
   */
  constructor(plotlyOf, root, scene, view) {
    const style = getComputedStyle(root);
    const [normal, bold, large] = ["14px", "600 14px", "600 16px"].map((size) => `${size} ${style.fontFamily}`);
    const background = style.getPropertyValue("--st-background-color") || "#ffffff";
    this.#plotlyOf = plotlyOf;
    this.#root = root;
    this.#look = { colour: style.color, background, bold };
    const charts = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".stage-chart"));
    this.#charts = [...charts].filter((chart) => chart.clientWidth > 0);
    this.#places = arranged(this.#charts);
    const right = this.width - EDGE;
    const { title, formula } = scene.caption;
    this.#head = [[large, title], [normal, formula]].flatMap((part) => paragraph([part], EDGE, right));
    this.#legend = shown(scene, view).map((run) => {
      return { run, lines: paragraph([[bold, run.label], [normal, run.sentence]], EDGE + SWATCH, right) };
    });
  }

  get width() {
    return Math.max(...this.#places.map(({ left, width }) => left + width)) + 2 * EDGE;
  }

  get height() {
    return this.#bottom + this.#legend.reduce((sum, { lines }) => sum + lines.length * LINE, 0) + EDGE;
  }

  /** Where the charts begin. */
  get #top() {
    return EDGE + this.#head.length * LINE + GAP;
  }

  /** Where the legend begins. */
  get #bottom() {
    return this.#top + Math.max(...this.#places.map(({ top, height }) => top + height)) + GAP;
  }

  /**
   * A canvas of its size.
   * @param {number} scale pixels of the canvas for each of the page.
   */
  canvas(scale) {
    const canvas = document.createElement("canvas");
    Object.assign(canvas, { width: Math.round(scale * this.width), height: Math.round(scale * this.height) });
    canvas.getContext("2d").setTransform(scale, 0, 0, scale, 0, 0);
    return canvas;
  }

  /**
   * Draws all that the clock does not move: title, function, charts, and the legend, with outcomes where they are told.
   * @param {CanvasRenderingContext2D} context
   */
  async drawStill(context) {
    context.fillStyle = this.#look.background;
    context.fillRect(0, 0, this.width, this.height);
    this.#write(context, this.#head, EDGE);
    for (const [index, chart] of this.#charts.entries()) {
      const { left, top, width, height } = this.#places[index];
      const Plotly = this.#plotlyOf(chart);
      if (!Plotly) continue;
      const source = await Plotly.toImage(chart, { format: "png", width, height, scale: 2 });
      context.drawImage(await loaded(source), EDGE + left, this.#top + top, width, height);
    }
    const tells = this.#root.dataset.future !== "hidden";
    let y = this.#bottom;
    for (const { run, lines } of this.#legend) {
      drawSwatch(context, run, EDGE, y + LINE / 2, this.#look.background);
      y = this.#write(context, tells ? lines : lines.map((line) => line.filter(({ font }) => font === this.#look.bold)), y);
    }
  }

  /**
   * Draws what lies over the charts: the start, the paths, the curves, and all that the clock moves.
   * @param {CanvasRenderingContext2D} context
   */
  drawLayers(context) {
    this.#charts.forEach((chart, index) => {
      const corner = chart.getBoundingClientRect();
      const { left, top } = this.#places[index];
      const moved = { left: EDGE + left - corner.left, top: this.#top + top - corner.top };
      for (const layer of /** @type {NodeListOf<HTMLCanvasElement>} */ (chart.querySelectorAll("canvas[aria-hidden]"))) {
        const place = layer.getBoundingClientRect();
        if (place.width) context.drawImage(layer, place.left + moved.left, place.top + moved.top, place.width, place.height);
      }
      const start = chart.querySelector(".stage-start")?.getBoundingClientRect();
      if (start?.width) drawStart(context, start, moved);
    });
  }

  /** Writes lines from a height on; returns where they end. */
  #write(context, lines, top) {
    Object.assign(context, { fillStyle: this.#look.colour, textBaseline: "middle", textAlign: "left" });
    lines.forEach((words, index) => {
      for (const { font, text, x } of words) {
        context.font = font;
        context.fillText(text, x, top + (index + 0.5) * LINE);
      }
    });
    return top + lines.length * LINE;
  }
}

/**
 * Charts beside each other stay so; those under each other are brought together.
 * @param {HTMLElement[]} charts
 * @returns {Place[]}
 */
function arranged(charts) {
  const boxes = charts.map((chart) => chart.getBoundingClientRect());
  const beside = boxes.length > 1 && boxes[1].top < boxes[0].bottom && boxes[0].top < boxes[1].bottom;
  const [leftmost, highest] = [Math.min(...boxes.map(({ left }) => left)), Math.min(...boxes.map(({ top }) => top))];
  let below = 0;
  return boxes.map(({ left, top, width, height }) => {
    const place = { left: left - leftmost, top: beside ? top - highest : below, width, height };
    below += height + GAP;
    return place;
  });
}

/** A piece of a run's line with its symbol, as `swatch` of the kit shows it. */
function drawSwatch(context, { colour, dash, symbol }, x, y, background) {
  context.save();
  Object.assign(context, { strokeStyle: colour, lineWidth: 2.4 });
  context.setLineDash(dashes(dash));
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(x + DRAWN, y);
  context.stroke();
  context.setLineDash([]);
  Object.assign(context, { strokeStyle: background, lineWidth: 1.5 });
  drawShape(context, x + DRAWN / 2, y, new Path2D(symbolPath(symbol, 5)), colour);
  context.restore();
}

/** The ring of the start, as its handle looks. */
function drawStart(context, { left, top, width, height }, moved) {
  const [x, y] = [left + width / 2 + moved.left, top + height / 2 + moved.top];
  for (const [colour, radius] of [["#ffffff", width / 2 + 1.5], ["#333333", width / 2], ["#ffffff", width / 2 - 3]]) {
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fillStyle = colour;
    context.fill();
  }
}

async function loaded(source) {
  const image = new Image();
  image.src = source;
  await image.decode();
  return image;
}
