/** The board: takes what the server sends, keeps the view and the cursor, and has everything drawn. */

import { Component } from "../kit/component.js";
import { element } from "../kit/dom.js";
import { Newest } from "../kit/newest.js";
import { explain } from "../kit/terms.js";
import { Together } from "../kit/together.js";
import { Drawing } from "./drawing.js";
import { BoardChart } from "./chart.js";
import { decode, identity } from "./payload.js";
import { savePicture } from "./picture.js";
import { lineThrough } from "./points.js";
import { Table } from "./table.js";
import { createToolbar } from "./toolbar.js";

const ZOOM_AFTER = 150;
const MAIN_HEIGHT = 400;
const MOST_HEIGHT = 900;
const STEERING = "Arrow keys, Home and End move the cursor.";
const HINT = "Drawing needs the rate shown and a chosen schedule made of points.";

/** One board in the page. */
export class Board extends Component {
  /** What the server has sent, from payload.js. */
  #board = null;
  /** Which payload is drawn. */
  #drawn = null;
  /** The slot whose points the server has not answered yet, and those points. */
  #own = null;
  /** The step of the cursor, null at rest. */
  #step = null;
  /** Where other pictures of the page put it at rest; null where none does. */
  #others = null;
  #together = new Together(({ step }) => this.#join(step), this.ending.signal);
  #points = new Newest((value) => this.send("points", value), () => this.send("rest", true));
  #toolbar = createToolbar({
    onChange: (fields) => this.change(fields),
    onPicture: (format) => this.#save(format),
  });
  #table = new Table((fields) => this.change(fields));
  #place = element("div", { class: "kit-chart board-chart", role: "group", tabindex: 0 });
  #drawing = new Drawing(this.#place, {
    main: () => this.chart?.plots()[0],
    onPoints: (own) => this.#movePoints(own),
    onGrab: (grabbed) => this.#hold(grabbed),
    onDouble: () => this.chart.reset(),
  });
  #hint = element("p", { class: "board-hint", hidden: "" }, HINT);
  #marks = element("ul", { class: "kit-spoken", "aria-label": "Marks in the chart" });

  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    super(parent, "board");
    this.root.dataset.step = "0";
    this.root.append(this.#toolbar.root, this.#hint, this.#place, this.#table.root, this.#marks, this.status);
    this.#place.addEventListener("keydown", (event) => this.#key(event), { signal: this.ending.signal });
    this.watchSize(this.#place);
  }

  async show(bytes) {
    this.#points.answered();
    const id = identity(bytes);
    if (id !== this.#board?.id) this.#board = await decode(bytes);
    if (id !== this.#drawn) this.view.adopt(this.#board.view);
    const ahead = this.#own !== null;
    if (!this.#points.busy) this.#own = null;
    if (id !== this.#drawn || ahead || !this.isDrawn) await this.draw();
    this.#drawn = id;
  }

  async paint(Plotly, view) {
    const shown = this.#ahead();
    this.#size(shown.panels);
    this.chart ??= this.#createChart(Plotly);
    this.#toolbar.update(view);
    this.#place.setAttribute("aria-label", `${shown.label} at each step. ${STEERING}`);
    this.#table.update(shown, view);
    explain(this.root, shown.tips);
    this.#listMarks(shown);
    const subject = this.#subject(shown);
    await this.chart.update(shown, view, this.theme);
    this.#drawing.show(subject);
    this.#tick();
  }

  destroy() {
    this.#points.destroy();
    this.#drawing.destroy();
    super.destroy();
  }

  /** The board with the points that the server has not answered yet. */
  #ahead() {
    const [own, board] = [this.#own, this.#board];
    if (!own) return board;
    const main = board.panels[0].id;
    const entries = board.entries.map((entry) => (entry.slot === own.slot ? { ...entry, points: own.points } : entry));
    const lr = entries.find(({ slot }) => slot === own.slot)?.lr;
    const drawn = ({ slot, group, panel, kind }) => slot === own.slot && group <= 1 && panel === main && kind === "line";
    const line = () => lineThrough(own.points, lr, board.steps - 1);
    return { ...board, entries, series: board.series.map((one) => (drawn(one) ? { ...one, ...line() } : one)) };
  }

  #size(panels) {
    const share = panels[0].share / panels.reduce((sum, panel) => sum + panel.share, 0);
    this.#place.style.setProperty("--board-height", `${Math.min(MAIN_HEIGHT / share, MOST_HEIGHT)}px`);
  }

  #createChart(Plotly) {
    return new BoardChart(Plotly, this.#place, {
      onStep: (step) => this.#moveCursor(step),
      onZoom: (steps) => this.#zoom(steps),
      onPicture: () => this.#save("png"),
      onDrawn: () => this.#drawing.place(),
    });
  }

  /** The schedule whose points have handles. */
  #subject({ entries, steps }) {
    const { drawing, chosen, quantity, hidden } = this.view.fields;
    const entry = entries.find(({ slot }) => slot === chosen);
    const can = drawing && quantity === "rate" && entry?.points && !hidden.includes(chosen);
    this.#hint.hidden = !drawing || Boolean(can);
    return can ? { ...entry, last: steps - 1 } : null;
  }

  #movePoints(own) {
    this.#own = own;
    this.#points.offer(own);
    this.attempt(() => this.draw());
  }

  #hold(grabbed) {
    this.chart.hold(grabbed);
    if (!grabbed) this.attempt(() => this.draw());
  }

  #zoom(steps) {
    if (!this.#board.thinned && this.#board.range === null) this.stop("zoom");
    else this.later("zoom", ZOOM_AFTER, () => this.send("zoom", steps));
  }

  #save(format) {
    if (this.chart?.isDrawn) this.attempt(() => savePicture(this.chart, this.#board, format));
  }

  /** To a step, or to rest; by a key it stays there. */
  #moveCursor(step, settled = false) {
    this.#step = step;
    this.#tick();
    this.#together.tell(step, settled);
  }

  /** To where other pictures are. */
  #join(step) {
    [this.#step, this.#others] = [null, step];
    this.#tick();
  }

  #tick() {
    if (!this.#board || !this.chart) return;
    const step = Math.min(this.#step ?? this.#others ?? this.#board.rest, this.chart.fit.step.last);
    this.chart.cursor(step);
    this.#table.cursor(step);
    this.root.dataset.step = String(step);
  }

  #key(event) {
    if (!this.#board) return;
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.#drawing.undo();
    } else if (event.target === this.#place) {
      this.#steer(event);
    }
  }

  #steer(event) {
    const [now, last] = [Number(this.root.dataset.step), this.#board.steps - 1];
    const leap = event.shiftKey ? Math.max(1, Math.round(last / 50)) : 1;
    const goals = { ArrowLeft: now - leap, ArrowRight: now + leap, Home: 0, End: last, Escape: null };
    if (!Object.hasOwn(goals, event.key)) return;
    event.preventDefault();
    const goal = goals[event.key];
    this.#moveCursor(goal === null ? null : Math.min(Math.max(goal, 0), last), true);
    this.speak(() => this.#table.spoken());
  }

  #listMarks({ marks, entries }) {
    const names = new Map(entries.map(({ slot, name }) => [slot, name]));
    const words = ({ slot, step, text }) => [names.get(slot), `step ${step}`, text].filter(Boolean).join(": ");
    const texts = marks.map(words);
    this.#marks.replaceChildren(...texts.map((text) => element("li", {}, text)));
  }
}
