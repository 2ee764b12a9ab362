/** What is shown: menus and switches over the chart. */

import { element, icon } from "../kit/dom.js";

const LARGE = "M1 13 5 3l4 10M2.5 9.5h5M10 13l2.5-6 2.5 6M11 11h3";
const QUANTITIES = [
  ["rate", "rate"],
  ["travelled", "distance travelled"],
  ["difference", "difference to the chosen"],
];
const MENUS = [
  ["quantity", "Shown", QUANTITIES],
  ["rate_scale", "Scale", ["automatic", "logarithmic", "linear"].map((value) => [value, value])],
  ["unit", "Axis", ["steps", "epochs", "tokens"].map((value) => [value, value])],
  ["step_scale", "Axis scale", ["linear", "logarithmic"].map((value) => [value, value])],
  ["theory", "Theory", ["none", "expected loss", "last-iterate bound"].map((value) => [value, value])],
];
const SWITCHES = [
  ["momentum", "Momentum", "Show the momentum where a schedule cycles it"],
  ["drawing", "Draw", "Draw the chosen schedule by its points: drag, click to add, double click to delete"],
];

/**
 * Makes the row over the chart.
 *
 * @param {{ onChange: (change: object) => void, onPicture: (format: "png"|"svg") => void }} handlers onChange is called
 *   with the fields of the view that somebody changes.
 * @returns {{ root: HTMLElement, update: (view: object) => void }}
 */
export function createToolbar({ onChange, onPicture }) {
  const menus = MENUS.map(([field, title, options]) => menu(title, options, (value) => onChange({ [field]: value })));
  const switches = SWITCHES.map(([field, title, tip]) => toggle(title, tip, (on) => onChange({ [field]: on })));
  const large = toggle(icon(LARGE), "Large type, for a projector", (on) => onChange({ large: on }));
  const pictures = ["png", "svg"].map((format) => picture(format, () => onPicture(format)));
  const root = element(
    "div",
    { class: "board-toolbar", role: "toolbar", "aria-label": "What is shown" },
    ...menus.map(({ label }) => label),
    ...switches,
    element("span", { class: "board-end" }, ...pictures, large),
  );
  const update = (view) => {
    menus.forEach(({ select }, index) => (select.value = view[MENUS[index][0]]));
    switches.forEach((button, index) => button.setAttribute("aria-pressed", view[SWITCHES[index][0]]));
    large.setAttribute("aria-pressed", view.large);
  };
  return { root, update };
}

function menu(title, options, onPick) {
  const items = options.map(([value, text]) => element("option", { value }, text));
  const select = element("select", { "aria-label": title }, ...items);
  select.addEventListener("change", () => onPick(select.value));
  return { select, label: element("label", {}, title, select) };
}

function toggle(content, tip, onToggle) {
  const name = typeof content === "string" ? null : tip;
  const button = element("button", { type: "button", title: tip, "aria-label": name, "aria-pressed": false }, content);
  button.addEventListener("click", () => onToggle(button.getAttribute("aria-pressed") !== "true"));
  return button;
}

function picture(format, click) {
  const name = format.toUpperCase();
  return element("button", { type: "button", title: `Download what is seen as ${name}`, click }, name);
}
