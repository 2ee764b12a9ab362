/** Fingers on the 3-D view: a swipe scrolls the page; after two touches one finger turns the picture. */

import { element } from "../../kit/dom.js";
import { TAP_REACH, TWICE_WITHIN } from "../../kit/gestures.js";

const HINT = "One finger turns the picture now; touch elsewhere to scroll again.";

/** What touches do to a 3-D view: Plotly hears of them only once they are meant for it. */
export class Swipes {
  /** Whether one finger turns the picture. */
  #held = false;
  /** When the last tap ended. */
  #tapped = -Infinity;
  /** Where the touch that may still become a tap began. @type {Touch|null} */
  #begun = null;
  #ending = new AbortController();
  #hint = element("p", { class: "stage-hint", role: "status" });
  #view;

  /** @param {HTMLElement} view the Plotly div. */
  constructor(view) {
    this.#view = view;
    const { signal } = this.#ending;
    const heard = (event) => this.#hear(event);
    for (const name of ["touchstart", "touchmove", "touchend"]) {
      view.addEventListener(name, heard, { capture: true, passive: true, signal });
    }
    document.addEventListener("pointerdown", ({ target }) => this.#elsewhere(target), { capture: true, signal });
    view.append(this.#hint);
    this.#show(false);
  }

  destroy() {
    this.#ending.abort();
    this.#hint.remove();
  }

  #hear(event) {
    const { type, changedTouches, targetTouches, timeStamp } = event;
    if (type === "touchstart") {
      this.#begun = targetTouches.length === 1 ? changedTouches[0] : null;
      if (this.#begun && timeStamp - this.#tapped < TWICE_WITHIN) this.#show(true);
    } else if (this.#begun && distance(changedTouches[0], this.#begun) > TAP_REACH) {
      this.#begun = null;
    } else if (type === "touchend" && this.#begun) {
      this.#tapped = timeStamp;
    }
    if (!this.#held) event.stopPropagation();
  }

  #elsewhere(target) {
    if (this.#held && !this.#view.contains(target)) this.#show(false);
  }

  #show(held) {
    this.#held = held;
    this.#hint.textContent = held ? HINT : "";
    this.#view.classList.toggle("is-held", held);
    this.#view.style.touchAction = held ? "none" : "pan-y";
  }
}

/** @type {(one: Touch, other: Touch) => number} */
function distance(one, other) {
  return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
}
