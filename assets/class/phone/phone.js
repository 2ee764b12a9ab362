/** A phone in a class: it joins, shows what is asked, and keeps an answer until the server has acknowledged it. */

import { element, write } from "../../kit/dom.js";
import { codeOf } from "./codes.js";
import { Line } from "./line.js";
import { Memory } from "./memory.js";
import { Question } from "./question.js";
import { drawn, isAsked, isNew, same } from "./state.js";
import { Entry, notice } from "./ways.js";
import { placed, sentence } from "./words.js";

const LATE = "The class has moved on: the answer that this phone had kept came too late.";
const JOINING = "Joining the class …";
const NO_LINE = "No connection. Trying again by itself …";

/** The whole page. */
export class Phone {
  #base;
  #alphabet;
  #code = "";
  #where = element("p");
  #strip = element("p", { class: "strip", role: "status" });
  #view = element("div", { class: "view" });
  /** What is on the screen: "entry", "question", or the text of a notice. */
  #shown = "";
  /** @type {Question} */
  #question;
  /** @type {Memory} */
  #memory;
  /** @type {Line} */
  #line;
  /** @type {import("./state.js").State | null} */
  #state = null;
  /** @type {import("./state.js").Answer | null} */
  #waiting = null;
  #isOnline = false;
  /** Whether the line has been opened and no state has come since. */
  #isFresh = false;
  /** The seat that was asked for, and the one that was given. */
  #asked = "";
  #seat = "";
  /** What the server said before it closed, what was said against an answer, and the place of one's best try. */
  #why = "";
  #told = "";
  #place = "";

  /** @param {DOMStringMap} about `base`, where the app lies, and `alphabet`, the letters of codes. */
  constructor({ base, alphabet }) {
    this.#base = `${base}/class`;
    this.#alphabet = alphabet;
    document.body.replaceChildren(element("header", {}, this.#where), this.#strip, this.#view);
    window.addEventListener("storage", () => this.#agree());
    const named = location.pathname.slice(this.#base.length + 1);
    const code = codeOf(named, alphabet);
    if (code) this.#join(code);
    else this.#ask(named && "The address names no class.");
  }

  #ask(why) {
    this.#title("Join a class");
    history.replaceState(null, "", this.#base);
    const entry = new Entry(this.#alphabet, (code) => this.#join(code));
    this.#put("entry", () => entry.root);
    entry.tell(why);
  }

  #join(code) {
    this.#code = code;
    this.#state = null;
    history.replaceState(null, "", `${this.#base}/${code}`);
    this.#memory = new Memory(code);
    this.#waiting = this.#memory.waiting;
    this.#question = new Question({ onSend: (value) => this.#send(value), onChange: () => this.#changed() });
    this.#title(`Class ${code}`);
    this.#notice(JOINING, "");
    this.#line?.close();
    this.#line = new Line(`${location.origin.replace("http", "ws")}${this.#base}/socket`, {
      onOpen: () => this.#greet(),
      onMessage: (message) => this.#take(message),
      onLost: (reason) => this.#turn(false, [sentence(reason), NO_LINE].filter(Boolean).join(" ")),
      onRefused: (reason, isUnknown) => this.#refused(sentence(this.#why || reason), isUnknown),
    });
  }

  #greet() {
    this.#isFresh = true;
    this.#why = "";
    this.#asked = this.#memory.seat;
    this.#line.send({ hello: { code: this.#code, seat: this.#asked } });
  }

  #take({ seat, state, kept, refused, gone, full }) {
    this.#why = gone ?? full ?? this.#why;
    if (seat && !this.#sit(seat)) return;
    if (state) this.#follow(state);
    const n = this.#waiting?.n;
    if (kept && kept.n === n) this.#count(kept.result);
    if (refused && refused.n === n) this.#wait(null, isAsked(this.#waiting, this.#state) ? sentence(refused.why) : LATE);
  }

  /** Takes a seat, unless another tab has taken one meanwhile: then that one is asked for. */
  #sit(seat) {
    const other = this.#memory.seat;
    const isMine = other === this.#asked || other === seat;
    if (isMine) this.#seat = this.#memory.seat = seat;
    else this.#line.again();
    return isMine;
  }

  /** Another tab has noted something: where that is another seat, this tab takes it as well. */
  #agree() {
    const seat = this.#memory?.seat;
    if (seat && seat !== this.#seat) this.#line.again();
  }

  /** A state has come; behind the first one on a line an answer that waits is sent again, which counts once. */
  #follow(state) {
    if (isNew(state, this.#state)) this.#told = this.#place = "";
    this.#state = state;
    this.#turn(true, "");
    if (this.#isFresh && this.#waiting) this.#line.send({ answer: this.#waiting });
    this.#isFresh = false;
  }

  #send(value) {
    const { item, round } = this.#state;
    const answer = { item, round, value, n: drawn() };
    this.#wait(answer);
    this.#line.send({ answer });
  }

  /** The server has an answer, for good. */
  #count(result) {
    const { item, round, value } = this.#waiting;
    if (item === this.#state.item && round === this.#state.round) this.#note(value, result);
    this.#wait(null);
  }

  #note(value, result) {
    const { task, mine } = this.#state;
    this.#state.mine = value;
    if (task.kind !== "race") return;
    const tried = [value.optimizer, value.schedule, value.rate, result.loss];
    this.#state.mine = same(mine[mine.length - 1], tried) ? mine : [...mine, tried];
    this.#place = placed(result);
  }

  /** What waits for the server's word, and what that was, where it was against the last answer. */
  #wait(answer, told = "") {
    this.#waiting = this.#memory.waiting = answer;
    this.#told = told;
    this.#draw();
  }

  #changed() {
    this.#told = this.#place = "";
    this.#draw();
  }

  #turn(isOnline, strip) {
    this.#isOnline = isOnline;
    write(this.#strip, strip);
    this.#draw();
  }

  #refused(why, isUnknown) {
    write(this.#strip, "");
    this.#title(`Class ${this.#code}`);
    this.#state = null;
    if (isUnknown) {
      this.#memory.forget();
      this.#ask(why);
    } else this.#notice("You are not in the class", why, "Try again", () => (this.#notice(JOINING, ""), this.#line.again()));
  }

  #draw() {
    const state = this.#state;
    if (!state) return;
    const { phase, item, of } = state;
    const isAsking = phase !== "lobby" && phase !== "ended";
    this.#title(`Class ${this.#code}`, isAsking ? `Question ${item + 1} of ${of}` : "");
    if (phase === "lobby") this.#notice("You are in", "The first question comes by itself. Leave this page open.");
    if (phase === "ended") this.#end();
    if (!isAsking) return;
    const waiting = this.#waiting && isAsked(this.#waiting, state) ? this.#waiting : null;
    this.#question.update(state, { isOnline: this.#isOnline, waiting, place: this.#place, told: this.#told });
    this.#put("question", () => this.#question.root);
  }

  #end() {
    this.#line.close();
    this.#memory.forget();
    write(this.#strip, "");
    this.#notice("The class is over", "Thank you. What was answered here has been deleted from this phone.");
  }

  #title(...parts) {
    const told = parts.filter(Boolean).join(" · ");
    write(this.#where, told);
    document.title = `${told} · lrviz`;
  }

  #notice(title, text, label = "", onPress = () => {}) {
    this.#put(title, () => notice(title, text, label, onPress));
  }

  /** Puts something on the screen, unless it is there already. */
  #put(name, make) {
    if (name === this.#shown) return;
    this.#shown = name;
    this.#view.replaceChildren(make());
    /** @type {HTMLElement} */ (this.#view.querySelector("h1")).focus();
  }
}
