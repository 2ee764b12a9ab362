/** What every component does: it draws the newest payload, keeps the view, tells what somebody changes, and speaks. */

import { element } from "./dom.js";
import { OwnView } from "./ownview.js";
import { loadPlotly } from "./plotly.js";
import { readTheme } from "./theme.js";

const SEND_AFTER = 120;
const SPEAK_AFTER = 700;

/**
 * One component in the page. A subclass appends its parts to `root`, reads payloads in `show` and draws in `paint`; in
 * its own `destroy` it takes down what it has made and then calls this one's.
 */
export class Component {
  /** The view: in `fields`, null before the first payload. */
  view = new OwnView();
  /** The theme of what is drawn, from `readTheme`. @type {any} */
  theme = null;
  /** Tells the server something. @type {(name: string, value: any) => void} */
  send = () => {};
  /** How often it has been drawn, for tests in `data-seq` as well. */
  seq = 0;
  /** Its chart, where it has just one, once there is one. @type {any} */
  chart = null;
  /** Its signal ends listeners together with the component. */
  ending = new AbortController();
  /** What a screen reader says; a subclass that speaks appends it. */
  status = element("p", { role: "status", class: "kit-spoken" });
  #timers = new Map();
  /** What is taken out of the page has another size too, and nothing to fit. */
  #resizing = new ResizeObserver(() => { if (this.root.getClientRects().length) this.resize(); });
  #newest = null;
  #working = false;
  #looks = "";

  /**
   * @param {HTMLElement} parent what the component may fill.
   * @param {string} name its root has the class `lrviz-…`, its alert `…-alert`.
   */
  constructor(parent, name) {
    this.alert = element("p", { role: "alert", class: `kit-alert ${name}-alert`, hidden: "" });
    this.root = element("div", { class: `kit lrviz-${name}`, "data-seq": 0 }, this.alert);
    parent.append(this.root);
  }

  /**
   * Takes an update; of several that come while one is drawn only the newest is.
   * @param {Uint8Array} bytes a payload.
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive(bytes, send) {
    this.send = send;
    this.#newest = bytes;
    if (!this.#working) this.#work();
  }

  /**
   * Shows a payload: has `view` adopt its view, and calls `draw` unless all of it is drawn already.
   * @type {(bytes: Uint8Array) => Promise<void>}
   */
  async show() {}

  /**
   * Draws in `theme`, with Plotly and the fields of the view.
   * @type {(Plotly: any, fields: any) => Promise<void>}
   */
  async paint() {}

  /** Called when one of the elements given to `watchSize` has another size. */
  resize() {
    this.chart?.resize();
  }

  destroy() {
    this.chart?.destroy();
    this.ending.abort();
    this.#resizing.disconnect();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.root.remove();
  }

  /** Whether view and theme are as they were when it was drawn last. */
  get isDrawn() {
    return this.#looks === this.#look();
  }

  async draw() {
    const Plotly = await loadPlotly();
    const { fields } = this.view;
    this.theme = readTheme(this.root, fields.large);
    this.#looks = this.#look();
    this.root.classList.toggle("is-large", fields.large);
    this.root.classList.toggle("is-dark", this.theme.dark);
    await this.paint(Plotly, fields);
    this.painted();
  }

  /** Counts what has been drawn. */
  painted() {
    this.seq += 1;
    this.root.dataset.seq = String(this.seq);
  }

  /**
   * Draws what somebody changes in the view at once, and tells the server a little later.
   * @param {object} fields with their new values.
   */
  change(fields) {
    if (!this.view.fields) return;
    this.note(fields);
    this.attempt(() => this.draw());
  }

  /**
   * Tells the server, a little later, what somebody has changed in the view where it is seen already.
   * @param {object} fields with their new values.
   */
  note(fields) {
    this.view.change(fields);
    this.later("view", SEND_AFTER, () => this.send("view", this.view.fields));
  }

  /** Says what went wrong in the place of the picture; the next update tries again. */
  async attempt(action) {
    this.alert.hidden = true;
    try {
      await action();
    } catch (error) {
      this.alert.textContent = `The picture could not be drawn: ${error.message}`;
      this.alert.hidden = false;
    }
  }

  /**
   * Does something after a while unless the same name is given again before, or the component goes.
   * @param {string} name
   * @param {number} wait in milliseconds.
   * @param {() => void} action
   */
  later(name, wait, action) {
    this.stop(name);
    this.#timers.set(name, setTimeout(action, wait));
  }

  /** Leaves undone what `later` would have done. */
  stop(name) {
    clearTimeout(this.#timers.get(name));
  }

  /** Has a screen reader say something once no key has been pressed for a while. */
  speak(words) {
    this.later("speak", SPEAK_AFTER, () => (this.status.textContent = words()));
  }

  /** Calls `resize` when one of these elements has another size, and once for each at first. */
  watchSize(...places) {
    for (const place of places) this.#resizing.observe(place);
  }

  async #work() {
    this.#working = true;
    while (this.#newest) {
      const bytes = this.#newest;
      this.#newest = null;
      await this.attempt(() => this.show(bytes));
    }
    this.#working = false;
  }

  #look() {
    const { fields } = this.view;
    return JSON.stringify([fields, readTheme(this.root, fields?.large)]);
  }
}
