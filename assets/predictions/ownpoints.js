/** Points that the reader sets: a row of buttons, what has been undone, and what the server is told. */

import { drawing, element } from "../kit/dom.js";
import { Newest } from "../kit/newest.js";
import { symbolPath } from "../kit/symbols.js";
import { button, press, toggle } from "../kit/toolbar.js";
import { added, moved, removed, watchHands } from "./hands.js";
import { SHAPES } from "./plane.js";
import { inks } from "./colours.js";

const HINT = "Click to add, click a point to remove it, drag to move it.";

/** What stays when the picture is built anew, as where two classes have become one: the class of clicks, what can be undone. */
const KEPT = { kind: 0, before: [] };

/** The points of both classes, as the server has them and as somebody changes them. */
export class OwnPoints {
  #change;
  #theirs = null;
  #own = null;
  #sent;
  #classes = [0, 1].map((kind) => toggle("", `Clicks add points of class ${kind}`, () => this.#choose(kind)));
  #undo = button("Undo", "Take back the last change (Ctrl+Z)", () => this.undo());
  #clear = button("Clear", "Remove all points", () => this.#set([[], []]));

  /**
   * @param {() => void} onChange called where other points are to be drawn.
   * @param {(own: object) => void} send tells the server.
   */
  constructor(onChange, send) {
    this.#change = onChange;
    this.#sent = new Newest((own) => send({ first: own[0], second: own[1] }), () => {});
    const hint = element("span", { class: "predictions-hint" }, HINT);
    const said = { class: "predictions-own", role: "toolbar", "aria-label": "Own points", hidden: "" };
    this.root = element("div", said, ...this.#classes, this.#undo, this.#clear, hint);
    this.#choose(KEPT.kind);
  }

  /** The points of both classes; null where the task has none of the reader's own. */
  get points() {
    return this.#own ?? this.#theirs;
  }

  /** The points of both classes where the server has not answered a change of them; else null. */
  get ahead() {
    return this.#own;
  }

  /** Takes the server's points, unless it has yet to answer what was changed here. */
  adopt(theirs) {
    this.#theirs = theirs;
    this.#sent.answered();
    if (!this.#sent.busy) this.#own = null;
    if (!theirs) Object.assign(KEPT, { kind: 0, before: [] });
  }

  /** Shows the row where there is something to set. */
  update(theme) {
    this.root.hidden = !this.#theirs;
    this.#classes.forEach((place, kind) => {
      const mark = { d: symbolPath(SHAPES[kind], 6), style: `fill:${inks(theme).marks[kind]};stroke:none` };
      const shape = drawing("svg", { viewBox: "-8 -8 16 16", "aria-hidden": "true" }, drawing("path", mark));
      place.replaceChildren(shape, `class ${kind} (${this.points?.[kind].length ?? 0})`);
    });
    this.#undo.disabled = KEPT.before.length === 0;
    this.#clear.disabled = !this.points?.flat().length;
  }

  /** Lets a picture of the plane set them. */
  watch(canvas, window, signal) {
    const acts = {
      seen: () => ({ window: window(), own: this.points }),
      onClick: (point) => this.#set(added(this.points, KEPT.kind, point)),
      onRemove: (which) => this.#set(removed(this.points, which)),
      onDrag: (which, point, ended) => this.#drag(which, point, ended),
    };
    watchHands(canvas, acts, signal);
  }

  /** Takes back the last change. */
  undo() {
    if (!this.#theirs || !KEPT.before.length) return;
    this.#own = KEPT.before.pop();
    this.#tell();
  }

  destroy() {
    this.#sent.destroy();
  }

  #choose(kind) {
    KEPT.kind = kind;
    this.#classes.forEach((place, index) => press(place, index === kind));
  }

  #dragged = null;

  #drag(which, point, ended) {
    this.#dragged ??= this.points;
    this.#own = moved(this.#dragged, which, point);
    if (!ended) {
      this.#change();
      return;
    }
    KEPT.before.push(this.#dragged);
    this.#dragged = null;
    this.#tell();
  }

  #set(own) {
    KEPT.before.push(this.points);
    this.#own = own;
    this.#tell();
  }

  #tell() {
    this.#sent.offer(this.#own);
    this.#change();
  }
}
