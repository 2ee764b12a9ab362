/** Fingers on the map: a swipe scrolls the page; two fingers, or one on a map that was touched twice, move the map. */

/** @import { PlotAxes } from "./map.js" */

import { element } from "../kit/dom.js";
import { placeOn, TAP_REACH, TWICE_WITHIN } from "../kit/gestures.js";

const HINT = "One finger moves the map now; touch elsewhere to scroll again.";

/** What touches do to a map. Plotly does not hear of them: it would keep every swipe for itself. */
export class Fingers {
  /** Whether one finger moves the map. */
  #held = false;
  /** Where the fingers were, and what was in view, when their number changed last. */
  #begin = { centre: [0, 0], spread: 0, ranges: [[0, 1], [0, 1]] };
  /** When the last tap ended. */
  #tapped = -Infinity;
  /** Whether the touch that goes on may still become a tap. */
  #isTap = false;
  /** Whether the second touch has met the start's handle. */
  #isOnHandle = false;
  /** The touch that goes on, if it is the second one. @type {TouchEvent|null} */
  #second = null;
  #ending = new AbortController();
  #hint = element("p", { class: "stage-hint", role: "status" });
  #chart;
  #axes;
  #handlers;

  /**
   * @param {HTMLElement} chart the Plotly div of the map.
   * @param {() => PlotAxes} axes
   * @param {{ onMove: (ranges: number[][]) => void, onTwice: (second: TouchEvent) => void }} handlers onMove: is told the
   *   ranges of x and y that fingers want to see; onTwice: with the second touch, once it moves the map.
   */
  constructor(chart, axes, handlers) {
    this.#chart = chart;
    this.#axes = axes;
    this.#handlers = handlers;
    chart.style.touchAction = "pan-y";
    chart.append(this.#hint);
    const { signal } = this.#ending;
    const listen = (name, listener) => {
      const heard = (event) => this.#isMine(event) && (event.stopPropagation(), listener(event));
      chart.addEventListener(name, heard, { capture: true, passive: false, signal });
    };
    listen("touchstart", (event) => this.#touch(event));
    listen("touchmove", (event) => this.#follow(event));
    listen("touchend", (event) => this.#lift(event));
    listen("touchcancel", (event) => this.#lift(event));
    document.addEventListener("pointerdown", (event) => this.#elsewhere(event), { capture: true, signal });
  }

  /** From now on one finger moves the map, until something else is touched. */
  hold() {
    this.#show(true);
  }

  destroy() {
    this.#ending.abort();
    this.#hint.remove();
  }

  /** Whether a touch is one of the map, or of the start's handle which the first touch has just put under the finger. */
  #isMine({ type, target, timeStamp }) {
    if (type === "touchstart") this.#isOnHandle = !isPlot(target) && timeStamp - this.#tapped < TWICE_WITHIN;
    return isPlot(target) || this.#isOnHandle;
  }

  #touch(event) {
    const alone = event.targetTouches.length === 1;
    const twice = alone && !this.#held && event.timeStamp - this.#tapped < TWICE_WITHIN;
    this.#isTap = alone;
    this.#second = twice ? event : null;
    if (twice) this.hold();
    this.#start(event);
  }

  #follow(event) {
    const { centre, spread, ranges } = this.#begin;
    const now = fingersOf(this.#chart, event);
    if (event.targetTouches.length < 2 && !this.#held) {
      this.#isTap &&= distance(now.centre, centre) <= TAP_REACH;
      return;
    }
    if (event.cancelable) event.preventDefault();
    if (this.#isTap && distance(now.centre, centre) <= TAP_REACH) return;
    if (this.#second) this.#handlers.onTwice(this.#second);
    this.#second = null;
    this.#isTap = false;
    const scale = spread && now.spread ? spread / now.spread : 1;
    this.#handlers.onMove(moved(ranges, this.#axes(), centre, now.centre, scale));
  }

  #lift(event) {
    if (this.#isTap && event.type === "touchend") this.#tapped = event.timeStamp;
    this.#isTap = false;
    if (event.targetTouches.length) this.#start(event);
  }

  /** Counts from here: fingers that come or go must not make the map jump. */
  #start(event) {
    const { x, y, width, height } = this.#axes();
    const ranges = [[x.value(0), x.value(width)], [y.value(height), y.value(0)]];
    this.#begin = { ...fingersOf(this.#chart, event), ranges };
  }

  #elsewhere({ target }) {
    if (this.#held && !this.#chart.contains(target)) this.#show(false);
  }

  #show(held) {
    this.#held = held;
    this.#hint.textContent = held ? HINT : "";
    this.#chart.classList.toggle("is-held", held);
    this.#chart.style.touchAction = held ? "none" : "pan-y";
  }
}

/**
 * The middle of the first two fingers on a chart, in its pixels, and how far they are apart.
 * @returns {{ centre: number[], spread: number }}
 */
function fingersOf(chart, { targetTouches }) {
  const places = [...targetTouches].slice(0, 2).map((touch) => placeOn(chart, touch));
  const [one, other] = [places[0], places.at(-1)];
  return { centre: [(one[0] + other[0]) / 2, (one[1] + other[1]) / 2], spread: distance(one, other) };
}

/**
 * Ranges in which what was under one place is under another, on another scale.
 * @param {number[][]} ranges
 * @param {PlotAxes} axes
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} scale
 */
function moved([xs, ys], { left, top, width, height }, from, to, scale) {
  const [before, after] = [from, to].map(([x, y]) => [(x - left) / width, 1 - (y - top) / height]);
  return [xs, ys].map(([low, high], axis) => {
    const size = (high - low) * scale;
    const begin = low + before[axis] * (high - low) - after[axis] * size;
    return [begin, begin + size];
  });
}

function isPlot(target) {
  return target.closest(".draglayer") !== null;
}

/** @type {(one: number[], other: number[]) => number} */
function distance([x, y], [otherX, otherY]) {
  return Math.hypot(x - otherX, y - otherY);
}
