/** The question whether the class is to end, with what can be kept of it. */

import { element } from "../../kit/dom.js";

/** A second press of a clicker right after the first one is none. */
const SETTLED = 800;

/** A dialog that asks once. */
export class Leaving {
  root = element("dialog", { class: "class-leaving", "aria-labelledby": "class-leaving-title" });
  #keeping;
  #onEnd;
  #keep = element("div", { class: "class-keep" });
  #text = element("p");
  /** The button that ends the class, once what is kept of it is here. @type {HTMLButtonElement} */
  #last;
  #since = 0;

  /**
   * @param {import("./keeping.js").Keeping} keeping
   * @param {() => void} onEnd is called where it is to end.
   */
  constructor(keeping, onEnd) {
    this.#keeping = keeping;
    this.#onEnd = onEnd;
    const title = element("h2", { id: "class-leaving-title" }, "End the class?");
    const go = element("button", { type: "button", autofocus: "", click: () => this.root.close() }, "Go on with it");
    this.#last = element("button", { type: "button", class: "class-first", click: () => this.#end() }, "End the class");
    keeping.onPicture = () => this.isOpen && this.#offer();
    this.root.append(title, this.#text, this.#keep, element("div", { class: "class-steps" }, go, this.#last));
  }

  get isOpen() {
    return this.root.open;
  }

  /** Asks. @param {{ recorded?: boolean }} state */
  async ask({ recorded }) {
    this.#since = performance.now();
    this.#text.textContent = recorded
      ? "Its record stays where it is."
      : "All answers are deleted then, here and on the server. What is to stay can be saved now, or right after the end.";
    this.#keep.replaceChildren();
    this.#last.disabled = true;
    this.root.showModal();
    try {
      await this.#keeping.fetch();
      this.#offer();
    } catch (error) {
      this.#keep.replaceChildren(element("p", { role: "alert" }, `The answers could not be fetched: ${error.message}`));
    }
    this.#last.disabled = false;
  }

  /** Page Down ends the class, Page Up goes on with it. */
  answer(command) {
    if (performance.now() - this.#since < SETTLED) return;
    if (command === "back") this.root.close();
    else if (command === "next" && !this.#last.disabled) this.#end();
  }

  #end() {
    this.root.close();
    this.#onEnd();
  }

  #offer() {
    this.#keep.replaceChildren(...this.#keeping.buttons());
  }
}
