/** The lists that this browser has had: one that is lost with its page, or emptied, can be put back. */

import { store, stored } from "../kit/storage.js";

const PLACE = "lrviz.class.lists";
const MOST = 4;

/** @typedef {{ texts: string[], at: number }} List what the items are in links, and when they stood last. */

/** Keeps the list of one page, in the place of what that page has had before. */
export class Keeper {
  /** What this page has written last. */
  #own = "";

  /**
   * Notes a list.
   * @param {string[]} texts
   */
  note(texts) {
    const now = JSON.stringify(texts);
    if (now === this.#own) return;
    const others = read().filter((list) => !(texts.length && JSON.stringify(list.texts) === this.#own));
    this.#own = texts.length ? now : "";
    if (!texts.length) return;
    const lost = others.filter((list) => !holds(texts, list.texts));
    store(PLACE, [{ texts, at: Date.now() }, ...lost].slice(0, MOST));
  }
}

/**
 * The lists that had something that a list has not.
 * @param {string[]} texts
 * @returns {List[]} the newest first.
 */
export function lacking(texts) {
  return read().filter((list) => !holds(texts, list.texts));
}

/** Whether a list has all that another one has. */
function holds(texts, others) {
  const left = [...texts];
  return others.every((text) => {
    const place = left.indexOf(text);
    if (place >= 0) left.splice(place, 1);
    return place >= 0;
  });
}

/** @returns {List[]} */
function read() {
  const isList = ({ texts, at }) => Number.isFinite(at) && texts.every((text) => typeof text === "string");
  return stored(PLACE, (kept) => kept.filter(isList));
}
