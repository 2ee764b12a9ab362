/** What is shown: switches and menus over the charts. */

import { element } from "../kit/dom.js";
import { fieldMenu, fieldSwitch, largeSwitch, press, toggle, toolbar } from "../kit/toolbar.js";

const SCALES = ["automatic", "logarithmic", "linear"];
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
/** @type {[string, string, string[]][]} */
const MENUS = [
  ["loss", "Shown", ["loss", "above the minimum", "distance to a minimum"]],
  ["loss_scale", "Scale", SCALES],
  ["rate_scale", "Rate", SCALES],
  ["step_scale", "Steps", ["linear", "logarithmic"]],
];

/**
 * Makes the row over the charts.
 * @param {import("../kit/toolbar.js").OnChange} onChange
 * @returns {import("../kit/toolbar.js").Control}
 */
export function createToolbar(onChange) {
  const pictures = PICTURES.map(([name, label, tip]) => pictureButton(name, label, tip, onChange));
  const switches = SWITCHES.map(([field, label, tip]) => fieldSwitch(field, label, tip, onChange));
  const menus = MENUS.map(([field, title, options]) => fieldMenu(field, title, options, onChange));
  const large = largeSwitch(onChange);
  const root = toolbar(
    "stage",
    group("Picture", pictures),
    group("Arrows", switches),
    element("span", { class: "stage-gap" }),
    ...menus.map((control) => control.root),
    large.root,
  );
  const update = (view) => {
    for (const control of [...pictures, ...switches, ...menus, large]) control.update(view);
    for (const arrow of switches) arrow.root.hidden = view.picture !== "map";
  };
  return { root, update };
}

function pictureButton(name, label, tip, onChange) {
  const root = toggle(label, tip, () => onChange({ picture: name }));
  return { root, update: (view) => press(root, view.picture === name) };
}

function group(name, controls) {
  const properties = { class: "stage-group", role: "group", "aria-label": name };
  return element("span", properties, ...controls.map(({ root }) => root));
}
