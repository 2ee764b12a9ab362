/** The form of a race: an optimizer, a schedule and a rate; below it stand one's own tries. */

import { element } from "../../kit/dom.js";
import { Choice } from "./choice.js";
import { Slider } from "./slider.js";
import { best, same } from "./state.js";
import { rounded, written } from "./words.js";

/** What runs in a race. */
export class Race {
  root;
  #task;
  #optimizer;
  #schedule;
  #rate;
  #tries = element("ol", { class: "tries", "aria-label": "Your tries, the newest first" });

  /**
   * @param {import("./state.js").Task} task
   * @param {() => void} onChange
   */
  constructor(task, onChange) {
    const { low, high, log } = task;
    this.#task = task;
    this.#optimizer = new Choice("Optimizer", task.optimizers, onChange, true);
    this.#schedule = new Choice("Schedule", task.schedules, onChange, true);
    this.#optimizer.value = this.#schedule.value = 0;
    this.#rate = new Slider({ name: "Learning rate", low, high, log, start: rounded(Math.sqrt(low * high), 1) }, onChange);
    this.root = element("div", { class: "race" }, this.#optimizer.root, this.#schedule.root, this.#rate.root, this.#tries);
  }

  get value() {
    return { optimizer: this.#optimizer.value, rate: this.#rate.value, schedule: this.#schedule.value };
  }

  set value({ optimizer, rate, schedule }) {
    Object.assign(this.#optimizer, { value: optimizer });
    Object.assign(this.#schedule, { value: schedule });
    this.#rate.value = rate;
  }

  /** @param {{ optimizer: number, rate: number, schedule: number }} value */
  described({ optimizer, rate, schedule }) {
    return `${this.#task.optimizers[optimizer]}, ${this.#task.schedules[schedule]}, ${written(rate, 3)}`;
  }

  /**
   * Lists tries.
   * @param {import("./state.js").Try[]} tries the oldest first.
   */
  list(tries) {
    const first = best(tries);
    const lines = tries.map((one) => {
      const [optimizer, schedule, rate, loss] = one;
      const told = loss === null ? "diverged" : `loss ${written(loss, 3)}`;
      const isBest = same(one, first);
      return element("li", { class: isBest ? "is-best" : null },
        element("span", {}, this.described({ optimizer, schedule, rate })), element("span", {}, isBest ? `★ ${told}` : told));
    });
    this.#tries.replaceChildren(...lines.reverse());
    this.#tries.hidden = !tries.length;
  }

  reveal() {}
}
