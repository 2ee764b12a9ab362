/** A sheet over the page that shows its link: as a QR code, or as text to copy by hand. */

import { element } from "../kit/dom.js";

const BY_HAND = "This browser lets pages copy over https only. Copy the link from here (Ctrl C, on a Mac ⌘ C):";

/**
 * A link as a QR code, or why there is none.
 * @typedef {object} Code
 * @property {number} turn grows with each code that is asked for.
 * @property {string} link
 * @property {string} path SVG path data of the dark squares, as strokes; empty where there is no code.
 * @property {number} size of the code with its margin, in squares.
 * @property {string} problem why there is none.
 */

/** The sheet, closed at first. */
export class Sheet {
  #note = element("p", { class: "share-note" });
  #code = element("div", { class: "share-code" });
  #field = element("textarea", { class: "share-link", readonly: "", rows: 4, "aria-label": "Link" });

  constructor() {
    const close = element("button", { type: "button", click: () => this.root.close() }, "Close");
    const parts = [this.#code, this.#note, this.#field, close];
    this.root = element("dialog", { class: "share-sheet", "aria-label": "Link to what is shown" }, ...parts);
    this.root.addEventListener("click", (event) => event.target === this.root && this.root.close());
  }

  /** @param {Code} code */
  showCode({ link, path, size, problem }) {
    this.#code.innerHTML = path
      ? `<svg viewBox="0 0 ${size} ${size}" role="img" aria-label="QR code of the link"><path d="${path}"/></svg>`
      : "";
    this.#open(problem, link);
  }

  /** @param {string} link to be copied by hand. */
  showLink(link) {
    this.#code.replaceChildren();
    this.#open(BY_HAND, link);
    this.#field.select();
  }

  #open(note, link) {
    this.#note.textContent = note;
    this.#note.hidden = !note;
    this.#field.value = link;
    if (!this.root.open) this.root.showModal();
  }
}
