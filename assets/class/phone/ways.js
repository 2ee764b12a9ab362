/** The ways into a class: a form for its code, and what is said where nobody gets in. */

import { element, write } from "../../kit/dom.js";
import { codeOf } from "./codes.js";

/** Asks for the code. */
export class Entry {
  root;
  #input = element("input", {
    id: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false", enterkeyhint: "go",
    "aria-describedby": "code-told",
  });
  #told = element("p", { id: "code-told", role: "alert" });

  /**
   * @param {string} alphabet the letters of codes.
   * @param {(code: string) => void} onCode
   */
  constructor(alphabet, onCode) {
    const join = (event) => {
      event.preventDefault();
      const code = codeOf(this.#input.value, alphabet);
      if (code) onCode(code);
      else this.tell("That is no code: it has five letters.");
    };
    this.root = element("main", { class: "entry" }, element("form", { submit: join }, element("h1", {}, "What is the code?"),
      element("label", { for: "code" }, "Five letters, on the projector"), this.#input, this.#told,
      element("button", { class: "main" }, "Join")));
  }

  /**
   * Says why a code is none.
   * @param {string} why
   */
  tell(why) {
    write(this.#told, why);
    this.#input.focus();
    this.#input.select();
  }
}

/**
 * Says something in the place of a question.
 * @param {string} title
 * @param {string} text
 * @param {string} label of the button; "" for none.
 * @param {() => void} onPress
 */
export function notice(title, text, label = "", onPress = () => {}) {
  const button = element("button", { type: "button", class: "main", click: onPress }, label);
  return element("main", { class: "notice" }, element("h1", { tabindex: -1 }, title), element("p", {}, text), ...(label ? [button] : []));
}
