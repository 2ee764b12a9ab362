/** What is asked, with its one control, what came out, and the button that sends. */

import { element, write } from "../../kit/dom.js";
import { Choice } from "./choice.js";
import { Place } from "./place.js";
import { Race } from "./race.js";
import { Slider } from "./slider.js";
import { isNew, same } from "./state.js";
import { asking, marked, verdict, waiting, written } from "./words.js";

/** @import { Answer, State } from "./state.js" */

const CONTROLS = {
  choice: (task, onChange) => new Choice("Your answer", task.choices, onChange),
  rate: (task, onChange) => new Slider(task, onChange),
  start: (task, onChange) => new Place(task, onChange),
  race: (task, onChange) => new Race(task, onChange),
};

/** One question after another. */
export class Question {
  root;
  #title = element("p", { class: "title" });
  #question = element("h1", { tabindex: -1 });
  #result = element("div", { class: "result", role: "status" });
  #field = element("fieldset");
  #line = element("p", { class: "line", role: "status" });
  #button = element("button", { class: "main" });
  #onChange;
  /** @type {State | null} */
  #state = null;
  #control = null;

  /** @param {{ onSend: (value: any) => void, onChange: () => void }} hands */
  constructor({ onSend, onChange }) {
    this.#onChange = onChange;
    const send = (event) => {
      event.preventDefault();
      if (this.#button.getAttribute("aria-disabled") === "false") onSend(this.#control.value);
    };
    this.root = element("form", { class: "question", submit: send },
      element("main", {}, this.#title, this.#question, this.#result, this.#field),
      element("footer", {}, this.#line, this.#button));
  }

  /**
   * Shows a state.
   * @param {State} state
   * @param {{ isOnline: boolean, waiting: Answer | null, place: string, told: string }} about waiting: what is on its
   *   way; place: of one's best try; told: what the server said against the last answer.
   */
  update(state, about) {
    const before = this.#state;
    this.#state = state;
    if (isNew(state, before)) this.#begin(state, about.waiting);
    else if (!same(state.mine, before.mine) && same(this.#control.value, before.mine)) this.#control.value = state.mine;
    if (state.phase !== "asking") this.#showCounted(state);
    if (state.task.kind === "race") this.#control.list(state.mine ?? []);
    this.#field.disabled = state.phase !== "asking";
    this.root.dataset.phase = state.phase;
    this.#reveal(state);
    this.#foot(state, about);
  }

  #begin({ title, question, task, mine, round }, waits) {
    write(this.#title, round > 1 ? `${title} · second vote` : title);
    this.#question.replaceChildren(...marked(question));
    this.#control = CONTROLS[task.kind](task, this.#onChange);
    this.#field.replaceChildren(this.#control.root);
    const given = waits?.value ?? (task.kind === "race" ? null : mine);
    if (given !== null) this.#control.value = given;
    scrollTo(0, 0);
    this.#question.focus({ preventScroll: true });
  }

  /** What was moved and not sent is taken back: on the screen stands what counts. */
  #showCounted({ task: { kind }, mine }) {
    const isKnown = mine !== null || kind === "choice";
    if (kind !== "race" && isKnown && !same(this.#control.value, mine)) this.#control.value = mine;
  }

  #reveal({ outcome, mine, phase, task }) {
    const isRevealed = phase === "revealed" && outcome !== null;
    this.#control.reveal(isRevealed ? outcome.answer ?? null : null);
    const parts = isRevealed ? this.#parts(outcome, isGiven(mine), task) : [];
    const text = parts.map(({ textContent }) => textContent).join();
    if (text !== this.#result.textContent) this.#result.replaceChildren(...parts);
    this.#result.dataset.right = String(outcome?.right ?? "");
  }

  #parts(outcome, isAnswered, { kind }) {
    const loss = kind === "race" && isAnswered && outcome.loss !== undefined
      ? `Your best loss: ${outcome.loss === null ? "none, every try diverged" : written(outcome.loss, 3)}` : "";
    const first = verdict(outcome, isAnswered);
    const texts = [loss, outcome.text].filter(Boolean);
    return [...(first ? [element("strong", {}, first)] : []), ...texts.map((text) => element("p", {}, ...marked(text)))];
  }

  #foot(state, { isOnline, waiting: waits, place, told }) {
    const isOpen = state.phase === "asking";
    this.#button.hidden = !isOpen;
    if (!isOpen) {
      write(this.#line, [told, waiting(state, isGiven(state.mine))].filter(Boolean).join(" "));
      return;
    }
    const value = this.#control.value;
    const isRace = state.task.kind === "race";
    const hasCounted = !isRace && state.mine !== null;
    const { line, button, isReady } = asking({
      isRace,
      isOnline,
      hasValue: value !== null,
      isWaiting: waits !== null,
      isWaitingFor: waits !== null && same(waits.value, value),
      isCounted: hasCounted && same(state.mine, value),
      counted: hasCounted ? this.#control.described(state.mine) : "",
    });
    write(this.#line, told || place || line);
    this.#line.classList.toggle("is-alert", Boolean(told));
    write(this.#button, button);
    this.#button.setAttribute("aria-disabled", String(!isReady));
  }
}

/** Whether a seat has answered; in a race with one try at least. */
function isGiven(mine) {
  return Array.isArray(mine) ? mine.length > 0 : mine !== null;
}
