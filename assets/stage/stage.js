/** The stage: takes what the server sends, keeps view and clock, and has every picture drawn. */

import { Clock } from "./clock.js";
import { createCurves } from "./curves.js";
import { element } from "../kit/dom.js";
import { compile } from "../kit/formula.js";
import { createInspector } from "./inspector.js";
import { createMap } from "./map.js";
import { decode, identity } from "./payload.js";
import { savePicture } from "./picture.js";
import { loadPlotly } from "../kit/plotly.js";
import { createSurface } from "./surface/surface.js";
import { readTheme } from "../kit/theme.js";
import { createToolbar } from "./toolbar.js";
import { createTransport } from "./transport.js";

const SEND_AFTER = 120;
const OWN_WORD = 2000;
const NO_ANSWER = 3000;
const REST = 400;
const INSPECTION = 80;

/** One stage in the page. */
export class Stage {
  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    this.view = null;
    this.changed = new Map();
    this.seq = 0;
    this.charts = {};
    this.clock = new Clock(() => this.#tick());
    this.#build(parent);
    this.ending = new AbortController();
    document.addEventListener("keydown", (event) => this.#key(event), { signal: this.ending.signal });
    this.resizing = new ResizeObserver(() => this.#resize());
    for (const place of Object.values(this.places)) this.resizing.observe(place);
  }

  /**
   * Takes an update; of several that come while one is drawn only the newest is.
   * @param {Uint8Array} bytes a payload.
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive(bytes, send) {
    this.send = send;
    this.newest = bytes;
    this.working ??= this.#work().finally(() => (this.working = null));
  }

  destroy() {
    this.clock.pause();
    this.ending.abort();
    this.resizing.disconnect();
    for (const timer of [this.sending, this.waiting, this.resting, this.inspecting]) clearTimeout(timer);
    for (const chart of Object.values(this.charts)) chart.destroy();
    this.root.remove();
  }

  #build(parent) {
    const change = (fields) => this.#change(fields);
    this.toolbar = createToolbar(change);
    this.transport = createTransport(this.clock, change);
    this.inspector = createInspector(change);
    const place = (name, label) =>
      element("div", { class: `stage-chart stage-${name}`, role: "group", "aria-label": label });
    this.places = {
      map: place("map", "Map of the function with the paths"),
      surface: place("surface", "Surface of the function with the paths"),
      curves: place("curves", "Loss and learning rate at each step of every run"),
    };
    const charts = element("div", { class: "stage-charts" }, ...Object.values(this.places));
    this.alert = element("p", { role: "alert", class: "stage-alert", hidden: "" });
    const parts = [this.alert, this.toolbar.root, charts, this.transport.root, this.inspector.root];
    this.root = element("div", { class: "lrviz-stage", "data-seq": 0, "data-step": 0 }, ...parts);
    parent.append(this.root);
  }

  async #work() {
    while (this.newest) {
      const bytes = this.newest;
      this.newest = null;
      await this.#attempt(() => this.#show(bytes));
    }
  }

  /** Says what went wrong in the place of the picture; the next update tries again. */
  async #attempt(action) {
    this.alert.hidden = true;
    try {
      await action();
    } catch (error) {
      this.alert.textContent = `The picture could not be drawn: ${error.message}`;
      this.alert.hidden = false;
    }
  }

  async #show(bytes) {
    this.#answered();
    const id = identity(bytes);
    const themed = JSON.stringify(readTheme(this.root, this.view?.large)) === JSON.stringify(this.theme);
    if (id !== this.scene?.id) await this.#take(bytes);
    if (id !== this.drawn || !themed) await this.#draw();
    this.drawn = id;
  }

