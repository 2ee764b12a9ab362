/** Pointers over a chart: a mouse hovers, a finger scrubs. */

import { placeOn } from "./gestures.js";

/**
 * Watches the pointers of a chart. A finger does not reach Plotly, which would draw a zoom box: moved sideways it is
 * followed, moved up or down it scrolls the page.
 *
 * @param {HTMLElement} chart a Plotly div.
 * @param {{ onOver: (over: boolean) => void, onPoint: (x: number, y: number, isFinger: boolean) => void }} handlers
 *   onOver: a pointer comes or goes; onPoint: where it is in the chart, in pixels, once a frame and not while a button
 *   drags.
 * @returns {() => void} ends the watch.
 */
export function watchPointer(chart, { onOver, onPoint }) {
  const ending = new AbortController();
  const listen = (name, listener, options) =>
    chart.addEventListener(name, listener, { ...options, signal: ending.signal });
  let [frame, latest] = [0, null];
  const tell = () => {
    frame = 0;
    onPoint(...placeOn(chart, latest), latest.pointerType === "touch");
  };
  const follow = (event) => {
    if (event.pointerType === "mouse" && event.buttons) return;
    latest = event;
    frame ||= requestAnimationFrame(tell);
  };
  /** A mouse that has left is nowhere in the chart; a finger that is lifted has been where it was. */
  const forget = () => {
    cancelAnimationFrame(frame);
    frame = 0;
  };
  chart.style.touchAction = "pan-y";
  listen("pointerenter", () => onOver(true));
  listen("pointerleave", (event) => {
    if (event.pointerType === "mouse") forget();
    onOver(false);
  });
  listen("pointermove", follow);
  listen("pointerdown", follow);
  listen("touchstart", keepFromPlotly, { capture: true, passive: true });
  return () => {
    ending.abort();
    forget();
  };
}

function keepFromPlotly(event) {
  if (event.target.closest(".draglayer")) event.stopPropagation();
}
