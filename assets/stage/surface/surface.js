/** The 3-D view of a scene: it keeps its camera, and draws the surface anew only when the function is another one. */

/** @import { Run, Scene } from "../payload.js" */
/** @import { Frame, Relief } from "./relief.js" */
/** @import { Theme } from "../../kit/theme.js" */

import { frameOf, makeRelief } from "./relief.js";
import { CALM, flashes } from "../calm.js";
import { sampledSteps, shown, stopped } from "../scene.js";
import { createDots } from "./dots.js";
import { fence, ground, sceneLayout, tracks } from "./figure.js";
import { movingMarks, stillMarks } from "./marks.js";
import { Swipes } from "./swipes.js";

const DIRECTION = { x: -0.6, y: -1.2, z: 1.4 };
const NARROW = 500;
const NO_WEBGL =
  "The 3-D view needs WebGL, which this browser does not offer or has switched off. The map shows the same scene.";

/**
 * Makes the 3-D view.
 * @param {object} Plotly
 * @param {HTMLElement} element an empty element with a size.
 * @param {{onHover?: (step: number) => void, onPicture?: () => void}} [handlers] `onHover` gets the step under the
 *   pointer on a path; `onPicture` is called by the mode bar's camera.
 * @returns {{update: (scene: object, view: object, theme: object) => Promise<void>, clock: (step: number) => void,
 *   resize: () => Promise<void>, destroy: () => void}} without WebGL a sentence stands in the element instead.
 */
export function createSurface(Plotly, element, handlers = {}) {
  return hasWebGL() ? new SurfaceView(Plotly, element, handlers) : apology(element);
}

function hasWebGL() {
  const context = document.createElement("canvas").getContext("webgl");
  context?.getExtension("WEBGL_lose_context")?.loseContext();
  return context !== null;
}

function apology(element) {
  const sentence = document.createElement("p");
  sentence.className = "stage-apology";
  sentence.textContent = NO_WEBGL;
  element.replaceChildren(sentence);
  return { update: async () => {}, clock: () => {}, resize: async () => {}, destroy: () => sentence.remove() };
}

class SurfaceView {
  step = 0;
  /** @type {Run[]} those that are drawn. */
  runs = [];
  /** @type {Scene|null} */
  scene = null;
  /** Whether the future is hidden. */
  blind = false;
  /** How many drawings of Plotly's are under way. */
  drawing = 0;
  /** The timer of the next drawing that follows the clock. */
  waiting = 0;
  /** The step up to which paths are drawn where the future is hidden. */
  drawn = -1;
  /** @type {Frame|undefined} of a function that moves. */
  frame;
  /** @type {Relief|null} */
  relief = null;
  /** @type {object[]} Plotly's traces of the relief. */
  ground = [];
  /** What frame, relief and ground were made of. */
  place = "";
  /** The step whose function the relief is. */
  surveyed = 0;
  scale = "";
  dark = false;
  /** @type {Theme|null} */
  theme = null;
  /** @type {object|null} Plotly's, once somebody has turned it. */
  camera = null;
  painted = false;

  constructor(Plotly, element, handlers) {
    this.Plotly = Plotly;
    this.element = element;
    this.handlers = handlers;
    this.dots = createDots(element);
    this.swipes = new Swipes(element);
    this.resetCamera = () => this.#reset();
    this.config = this.#config();
  }

  /**
   * Shows a scene.
   * @returns {Promise<void>} when it is painted.
   */
  async update(scene, view, theme) {
    this.scene = scene;
    this.runs = shown(scene, view);
    this.blind = view.hide_future;
    this.scale = view.loss_scale;
    this.theme = theme;
    await this.#draw();
    if (!this.painted) return;
    this.dots.follow();
    this.clock(this.step);
  }

  /** Moves the dots to a step; a moving function, and paths with a hidden future, follow as fast as Plotly can draw. */
  clock(step) {
    this.step = step;
    if (!this.painted) return;
    this.#dots();
    if (!this.drawing && !this.waiting) this.#follow();
  }

  /** Whether the picture is on its way to where the clock is. */
  get isBehind() {
    return (this.blind || this.scene.formula.moves) && this.drawn !== this.step;
  }

  /** Draws what the clock moves besides the dots, and then leaves the page twice the time that took. */
  async #follow() {
    this.waiting = 0;
    if (!this.isBehind) return;
    const [begin, before] = [performance.now(), this.relief.ranks];
    await this.#draw();
    const flashed = this.relief.ranks !== before && flashes(before, this.relief.ranks, this.relief.levels);
    const pause = Math.max(2 * (performance.now() - begin), flashed ? CALM : 0);
    if (this.painted) this.waiting = setTimeout(() => this.#follow(), pause);
  }

