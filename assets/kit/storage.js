/** Lists that a browser keeps beyond a visit, where it keeps anything. */

/**
 * A list that is kept; empty where none is, or what is kept is none.
 * @template Item
 * @param {string} place its name.
 * @param {(kept: any) => Item[]} read what of it counts; where it throws, nothing does.
 * @returns {Item[]}
 */
export function stored(place, read) {
  try {
    return read(JSON.parse(localStorage.getItem(place) ?? "[]"));
  } catch {
    return [];
  }
}

/**
 * Keeps a list.
 * @param {string} place its name.
 * @param {any[]} list
 */
export function store(place, list) {
  try {
    localStorage.setItem(place, JSON.stringify(list));
  } catch {
    // a browser that keeps nothing
  }
}
