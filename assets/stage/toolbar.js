/** What is shown: switches for the picture, and menus for the curves. */

import { element } from "../kit/dom.js";
import { fieldMenu, fieldSwitch, largeSwitch, press, toggle } from "../kit/toolbar.js";
import { LOWER, UPPER } from "./quantities.js";

/** @typedef {import("../kit/toolbar.js").OnChange} OnChange */
/** @typedef {import("../kit/toolbar.js").Control} Control */

/** @type {[string, string][]} */
const SCALES = [
  ["automatic", "auto"],
  ["logarithmic", "log"],
  ["linear", "linear"],
];
const PICTURES = [
  ["map", "Map", "The function as a map"],
  ["3-D", "3-D", "The function as a surface"],
];
const ARROWS = [
  ["field", "Field", "Arrows downhill all over the map, longer where it is steeper"],
  ["gradient_arrow", "−∇f", "The chosen run: against its gradient (direction)"],
  ["momentum_arrow", "Momentum", "The chosen run: where its momentum pushes (direction)"],
  ["step_arrow", "Step", "The chosen run: the step it takes next, to scale"],
];
const FUTURE = "Show nothing that comes after the clock; outcomes come at the last step";
const LOWER_TIP = `Effective rate: how far a step went, in lengths of the gradient it was computed from.
Step length: how far it went.`;

/**
 * Makes both toolbars, in one row where there is room.
 * @param {OnChange} onChange
 * @returns {Control}
 */
export function createToolbar(onChange) {
  const pictures = PICTURES.map(([name, label, tip]) => pictureButton(name, label, tip, onChange));
  const arrows = ARROWS.map(([field, label, tip]) => fieldSwitch(field, label, tip, onChange));
  const views = [fieldSwitch("hide_future", "Hide the future", FUTURE, onChange), largeSwitch(onChange)];
  const menus = [
    axisMenus("Upper", ["loss", Object.keys(UPPER)], "loss_scale", onChange),
    axisMenus("Lower", ["rate", Object.keys(LOWER)], "rate_scale", onChange),
    fieldMenu("step_scale", "Steps", SCALES.slice(1).reverse(), onChange),
  ];
  menus[1].root.title = LOWER_TIP;
  const groups = [group("Picture", pictures), group("Arrows", arrows), group("Looks", views)];
  const root = element(
    "div",
    { class: "stage-toolbar" },
    bar("stage-pictures", "Picture", ...groups),
    bar("stage-menus", "Curves", ...menus.map((control) => control.root)),
  );
  const update = (view) => {
    for (const control of [...pictures, ...arrows, ...views, ...menus]) control.update(view);
    for (const arrow of arrows) arrow.root.hidden = view.picture !== "map";
  };
  return { root, update };
}

function bar(name, label, ...parts) {
  return element("div", { class: `kit-toolbar ${name}`, role: "toolbar", "aria-label": label }, ...parts);
}

/** What an axis shows and on which scale, under one title. */
function axisMenus(title, [field, options], scale, onChange) {
  const [quantity, scales] = [fieldMenu(field, title, options, onChange), fieldMenu(scale, `${title} scale`, SCALES, onChange)];
  const root = element("span", { class: "stage-axis" }, quantity.root, scales.select);
  return { root, update: (view) => (quantity.update(view), scales.update(view)) };
}

function pictureButton(name, label, tip, onChange) {
  const root = toggle(label, tip, () => onChange({ picture: name }));
  return { root, update: (view) => press(root, view.picture === name) };
}

function group(name, controls) {
  const properties = { class: "stage-group", role: "group", "aria-label": name };
  return element("span", properties, ...controls.map(({ root }) => root));
}
