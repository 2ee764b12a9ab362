/** A page's link: copied, or as a QR code; and what a screen reader says once something has changed. */

import { element, icon, write } from "../kit/dom.js";
import { button } from "../kit/toolbar.js";
import { Sheet } from "./sheet.js";

const LINK = "M6.5 9.5 9.5 6.5M7 4.5 8.6 2.9a3 3 0 0 1 4.5 4.5L11.5 9M4.5 7 2.9 8.6a3 3 0 0 0 4.5 4.5L9 11.5";
const CODE = "M2 2h4v4H2zM10 2h4v4h-4zM2 10h4v4H2zM10 10h1v1h-1zM13 13h1v1h-1zM13 10h1M10 13.5h1.5";
const COPIED = "M3 8.5 6.5 12 13 4.5";
const SHOWN = 2000;
const SPEAK_AFTER = 700;

/**
 * What the server tells.
 * @typedef {object} Told
 * @property {string} query the page's whole link, as it stands behind its address.
 * @property {string} said what the page shows now, in words.
 * @property {import("./sheet.js").Code|null} code what was asked for last.
 */

/** The row of buttons of a page. */
export class Share {
  /** @type {Told} */
  #told = { query: "", said: "", code: null };
  /** Tells the server. @type {(word: string, value: any) => void} */
  #send = () => {};
  #status = element("p", { role: "status", "aria-live": "polite", class: "kit-spoken" });
  #sheet = new Sheet();
  #copying = button(icon(LINK), "Copy a link to what is shown", () => this.#copy());
  /** Which code has been shown. */
  #turn = 0;
  #timers = { copied: 0, said: 0 };

  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    const coding = button(icon(CODE), "Show the link as a QR code", () => this.#send("address", here()));
    this.root = element("div", { class: "kit lrviz-share" }, this.#copying, coding, this.#status, this.#sheet.root);
    parent.append(this.root);
  }

  /**
   * Takes what is new.
   * @param {Told} told
   * @param {(word: string, value: any) => void} send tells the server.
   */
  receive(told, send) {
    const before = this.#told;
    this.#told = told;
    this.#send = send;
    this.root.dataset.query = told.query;
    if (told.code && told.code.turn !== this.#turn) {
      this.#turn = told.code.turn;
      this.#sheet.showCode(told.code);
    }
    if (before.query && told.said !== before.said) this.#say(told.said);
  }

  destroy() {
    for (const timer of Object.values(this.#timers)) clearTimeout(timer);
    this.root.remove();
  }

  /** Says something once nothing has changed for a while. */
  #say(words) {
    clearTimeout(this.#timers.said);
    this.#timers.said = setTimeout(() => write(this.#status, words), SPEAK_AFTER);
  }

  /** Copies the link; where the browser does not let a page do that, shows it to be copied by hand. */
  async #copy() {
    const link = `${here()}?${this.#told.query}`;
    history.replaceState(history.state, "", link);
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      this.#sheet.showLink(link);
      return;
    }
    write(this.#status, "The link is copied.");
    this.#copying.replaceChildren(icon(COPIED));
    clearTimeout(this.#timers.copied);
    this.#timers.copied = setTimeout(() => this.#copying.replaceChildren(icon(LINK)), SHOWN);
  }
}

/** The address of the page, as this browser has it, without what stands behind it. */
function here() {
  return location.origin + location.pathname;
}
