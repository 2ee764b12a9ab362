/** The board: takes what the server sends, keeps the view and the cursor, and has everything drawn. */

import { element } from "../kit/dom.js";
import { loadPlotly } from "../kit/plotly.js";
import { readTheme } from "../kit/theme.js";
import { Drawing } from "./drawing.js";
import { Chart } from "./lines.js";
import { Newest } from "../kit/newest.js";
import { OwnView } from "../kit/ownview.js";
import { decode, identity } from "./payload.js";
import { savePicture } from "./picture.js";
import { lineThrough } from "./points.js";
import { Table } from "./table.js";
import { createToolbar } from "./toolbar.js";

const SEND_AFTER = 120;
const ZOOM_AFTER = 150;
const SPEAK_AFTER = 700;
const MAIN_HEIGHT = 400;
const MOST_HEIGHT = 900;

/** One board in the page. */
export class Board {
  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    Object.assign(this, { seq: 0, step: null, own: null, board: null, view: new OwnView() });
    this.points = new Newest((value) => this.send("points", value), () => this.send("rest", true));
    this.#build(parent);
    this.ending = new AbortController();
    this.place.addEventListener("keydown", (event) => this.#key(event), { signal: this.ending.signal });
    this.resizing = new ResizeObserver(() => this.chart?.resize());
    this.resizing.observe(this.place);
  }

