/** What stands below the stage once a lesson is revealed: theory beside measurement, the reason, the formula, what next. */

import { element } from "../kit/dom.js";

/**
 * The parts of it; nothing before the lesson is revealed.
 * @param {import("./payload.js").Lesson} lesson
 * @param {string} phase
 * @param {(phase: string) => void} go goes on to another phase.
 * @returns {HTMLElement[]}
 */
export function toldOf(lesson, phase, go) {
  if (phase === "asked" || phase === "playing") return [];
  const changed = phase !== "told";
  const next = changed ? [] : [paragraph("Now try", `${lesson.change}.`)];
  const reason = element("div", {}, paragraph("Why", lesson.why), ...next);
  const label = changed ? "Play the change again" : "Make the change";
  const button = element("button", { type: "button", class: changed ? null : "lesson-first", click: () => go("trying") }, label);
  return [
    element("div", { class: "lesson-reasons" }, element("div", { class: "kit-table" }, table(lesson.rows)), reason),
    formula(lesson.formula),
    element("div", { class: "lesson-row" }, button),
  ];
}

/**
 * Theory beside measurement.
 * @param {string[][]} rows what it is about, the number of theory, the number measured.
 */
export function table(rows) {
  const head = ["", "Theory", "Here"].map((name) => element("th", { scope: "col" }, name));
  const lines = rows.map(([what, theory, here]) => {
    return element("tr", {}, element("td", {}, what), element("td", {}, theory), element("td", {}, here));
  });
  return element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...lines));
}

/**
 * A paragraph with its name in front.
 * @param {string} name
 * @param {string} html
 */
export function paragraph(name, html) {
  const place = element("p");
  place.innerHTML = `<strong>${name}.</strong> ${html}`;
  return place;
}

function formula(parts) {
  const place = element("div", { class: "lesson-formula" });
  place.innerHTML = parts.map((part) => `<span>${part}</span>`).join("");
  return place;
}
