/** The list of lessons, or of words, by parts: it goes from one to another, also by the keys of a clicker. */

import { element } from "../kit/dom.js";
import { remember } from "./memory.js";

/**
 * @typedef {{ key: string, number: string, title: string }} Item
 * @typedef {{ title: string, items: Item[] }} Part
 * @typedef {{ name: string, parts: Part[], open: string, turn: string, revealed: string[] }} Listing
 */

/** The list in the page. */
export class Contents {
  /** Its signal ends the listener together with the list. */
  #ending = new AbortController();
  #root = element("nav", { class: "kit lrviz-learn" });
  #done = element("p", { class: "learn-done" });
  /** The buttons, by the keys of their items, in the order of the list. @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  /** Which item is open; a key pressed at once after another counts from here. */
  #open = "";
  #listed = "";
  /** What the page has come to when it was last brought into view. */
  #turn = "";
  /** @type {(name: string, value: any) => void} */
  #send = () => {};

  /** @param {HTMLElement} parent what it may fill. */
  constructor(parent) {
    parent.append(this.#root);
    const options = { signal: this.#ending.signal, capture: true };
    document.addEventListener("keydown", (event) => this.#key(event), options);
  }

  /**
   * Takes an update.
   * @param {Listing} listing
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive({ name, parts, open, turn, revealed }, send) {
    this.#send = send;
    this.#root.setAttribute("aria-label", name);
    const listed = JSON.stringify(parts);
    if (listed !== this.#listed) this.#list(parts);
    this.#listed = listed;
    this.#show(open);
    if (turn !== this.#turn) toTop(this.#turn);
    this.#turn = turn;
    const done = remember(revealed).filter((key) => this.#buttons.has(key));
    for (const [key, button] of this.#buttons) tick(button, done.includes(key));
    this.#done.textContent = done.length ? `${done.length} of ${this.#buttons.size} revealed` : "";
  }

  destroy() {
    this.#ending.abort();
    this.#root.remove();
  }

  #list(parts) {
    this.#buttons.clear();
    const sections = parts.map(({ title, items }) => {
      const lines = items.map((item) => element("li", {}, this.#button(item)));
      return element("section", {}, element("h3", {}, title), element("ol", { class: "learn-part" }, ...lines));
    });
    this.#root.replaceChildren(...sections, this.#done);
  }

  #button({ key, number, title }) {
    const marks = number ? [element("span", { class: "learn-number" }, number)] : [];
    const words = [...marks, element("span", {}, title)];
    const made = element("button", { type: "button", class: "learn-item", click: () => this.#go(key) }, ...words);
    this.#buttons.set(key, made);
    return made;
  }

  #show(key) {
    const changed = key !== this.#open;
    this.#open = key;
    for (const [other, button] of this.#buttons) {
      if (other === key) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    if (changed) this.#buttons.get(key)?.scrollIntoView({ block: "nearest" });
  }

  #go(key) {
    if (key === this.#open) return;
    this.#show(key);
    this.#send("open", key);
  }

  /** Page Up and Page Down, which clickers send, turn to the item before and after. */
  #key(event) {
    const turn = { PageUp: -1, PageDown: 1 }[event.key];
    if (!turn || event.ctrlKey || event.metaKey || event.altKey || isText(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    const keys = [...this.#buttons.keys()];
    const next = keys[keys.indexOf(this.#open) + turn];
    if (next) this.#go(next);
  }
}

/** Whether the key belongs to a text that somebody writes. */
function isText(target) {
  return Boolean(target.closest?.("textarea, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])"));
}

/** Whoever pressed a button far below sees what comes of it: that is at the top of the page. */
function toTop(before) {
  const page = document.querySelector("[data-testid=stMain]");
  if (before && page) page.scrollTo({ top: 0, behavior: calm() ? "auto" : "smooth" });
}

/** Whether somebody wants things to stand still. */
function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

function tick(button, done) {
  button.classList.toggle("is-done", done);
  if (done) button.setAttribute("aria-description", "revealed");
  else button.removeAttribute("aria-description");
}
