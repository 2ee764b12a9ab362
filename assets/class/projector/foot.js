/** The foot of the page: how to join, how far the class is, what to do next, and what is wrong. */

import { element, icon, write } from "../../kit/dom.js";
import { button } from "../../kit/toolbar.js";
import { turnLook } from "./daylight.js";

const NEXT = { lobby: "Begin", asking: "Close the vote", closed: "Reveal", revealed: "Next question" };

const HALF = "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12";

/** Everything that is pressed, and what is said of the class as a whole. */
export class Foot {
  root = element("footer", { class: "class-foot" });
  #lobby;
  #code = element("b");
  #place = element("span");
  #qr = element("img", { alt: "", width: 80, height: 80 });
  #corner;
  #people = element("span", { class: "class-answered" });
  #alarm = element("p", { class: "class-alarm", role: "alert", hidden: "" });
  #spoken = element("p", { class: "kit-spoken", role: "status" });
  /** @type {Record<string, HTMLButtonElement>} */
  #buttons;
  #up = false;
  #problem = "";
  #trouble = "";

  /**
   * @param {import("./lobby.js").Lobby} lobby
   * @param {{ onCommand: (command: string) => void, onPicture: () => void, keeping: import("./keeping.js").Keeping }} hands
   */
  constructor(lobby, { onCommand, onPicture, keeping }) {
    this.#lobby = lobby;
    const tell = (action) => () => Promise.resolve(action()).catch((error) => this.trouble(error.message));
    this.#corner = element("div", { class: "class-corner" }, this.#qr, element("div", {}, this.#place, this.#code, this.#people));
    this.#buttons = {
      csv: pressed("Answers (CSV)", "All answers so far", tell(() => keeping.saveTable())),
      picture: pressed("Picture (PNG)", "The stage with the votes beside it", tell(onPicture)),
      look: pressed(icon(HALF), "Light or dark", turnLook),
      end: pressed("End…", "End the class…", () => onCommand("end")),
      back: pressed("Back", "Back (Page Up)", () => onCommand("back")),
      again: pressed("Vote again", "Vote again (A)", () => onCommand("again")),
      next: pressed("Begin", "", () => onCommand("next")),
    };
    const { csv, picture, look, end, back, again, next } = this.#buttons;
    next.classList.add("class-first");
    const tools = element("div", { class: "class-tools", role: "group", "aria-label": "What leaves, and looks" }, csv, picture, look, end);
    const steps = element("div", { class: "class-steps", role: "group", "aria-label": "The class" }, back, again, next);
    this.root.append(this.#corner, tools, steps, this.#alarm, this.#spoken);
    lobby.onShown = () => this.#join();
  }

  /** Shows where the class is. */
  update({ phase, item, of, round, recorded }, { here, answered }, problem) {
    const { next, back, again, csv, picture } = this.#buttons;
    const isLast = phase === "revealed" && item === of - 1;
    write(next, isLast ? "End the class" : (NEXT[phase] ?? "Next question"));
    next.title = `${next.textContent} (Page Down)`;
    back.disabled = phase === "lobby";
    again.hidden = phase !== "closed" || recorded;
    csv.hidden = picture.hidden = phase === "lobby";
    this.#corner.hidden = phase === "lobby" || recorded;
    write(this.#people, `${here} here, ${answered} answered${round > 1 ? " again" : ""}`);
    this.#problem = problem;
    this.#alarms();
    this.#join();
  }

  /** Says whether the server is heard. */
  line(up) {
    this.#up = up;
    if (up) this.#trouble = "";
    this.#alarms();
  }

  /** Says what could not be done. */
  trouble(why) {
    this.#trouble = why;
    this.#alarms();
  }

  /** Has a screen reader say something. */
  say(words) {
    write(this.#spoken, words);
  }

  #alarms() {
    const lost = this.#up ? "" : "The connection to the server is lost; it is taken up again by itself. Votes are not lost.";
    const kept = this.#problem && `Answers are not being written to disk: ${this.#problem}`;
    const said = [lost, kept, this.#trouble].filter(Boolean).join(" ");
    this.#alarm.hidden = !said;
    write(this.#alarm, said);
    for (const name of ["next", "again"]) this.#buttons[name].disabled = !this.#up;
  }

  #join() {
    this.#qr.hidden = !this.#lobby.qr;
    if (this.#lobby.qr && this.#qr.getAttribute("src") !== this.#lobby.qr) this.#qr.src = this.#lobby.qr;
    write(this.#code, this.#lobby.code);
    write(this.#place, this.#lobby.place);
  }
}

/** A button that leaves the keys to the stage once a mouse or a finger has pressed it. */
function pressed(label, title, act) {
  const made = button(label, title, () => (made.matches(":focus-visible") || made.blur(), act()));
  return made;
}
