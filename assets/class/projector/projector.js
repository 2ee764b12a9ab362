/** The projector of a class: the lobby, then for each item the stage with the votes beside it, and what is told at the reveal. */

/** @import { Told } from "./payload.js" */
/** @import { News } from "./line.js" */

import { element } from "../../kit/dom.js";
import { Entrance } from "./entrance.js";
import { Foot } from "./foot.js";
import { Head } from "./head.js";
import { Keeping } from "./keeping.js";
import { watchKeys } from "./keys.js";
import { Leaving } from "./leaving.js";
import { Line } from "./line.js";
import { Lobby } from "./lobby.js";
import { watchLook } from "./daylight.js";
import { decodeItem } from "./payload.js";
import { sheetOf } from "./sheet.js";
import { Staging } from "./staging.js";
import { Votes } from "./votes.js";

const NOBODY = { here: 0, seats: 0, answered: 0 };
const ASKED = ["asking", "closed", "revealed"];
/** Kinds of which the reveal shows the path of everybody. */
const CROWDED = ["start", "race"];

/** The whole page. */
export class Projector {
  root = element("main", { class: "kit is-large lrviz-class", "data-phase": "" });
  #server;
  /** @type {Line|null} */
  #line = null;
  /** @type {News} */
  #news = {};
  #head = new Head();
  #lobby;
  #staging = new Staging(() => this.#played());
  #votes = new Votes();
  #foot;
  #keeping;
  #leaving;
  /** What is told of the items, by their numbers. @type {Map<number, Promise<Told>>} */
  #told = new Map();
  /** The reveals that have been played, by the numbers of their items. @type {Set<number>} */
  #seen = new Set();
  /** Where the paths of everybody are on the map: the item and its round. */
  #crowded = "";
  #working = false;
  #waiting = false;

