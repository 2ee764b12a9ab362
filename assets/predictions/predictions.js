/** The predictions of all runs at one step: pictures beside one another, and what plays them. */

import { Clock } from "../kit/clock.js";
import { Component } from "../kit/component.js";
import { element, write } from "../kit/dom.js";
import { Together } from "../kit/together.js";
import { createTransport } from "../kit/transport.js";
import { Card } from "./card.js";
import * as cases from "./cases.js";
import * as curve from "./curve.js";
import * as images from "./images.js";
import { OwnPoints } from "./ownpoints.js";
import { decode, identity } from "./payload.js";
import * as plane from "./plane.js";
import * as spectrum from "./spectrum.js";
import * as text from "./text.js";

/** Pixels between cards; how much wider than it must be a card may become; how wide where points are set. */
const GAP = 10;
const WIDER = 1.9;
const OWN = 320;

const KINDS = { cases, curve, images, plane, spectrum, text };

/** All pictures of one training. */
export class Predictions extends Component {
  /** What the server has sent, from payload.js. */
  #told = null;
  #drawn = null;
  /** The step that somebody looks at on another picture; null where nobody does. */
  #looked = null;
  #cards = new Map();
  #clock = new Clock(() => this.#tick());
  #transport = createTransport(this.#clock, (fields) => this.change(fields), false);
  #together = new Together((told) => this.#follow(told), this.ending.signal);
  #own = new OwnPoints(() => this.attempt(() => this.draw()), (own) => this.send("own", own));
  #pictures = element("div", { class: "predictions-pictures" });
  #caption = element("p", { class: "predictions-caption" });

  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    super(parent, "predictions");
    this.root.append(this.#own.root, this.#pictures, this.#transport.root, this.#caption, this.status);
    this.root.addEventListener("keydown", (event) => this.#key(event), { signal: this.ending.signal });
    this.watchSize(this.#pictures);
  }

  async show(bytes) {
    const id = identity(bytes);
    if (id !== this.#told?.id) this.#told = await decode(bytes);
    const ahead = this.#own.ahead;
    this.#own.adopt(this.#told.own);
    if (id !== this.#drawn) this.view.adopt(this.#told.view);
    if (id !== this.#drawn || ahead !== this.#own.ahead || !this.isDrawn) await this.draw();
    this.#drawn = id;
  }

  async paint(_, view) {
    const { runs, steps, kind, facts, note } = this.#told;
    Object.assign(this.#clock, { speed: view.speed, loop: view.loop });
    this.#clock.setLength(steps);
    this.#own.update(this.theme);
    this.#arrange(runs.length ? runs : [{ slot: 0, name: "Your points", steps: [], frames: [] }], KINDS[kind], facts);
    this.#transport.root.hidden = !runs.some(({ frames }) => frames.length > 1);
    this.#transport.update(view);
    write(this.#caption, [KINDS[kind].caption(facts), note].filter(Boolean).join(" "));
    this.#put();
    if (this.#looked === null) this.#tell();
  }

  resize() {
    if (!this.#told || !this.theme) return;
    this.#spread();
    for (const card of this.#cards.values()) card.forget();
    this.#put();
  }

  destroy() {
    this.#clock.pause();
    this.#own.destroy();
    super.destroy();
  }

  /** A card for each run, in order; those that were there stay. */
  #arrange(runs, kind, facts) {
    const shown = { kind, facts, theme: this.theme, own: this.#own.ahead ?? (facts.points ? null : this.#own.points) };
    const cards = new Map(runs.map(({ slot }) => [slot, this.#cards.get(slot) ?? this.#card()]));
    this.#cards = cards;
    const roots = [...cards.values()].map(({ root }) => root);
    if (roots.some((root, index) => this.#pictures.children[index] !== root) || roots.length !== this.#pictures.children.length) {
      this.#pictures.replaceChildren(...roots);
    }
    this.#pictures.classList.toggle("is-own", this.#own.points !== null);
    runs.forEach((run) => cards.get(run.slot).update(run, shown));
    this.#spread();
  }

  /** Lays the cards out in as few rows as there is room for, and as evenly. */
  #spread() {
    const { least } = KINDS[this.#told.kind];
    const count = this.#cards.size;
    const room = Math.max(1, Math.floor((this.#pictures.clientWidth + GAP) / (least + GAP)));
    const columns = Math.ceil(count / Math.ceil(count / room));
    this.#pictures.style.setProperty("--columns", String(columns));
    this.#pictures.style.setProperty("--most", `${this.#own.points ? OWN : WIDER * least}px`);
  }

  #card() {
    const card = new Card();
    this.#own.watch(card.canvas, () => this.#told.facts.window, this.ending.signal);
    return card;
  }

  /** The step that is shown. */
  get #step() {
    return this.#looked ?? this.#clock.position;
  }

  #tick() {
    this.#looked = null;
    this.#put();
    this.#tell();
  }

  /** Tells other pictures where the clock is; at its end they rest. */
  #tell() {
    const atEnd = this.#clock.position >= this.#clock.length;
    this.#together.tell(atEnd ? null : this.#clock.step, true);
  }

  #put() {
    this.#transport.tick();
    for (const card of this.#cards.values()) card.show(this.#step);
    this.root.dataset.predictions = String(Math.floor(this.#step));
  }

  /** Another picture shows a step: a key moves the clock there, a pointer only looks. */
  #follow({ step, settled }) {
    if (!this.#told || !this.theme) return;
    if (step !== null && settled) {
      this.#clock.pause();
      this.#clock.set(step);
      return;
    }
    if (step === null) this.#tick();
    else this.#look(step);
  }

  #look(step) {
    this.#looked = step;
    this.#put();
  }

  #key(event) {
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && this.#told?.own) {
      event.preventDefault();
      this.#own.undo();
      return;
    }
    this.#transport.key(event);
    this.speak(() => [...this.#cards.values()].map(({ spoken }) => spoken).join("; "));
  }
}
