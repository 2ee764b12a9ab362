/** Light or dark ground: as the system is, or as somebody has chosen for this projector. */

const KEY = "lrviz-class-look";
const DARK = matchMedia("(prefers-color-scheme: dark)");
const { dataset } = document.documentElement;

/**
 * Takes the chosen ground, and calls back where it is another one later.
 * @param {() => void} onTurn
 */
export function watchLook(onTurn) {
  const kept = localStorage.getItem(KEY);
  if (kept) dataset.host = kept;
  DARK.addEventListener("change", onTurn);
  addEventListener(KEY, onTurn);
}

/** Takes the other ground, and keeps it. */
export function turnLook() {
  const dark = dataset.host ? dataset.host === "dark" : DARK.matches;
  dataset.host = dark ? "light" : "dark";
  localStorage.setItem(KEY, dataset.host);
  dispatchEvent(new Event(KEY));
}
