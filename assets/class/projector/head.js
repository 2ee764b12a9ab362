/** What stands over the stage and, once it is revealed, beside and below it: question, answer, theory beside measurement, why. */

import { element, write } from "../../kit/dom.js";
import { paragraph, table } from "../../lesson/told.js";

const LONG = 260;

/** The words of an item. */
export class Head {
  #title = element("h1");
  #question = element("p", { class: "class-question" });
  root = element("header", { class: "class-head" }, this.#title, this.#question);
  answer = element("p", { class: "class-answer" });
  rows = element("div", { class: "kit-table class-rows" });
  why = element("section", { class: "class-why", "aria-label": "Why" });
  #shown = "";

  /**
   * Shows the words of an item.
   * @param {{ item: number, of: number, title: string }} state
   * @param {import("./payload.js").Told} told
   * @param {boolean} tells whether the answer is told.
   */
  update({ item, of, title }, told, tells) {
    const shown = `${item} ${tells}`;
    if (shown === this.#shown) return;
    this.#shown = shown;
    write(this.#title, `${item + 1} of ${of} · ${title}`);
    fill(this.#question, told.question);
    fill(this.answer, tells ? told.answer : "");
    this.rows.replaceChildren(...(tells && told.rows.length ? [table(told.rows)] : []));
    this.why.replaceChildren(...(tells && told.why ? [paragraph("Why", told.why)] : []));
  }

  /** The words as plain text, for pictures that leave. */
  get words() {
    return { title: this.#title.textContent, question: this.#question.textContent, answer: this.answer.textContent };
  }

  /** What a screen reader is told once it is revealed. */
  get spoken() {
    return this.answer.textContent;
  }
}

/** Long texts are smaller. */
function fill(place, html) {
  place.innerHTML = html;
  place.classList.toggle("is-long", place.textContent.length > LONG);
}
