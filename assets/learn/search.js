/** The box in which somebody looks for a line of the list, by any of its names, however they are spelt. */

import { element } from "../kit/dom.js";

/** The box, and what is told below it. */
export class Search {
  root = element("div", { class: "learn-search", hidden: true });
  #box = /** @type {HTMLInputElement} */ (element("input", { type: "search", autocomplete: "off", spellcheck: "false" }));
  #told = element("p", { class: "learn-told", role: "status" });

  /**
   * @param {() => void} changed called when something else is looked for.
   * @param {() => void} taken called when Enter takes the first line.
   */
  constructor(changed, taken) {
    this.#box.addEventListener("input", changed);
    this.#box.addEventListener("keydown", ({ key }) => { if (key === "Enter" && this.#wanted) taken(); });
    this.root.append(this.#box, this.#told);
  }

  /** What is looked for. */
  get #wanted() {
    return plain(this.#box.value);
  }

  /** @param {string} name what the box is called; without a name there is none, and nothing is looked for. */
  name(name) {
    this.root.hidden = !name;
    this.#box.setAttribute("aria-label", name);
    this.#box.placeholder = name;
    if (!name) this.#box.value = "";
  }

  /**
   * Whether an item is to be listed.
   * @param {{ title: string, key: string, also: string[] }} item
   * @param {boolean} waits whether its part is listed only where something is looked for.
   */
  hits({ title, key, also }, waits) {
    const wanted = this.#wanted;
    return wanted ? [title, key, ...also].some((name) => plain(name).includes(wanted)) : !waits;
  }

  /** Tells how many items are listed, where something is looked for. @param {number} count */
  tell(count) {
    const none = "Nothing has such a name.";
    this.#told.textContent = this.#wanted ? (count ? `${count} found` : none) : "";
  }
}

/** A name as it is compared: small letters and digits alone. @param {string} text */
function plain(text) {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
