/** What stands above the stage of a lesson: the question and what may be answered, then the answer, then the change. */

import { element } from "../kit/dom.js";

/** @import { Answer, Lesson } from "./payload.js" */

const SIGNS = { "Right.": "✓ ", "Not so.": "✗ " };

/** The head of a lesson. */
export class Head {
  root = element("section", { class: "kit lesson-head", "aria-label": "Question" });
  #hands;

  /**
   * @param {{ onGive: (option: number) => void, onPhase: (phase: string) => void }} hands called with an option that is
   *   chosen, and with the phase that somebody goes on to.
   */
  constructor(hands) {
    this.#hands = hands;
  }

  /**
   * Shows what belongs there in a phase; what had the focus, or what has come in its place, has it again.
   * @param {Lesson} lesson
   * @param {import("./lessons.js").Progress} progress
   * @param {Answer} answer what was answered.
   * @param {boolean} titled whether the title of the lesson stands here.
   */
  update(lesson, { phase, given }, answer, titled) {
    const focused = this.root.contains(document.activeElement);
    const title = titled ? [element("h2", {}, `${lesson.number} · ${lesson.title}`)] : [];
    this.root.replaceChildren(...title, ...this.#parts(lesson, phase, given, answer));
    if (focused) this.focus();
  }

  /** Puts the focus on what was chosen, or else on the way on. */
  focus() {
    const chosen = /** @type {HTMLElement} */ (this.root.querySelector("button[aria-pressed='true']:enabled"));
    (chosen ?? [...this.root.querySelectorAll("button")].at(-1)).focus();
  }

  #parts(lesson, phase, given, answer) {
    if (phase === "trying" || phase === "tried") {
      const change = `<strong>${lesson.change}.</strong> ${lesson.expect}`;
      return [row(said(change), this.#step("Back to the question", "told"))];
    }
    const question = said(lesson.question);
    if (phase === "told") return [question, row(verdict(answer), this.#step("Ask again", "asked"))];
    const next = phase === "asked" ? this.#step("Reveal", "playing", true) : this.#step("Show the answer", "told");
    return [question, row(this.#options(lesson, phase, given), next)];
  }

  #options({ setting, options }, phase, given) {
    const buttons = options.map(({ label }, index) => {
      const pressed = String(index === given);
      const button = element("button", { type: "button", "aria-pressed": pressed, click: () => this.#hands.onGive(index) });
      button.innerHTML = label;
      button.disabled = phase !== "asked";
      return button;
    });
    const names = setting ? [element("span", { class: "lesson-setting" }, `Choose ${setting}:`)] : [];
    return element("div", { class: "lesson-options", role: "group", "aria-label": "Your answer" }, ...names, ...buttons);
  }

  #step(label, phase, first = false) {
    const kind = first ? "lesson-first" : null;
    return element("button", { type: "button", class: kind, click: () => this.#hands.onPhase(phase) }, label);
  }
}

function verdict({ word, told }) {
  const place = said(`<strong>${SIGNS[word] ?? ""}${word}</strong> ${told}`);
  place.classList.add("lesson-verdict");
  place.dataset.word = word;
  place.setAttribute("role", "status");
  return place;
}

function row(...parts) {
  return element("div", { class: "lesson-row" }, ...parts);
}

function said(html) {
  const place = element("p");
  place.innerHTML = html;
  return place;
}
