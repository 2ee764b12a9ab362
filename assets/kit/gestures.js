/** What hands do on a plot: clicks and double clicks, arrow keys, and places as exact as the screen can tell them. */

/** How far a finger may move, in pixels, and still tap. */
export const TAP_REACH = 10;
/** How soon a second touch follows the first, in milliseconds. */
export const TWICE_WITHIN = 350;

const DOUBLE = 350;

/** To the right and upwards. */
export const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

/** Clicks on a plot: a press and a release at nearly the same place. Plotly does the rest. */
export class Clicks {
  #reach;
  #signal;
  #handlers;
  /** When the press was that the first half of a double click may have begun with. */
  #clicked = -Infinity;

  /**
   * @param {HTMLElement} chart a Plotly div.
   * @param {{ reach: (press: PointerEvent) => number, signal: AbortSignal }} habits reach: how far a pointer may move
   *   between press and release, 0 for a press that is no click; signal: what ends the watch.
   * @param {{ onClick: (press: PointerEvent) => boolean, onDouble: (press: PointerEvent) => void }} handlers onClick:
   *   whether the click did something; onDouble: shall take that back and do something else.
   */
  constructor(chart, { reach, signal }, handlers) {
    this.#reach = reach;
    this.#signal = signal;
    this.#handlers = handlers;
    chart.addEventListener("pointerdown", (event) => this.#press(event), { capture: true, signal });
  }

  /**
   * Whether a press is the second one of a double click; if so that is told. What counts is when the person pressed,
   * not when a busy page came to hear of it.
   * @param {PointerEvent} press
   */
  again(press) {
    const double = this.isHalf(press);
    this.#clicked = -Infinity;
    if (double) this.#handlers.onDouble(press);
    return double;
  }

  /**
   * Whether something comes soon enough after a click to be the second half of a double click.
   * @param {Event} event
   */
  isHalf({ timeStamp }) {
    return timeStamp - this.#clicked < DOUBLE;
  }

  #press(event) {
    if (event.button !== 0 || !event.isPrimary || !event.target.closest(".nsewdrag")) return;
    const once = new AbortController();
    const options = { capture: true, signal: AbortSignal.any([once.signal, this.#signal]) };
    const reach = this.#reach(event);
    const release = (up) => {
      once.abort();
      const far = Math.hypot(up.clientX - event.clientX, up.clientY - event.clientY);
      if (up.type === "pointerup" && far < reach) this.#click(event);
    };
    for (const name of ["pointerup", "pointercancel"]) window.addEventListener(name, release, options);
  }

  #click(press) {
    if (!this.again(press) && this.#handlers.onClick(press)) this.#clicked = press.timeStamp;
  }
}

/**
 * Where an event is on a chart, in pixels from its left and upper edge.
 * @param {Element} chart
 * @param {{ clientX: number, clientY: number }} event
 * @returns {[number, number]}
 */
export function placeOn(chart, { clientX, clientY }) {
  const { left, top } = chart.getBoundingClientRect();
  return [clientX - left, clientY - top];
}

/**
 * A value with as many decimals as tell it from its neighbour.
 * @param {number} value
 * @param {number} neighbour for example the value one pixel farther.
 * @returns {number}
 */
export function rounded(value, neighbour) {
  const decimals = Math.ceil(-Math.log10(Math.abs(neighbour - value)));
  return Number(value.toFixed(Math.min(Math.max(decimals, 0), 15)));
}

/**
 * A value moved by a key, rounded; as it is where the key does not move it.
 * @param {number} value
 * @param {number} direction 1, 0 or −1.
 * @param {number} by how far.
 * @returns {number}
 */
export function nudged(value, direction, by) {
  return direction === 0 ? value : rounded(value + direction * by, value + direction * by * 1.1);
}
