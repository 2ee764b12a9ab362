/** Which lessons have been revealed in this browser, kept beyond the visit; where nothing can be kept, for the visit. */

import { store, stored } from "../kit/storage.js";

const PLACE = "lrviz.lessons.revealed";

let seen = /** @type {string[]} */ ([]);

/**
 * Notes the lessons that this visit has revealed.
 * @param {string[]} keys
 * @returns {string[]} all that have been revealed in this browser.
 */
export function remember(keys) {
  const kept = read();
  seen = [...new Set([...kept, ...seen, ...keys])];
  if (seen.length > kept.length) store(PLACE, seen);
  return seen;
}

function read() {
  return stored(PLACE, (kept) => (Array.isArray(kept) ? kept.filter((key) => typeof key === "string") : []));
}
