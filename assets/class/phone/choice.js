/** Some choices of which one is taken, as large buttons. */

import { element } from "../../kit/dom.js";
import { marked } from "./words.js";

let groups = 0;

/** A group of choices. */
export class Choice {
  root;
  #inputs;
  #labels;
  #choices;

  /**
   * @param {string} name what is chosen, for screen readers.
   * @param {string[]} choices
   * @param {() => void} onChange
   * @param {boolean} small whether they stand beside one another.
   */
  constructor(name, choices, onChange, small = false) {
    groups += 1;
    this.#choices = choices;
    const change = () => (this.#mark(), onChange());
    this.#inputs = choices.map((_, index) => element("input", { type: "radio", name: `choice-${groups}`, value: index, change }));
    this.#labels = choices.map((choice, index) => element("label", {}, this.#inputs[index], element("span", {}, ...marked(choice))));
    this.root = element("div", { class: small ? "choices is-small" : "choices", role: "radiogroup", "aria-label": name }, ...this.#labels);
  }

  /** Which one is chosen; null for none. */
  get value() {
    const chosen = this.#inputs.findIndex(({ checked }) => checked);
    return chosen < 0 ? null : chosen;
  }

  set value(value) {
    this.#inputs.forEach((input, index) => { input.checked = index === value; });
    this.#mark();
  }

  /** @param {number} value */
  described(value) {
    return this.#choices[value];
  }

  /**
   * Marks the right one.
   * @param {number | null} right null while it is not told, and where none is.
   */
  reveal(right) {
    this.#labels.forEach((label, index) => {
      const isRight = index === right;
      if (label.classList.contains("is-right") === isRight) return;
      label.classList.toggle("is-right", isRight);
      if (isRight) label.append(element("span", { class: "mark" }, "✓ right"));
      else label.lastChild.remove();
    });
  }

  #mark() {
    this.#labels.forEach((label, index) => label.classList.toggle("is-chosen", this.#inputs[index].checked));
  }
}
