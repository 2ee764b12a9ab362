/** The table under the charts: for the step under the clock what every run does there. */

import { element, write } from "../kit/dom.js";
import { number } from "../kit/format.js";
import { swatch } from "../kit/swatch.js";
import { rowAt } from "../kit/rows.js";

/** @import { Run, Scene, View } from "./payload.js" */

/** @typedef {(run: Run, row: number) => string} Text */

/**
 * What is told of a point.
 * @type {[string, string, Text][]}
 */
const OF_POINTS = [
  ["loss", "Loss", (run, row) => number(run.loss[row], 6)],
  ["gradient", "‖∇f‖", (run, row) => number(run.gradientNorm[row], 4)],
  ["position", "Position", (run, row) => pair(run.x[row], run.y[row], 5)],
];

/**
 * What is settled before the step that leaves it or, at the end, before the last one that was taken.
 * @type {[string, string, Text][]}
 */
const OF_STEPS = [
  ["rate", "Rate", (run, row) => number(run.rate[row], 5)],
  ["limit", "Of its limit", (run, row) => share(run.rate[row], run.limit[row])],
  ["momentum", "Momentum", (run, row) => (run.momentum ? number(run.momentum[row], 4) : "")],
];

/**
 * What comes of that step; where the future is hidden, what came of the one before.
 * @type {[string, [string, string], Text][]}
 */
const OF_MOVES = [
  ["effective", ["Effective rate", "Effective rate"], (run, row) => number(run.effective[row], 4)],
  ["moved", ["Moves by", "Moved by"], (run, row) => pair(run.movedX[row], run.movedY[row], 4)],
  ["state", ["State after it", "State"], (run, row) => stateText(run, row)],
];

/**
 * Makes the table.
 * @returns {{root: HTMLElement, update: (scene: Scene, view: View) => void, clock: (step: number) => void}}
 */
export function createInspector() {
  const body = element("tbody");
  const head = element("thead");
  const caption = element("caption", {}, "The runs at the step under the clock");
  const root = element(
    "div",
    { class: "kit-table stage-inspector", role: "region", "aria-label": "Runs at this step", tabindex: 0 },
    element("table", {}, caption, head, body),
  );
  let rows = [];
  const clock = (step) => rows.forEach((row) => row.show(step));
  const update = (scene, view) => {
    const moves = OF_MOVES.map(([name, titles]) => [name, titles[view.hide_future ? 1 : 0]]);
    const names = [...OF_POINTS, ...OF_STEPS, ...moves].map(([name, title]) => heading("col", name, title));
    head.replaceChildren(element("tr", {}, heading("col", "run", "Run"), ...names));
    rows = scene.runs.map((run) => createRow(run, view));
    body.replaceChildren(...rows.map((row) => row.root));
    hideEmpty(root, scene);
  };
  return { root, update, clock };
}

function heading(scope, name, ...content) {
  return element("th", { scope, class: name }, ...content);
}

/** A column that no run has a value for is left out. */
function hideEmpty(root, scene) {
  root.classList.toggle("no-momentum", scene.runs.every((run) => run.momentum === null));
  root.classList.toggle("no-state", scene.runs.every((run) => run.stateNames.length === 0));
}

function createRow(run, view) {
  const made = (columns) => columns.map(([name]) => element("td", { class: name }));
  const [points, steps, moves] = [OF_POINTS, OF_STEPS, OF_MOVES].map(made);
  const root = element("tr", {}, heading("row", "run", swatch(run), run.label), ...points, ...steps, ...moves);
  root.classList.toggle("is-hidden", view.hidden.includes(run.slot));
  root.style.setProperty("--run", run.colour);
  const fill = (cells, columns, row) =>
    cells.forEach((cell, index) => write(cell, row < 0 ? "" : columns[index].at(-1)(run, row)));
  const show = (step) => {
    const row = rowAt(run, step);
    const taken = Math.min(row, Math.max(run.x.length - 2, 0));
    fill(points, OF_POINTS, row);
    fill(steps, OF_STEPS, taken);
    fill(moves, OF_MOVES, view.hide_future ? row - 1 : taken);
    if (step > run.finite) write(points[0], `not finite after step ${run.finite}`);
    const limit = run.limit[taken];
    steps[1].classList.toggle("is-over", run.rate[taken] > limit);
    steps[1].title = Number.isFinite(limit) ? `largest stable learning rate ${number(limit, 4)}` : "";
  };
  return { root, show };
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
