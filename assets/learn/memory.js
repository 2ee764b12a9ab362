/** Which lessons have been revealed in this browser, kept beyond the visit; where nothing can be kept, for the visit. */

const PLACE = "lrviz.lessons.revealed";

let known = read();

/**
 * Notes the lessons that this visit has revealed.
 * @param {string[]} keys
 * @returns {string[]} all that have been revealed in this browser.
 */
export function remember(keys) {
  const all = [...new Set([...known, ...keys])];
  if (all.length > known.length) write(all);
  known = all;
  return all;
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
