/** The list of the lessons of a chapter: it goes from one to another, also by the keys of a clicker, and the address says which. */

import { element } from "../kit/dom.js";

const WAYS = { PageUp: -1, PageDown: 1 };

/** The list; empty and out of sight for one lesson alone. */
export class Contents {
  root = element("nav", { class: "kit lesson-contents", "aria-label": "Lessons", hidden: "" });
  #ending = new AbortController();
  /** The buttons, by the keys of their lessons, in order. @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  #shown = "";
  #onOpen;

  /** @param {(key: string) => void} onOpen called with the key of the lesson that somebody goes to. */
  constructor(onOpen) {
    this.#onOpen = onOpen;
    const { signal } = this.#ending;
    addEventListener("hashchange", () => this.asked && onOpen(this.asked), { signal });
    addEventListener("keydown", (event) => this.#key(event), { signal, capture: true });
  }

  /** The key of the lesson that the address says; null where it says none. */
  get asked() {
    const key = decodeURIComponent(location.hash.slice(1));
    return this.#buttons.has(key) ? key : null;
  }

  /** @param {import("./payload.js").Lesson[]} lessons */
  list(lessons) {
    this.root.hidden = lessons.length < 2;
    const lines = lessons.map(({ key, number, title }) => {
      const name = `${number} · ${title}`;
      const button = element("button", { type: "button", click: () => this.#turn(key) }, name, element("span"));
      this.#buttons.set(key, button);
      return element("li", {}, button);
    });
    this.root.replaceChildren(element("ol", {}, ...lines));
  }

  /**
   * Marks the lesson that is open, and those that are told.
   * @param {string} shown its key.
   * @param {(key: string) => boolean} isTold
   */
  show(shown, isTold) {
    this.#shown = shown;
    for (const [key, button] of this.#buttons) {
      if (key === shown) button.setAttribute("aria-current", "page");
      else button.removeAttribute("aria-current");
      button.lastElementChild.textContent = isTold(key) ? " ✓" : "";
      button.lastElementChild.setAttribute("title", isTold(key) ? "revealed" : "");
    }
    const [list, line] = [this.root.firstElementChild, this.#buttons.get(shown)?.parentElement];
    if (list && line) list.scrollLeft = line.offsetLeft - list.clientWidth / 3;
  }

  destroy() {
    this.#ending.abort();
  }

  #turn(key) {
    this.#onOpen(key);
    location.hash = encodeURIComponent(key);
  }

  #key(event) {
    const way = WAYS[event.key];
    if (!way || this.#buttons.size < 2 || event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    const keys = [...this.#buttons.keys()];
    const next = keys[keys.indexOf(this.#shown) + way];
    event.preventDefault();
    if (next) this.#turn(next);
  }
}
