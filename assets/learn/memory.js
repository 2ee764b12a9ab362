/** Which lessons have been revealed in this browser, kept beyond the visit; where nothing can be kept, for the visit. */

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
  if (seen.length > kept.length) write(seen);
  return seen;
}

function read() {
  try {
    const kept = JSON.parse(localStorage.getItem(PLACE) ?? "[]");
    return Array.isArray(kept) ? kept.filter((key) => typeof key === "string") : [];
  } catch {
    return [];
  }
}

function write(keys) {
  try {
    localStorage.setItem(PLACE, JSON.stringify(keys));
  } catch {
    // a browser that keeps nothing
  }
}
