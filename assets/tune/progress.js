/** How far a sweep is, how long it will take, and a button that stops it. */

import { element } from "../kit/dom.js";

const MINUTE = 60;

/**
 * Makes the row.
 * @param {() => void} onStop
 * @returns {{ root: HTMLElement, update: (progress: object|null) => void }}
 */
export function createProgress(onStop) {
  const bar = element("progress", { "aria-label": "Computed so far" });
  const text = element("span", { class: "tune-left" });
  const stop = element("button", { type: "button", title: "Stop; what is computed stays" }, "Stop");
  stop.addEventListener("click", () => {
    stop.disabled = true;
    onStop();
  });
  const root = element("div", { class: "tune-progress", hidden: "" }, bar, text, stop);
  const update = (progress) => {
    root.hidden = !progress || (progress.done >= progress.total && !progress.running);
    if (root.hidden) return;
    Object.assign(bar, { max: progress.total, value: progress.done });
    text.textContent = progressText(progress);
    stop.hidden = !progress.running;
    if (!progress.running) stop.disabled = false;
  };
  return { root, update };
}

/**
 * Progress in words.
 * @param {{ done: number, total: number, left: number|null, running: boolean, waits: string }} progress left: in seconds.
 */
export function progressText({ done, total, left, running, waits }) {
  const count = `${done.toLocaleString("en")} of ${total.toLocaleString("en")}`;
  if (!running) return `stopped at ${count}`;
  if (waits) return `${count} · ${waits}`;
  return left === null ? count : `${count} · ${timeText(left)} left`;
}

function timeText(seconds) {
  if (seconds < 1) return "less than a second";
  if (seconds < 1.5 * MINUTE) return `${Math.ceil(seconds)} s`;
  return seconds < 90 * MINUTE ? `${Math.round(seconds / MINUTE)} min` : `${(seconds / MINUTE ** 2).toFixed(1)} h`;
}