  /**
   * Takes an update; of several that come while one is drawn only the newest is.
   * @param {Uint8Array} bytes a payload.
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive(bytes, send) {
    this.send = send;
    this.newest = bytes;
    this.working ??= this.#work().finally(() => (this.working = null));
  }

  destroy() {
    this.ending.abort();
    this.resizing.disconnect();
    this.points.destroy();
    for (const timer of [this.sending, this.zooming, this.speaking]) clearTimeout(timer);
    this.drawing?.destroy();
    this.chart?.destroy();
    this.root.remove();
  }

  #build(parent) {
    const onChange = (fields) => this.#change(fields);
    this.toolbar = createToolbar({ onChange, onPicture: (format) => this.#save(format) });
    this.table = new Table(onChange);
    const label = "Learning rate at each step. Arrow keys, Home and End move the cursor.";
    this.place = element("div", { class: "board-chart", role: "group", "aria-label": label, tabindex: 0 });
    this.alert = element("p", { role: "alert", class: "board-alert", hidden: "" });
    this.status = element("p", { role: "status", class: "board-spoken" });
    this.hint = element("p", { class: "board-hint", hidden: "" });
    this.marks = element("ul", { class: "board-spoken", "aria-label": "Marks in the chart" });
    const parts = [this.alert, this.toolbar.root, this.hint, this.place, this.table.root, this.marks, this.status];
    this.root = element("div", { class: "lrviz-board", "data-seq": 0, "data-step": 0 }, ...parts);
    parent.append(this.root);
  }

  async #work() {
    while (this.newest) {
      const bytes = this.newest;
      this.newest = null;
      await this.#attempt(() => this.#show(bytes));
    }
  }

  /** Says what went wrong in the place of the picture; the next update tries again. */
  async #attempt(action) {
    this.alert.hidden = true;
    try {
      await action();
    } catch (error) {
      this.alert.textContent = `The picture could not be drawn: ${error.message}`;
      this.alert.hidden = false;
    }
  }

  async #show(bytes) {
    this.points.answered();
    const id = identity(bytes);
    const themed = JSON.stringify(readTheme(this.root, this.view.fields?.large)) === JSON.stringify(this.theme);
    if (id !== this.board?.id) this.board = await decode(bytes);
    if (id !== this.drawn) this.view.adopt(this.board.view);
    const ahead = this.own !== null;
    if (!this.points.busy) this.own = null;
    if (id !== this.drawn || !themed || ahead) await this.#draw();
    this.drawn = id;
  }

  #change(fields) {
    if (!this.board) return;
    this.view.change(fields);
    this.#attempt(() => this.#draw());
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send("view", this.view.fields), SEND_AFTER);
  }

  async #draw() {
    const Plotly = await loadPlotly();
    const view = this.view.fields;
    this.theme = readTheme(this.root, view.large);
    this.root.classList.toggle("is-large", view.large);
    this.root.classList.toggle("is-dark", this.theme.dark);
    const shown = this.#ahead();
    this.#size(shown.panels);
    this.chart ??= this.#chart(Plotly);
    this.drawing ??= this.#drawing();
    this.toolbar.update(view);
    this.table.update(shown, view);
    this.#listMarks(shown);
    const subject = this.#subject(shown);
    await this.chart.update(shown, view, this.theme);
    this.drawing.show(subject);
    this.#tick();
    this.seq += 1;
    this.root.dataset.seq = this.seq;
  }

  /** The board with the points that the server has not answered yet. */
  #ahead() {
    const { own, board } = this;
    if (!own) return board;
    const main = board.panels[0].id;
    const entries = board.entries.map((entry) => (entry.slot === own.slot ? { ...entry, points: own.points } : entry));
    const lr = entries.find(({ slot }) => slot === own.slot)?.lr;
    const drawn = ({ slot, panel, kind }) => slot === own.slot && panel === main && kind === "line";
    const line = () => lineThrough(own.points, lr, board.steps - 1);
    return { ...board, entries, series: board.series.map((one) => (drawn(one) ? { ...one, ...line() } : one)) };
  }

  #size(panels) {
    const share = panels[0].share / panels.reduce((sum, panel) => sum + panel.share, 0);
    this.place.style.setProperty("--board-height", `${Math.min(MAIN_HEIGHT / share, MOST_HEIGHT)}px`);
  }

  #chart(Plotly) {
    return new Chart(Plotly, this.place, {
      onStep: (step) => this.#moveCursor(step),
      onZoom: (steps) => this.#zoom(steps),
      onPicture: () => this.#save("png"),
      onDrawn: () => this.drawing?.place(),
    });
  }

  #drawing() {
    return new Drawing(this.place, {
      main: () => this.chart.main(),
      onPoints: (points) => this.#movePoints(points),
      onGrab: (grabbed) => this.#hold(grabbed),
      onDouble: () => this.chart.reset(),
    });
  }

  /** The schedule whose points have handles. */
  #subject({ entries, steps }) {
    const { drawing, chosen, quantity, hidden } = this.view.fields;
    const entry = entries.find(({ slot }) => slot === chosen);
    const can = drawing && quantity === "rate" && entry?.points && !hidden.includes(chosen);
    this.hint.hidden = !drawing || Boolean(can);
    if (!this.hint.hidden) this.hint.textContent = "Drawing needs the rate shown and a chosen schedule made of points.";
    return can ? { ...entry, last: steps - 1 } : null;
  }

  #movePoints(points) {
    this.own = { slot: this.drawing.subject.slot, points };
    this.points.offer(this.own);
    this.#attempt(() => this.#draw());
  }

  #hold(grabbed) {
    this.chart.hold(grabbed);
    if (!grabbed) this.#attempt(() => this.#draw());
  }

  #zoom(steps) {
    clearTimeout(this.zooming);
    if (!this.board.thinned && this.board.range === null) return;
    this.zooming = setTimeout(() => this.send("zoom", steps), ZOOM_AFTER);
  }

  async #save(format) {
    if (!this.chart) return;
    const Plotly = await loadPlotly();
    await this.#attempt(() => savePicture(Plotly, this.chart, this.board.entries, format));
  }

  /** To a step, or to rest: the last one. */
  #moveCursor(step) {
    this.step = step;
    this.#tick();
  }

  #tick() {
    if (!this.board || !this.chart) return;
    const step = Math.min(this.step ?? this.board.steps - 1, this.chart.seen().fit.step.last);
    this.chart.cursor(step);
    this.table.cursor(step);
    this.root.dataset.step = step;
  }

  #key(event) {
    if (!this.board) return;
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      this.drawing?.undo();
    } else if (event.target === this.place) {
      this.#steer(event);
    }
  }

  #steer(event) {
    const [now, last] = [Number(this.root.dataset.step), this.board.steps - 1];
    const leap = event.shiftKey ? Math.max(1, Math.round(last / 50)) : 1;
    const goals = { ArrowLeft: now - leap, ArrowRight: now + leap, Home: 0, End: last, Escape: null };
    if (!Object.hasOwn(goals, event.key)) return;
    event.preventDefault();
    const goal = goals[event.key];
    this.#moveCursor(goal === null ? null : Math.min(Math.max(goal, 0), last));
    clearTimeout(this.speaking);
    this.speaking = setTimeout(() => (this.status.textContent = this.table.spoken()), SPEAK_AFTER);
  }

  #listMarks({ marks, entries }) {
    const names = new Map(entries.map(({ slot, name }) => [slot, name]));
    const words = ({ slot, step, text }) => [names.get(slot), `step ${step}`, text].filter(Boolean).join(": ");
    const texts = marks.map(words);
    this.marks.replaceChildren(...texts.map((text) => element("li", {}, text)));
  }
}
