/** The legend on the stage: how each run looks, its name, and how it ended. */

/** @import { Run, Scene, View } from "./payload.js" */

import { element, write } from "../kit/dom.js";
import { Shows } from "../kit/shows.js";
import { swatch } from "../kit/swatch.js";

/** The runs of a scene with their outcomes. */
export class Legend {
  root = element("ul", { class: "stage-legend", "aria-label": "Runs and how they ended" });
  /** @type {Entry[]} */
  #entries = [];
  /** Whether it says how they ended. */
  #tells = true;
  #onChange;

  /** @param {import("../kit/toolbar.js").OnChange} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
  }

  /**
   * Shows a scene.
   * @param {Scene} scene
   * @param {View} view
   */
  update(scene, view) {
    const slots = scene.runs.map(({ slot }) => slot);
    while (this.#entries.length > slots.length) this.#entries.pop().root.remove();
    while (this.#entries.length < slots.length) {
      const entry = new Entry(this.#onChange);
      this.#entries.push(entry);
      this.root.append(entry.root);
    }
    this.#entries.forEach((entry, index) => entry.update(scene.runs[index], slots, view));
    for (const entry of this.#entries) entry.tell(this.#tells);
  }

  /**
   * Says how the runs ended, or nothing of it.
   * @param {boolean} tells
   */
  tell(tells) {
    if (tells === this.#tells) return;
    this.#tells = tells;
    for (const entry of this.#entries) entry.tell(tells);
  }
}

/** One run of the legend. */
class Entry {
  root = element("li", { class: "stage-entry" });
  #run = /** @type {Run|null} */ (null);
  #shows;
  #choose;
  #word = element("b");
  #sentence = element("span", { class: "stage-sentence" });
  #whole = element("span", { class: "stage-whole", "aria-hidden": "true" });
  #outcome = element("button", { type: "button", class: "stage-outcome", "aria-expanded": "false" });

  constructor(onChange) {
    this.#shows = new Shows(onChange);
    this.#choose = element("button", {
      type: "button",
      class: "stage-run",
      title: "Choose the run whose arrows and limit are shown",
      click: () => onChange({ chosen: this.#run.slot }),
    });
    this.#outcome.append(this.#word, this.#sentence);
    for (const coming of ["pointerenter", "focus"]) this.#outcome.addEventListener(coming, () => this.#measure());
    this.#outcome.addEventListener("click", () => this.#open(this.#outcome.getAttribute("aria-expanded") !== "true"));
    this.#outcome.addEventListener("blur", () => this.#open(false));
    this.#outcome.addEventListener("keydown", ({ key }) => key === "Escape" && this.#open(false));
    this.root.append(element("span", { class: "stage-shows" }, ...this.#shows.buttons), this.#choose, this.#outcome, this.#whole);
  }

  update(run, slots, view) {
    this.#run = run;
    this.#shows.update({ slot: run.slot, name: run.label }, slots, view.hidden);
    this.#choose.replaceChildren(swatch(run), run.label);
    this.#choose.setAttribute("aria-pressed", String(view.chosen === run.slot));
    this.root.classList.toggle("is-hidden", view.hidden.includes(run.slot));
    this.root.style.setProperty("--run", run.colour);
  }

  tell(tells) {
    const { outcome, sentence, meaning, crossStep } = this.#run;
    const word = crossStep === null ? outcome : `✖ ${outcome}`;
    this.#outcome.hidden = !tells;
    write(this.#word, tells ? word : "");
    write(this.#sentence, tells ? sentence : "");
    write(this.#whole, tells ? sentence : "");
    const said = sentence.startsWith(outcome) ? sentence : `${outcome}: ${sentence}`;
    this.#outcome.title = tells ? meaning : "";
    if (tells) this.#outcome.setAttribute("aria-label", said);
    else this.#outcome.removeAttribute("aria-label");
  }

  /** Where the sentence is not seen as a whole, it is shown over the charts while somebody is at the outcome. */
  #measure() {
    const { clientWidth, scrollWidth } = this.#sentence;
    this.root.classList.toggle("is-cut", scrollWidth > clientWidth || clientWidth === 0);
  }

  #open(open) {
    this.#outcome.setAttribute("aria-expanded", String(open));
  }
}
