/** What the page shows where no class runs on it: why, what can be kept of the last one, and the way to show one again. */

import { element } from "../../kit/dom.js";

/** The page before and after a class. */
export class Entrance {
  root = element("section", { class: "class-entrance" });
  #server;
  #alarm = element("p", { class: "class-alarm", role: "alert", hidden: "" });

  /**
   * @param {import("./server.js").Server} server
   * @param {import("./keeping.js").Keeping|null} [keeping] of the class that is over.
   * @param {string} [why] why none runs here.
   */
  constructor(server, keeping = null, why = "") {
    this.#server = server;
    const file = element("input", { type: "file", accept: ".json,application/json", "aria-label": "Record of a class" });
    file.addEventListener("change", async () => this.#open(await file.files[0]?.text()));
    const title = keeping ? "The class is over" : "No class runs on this page";
    const record = keeping?.record;
    const again = record ? [element("button", { type: "button", click: async () => this.#open(await record.text()) }, "Show it again")] : [];
    this.root.append(
      element("h1", {}, title),
      element("p", {}, keeping ? "All answers are deleted on the server." : why || this.#reason),
      element("div", { class: "class-keep" }, ...(keeping?.buttons() ?? []), ...again),
      element("label", { class: "class-file" }, "Show a class that is over, from its record: ", file),
      this.#alarm,
    );
  }

  get #reason() {
    const { code } = this.#server;
    return code ? `The class ${code} was opened in another browser, or it is over.` : "Open one on the page Learn, or in any scene: “Use in class”.";
  }

  async #open(text) {
    if (!text) return;
    try {
      location.href = await this.#server.open(text);
    } catch (error) {
      this.#alarm.textContent = error.message;
      this.#alarm.hidden = false;
    }
  }
}
