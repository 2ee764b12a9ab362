/** The legend, and for the step under the clock what every run does there. */

import { element, icon } from "../kit/dom.js";
import { rowAt } from "./scene.js";
import { symbolPath } from "../kit/symbols.js";

const SVG = "http://www.w3.org/2000/svg";
const EYE = "M1 8c3-5 11-5 14 0-3 5-11 5-14 0zM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4z";
const SOLO = "M8 2v12M2 8h12M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6z";
/** What is told of a point, and of the step that leaves it or, at the end, of the last one that was taken. */
const COLUMNS = [
  ["loss", "Loss", (run, row) => number(run.loss[row], 6)],
  ["gradient", "‖∇f‖", (run, row) => number(run.gradientNorm[row], 4)],
  ["position", "Position", (run, row) => pair(run.x[row], run.y[row], 5)],
  ["rate", "Rate", (run, row) => number(run.rate[row], 5)],
  ["limit", "Of its limit", (run, row) => share(run.rate[row], run.limit[row])],
  ["moved", "Moves by", (run, row) => pair(run.movedX[row], run.movedY[row], 4)],
  ["momentum", "Momentum", (run, row) => (run.momentum ? number(run.momentum[row], 4) : "")],
  ["state", "State after it", (run, row) => stateText(run, row)],
];
const OF_POINTS = 3;

/**
 * Makes the table under the charts.
 * @param {(change: object) => void} onChange called with the fields of the view that a person changes.
 * @returns {{root: HTMLElement, update: (scene: object, view: object) => void, clock: (step: number) => void}}
 */
export function createInspector(onChange) {
  const body = element("tbody");
  const names = COLUMNS.map(([name, title]) => element("th", { scope: "col", class: name }, title));
  const head = element("thead", {}, element("tr", {}, element("th", { scope: "col" }, "Run"), ...names));
  const caption = element("caption", {}, "The runs at the step under the clock");
  const root = element(
    "div",
    { class: "kit-table stage-inspector", role: "region", "aria-label": "Runs at this step", tabindex: 0 },
    element("table", {}, caption, head, body),
  );
  let rows = [];
  const clock = (step) => rows.forEach((row) => row.show(step));
  const update = (scene, view) => {
    const slots = scene.runs.map(({ slot }) => slot);
    rows = scene.runs.map((run) => createRow(run, view, slots, onChange));
    body.replaceChildren(...rows.map((row) => row.root));
    hideEmpty(root, scene);
  };
  return { root, update, clock };
}

/** A column that no run has a value for is left out. */
function hideEmpty(root, scene) {
  root.classList.toggle("no-momentum", scene.runs.every((run) => run.momentum === null));
  root.classList.toggle("no-state", scene.runs.every((run) => run.stateNames.length === 0));
}

function createRow(run, view, slots, onChange) {
  const cells = COLUMNS.map(([name]) => element("td", { class: name }));
  const root = element("tr", {}, heading(run, view, slots, onChange), ...cells);
  root.classList.toggle("is-hidden", view.hidden.includes(run.slot));
  root.style.setProperty("--run", run.colour);
  const show = (step) => {
    const row = rowAt(run, step);
    const taken = Math.min(row, Math.max(run.x.length - 2, 0));
    COLUMNS.forEach(([, , text], index) => write(cells[index], text(run, index < OF_POINTS ? row : taken)));
    if (step > run.finite) write(cells[0], `not finite after step ${run.finite}`);
    const limit = run.limit[taken];
    cells[4].classList.toggle("is-over", run.rate[taken] > limit);
    cells[4].title = Number.isFinite(limit) ? `largest stable learning rate ${number(limit, 4)}` : "";
  };
  return { root, show };
}

function write(cell, text) {
  if (cell.textContent !== text) cell.textContent = text;
}

function heading(run, view, slots, onChange) {
  const hidden = view.hidden.includes(run.slot);
  const others = slots.filter((slot) => slot !== run.slot);
  const alone = !hidden && others.length > 0 && others.every((slot) => view.hidden.includes(slot));
  const toggled = hidden ? view.hidden.filter((slot) => slot !== run.slot) : [...view.hidden, run.slot];
  const choose = element("button", {
    type: "button",
    class: "stage-run",
    title: "Choose the run that has the arrows",
    "aria-pressed": view.chosen === run.slot,
    click: () => onChange({ chosen: run.slot }),
  });
  choose.append(swatch(run), run.label);
  const shows = button(EYE, `Show ${run.label}`, !hidden, () => onChange({ hidden: toggled.sort() }));
  const solo = button(SOLO, `Show only ${run.label}`, alone, () => onChange({ hidden: alone ? [] : others }));
  return element("th", { scope: "row" }, element("span", { class: "stage-legend" }, shows, solo, choose));
}

function button(path, label, pressed, click) {
  const properties = { type: "button", title: label, "aria-label": label, "aria-pressed": pressed, click };
  return element("button", properties, icon(path));
}

function swatch({ colour, dash, symbol }) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "-20 -7 40 14");
  drawing.setAttribute("class", "stage-swatch");
  drawing.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", "M-20 0h40");
  line.setAttribute("style", `stroke:${colour};stroke-width:2.4;stroke-dasharray:${dash}`);
  const mark = document.createElementNS(SVG, "path");
  mark.setAttribute("d", symbolPath(symbol, 4.6));
  mark.setAttribute("style", `fill:${colour}`);
  drawing.append(line, mark);
  return drawing;
}

/**
 * A number for a reader.
 * @param {number} value NaN gives nothing.
 * @param {number} digits how many count.
 */
export function number(value, digits) {
  if (Number.isNaN(value)) return "";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const scientific = size !== 0 && (size < 1e-4 || size >= 1e6);
  const [mantissa, exponent] = (scientific ? value.toExponential(digits - 1) : value.toPrecision(digits)).split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  return (exponent ? `${short}e${Number(exponent)}` : short).replaceAll("-", "−");
}

function pair(x, y, digits) {
  return Number.isNaN(x) && Number.isNaN(y) ? "" : `(${number(x, digits)}, ${number(y, digits)})`;
}

function share(rate, limit) {
  if (Number.isNaN(rate) || Number.isNaN(limit)) return "";
  if (limit === Infinity) return "no limit";
  return `${number((100 * rate) / limit, 3)} %`;
}

function stateText(run, row) {
  const parts = run.stateNames.map((name, index) => [name, pair(run.state[index].x[row], run.state[index].y[row], 4)]);
  return parts.filter(([, text]) => text).map(([name, text]) => `${name} ${text}`).join(" · ");
}