  /** Has Plotly draw function and paths, and marks their ends. */
  async #draw() {
    this.drawing += 1;
    this.drawn = this.step;
    const { step, scene } = this;
    this.#survey();
    const runs = this.blind ? this.runs.map((run) => stopped(run, step)) : this.runs;
    const ended = this.blind && step < scene.steps ? runs.filter(({ crossStep }) => crossStep !== null) : runs;
    const marks = stillMarks(this.relief, scene, ended, this.theme, step);
    const box = scene.box ? [fence(this.relief, scene.box, this.theme)] : [];
    const data = [...this.ground, ...tracks(this.relief, runs, marks), ...box];
    const layout = sceneLayout(this.relief, this.theme, this.camera ?? this.#usualCamera());
    await this.Plotly.react(this.element, data, layout, this.config);
    if (!this.painted) this.#listen();
    await nextFrame();
    this.drawing -= 1;
    if (!this.painted) return;
    this.dots.show("still", this.relief, marks, this.theme.large);
    this.#dots();
  }

  #dots() {
    const marks = movingMarks(this.relief, this.runs, this.step, this.theme);
    this.dots.show("moving", this.relief, marks, this.theme.large);
  }

  /** Fits the picture to its element; a hidden one is left as it is. */
  async resize() {
    if (!this.painted || this.element.offsetParent === null) return;
    await this.Plotly.Plots.resize(this.element);
    if (!this.camera) await this.#reset();
  }

  destroy() {
    this.element.removeEventListener("dblclick", this.resetCamera);
    this.painted = false;
    clearTimeout(this.waiting);
    this.swipes.destroy();
    this.Plotly.purge(this.element);
  }

  /** Computes relief and ground anew where function, scale or theme are others. */
  #survey() {
    const { theme, scale } = this;
    const { objective, formula, steps } = this.scene;
    const { program, window, minimum } = objective;
    const place = JSON.stringify([program, window, minimum, scale, formula.moves ? steps : 0]);
    const step = formula.moves ? this.step : 0;
    const isOther = place !== this.place;
    if (isOther) this.frame = formula.moves ? frameOf(objective, formula, scale, sampledSteps(steps)) : undefined;
    const isElsewhere = isOther || step !== this.surveyed;
    if (isElsewhere) this.relief = makeRelief(objective, formula, scale, step, this.frame);
    if (isElsewhere || theme.dark !== this.dark) this.ground = ground(this.relief, theme);
    this.place = place;
    this.surveyed = step;
    this.dark = theme.dark;
  }

  /** Made once: Plotly builds everything anew for another config. */
  #config() {
    const { camera, home } = this.Plotly.Icons;
    const { onPicture } = this.handlers;
    const picture = { name: "Download picture (PNG)", icon: camera, click: () => onPicture() };
    const reset = { name: "Reset camera", icon: home, click: () => this.#reset() };
    const modeBarButtons = [onPicture ? [picture] : ["toImage"], ["zoom3d", "pan3d", "tableRotation"], [reset]];
    return { displaylogo: false, responsive: false, modeBarButtons };
  }

  #listen() {
    this.painted = true;
    this.element.on("plotly_relayout", (change) => (this.camera = change["scene.camera"] ?? this.camera));
    for (const event of ["plotly_relayouting", "plotly_relayout", "plotly_afterplot"]) {
      this.element.on(event, () => this.dots.follow());
    }
    this.element.on("plotly_hover", ({ points: [point] }) => {
      const step = point.data.mode === "lines" ? point.customdata?.[2] : undefined;
      if (step >= 0) this.handlers.onHover?.(step);
    });
    this.element.addEventListener("dblclick", this.resetCamera);
  }

  async #reset() {
    await this.Plotly.relayout(this.element, { "scene.camera": this.#usualCamera() });
    this.camera = null;
  }

  /** From the front left; from farther away where the element is narrow. */
  #usualCamera() {
    const away = this.element.clientWidth < NARROW ? 1.5 : 1.08;
    const eye = Object.fromEntries(Object.entries(DIRECTION).map(([axis, place]) => [axis, place * away]));
    return { eye, center: { x: 0, y: 0, z: -0.1 }, up: { x: 0, y: 0, z: 1 } };
  }
}

function nextFrame() {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}
