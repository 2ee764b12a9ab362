/** Lessons without a server: each asks about a scene, plays it and tells the answer, as the page Learn does. */

import { element } from "../kit/dom.js";
import { Stage } from "../stage/stage.js";
import { Contents } from "./contents.js";
import { Head } from "./head.js";
import { decode } from "./payload.js";
import { toldOf } from "./told.js";

/**
 * What the clock does in each phase, whether the future is hidden, and which phase follows the last step.
 * @type {Record<string, { act: "hold"|"play"|"end", blind: boolean, then?: string }>}
 */
const PHASES = {
  asked: { act: "hold", blind: true },
  playing: { act: "play", blind: true, then: "told" },
  told: { act: "end", blind: false },
  trying: { act: "play", blind: true, then: "tried" },
  tried: { act: "end", blind: false },
};

/** What stays of the view from lesson to lesson. */
const LASTING = ["large", "speed"];

/**
 * How far somebody has come in a lesson: `given` is the option that was chosen, −1 before.
 * @typedef {{ phase: string, given: number }} Progress
 */

/** The lessons in the page; where there are several, a list turns them. */
export class Lessons {
  #root = element("div", { class: "lrviz-lesson" });
  #main = element("main", { class: "lesson-main" });
  #place = element("div", { class: "lesson-stage" });
  #told = element("section", { class: "kit lesson-told", "aria-label": "What is told" });
  #head = new Head({ onGive: (given) => this.#give(given), onPhase: (phase) => this.#go(phase) });
  #contents = new Contents((key) => this.#open(key));
  /** @type {import("./payload.js").Lesson[]} */
  #lessons = [];
  /** @type {Uint8Array[]} */
  #scenes = [];
  /** @type {Stage|null} */
  #stage = null;
  /** @type {import("./payload.js").Lesson|null} */
  #lesson = null;
  /** @type {Map<string, Progress>} */
  #progress = new Map();
  #lasting = {};
  /** How often something has been asked of the clock. */
  #turn = 0;

  /** @param {HTMLElement} parent what they may fill. */
  constructor(parent) {
    this.#main.append(this.#head.root, this.#place, this.#told);
    this.#root.append(this.#contents.root, this.#main);
    parent.append(this.#root);
  }

  /**
   * Shows the lessons; called again where the theme has changed.
   * @param {Uint8Array} bytes a payload.
   */
  async receive(bytes) {
    if (this.#stage) {
      this.#stage.receive(this.#scenes[this.#shown], this.#stage.send);
      return;
    }
    ({ lessons: this.#lessons, scenes: this.#scenes } = await decode(bytes));
    this.#contents.list(this.#lessons);
    this.#open(this.#contents.asked ?? this.#lessons[0].key);
  }

  destroy() {
    this.#stage?.destroy();
    this.#contents.destroy();
    this.#root.remove();
  }

  /** How far the open lesson has come. */
  get #now() {
    return this.#progress.get(this.#lesson.key) ?? { phase: "asked", given: -1 };
  }

  /** What was answered in it. */
  get #answer() {
    return this.#lesson.options[this.#now.given] ?? this.#lesson.open;
  }

  /** Which scene it shows. */
  get #shown() {
    const { phase, given } = this.#now;
    if (phase === "trying" || phase === "tried") return this.#lesson.changed;
    return phase === "asked" && given < 0 ? this.#lesson.asked : this.#answer.scene;
  }

  #open(key) {
    const lesson = this.#lessons.find((one) => one.key === key);
    if (!lesson || lesson === this.#lesson) return;
    this.#lesson = lesson;
    this.#stage?.destroy();
    this.#stage = new Stage(this.#place);
    this.#show();
    this.#toTop();
  }

  #give(given) {
    this.#progress.set(this.#lesson.key, { ...this.#now, given });
    this.#show();
  }

  #go(phase) {
    const focused = this.#told.contains(document.activeElement);
    this.#progress.set(this.#lesson.key, { ...this.#now, phase });
    this.#show();
    if (focused) this.#head.focus();
    this.#toTop();
  }

  /** Brings the head into view where somebody has scrolled past it. */
  #toTop() {
    if (this.#main.getBoundingClientRect().top < 0) this.#main.scrollIntoView();
  }

  #show() {
    const { phase } = this.#now;
    const { act, blind } = PHASES[phase];
    const id = `${this.#lesson.key} ${(this.#turn += 1)}`;
    this.#root.dataset.phase = phase;
    this.#head.update(this.#lesson, this.#now, this.#answer, this.#lessons.length > 1);
    this.#told.replaceChildren(...toldOf(this.#lesson, phase, (next) => this.#go(next)));
    this.#contents.show(this.#lesson.key, (key) => isTold(this.#progress.get(key)));
    const fields = { ...this.#lasting, hide_future: blind };
    this.#stage.direct(this.#scenes[this.#shown], { id, act }, fields, (name, value) => this.#hear(id, name, value));
  }

  /** Takes what the stage says. */
  #hear(id, name, value) {
    const next = PHASES[this.#now.phase].then;
    if (name === "played" && value === id && next) this.#go(next);
    if (name === "view") this.#lasting = Object.fromEntries(LASTING.map((field) => [field, value[field]]));
  }
}

/** @param {Progress|undefined} progress */
function isTold(progress) {
  return Boolean(progress) && !["asked", "playing"].includes(progress.phase);
}
