/** The stage: takes what the server sends, keeps the clock, and has every picture drawn. */

import { Component } from "../kit/component.js";
import { element, write } from "../kit/dom.js";
import { compile } from "../kit/formula.js";
import { loadPlotly } from "../kit/plotly.js";
import { Clock } from "../kit/clock.js";
import { Curves } from "./curves.js";
import { film } from "./film.js";
import { createInspector } from "./inspector.js";
import { Knobs } from "./knobs.js";
import { Legend } from "./legend.js";
import { limitSentence } from "./limit.js";
import { FunctionMap } from "./map.js";
import { Moves } from "./moves.js";
import { decode, identity } from "./payload.js";
import { savePicture } from "./picture.js";
import { Poster } from "./poster.js";
import { createSurface } from "./surface/surface.js";
import { createToolbar } from "./toolbar.js";
import { LOWER, UPPER } from "./quantities.js";
import { chosenOf, shown } from "./scene.js";
import { Slower } from "../kit/slower.js";
import { createTransport } from "../kit/transport.js";

const READABLE = 80;

/** One stage in the page. */
export class Stage extends Component {
  /** @type {import("./payload.js").Scene|null} */
  #scene = null;
  /** Which payload is drawn. */
  #drawn = null;
  /** The sizes of the places when the charts were fitted to them. */
  #sizes = "";
  /** Whether the future was hidden when it was drawn last. */
  #blind = false;
  /** The cue that the clock has followed last. */
  #cue = /** @type {import("./payload.js").Scene["cue"]} */ (null);
  /** What that cue still waits for: the picture, to play, then the last step, to tell the page. */
  #awaits = /** @type {""|"picture"|"last step"} */ ("");
  /** What a page without a server has the clock do next. @type {{ cue: any, fields: object }|null} */
  #direction = null;
  /** Who is on the map beside the runs. @type {import("./crowd.js").Gathering|null} */
  #gathering = null;
  /** The view as it was painted last. @type {any} */
  #seen = null;
  /** The numbers of the inspector follow a clock that plays. */
  #numbers = new Slower(READABLE, () => this.#inspect(this.#clock.step));
  /** What is written about the runs follows a hand. */
  #words = new Slower(READABLE, () => (this.#tell(), this.#inspect(this.#clock.step)));
  /** Which animation has been drawn last. */
  #recorded = 0;
  /** The charts that have been shown, by the names of their places. */
  #charts = {};
  #moves = new Moves(
    (name, value) => this.send(name, value),
    (scene, rests) => this.#follows(scene, rests),
    (why) => write(this.#notice, `This browser computes no paths by itself, so a moved start waits for the server: ${why}`),
  );
  #knobs = new Knobs({
    onTurn: (slot, knob, value) => this.#moves.turn(slot, knob, value),
    onRelease: () => this.#moves.release(),
  });
  #clock = new Clock(() => this.#tick());
  #toolbar = createToolbar((fields) => this.change(fields));
  #transport = createTransport(this.#clock, (fields) => this.change(fields));
  #legend = new Legend((fields) => this.change(fields));
  #inspector = createInspector();
  /** What the chosen run's stability limit is made of. */
  #limit = element("p", { class: "stage-limit" });
  /** What cannot be done in this browser. */
  #notice = element("p", { class: "stage-notice", role: "note" });
  /** Where the charts are: the two pictures by the names that the view has for them, and the curves. */
  #places = {
    map: placeOf("map", "Map of the function with the paths"),
    "3-D": placeOf("surface", "Surface of the function with the paths"),
    curves: placeOf("curves", ""),
  };

  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    super(parent, "stage");
    const places = Object.values(this.#places);
    const charts = element("div", { class: "stage-charts" }, ...places);
    const screen = [this.#toolbar.root, charts, this.#transport.root, this.#legend.root];
    this.root.dataset.step = "0";
    this.root.append(element("div", { class: "stage-screen" }, ...screen), this.#knobs.root, this.#inspector.root, this.#limit, this.#notice);
    document.addEventListener("keydown", (event) => this.#key(event), { signal: this.ending.signal });
    this.watchSize(...places);
  }

  /**
   * Takes an update where no server puts a cue into the payload.
   * @param {Uint8Array} bytes a payload.
   * @param {import("./payload.js").Scene["cue"]} cue what the clock does once that is drawn.
   * @param {object} fields of the view that change with it.
   * @param {(name: string, value: any) => void} send is told what the server would be.
   */
  direct(bytes, cue, fields, send) {
    this.#direction = { cue, fields };
    this.receive(bytes, send);
  }

  /**
   * Shows a crowd on the map, beside the runs.
   * @param {import("./crowd.js").Gathering|null} gathering null for nobody.
   */
  gather(gathering) {
    this.#gathering = gathering;
    this.#charts.map?.crowd.show(gathering);
  }

  /** A sheet of the charts as they are shown now. */
  poster() {
    const nameOf = (place) => Object.keys(this.#places).find((name) => this.#places[name] === place);
    const plotlyOf = (place) => this.#charts[nameOf(place)]?.Plotly;
    return new Poster(plotlyOf, this.root, this.#scene, this.view.fields);
  }

  async show(bytes) {
    this.#moves.answered();
    const id = identity(bytes);
    if (id !== this.#scene?.id) await this.#take(bytes);
    if (this.#obeys() || id !== this.#drawn || !this.isDrawn) await this.draw();
    this.#drawn = id;
    if (this.#scene.recording && this.#scene.recording !== this.#recorded) await this.#record();
    if (this.#awaits === "picture") this.#play();
  }

  async paint(Plotly, fields) {
    const view = this.#held ? { ...fields, hide_future: true } : fields;
    this.#seen = view;
    for (const name of ["map", "3-D"]) this.#places[name].hidden = view.picture !== name;
    this.#places.curves.setAttribute("aria-label", curvesLabel(view));
    this.#clock.speed = view.speed;
    this.#clock.loop = view.loop;
    this.#hide(view.hide_future);
    const inSpace = view.picture === "3-D" && !this.#charts["3-D"] ? await loadPlotly("gl3d") : null;
    const charts = ["curves", view.picture].map((name) => (this.#charts[name] ??= this.#create(name, inSpace, Plotly)));
    const painted = charts.map((chart) => chart.update(this.#scene, view, this.theme));
    this.#toolbar.update(view);
    this.#transport.update(view);
    this.#turnable(view);
    this.#words.stop();
    this.#tell();
    await Promise.all(painted);
    this.#tick();
  }

  resize() {
    const sizes = Object.values(this.#places).map((place) => `${place.clientWidth} ${place.clientHeight}`).join();
    if (!this.#scene || sizes === this.#sizes) return;
    this.#sizes = sizes;
    for (const chart of this.#shown) chart.resize();
  }

  destroy() {
    this.#clock.pause();
    this.#moves.destroy();
    for (const one of [this.#numbers, this.#words]) one.stop();
    for (const chart of Object.values(this.#charts)) chart.destroy();
    super.destroy();
  }

  async #take(bytes) {
    const scene = await decode(bytes);
    const known = this.#scene;
    const same = known && JSON.stringify(known.objective.program) === JSON.stringify(scene.objective.program);
    scene.formula = same ? known.formula : compile(scene.objective.program);
    const kept = this.view.fields?.step;
    this.view.adopt(scene.view);
    this.#scene = await this.#moves.take(scene);
    this.#clock.setLength(scene.steps);
    if (!known || this.view.fields.step !== kept) this.#open(scene.steps);
    this.#follow(scene.cue);
  }

  /** Whether the page has had the clock do something. */
  #obeys() {
    const direction = this.#direction;
    this.#direction = null;
    if (!direction) return false;
    this.view.change(direction.fields);
    this.#follow(direction.cue);
    return true;
  }

  /** Shows the knobs of the chosen run; what a page holds back is not turned. */
  #turnable(view) {
    const run = chosenOf(shown(this.#scene, view), view);
    this.#knobs.update(run, run && !this.#held ? this.#moves.knobs(run.slot) : [], (slot, path) => this.#moves.turned(slot, path));
  }

  /** Draws the scene as hands have moved it: all of it at rest, until then what a picture needs. */
  #follows(scene, rests) {
    this.#scene = scene;
    return this.attempt(() => (rests ? this.draw() : this.#sweep()));
  }

  async #sweep() {
    await Promise.all(this.#shown.map((chart) => chart.update(this.#scene, this.#seen, this.theme, true)));
    this.#words.soon();
    this.painted();
  }

  /** Writes how the runs go, and makes a row of the inspector for each. */
  #tell() {
    this.#legend.update(this.#scene, this.#seen);
    this.#inspector.update(this.#scene, this.#seen);
  }

  /** Puts the clock where a new cue wants it. */
  #follow(cue) {
    if (cue?.id !== this.#cue?.id) {
      this.#clock.pause();
      if (cue) this.#clock.position = cue.act === "end" ? this.#clock.length : 0;
      this.#awaits = cue?.act === "play" ? "picture" : "";
    }
    this.#cue = cue;
    this.#transport.hold(this.#held);
    this.root.classList.toggle("is-waiting", this.#held);
  }

  /** Whether the page holds the clock at the start: nobody looks ahead then. */
  get #held() {
    return this.#cue?.act === "hold";
  }

  /** Puts the clock where the view wants it: at first, and wherever a link, Back or the field of the step says so. */
  #open(last) {
    const { step, hide_future: blind } = this.view.fields;
    this.#clock.pause();
    this.#clock.position = Math.min(step ?? (blind ? 0 : last), last);
    this.#blind = blind;
  }

  /** Whoever hides the future at the end begins anew: nothing is left to be hidden there. */
  #hide(blind) {
    if (blind && !this.#blind && this.#clock.position >= this.#clock.length) this.#clock.position = 0;
    this.#blind = blind;
  }

  #create(name, inSpace, Plotly) {
    const place = this.#places[name];
    const onPicture = () => savePicture(this.poster());
    if (name === "curves") return new Curves(Plotly, place, { onHover: (step) => this.#hover(step), onPicture });
    if (name === "3-D") return createSurface(inSpace, place, { onPicture });
    const onZoom = (zoom) => this.note({ zoom });
    const onStart = (point, held) => this.#moves.move(point, held, !this.#held);
    const hand = { onStart, onRelease: () => this.#moves.release() };
    const map = new FunctionMap(Plotly, place, { ...hand, onZoom, onPicture });
    map.crowd.show(this.#gathering);
    return map;
  }

  /** The charts that are on the screen. */
  get #shown() {
    return [this.#charts[this.view.fields.picture], this.#charts.curves].filter(Boolean);
  }

  /** Draws the animation that the server asks for, and sends it. */
  async #record() {
    const { recording, steps } = this.#scene;
    this.#recorded = recording;
    this.#clock.pause();
    const poster = this.poster();
    const frames = await film(poster, steps, this.view.fields.hide_future, async (step) => {
      this.#go(step);
      do await new Promise(requestAnimationFrame);
      while (this.#shown.some(({ isBehind }) => isBehind));
    });
    this.#tick();
    this.send("frames", { turn: recording, frames });
  }

  /** Puts the charts on a step, and has outcomes told where they may be. */
  #go(step) {
    for (const chart of this.#shown) chart.clock(step);
    const tells = !(this.#held || this.view.fields.hide_future) || step >= this.#scene.steps;
    this.#legend.tell(tells);
    this.root.dataset.future = tells ? "shown" : "hidden";
  }

  #hover(step) {
    if (!this.#clock.playing && !this.#held) this.#clock.set(step);
  }

  #tick() {
    if (!this.#scene) return;
    const { step, playing } = this.#clock;
    this.#go(step);
    this.#transport.tick();
    this.root.dataset.step = String(step);
    if (this.#awaits === "last step" && step >= this.#scene.steps) this.#played();
    if (playing) this.#numbers.soon();
    else this.#numbers.now();
  }

  #play() {
    this.#awaits = "last step";
    this.#clock.play();
  }

  #played() {
    this.#awaits = "";
    this.send("played", this.#cue.id);
  }

  #inspect(step) {
    this.#inspector.clock(step);
    const run = chosenOf(shown(this.#scene, this.view.fields), this.view.fields);
    write(this.#limit, run ? limitSentence(run, step) : "");
  }

  #key(event) {
    if (this.#held) return;
    if (event.target === document.body || this.root.contains(event.target)) this.#transport.key(event);
  }
}

function curvesLabel({ loss, rate }) {
  return `At each step of every run: ${UPPER[loss].title} above, ${LOWER[rate].title} below`;
}

function placeOf(name, label) {
  return element("div", { class: `kit-chart stage-chart stage-${name}`, role: "group", "aria-label": label });
}
