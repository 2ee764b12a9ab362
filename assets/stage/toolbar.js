/** What is shown: switches and menus over the charts. */

import { element, icon } from "../kit/dom.js";

const LARGE = "M1 13 5 3l4 10M2.5 9.5h5M10 13l2.5-6 2.5 6M11 11h3";
const PICTURES = [
  ["map", "Map", "The function as a map"],
  ["3-D", "3-D", "The function as a surface"],
];
const SWITCHES = [
  ["field", "Field", "Arrows downhill all over the map, longer where it is steeper"],
  ["gradient_arrow", "−∇f", "The chosen run: against its gradient (direction)"],
  ["momentum_arrow", "Momentum", "The chosen run: where its momentum pushes (direction)"],
  ["step_arrow", "Step", "The chosen run: the step it takes next, to scale"],
];
const MENUS = [
  ["loss", "Shown", ["loss", "above the minimum", "distance to a minimum"]],
  ["loss_scale", "Scale", ["automatic", "logarithmic", "linear"]],
  ["rate_scale", "Rate", ["automatic", "logarithmic", "linear"]],
  ["step_scale", "Steps", ["linear", "logarithmic"]],
];

/**
 * Makes the row over the charts.
 * @param {(change: object) => void} onChange called with the fields of the view that a person changes.
 * @returns {{root: HTMLElement, update: (scene: object, view: object) => void}}
 */
export function createToolbar(onChange) {
  const pictures = PICTURES.map(([name, label, tip]) => toggle(label, tip, () => onChange({ picture: name })));
  const switches = SWITCHES.map(([field, label, tip]) => toggle(label, tip, (on) => onChange({ [field]: on })));
  const menus = MENUS.map(([field, label, options]) => menu(label, options, (value) => onChange({ [field]: value })));
  const large = toggle(icon(LARGE), "Large type, for a projector", (on) => onChange({ large: on }));
  const root = element(
    "div",
    { class: "stage-toolbar", role: "toolbar", "aria-label": "What is shown" },
    element("span", { class: "stage-group", role: "group", "aria-label": "Picture" }, ...pictures),
    element("span", { class: "stage-group", role: "group", "aria-label": "Arrows" }, ...switches),
    element("span", { class: "stage-gap" }),
    ...menus.map(({ label }) => label),
    large,
  );
  const update = (scene, view) => {
    pictures.forEach((button, index) => press(button, view.picture === PICTURES[index][0]));
    switches.forEach((button, index) => {
      press(button, view[SWITCHES[index][0]]);
      button.hidden = view.picture !== "map";
    });
    menus.forEach(({ select }, index) => (select.value = view[MENUS[index][0]]));
    press(large, view.large);
  };
  return { root, update };
}

function toggle(content, tip, onToggle) {
  const name = typeof content === "string" ? null : tip;
  const button = element("button", { type: "button", title: tip, "aria-label": name, "aria-pressed": false }, content);
  button.addEventListener("click", () => onToggle(button.getAttribute("aria-pressed") !== "true"));
  return button;
}

function press(button, on) {
  button.setAttribute("aria-pressed", on);
}

function menu(title, options, onPick) {
  const items = options.map((value) => element("option", { value }, value));
  const select = element("select", { "aria-label": title }, ...items);
  select.addEventListener("change", () => onPick(select.value));
  return { select, label: element("label", {}, title, select) };
}
