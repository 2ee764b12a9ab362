/** A crowd over the map: rings where all begin, and the path of each one that grows with the clock. */

/** @import { PlotAxes } from "./map.js" */
/** @import { Theme } from "../kit/theme.js" */

import { stroke, trace, vertices } from "../kit/paths.js";
import { rowAt } from "../kit/rows.js";

const FULL = 2 * Math.PI;
const NOBODY = { steps: new Int32Array(0), people: [] };

/**
 * One of them. Without a path of its own it is a ring only.
 * @typedef {{ x: Float64Array|number[], y: Float64Array|number[], colour: string }} Person the first of x and y is where it begins;
 *   NaN ends its path.
 * @typedef {{ steps: Int32Array, people: Person[] }} Gathering steps: of each row of all paths, increasing.
 */

/** The canvases of a crowd; what has been drawn of its paths stays, and only what is new is added. */
export class Crowd {
  #layers;
  /** @type {Gathering} */
  #gathering = NOBODY;
  /** @type {ReturnType<typeof trace>[]} one a person, in pixels. */
  #paths = [];
  /** @type {PlotAxes|null} */
  #axes = null;
  /** @type {Theme|null} */
  #theme = null;
  #step = 0;
  /** How many vertices of each path are drawn; null where nothing is. @type {number[]|null} */
  #drawn = null;

  /** @param {ReturnType<typeof import("../kit/layers.js").createLayers>} layers with those of `Crowd.LAYERS`. */
  constructor(layers) {
    this.#layers = layers;
  }

  /** The names of its layers, the lower first. */
  static LAYERS = ["crowd", "heads"];

  /**
   * Shows others; they are drawn once `fit` says where.
   * @param {Gathering|null} gathering null for nobody.
   */
  show(gathering) {
    this.#gathering = gathering ?? NOBODY;
    if (this.#axes) this.fit(this.#axes, this.#theme);
  }

  /**
   * Draws in other axes.
   * @param {PlotAxes} axes
   * @param {Theme} theme
   */
  fit(axes, theme) {
    [this.#axes, this.#theme, this.#drawn] = [axes, theme, null];
    const { people } = this.#gathering;
    this.#paths = people.map((one) => trace(asArrays(one), axes.x.pixel, axes.y.pixel, axes.width, axes.height));
    for (const name of Crowd.LAYERS) this.#layers.hide(name);
    this.clock(this.#step);
  }

  /**
   * Moves everybody to a step.
   * @param {number} step
   */
  clock(step) {
    this.#step = step;
    const { steps, people } = this.#gathering;
    if (!people.length || !this.#axes) return;
    const row = steps.length ? rowAt(this.#gathering, step) : 0;
    this.#lines(row);
    if (steps.length) this.#heads(row);
  }

  /** Paths up to a row; going forwards only what is new is added. */
  #lines(row) {
    const ends = this.#paths.map((path) => vertices(path, row));
    const onwards = this.#drawn !== null && ends.every((end, index) => end >= this.#drawn[index]);
    const context = onwards ? this.#layers.context("crowd") : this.#layers.clear("crowd");
    if (!onwards) this.#rings(context);
    Object.assign(context, { lineWidth: this.#theme.large ? 2.6 : 1.6, lineJoin: "round" });
    context.setLineDash([]);
    this.#paths.forEach((path, index) => {
      const from = onwards ? this.#drawn[index] : 0;
      if (ends[index] <= from) return;
      context.strokeStyle = this.#gathering.people[index].colour;
      stroke(context, path, from, ends[index]);
    });
    this.#drawn = ends;
  }

  /** Where all begin, each on a halo of the background. */
  #rings(context) {
    const { background, large } = this.#theme;
    const radius = large ? 8 : 5.5;
    context.setLineDash([]);
    for (const { x, y, colour } of this.#gathering.people) {
      const circle = new Path2D();
      circle.arc(this.#axes.x.pixel(x[0]), this.#axes.y.pixel(y[0]), radius, 0, FULL);
      for (const [strokeStyle, lineWidth] of [[background, large ? 6 : 4.5], [colour, large ? 3 : 2]]) {
        Object.assign(context, { strokeStyle, lineWidth });
        context.stroke(circle);
      }
    }
  }

  /** Where everybody is: those of one colour are drawn at once. */
  #heads(row) {
    const context = this.#layers.clear("heads");
    const radius = this.#theme.large ? 5.5 : 4;
    const shapes = new Map();
    for (const { x, y, colour } of this.#gathering.people) {
      const [across, down] = [this.#axes.x.pixel(x[row]), this.#axes.y.pixel(y[row])];
      if (!(Math.abs(across) < 1e5 && Math.abs(down) < 1e5)) continue;
      if (!shapes.has(colour)) shapes.set(colour, new Path2D());
      const shape = shapes.get(colour);
      shape.moveTo(across + radius, down);
      shape.arc(across, down, radius, 0, FULL);
    }
    Object.assign(context, { strokeStyle: this.#theme.background, lineWidth: 1.5 });
    for (const [colour, shape] of shapes) {
      context.fillStyle = colour;
      context.fill(shape);
      context.stroke(shape);
    }
  }
}

function asArrays({ x, y }) {
  return { x: Float64Array.from(x), y: Float64Array.from(y) };
}
