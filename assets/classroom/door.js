/** Opens a class from a list of scenes, in a tab for the projector, and leads back to those that are open. */

import { element, write } from "../kit/dom.js";
import { Keeper, lacking } from "./lists.js";
import { drop, keep, kept, tokenOf } from "./opened.js";
import { about, isThere, open, projector } from "./server.js";

const EMPTY = "The list is empty: put a lesson, a chapter or a scene of your own into it first.";
const RECORD = "From the file that the projector's page has given of it";
const BLOCKED = "This browser has opened no new tab: open the projector's page by the link.";

/**
 * What the server tells.
 * @typedef {object} Told
 * @property {string} plan the list as JSON; empty where it has nothing.
 * @property {string[]} listed the same as texts of a link.
 */

/** The door in the page. */
export class Door {
  /** @type {Told} */
  #told = { plan: "", listed: [] };
  /** @type {import("./server.js").About} */
  #about = { serves: false, note: "", restart: false };
  #keeper = new Keeper();
  /** @type {(name: string, value: any) => void} */
  #send = () => {};
  #opening = false;
  #button = element("button", { type: "button", class: "door-open", click: () => this.#open(this.#told.plan) }, "Open the class");
  #again = element("button", { type: "button", title: RECORD, click: () => this.#record.click() }, "Show a class that is over");
  #record = element("input", { type: "file", accept: ".json", hidden: "", change: () => this.#openRecord() });
  #status = element("p", { class: "door-note", role: "status" });
  #alert = element("p", { class: "kit-alert", role: "alert", hidden: "" });
  #classes = element("ul", { class: "door-classes", "aria-label": "Classes that are open" });
  #lost = element("p", { class: "door-lost" });
  #ending = new AbortController();

  /** @param {HTMLElement} parent what it may fill. */
  constructor(parent) {
    const ways = element("div", { class: "door-ways" }, this.#button, this.#again, this.#record);
    const parts = [ways, this.#status, this.#alert, this.#classes, this.#lost];
    this.root = element("div", { class: "kit lrviz-classroom" }, ...parts);
    parent.append(this.root);
    const { signal } = this.#ending;
    window.addEventListener("focus", () => this.#look(), { signal });
    window.addEventListener("storage", () => this.#list(), { signal });
    this.#look();
  }

  /**
   * Takes an update.
   * @param {Told} told
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive(told, send) {
    if (told.plan !== this.#told.plan) this.#complain("");
    this.#told = told;
    this.#send = send;
    this.#keeper.note(told.listed);
    this.#offer();
    this.#show();
  }

  destroy() {
    this.#ending.abort();
    this.root.remove();
  }

  /** Asks what the server serves, and which classes are still there. */
  async #look() {
    this.#about = await about();
    this.#show();
    for (const { code } of this.#about.serves ? kept() : []) {
      if (!(await isThere(code, tokenOf(code)))) drop(code);
    }
    this.#list();
    this.root.dataset.looked = "true";
  }

  #show() {
    const { serves, note, restart } = this.#about;
    this.#button.disabled = !serves || !this.#told.plan || this.#opening;
    this.#again.disabled = !serves || this.#opening;
    const empty = serves && !this.#told.plan ? [`${EMPTY} `] : [];
    const said = [...empty, note, ...(restart ? howToStart() : [])];
    const shown = said.map((part) => (typeof part === "string" ? part : part.textContent)).join("");
    if (this.#status.textContent !== shown) this.#status.replaceChildren(...said);
  }

  /** Offers what this browser has had and the list has not. */
  #offer() {
    const ways = lacking(this.#told.listed).map((list) => this.#way(list));
    this.#lost.replaceChildren(...(ways.length ? ["Lists that this browser has had: ", ...ways] : []));
    this.#lost.hidden = !ways.length;
  }

  #way({ texts, at }) {
    const name = `${texts.length} item${texts.length === 1 ? "" : "s"}, ${moment(at)}`;
    const click = () => this.#send("again", texts);
    return element("button", { type: "button", title: "Put it behind the list", click }, name);
  }

  #list() {
    const lines = this.#about.serves ? kept().map(({ code, opened }) => line(code, opened)) : [];
    this.#classes.replaceChildren(...lines);
    this.#classes.hidden = !lines.length;
  }

  async #openRecord() {
    const [file] = this.#record.files ?? [];
    this.#record.value = "";
    if (file) await this.#open(await file.text());
  }

  /** @param {string} text a list, or a class that is over, as JSON. */
  async #open(text) {
    this.#opening = true;
    this.#complain("");
    this.#show();
    try {
      const opened = await open(text);
      keep(opened);
      this.#list();
      if (!window.open(projector(opened.code), "_blank")) this.#complain(BLOCKED);
    } catch (error) {
      this.#complain(error.message);
    }
    this.#opening = false;
    this.#show();
  }

  #complain(words) {
    write(this.#alert, words);
    this.#alert.hidden = !words;
  }
}

/** A class that is open, with the way to its projector. */
function line(code, opened) {
  const link = element("a", { href: projector(code), target: "_blank" }, "to the projector");
  return element("li", {}, element("b", {}, code), `${opened ? `, opened ${moment(opened)}` : ""}: `, link);
}

/** How the app is started so that phones reach it. */
function howToStart() {
  const command = element("code", {}, "lrviz --host 0.0.0.0");
  return [" Start the app with ", command, ", then everybody in the network can join."];
}

/** A time of today as hours and minutes, any other with its day. */
function moment(at) {
  const when = new Date(at);
  const today = when.toDateString() === new Date().toDateString();
  const time = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return today ? time : `${when.toLocaleDateString([], { day: "numeric", month: "short" })}, ${time}`;
}