  async #take(bytes) {
    const scene = await decode(bytes);
    const known = this.scene?.objective;
    const same = known && JSON.stringify(known.program) === JSON.stringify(scene.objective.program);
    scene.formula = same ? this.scene.formula : compile(scene.objective.program);
    this.#adopt(scene.view);
    const first = !this.scene;
    this.scene = scene;
    this.clock.setLength(scene.steps);
    if (first) this.clock.position = Math.min(this.view.step ?? scene.steps, scene.steps);
  }

  /** The server's view, except for what was changed here and it has not heard of yet. */
  #adopt(theirs) {
    this.view ??= { ...theirs };
    for (const [field, value] of Object.entries(theirs)) {
      const own = this.changed.get(field);
      if (!own) this.view[field] = value;
      else if (same(value, own.mine)) this.changed.delete(field);
      else if (!same(value, own.before) && performance.now() - own.when > OWN_WORD) {
        this.view[field] = value;
        this.changed.delete(field);
      }
    }
    this.served = theirs;
  }

  #change(fields) {
    Object.assign(this.view, fields);
    for (const [field, mine] of Object.entries(fields)) {
      const before = this.changed.get(field)?.before ?? this.served[field];
      this.changed.set(field, { mine, before, when: performance.now() });
    }
    this.#attempt(() => this.#draw());
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send("view", this.view), SEND_AFTER);
  }

  async #draw() {
    const Plotly = await loadPlotly();
    const { scene, view, charts } = this;
    this.theme = readTheme(this.root, view.large);
    this.root.classList.toggle("is-large", view.large);
    this.root.classList.toggle("is-dark", this.theme.dark);
    this.#arrange();
    Object.assign(this.clock, { speed: view.speed, loop: view.loop });
    const onPicture = () => savePicture(Plotly, this.root);
    const onHover = (step) => this.#hover(step);
    charts.curves ??= createCurves(Plotly, this.places.curves, { onHover, onPicture });
    const picture = this.#picture(Plotly, onPicture);
    const painted = [picture, charts.curves].map((chart) => chart.update(scene, view, this.theme));
    this.toolbar.update(scene, view);
    this.transport.update(view);
    this.inspector.update(scene, view);
    await Promise.all(painted);
    this.#tick();
    this.seq += 1;
    this.root.dataset.seq = this.seq;
  }

  #arrange() {
    const solid = this.view.picture === "3-D";
    this.places.map.hidden = solid;
    this.places.surface.hidden = !solid;
  }

  #picture(Plotly, onPicture) {
    const { charts, places } = this;
    if (this.view.picture === "3-D") return (charts.surface ??= createSurface(Plotly, places.surface, { onPicture }));
    const handlers = { onStart: (point) => this.#moveStart(point), onPicture };
    return (charts.map ??= createMap(Plotly, places.map, handlers));
  }

  /** One start is under way at a time, of those that follow the newest goes next; at rest widgets and link follow. */
  #moveStart(point) {
    this.wanted = point;
    clearTimeout(this.resting);
    if (this.waiting) return;
    this.waiting = setTimeout(() => this.#answered(), NO_ANSWER);
    this.wanted = null;
    this.send("start", point);
  }

  #answered() {
    if (!this.waiting) return;
    clearTimeout(this.waiting);
    this.waiting = null;
    if (this.wanted) this.#moveStart(this.wanted);
    else this.resting = setTimeout(() => this.send("rest", true), REST);
  }

  #hover(step) {
    if (!this.clock.playing) this.clock.set(step);
  }

  #tick() {
    if (!this.scene) return;
    const { step, playing } = this.clock;
    const { map, surface, curves } = this.charts;
    (this.view.picture === "map" ? map : surface)?.clock(step);
    curves?.clock(step);
    this.transport.tick();
    this.root.dataset.step = step;
    this.#inspect(step, playing);
  }

  /** Numbers that change sixty times a second cannot be read: while it plays they follow more slowly. */
  #inspect(step, playing) {
    if (!playing) {
      this.inspector.clock(step);
      return;
    }
    this.inspecting ??= setTimeout(() => {
      this.inspecting = null;
      this.inspector.clock(this.clock.step);
    }, INSPECTION);
  }

  #key(event) {
    if (event.target === document.body || this.root.contains(event.target)) this.transport.key(event);
  }

  #resize() {
    const { map, surface, curves } = this.charts;
    const places = Object.values(this.places);
    const sizes = places.map(({ clientWidth, clientHeight }) => `${clientWidth} ${clientHeight}`).join();
    if (!this.scene || sizes === this.sizes) return;
    this.sizes = sizes;
    (this.view.picture === "map" ? map : surface)?.resize();
    curves?.resize();
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
