/** Lessons without a server: each asks about a scene, plays it and tells the answer, as the page Learn does. */

import { element } from "../kit/dom.js";
import { Directed } from "../stage/directed.js";
import { Contents } from "./contents.js";
import { Head } from "./head.js";
import { decode } from "./payload.js";
import { toldOf } from "./told.js";

/**
 * What the clock does in each phase, and which phase follows the last step.
 * @type {Record<string, import("../stage/directed.js").Direction & { then?: string }>}
 */
const PHASES = {
  asked: { act: "hold", blind: true },
  playing: { act: "play", blind: true, then: "told" },
  told: { act: "end", blind: false },
  trying: { act: "play", blind: true, then: "tried" },
  tried: { act: "end", blind: false },
};

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
  #stage = new Directed(this.#place);
  /** @type {import("./payload.js").Lesson|null} */
  #lesson = null;
  /** @type {Map<string, Progress>} */
  #progress = new Map();

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
    if (this.#stage.isOpen) {
      this.#stage.redraw();
      return;
    }
    ({ lessons: this.#lessons, scenes: this.#scenes } = await decode(bytes));
    this.#contents.list(this.#lessons);
    this.#open(this.#contents.asked ?? this.#lessons[0].key);
  }

  destroy() {
    this.#stage.close();
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
    this.#stage.open();
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
    const { then, ...direction } = PHASES[phase];
    this.#root.dataset.phase = phase;
    this.#head.update(this.#lesson, this.#now, this.#answer, this.#lessons.length > 1);
    this.#told.replaceChildren(...toldOf(this.#lesson, phase, (next) => this.#go(next)));
    this.#contents.show(this.#lesson.key, (key) => isTold(this.#progress.get(key)));
    this.#stage.show(this.#scenes[this.#shown], direction, () => then && this.#go(then));
  }
}

/** @param {Progress|undefined} progress */
function isTold(progress) {
  return Boolean(progress) && !["asked", "playing"].includes(progress.phase);
}
