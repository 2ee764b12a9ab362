/** The list of lessons, words or entries, by parts: it goes from one to another, also by the keys of a clicker. */

import { element } from "../kit/dom.js";
import { remember } from "./memory.js";
import { Search } from "./search.js";

/**
 * `also` are the other names by which an item is found; a part that `waits` is listed only where something is looked
 * for; `search` is what the box for that is called, and empty where there is none.
 * @typedef {{ key: string, number: string, title: string, also: string[] }} Item
 * @typedef {{ title: string, items: Item[], waits: boolean }} Part
 * @typedef {{ name: string, parts: Part[], open: string, turn: string, revealed: string[], search: string }} Listing
 */

/** The list in the page. */
export class Contents {
  /** Its signal ends the listener together with the list. */
  #ending = new AbortController();
  #root = element("nav", { class: "kit lrviz-learn" });
  #done = element("p", { class: "learn-done" });
  #search = new Search(() => this.#seek(), () => this.#take());
  #lines = element("div");
  /** The parts of the list as they stand in the page. @type {{ section: HTMLElement, waits: boolean, items: Item[] }[]} */
  #sections = [];
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
    this.#root.append(this.#search.root, this.#lines, this.#done);
    parent.append(this.#root);
    const options = { signal: this.#ending.signal, capture: true };
    document.addEventListener("keydown", (event) => this.#key(event), options);
  }

  /**
   * Takes an update.
   * @param {Listing} listing
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive({ name, parts, open, turn, revealed, search }, send) {
    this.#send = send;
    this.#root.setAttribute("aria-label", name);
    this.#search.name(search);
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
    this.#sections = parts.map(({ title, items, waits }) => {
      const lines = items.map((item) => element("li", {}, this.#button(item)));
      const list = element("ol", { class: "learn-part" }, ...lines);
      return { section: element("section", {}, element("h3", {}, title), list), waits, items };
    });
    this.#lines.replaceChildren(...this.#sections.map(({ section }) => section));
    this.#seek();
  }

  /** Lists what is looked for, of all parts; where nothing is, the parts that do not wait. */
  #seek() {
    let count = 0;
    for (const { section, waits, items } of this.#sections) {
      const hits = items.filter((item) => this.#search.hits(item, waits));
      for (const item of items) this.#line(item.key).hidden = !hits.includes(item);
      section.hidden = !hits.length;
      count += hits.length;
    }
    this.#search.tell(count);
  }

  /** Opens the first line that is listed. */
  #take() {
    const [first] = this.#listedKeys();
    if (first) this.#go(first);
  }

  #listedKeys() {
    return [...this.#buttons.keys()].filter((key) => !this.#line(key).hidden);
  }

  #line(key) {
    return /** @type {HTMLElement} */ (this.#buttons.get(key)?.parentElement);
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
    const keys = this.#listedKeys();
    const place = keys.indexOf(this.#open);
    const next = keys[place < 0 ? 0 : place + turn];
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
