/** What a component tells the server, in a way that none of it is lost. */

const REPEATED_FOR = 30000;
const LONGEST = 20000;

/** Tells this page from others of the same session. */
const page = Math.random().toString(36).slice(2);
let count = 0;

/**
 * The words of one picture. Streamlit hears but the newest of what a component says while a script runs. So each
 * message repeats the newest value of every word of the last while, with numbers by which the server knows the new ones.
 */
export class Words {
  /** The newest of each word, the oldest first. @type {Map<string, { number: number, value: any, when: number }>} */
  #recent = new Map();

  /**
   * Tells the server something.
   * @param {string} word
   * @param {any} value
   * @param {(name: string, value: any) => void} send Streamlit's `setTriggerValue`.
   */
  say(word, value, send) {
    const when = performance.now();
    for (const [one, said] of this.#recent) {
      if (when - said.when > REPEATED_FOR) this.#recent.delete(one);
    }
    count += 1;
    this.#recent.delete(word);
    this.#recent.set(word, { number: count, value, when });
    send("said", [page, [...this.#recent].map(([one, said]) => [said.number, one, said.value])]);
    if (JSON.stringify(value).length > LONGEST) this.#recent.delete(word);
  }
}