  /**
   * @param {HTMLElement} parent
   * @param {import("./server.js").Server} server
   */
  constructor(parent, server) {
    this.#server = server;
    this.#lobby = new Lobby(server);
    this.#keeping = new Keeping(server);
    const onCommand = (command) => this.#command(command);
    this.#foot = new Foot(this.#lobby, { onCommand, onPicture: () => this.#picture(), keeping: this.#keeping });
    this.#leaving = new Leaving(this.#keeping, () => this.#do("end"));
    parent.append(this.root);
    if (!server.token) {
      this.root.append(new Entrance(server).root);
      return;
    }
    const told = element("section", { class: "class-told", "aria-label": "What is told", tabindex: "0" }, this.#head.answer, this.#head.rows);
    const beside = element("div", { class: "class-beside" }, this.#votes.root, told);
    this.root.append(this.#head.root, this.#lobby.root, this.#staging.root, beside, this.#head.why, this.#foot.root, this.#leaving.root);
    watchKeys(onCommand);
    watchLook(() => (this.#staging.redraw(), this.#votes.draw()));
    this.#listen();
  }

  #listen() {
    this.#line = new Line(this.#server, {
      onNews: (news) => this.#take(news),
      onLine: (up) => this.#foot.line(up),
      onRefused: (why) => this.#refused(why),
    });
    this.#server.reach().then((reach) => this.#lobby.reach(reach), (error) => this.#foot.trouble(error.message));
  }

  get #state() {
    return this.#news.state;
  }

  /** Takes what the server tells; what is there when the page opens has been seen already. */
  #take(news) {
    if (!this.#state && news.state?.phase === "revealed") this.#seen.add(news.state.item);
    const other = news.state && whatOf(news.state) !== whatOf(this.#state ?? {});
    this.#news = { ...this.#news, ...(other ? { votes: null } : {}), ...news };
    if (this.#state?.phase !== "revealed") this.#seen.delete(this.#state?.item);
    this.#render();
  }

  /** Shows what is known; what comes while it is being shown is shown next. */
  async #render() {
    this.#waiting = true;
    if (this.#working || !this.#state) return;
    this.#working = true;
    while (this.#waiting) {
      this.#waiting = false;
      try {
        await this.#show();
      } catch (error) {
        this.#foot.trouble(error.message);
      }
    }
    this.#working = false;
  }

  async #show() {
    const { state, people = NOBODY, problem = "" } = this.#news;
    this.root.dataset.phase = state.phase;
    this.root.dataset.told = this.#tells ? "yes" : "no";
    this.root.dataset.kind = state.task?.kind ?? "";
    this.#lobby.people(people.here, Boolean(state.recorded));
    this.#foot.update(state, people, problem);
    if (ASKED.includes(state.phase)) await this.#ask(state, people);
    else this.#staging.close();
    if (state.phase === "ended") this.#over();
  }

  /** Shows the item that it is about. */
  async #ask(state, people) {
    const told = await this.#toldOf(state.item);
    if (state !== this.#state) return;
    const tells = this.#tells;
    this.#head.update(state, told, tells);
    const votes = this.#news.votes ?? { answered: 0 };
    this.#votes.update({ task: state.task, phase: state.phase, votes, told, tells }, people);
    if (state.phase === "asking") this.#foot.say(this.#head.words.question);
    if (state.phase === "closed") this.#foot.say(`The vote is closed. ${this.#votes.words}`);
    await this.#stage(state, told, votes);
  }

  async #stage(state, told, votes) {
    const act = state.phase !== "revealed" ? "waiting" : this.#seen.has(state.item) ? "told" : "playing";
    const paths = act !== "waiting" && CROWDED.includes(state.task.kind);
    const round = `${state.item} ${state.round}`;
    const bytes = paths && this.#crowded !== round ? await this.#server.crowd(state.item) : null;
    if (state !== this.#state) return;
    this.#staging.show(state.item, told, act);
    this.#crowded = paths ? round : "";
    if (bytes) await this.#staging.crowd(bytes, told);
    else if (!paths) this.#staging.rings(state.task.kind === "start" ? (votes.points ?? []) : []);
  }

  /** Whether the answer is told. */
  get #tells() {
    return this.#state.phase === "revealed" && this.#seen.has(this.#state.item);
  }

  #toldOf(item) {
    if (!this.#told.has(item)) {
      const coming = this.#server.item(item).then(decodeItem);
      coming.catch(() => this.#told.delete(item));
      this.#told.set(item, coming);
    }
    return this.#told.get(item);
  }

  /** The reveal has been played: it is told, and its picture kept. */
  async #played() {
    const { item } = this.#state;
    this.#seen.add(item);
    await this.#render();
    this.#foot.say(`${this.#head.spoken} ${this.#votes.words}`);
    await this.#keep().catch((error) => this.#foot.trouble(error.message));
  }

  async #picture() {
    this.#keeping.savePicture(await this.#keep());
  }

  /** Keeps a picture of what is shown; the number of its item. */
  async #keep() {
    const { item, title } = this.#state;
    this.#keeping.picture(item, title, await this.#sheet());
    return item;
  }

  #sheet() {
    return sheetOf(this.#staging.poster(), this.#votes, this.#head);
  }

  /** Does what a key or a button asks for. */
  #command(command) {
    if (!this.#state || this.#state.phase === "ended") return;
    if (this.#leaving.isOpen) return this.#leaving.answer(command);
    const { phase, item, of, recorded } = this.#state;
    const isLast = phase === "revealed" && item === of - 1;
    if (command === "again" && (phase !== "closed" || recorded)) return;
    if (command === "end" || (command === "next" && isLast)) this.#leaving.ask(this.#state);
    else this.#do(command);
  }

  #do(command) {
    this.#line.say({ do: command, version: this.#state.version });
  }

  #over() {
    this.#line.close();
    this.#foot.line(true);
    this.#server.forget();
    this.root.replaceChildren(new Entrance(this.#server, this.#keeping).root);
  }

  #refused(why) {
    this.root.replaceChildren(new Entrance(this.#server, null, why).root);
  }
}

/** What a vote is about: the votes of another one are not its. */
function whatOf({ item, round }) {
  return `${item} ${round}`;
}
