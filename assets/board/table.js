/** The legend, and what every schedule does at the step under the cursor. */

import { element, write } from "../kit/dom.js";
import { number } from "../kit/format.js";
import { Shows } from "../kit/shows.js";
import { swatch } from "../kit/swatch.js";
import { valueAt } from "./series.js";

const DIGITS = 5;
const FEW = 3;
const ABOUT = "≈ ";

/** The table under the chart. Rows stay as long as their schedules do, so that nobody loses the focus. */
export class Table {
  #onChange;
  #board = null;
  #step = 0;
  /** By slot and group, those of logs by name. @type {Map<string, Row>} */
  #rows = new Map();
  #place = element("th", { scope: "col", class: "board-place" });
  #head = element("tr", {}, this.#place);
  #body = element("tbody");
  #caption = element("caption");

  /** @param {import("../kit/toolbar.js").OnChange} onChange */
  constructor(onChange) {
    this.#onChange = onChange;
    const table = element("table", {}, this.#caption, element("thead", {}, this.#head), this.#body);
    this.root = element("div", { class: "kit-table board-table", role: "region", tabindex: 0 }, table);
  }

  /** Shows a board's schedules and logs. */
  update(board, view) {
    this.#board = board;
    write(this.#caption, `The ${board.subject}s at the step under the cursor`);
    this.root.setAttribute("aria-label", `The ${board.subject}s at this step`);
    const titles = columns(board).map(({ title }) => element("th", { scope: "col", title }, title));
    this.#head.replaceChildren(this.#place, ...titles);
    const subjects = [...board.entries.flatMap(parts), ...logs(board)];
    const keys = subjects.map(({ slot, name, group }) => (slot === 0 ? `log ${name}` : `${slot}.${group}`));
    for (const key of this.#rows.keys()) if (!keys.includes(key)) this.#rows.delete(key);
    const rows = subjects.map((subject, index) => {
      const row = this.#rows.get(keys[index]) ?? new Row(subject, this.#onChange);
      this.#rows.set(keys[index], row);
      row.update(subject, board, view);
      return row.root;
    });
    if (rows.some((row, index) => row !== this.#body.children[index]) || rows.length !== this.#body.children.length) {
      this.#body.replaceChildren(...rows);
    }
    this.cursor(this.#step);
  }

  /** Shows the values at a step. */
  cursor(step) {
    this.#step = step;
    if (!this.#board) return;
    write(this.#place, placeText(step, this.#board.axis));
    for (const row of this.#rows.values()) row.cursor(step);
  }

  /** What the table says of the schedules that are shown, in words. */
  spoken() {
    const rows = [...this.#rows.values()].filter(({ root }) => !root.classList.contains("is-hidden"));
    return [placeText(this.#step, this.#board.axis), ...rows.map((row) => row.spoken())].join("; ");
  }
}

/** One schedule, one of its groups, or one log; logs, and all groups but the first, cannot be hidden or chosen. */
class Row {
  #slot;
  #group;
  #cells = [];
  /** What each panel has of it. */
  #series = [];
  #radio;
  #shows;
  #choice;
  #swatch = element("span");
  #name = element("span", { class: "board-name" });
  #problem = element("span", { class: "board-problem" });

  constructor({ slot, group }, onChange) {
    const leads = slot !== 0 && group <= 1;
    this.#slot = slot;
    this.#group = group;
    this.#shows = new Shows(onChange);
    this.#radio = element("input", { type: "radio", name: "board-chosen", change: () => onChange({ chosen: slot }) });
    const parts = [...(leads ? [this.#radio] : []), this.#swatch, this.#name];
    this.#choice = element(leads ? "label" : "span", { class: "board-choice" }, ...parts);
    const legend = element("span", { class: "board-legend" }, ...(leads ? this.#shows.buttons : []), this.#choice);
    this.root = element("tr", {}, element("th", { scope: "row" }, legend, this.#problem));
    this.root.classList.toggle("is-group", group > 1);
  }

  update(subject, board, view) {
    const { colour, problem = "", called = subject.name } = subject;
    this.root.classList.toggle("is-hidden", view.hidden.includes(this.#slot));
    this.root.style.setProperty("--run", colour);
    this.#shows.update(subject, board.entries.map(({ slot }) => slot), view.hidden);
    this.#radio.checked = view.chosen === this.#slot;
    if (this.#slot && this.#group <= 1) this.#choice.title = board.choosing;
    write(this.#name, called);
    write(this.#problem, problem);
    this.#problem.hidden = problem === "";
    this.#swatch.replaceChildren(swatch(subject));
    this.#columns(subject, board);
  }

  cursor(step) {
    this.#series.forEach((series, index) => write(this.#cells[index], series ? valueText(series, step) : ""));
  }

  spoken() {
    return [this.#name.textContent, ...this.#cells.map((cell) => cell.textContent || "no value")].join(" ");
  }

  #columns({ slot, name }, board) {
    const isOwn = (one) => (slot === 0 ? one.name === name : one.group === this.#group);
    const own = board.series.filter((one) => one.slot === slot && isOwn(one));
    this.#series = columns(board).map(({ id, thin }) => own.find((one) => one.panel === id && (one.kind === "thin") === thin));
    while (this.#cells.length < this.#series.length) this.#cells.push(element("td"));
    for (const extra of this.#cells.splice(this.#series.length)) extra.remove();
    this.root.append(...this.#cells);
  }
}

/** An entry without groups, or each of its groups, which `called` names; the first before the name of the entry. */
function parts(entry) {
  const { groups } = entry;
  if (!groups.length) return [{ ...entry, group: 0 }];
  const name = (group, index) => (index === 0 ? `${group.name} · ${entry.name}` : group.name);
  return groups.map((one, index) => ({ ...entry, dash: one.dash, group: index + 1, called: name(one, index) }));
}

/** A column for each panel, and one for its thin lines where it has any. */
function columns({ panels }) {
  return panels.flatMap(({ id, title, thin }) => [{ id, title, thin: false }, ...(thin ? [{ id, title: thin, thin: true }] : [])]);
}

/** What was logged has rows of its own. */
function logs({ series }) {
  const own = series.filter(({ slot }) => slot === 0);
  const names = [...new Set(own.map(({ name }) => name))];
  return names.map((name) => ({ ...own.find((one) => one.name === name), symbol: "circle", group: 0 }));
}

function valueText(series, step) {
  const { value, exact } = valueAt(series, step);
  if (Number.isNaN(value)) return number(value, DIGITS);
  const about = exact ? "" : ABOUT;
  if (!series.band) return about + number(value, Math.min(DIGITS, series.digits ?? DIGITS));
  const [low, high] = [series.low, series.high].map((values) => valueAt({ ...series, values }, step).value);
  if (low === high) return about + number(value, DIGITS);
  return `${about}${number(value, FEW)} [${number(low, FEW)}, ${number(high, FEW)}]`;
}

function placeText(step, { unit, per, title }) {
  const place = `step ${step.toLocaleString("en")}`;
  return unit === "steps" ? place : `${place} · ${title} ${number(step * per, DIGITS)}`;
}
