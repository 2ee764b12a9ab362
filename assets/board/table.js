/** The legend, and what every schedule does at the step under the cursor. */

import { element, icon } from "../kit/dom.js";
import { number } from "../stage/inspector.js";
import { symbolPath } from "../kit/symbols.js";
import { valueAt } from "./series.js";

const SVG = "http://www.w3.org/2000/svg";
const EYE = "M1 8c3-5 11-5 14 0-3 5-11 5-14 0zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z";
const SOLO = "M8 2v12M2 8h12M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z";
const DIGITS = 5;
const ABOUT = "≈ ";

/** The table under the chart. Rows stay as long as their schedules do, so that nobody loses the focus. */
export class Table {
  /** @param {(change: object) => void} onChange called with the fields of the view that somebody changes. */
  constructor(onChange) {
    Object.assign(this, { onChange, rows: new Map(), step: 0 });
    this.place = element("th", { scope: "col", class: "board-place" });
    this.head = element("tr", {}, this.place);
    this.body = element("tbody");
    const caption = element("caption", {}, "The schedules at the step under the cursor");
    const table = element("table", {}, caption, element("thead", {}, this.head), this.body);
    this.root = element(
      "div",
      { class: "kit-table board-table", role: "region", "aria-label": "Schedules at this step", tabindex: 0 },
      table,
    );
  }

  /** Shows a board's schedules and logs. */
  update(board, view) {
    this.board = board;
    const titles = board.panels.map(({ title }) => element("th", { scope: "col", title }, title));
    this.head.replaceChildren(this.place, ...titles);
    const subjects = [...board.entries, ...logs(board)];
    const keys = subjects.map(({ slot, name }) => (slot === 0 ? `log ${name}` : slot));
    for (const key of this.rows.keys()) if (!keys.includes(key)) this.rows.delete(key);
    const rows = subjects.map((subject, index) => {
      const row = this.rows.get(keys[index]) ?? new Row(subject.slot, this.onChange);
      this.rows.set(keys[index], row);
      row.update(subject, board, view);
      return row.root;
    });
    if (rows.some((row, index) => row !== this.body.children[index]) || rows.length !== this.body.children.length) {
      this.body.replaceChildren(...rows);
    }
    this.cursor(this.step);
  }

  /** Shows the values at a step. */
  cursor(step) {
    this.step = step;
    if (!this.board) return;
    write(this.place, placeText(step, this.board.axis));
    for (const row of this.rows.values()) row.cursor(step);
  }

  /** What the table says of the schedules that are shown, in words. */
  spoken() {
    const rows = [...this.rows.values()].filter(({ root }) => !root.classList.contains("is-hidden"));
    return [placeText(this.step, this.board.axis), ...rows.map((row) => row.spoken())].join("; ");
  }
}

/** One schedule, or one log. */
class Row {
  constructor(slot, onChange) {
    Object.assign(this, { slot, cells: [], series: [] });
    this.radio = element("input", { type: "radio", name: "board-chosen", change: () => onChange({ chosen: slot }) });
    this.eye = iconButton(EYE, () => onChange({ hidden: this.toggled }));
    this.solo = iconButton(SOLO, () => onChange({ hidden: this.others }));
    this.name = element("span", { class: "board-name" });
    this.problem = element("span", { class: "board-problem" });
    const controls = slot === 0 ? [] : [this.eye, this.solo];
    this.swatch = element("span");
    const parts = slot === 0 ? [] : [this.radio];
    this.label = element(slot === 0 ? "span" : "label", { class: "board-choice" }, ...parts, this.swatch, this.name);
    const legend = element("span", { class: "board-legend" }, ...controls, this.label);
    this.root = element("tr", {}, element("th", { scope: "row" }, legend, this.problem));
  }

  update(subject, board, view) {
    const { slot, name, problem = "" } = subject;
    const hidden = view.hidden.includes(slot);
    const others = board.entries.map((entry) => entry.slot).filter((other) => other !== slot);
    const alone = !hidden && others.length > 0 && others.every((other) => view.hidden.includes(other));
    this.toggled = hidden ? view.hidden.filter((other) => other !== slot) : [...view.hidden, slot].sort(rising);
    this.others = alone ? [] : others;
    this.root.classList.toggle("is-hidden", hidden);
    this.root.style.setProperty("--run", subject.colour);
    press(this.eye, `Show ${name}`, !hidden);
    press(this.solo, `Show only ${name}`, alone);
    this.radio.checked = view.chosen === slot;
    this.label.title = slot === 0 ? "" : "Choose: differences refer to it, and it is the one that is drawn by hand";
    write(this.name, name);
    write(this.problem, problem);
    this.problem.hidden = problem === "";
    this.swatch.replaceChildren(swatch(subject));
    this.#columns(subject, board);
  }

  cursor(step) {
    this.series.forEach((series, index) => write(this.cells[index], series ? valueText(series, step) : ""));
  }

  spoken() {
    return [this.name.textContent, ...this.cells.map((cell) => cell.textContent || "no value")].join(" ");
  }

  #columns({ slot, name }, { panels, series }) {
    const own = series.filter((one) => one.slot === slot && (slot !== 0 || one.name === name));
    this.series = panels.map(({ id }) => own.find((one) => one.panel === id));
    while (this.cells.length < panels.length) this.cells.push(element("td"));
    for (const extra of this.cells.splice(panels.length)) extra.remove();
    this.root.append(...this.cells);
  }
}

/** What was logged has rows of its own. */
function logs({ series }) {
  const own = series.filter(({ slot }) => slot === 0);
  const names = [...new Set(own.map(({ name }) => name))];
  return names.map((name) => ({ ...own.find((one) => one.name === name), symbol: "circle" }));
}

function valueText(series, step) {
  const { value, exact } = valueAt(series, step);
  const digits = Math.min(DIGITS, series.digits ?? DIGITS);
  return (exact || Number.isNaN(value) ? "" : ABOUT) + number(value, digits);
}

function placeText(step, { unit, per, title }) {
  const place = `step ${step.toLocaleString("en")}`;
  return unit === "steps" ? place : `${place} · ${title} ${number(step * per, DIGITS)}`;
}

function rising(one, other) {
  return one - other;
}

function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

function iconButton(path, click) {
  return element("button", { type: "button", click }, icon(path));
}

function press(button, label, on) {
  button.title = label;
  button.setAttribute("aria-label", label);
  button.setAttribute("aria-pressed", on);
}

function swatch({ colour, dash, symbol, kind }) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "-20 -7 40 14");
  drawing.setAttribute("class", "kit-swatch");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", kind === "dots" ? "" : "M-20 0h40");
  line.setAttribute("style", `stroke:${colour};stroke-width:2.4;stroke-dasharray:${dash}`);
  const mark = document.createElementNS(SVG, "path");
  mark.setAttribute("d", symbolPath(symbol, kind === "dots" ? 3 : 4.6));
  mark.setAttribute("style", `fill:${colour}`);
  drawing.append(line, mark);
  return drawing;
}
