/** The legend, and for the step under the clock what every run does there. */

import { element, write } from "../kit/dom.js";
import { number } from "../kit/format.js";
import { Shows } from "../kit/shows.js";
import { swatch } from "../kit/swatch.js";
import { rowAt } from "../kit/rows.js";

/** @import { Run, Scene, View } from "./payload.js" */

/**
 * What is told of a point, and of the step that leaves it or, at the end, of the last one that was taken.
 * @type {[string, string, (run: Run, row: number) => string][]}
 */
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
 * @param {import("../kit/toolbar.js").OnChange} onChange
 * @returns {{root: HTMLElement, update: (scene: Scene, view: View) => void, clock: (step: number) => void}}
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

function heading(run, view, slots, onChange) {
  const shows = new Shows(onChange);
  shows.update({ slot: run.slot, name: run.label }, slots, view.hidden);
  const choose = element("button", {
    type: "button",
    class: "stage-run",
    title: "Choose the run that has the arrows",
    "aria-pressed": view.chosen === run.slot,
    click: () => onChange({ chosen: run.slot }),
  });
  choose.append(swatch(run), run.label);
  return element("th", { scope: "row" }, element("span", { class: "stage-legend" }, ...shows.buttons, choose));
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
