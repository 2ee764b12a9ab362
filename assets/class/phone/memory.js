/** What a phone keeps of a class: its seat, and an answer that the server has not acknowledged yet. */

/** @import { Answer } from "./state.js" */

const PREFIX = "lrviz-phone-";
/** Milliseconds after which a class that nobody has touched is forgotten, here as on the server. */
const LIFE = 12 * 60 * 60 * 1000;

/** Notes under a name, in the browser where it lets us, so that a reload and a second tab find them. */
export class Memory {
  #name;
  /** @type {Record<string, any>} */
  #own = {};

  /** @param {string} code of the class. */
  constructor(code) {
    this.#name = PREFIX + code;
    attempt(forgetOld);
  }

  /** The number that stands for this phone; "" before it has one. @returns {string} */
  get seat() {
    return this.#notes().seat ?? "";
  }

  set seat(seat) {
    this.#note({ seat });
  }

  /** What waits for an acknowledgement. @returns {Answer | null} */
  get waiting() {
    return this.#notes().waiting ?? null;
  }

  set waiting(waiting) {
    this.#note({ waiting });
  }

  /** Keeps nothing any longer. */
  forget() {
    this.#own = {};
    attempt(() => localStorage.removeItem(this.#name));
  }

  #notes() {
    return attempt(() => JSON.parse(localStorage.getItem(this.#name))) ?? this.#own;
  }

  #note(fields) {
    this.#own = { ...this.#notes(), ...fields, used: Date.now() };
    attempt(() => localStorage.setItem(this.#name, JSON.stringify(this.#own)));
  }
}

/** Browsers may forbid to keep anything: then it lasts as long as the page. */
function attempt(work) {
  try {
    return work();
  } catch {
    return null;
  }
}

function forgetOld() {
  for (const name of Object.keys(localStorage).filter((one) => one.startsWith(PREFIX))) {
    if (!(Date.now() - JSON.parse(localStorage.getItem(name)).used < LIFE)) localStorage.removeItem(name);
  }
}
