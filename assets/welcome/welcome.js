/** One line for the first visit: what this is, what to try, and where lessons are. Dismissed, it never comes back. */

import { element } from "../kit/dom.js";

const PLACE = "lrviz.welcome.dismissed";
const WHAT = "See what a learning rate does. ";
const CROSS = "Dismiss this line for good";

/** The line in the page. */
export class Welcome {
  #root = element("p", { class: "lrviz-welcome", hidden: "" });
  /** @type {(name: string, value: any) => void} */
  #send = () => {};

  /** @param {HTMLElement} parent what it may fill. */
  constructor(parent) {
    const lesson = element("a", { href: "learn", click: (event) => this.#learn(event) }, "lesson 1");
    const cross = element("button", { type: "button", title: CROSS, "aria-label": CROSS, click: () => this.#dismiss() }, "×");
    const [drag, play] = ["Drag the circle", "press play"].map((words) => element("b", {}, words));
    const said = [WHAT, drag, " to start elsewhere, ", play, ", or begin with ", lesson, "."];
    this.#root.append(element("span", {}, ...said), cross);
    this.#root.hidden = isDismissed();
    parent.append(this.#root);
  }

  /**
   * Takes an update.
   * @param {unknown} data nothing: there is one line.
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive(data, send) {
    this.#send = send;
  }

  destroy() {
    this.#root.remove();
  }

  #learn(event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#send("learn", true);
  }

  #dismiss() {
    this.#root.hidden = true;
    try {
      localStorage.setItem(PLACE, "true");
    } catch {
      // a browser that keeps nothing shows the line again at the next visit
    }
    this.#send("dismiss", true);
  }
}

function isDismissed() {
  try {
    return localStorage.getItem(PLACE) === "true";
  } catch {
    return false;
  }
}
