/** What is shown: menus and switches over the chart. */

import { fieldMenu, fieldSwitch, rowEnd, toolbar } from "../kit/toolbar.js";

const SCALES = ["automatic", "logarithmic", "linear"];
const QUANTITIES = [
  ["rate", "rate"],
  ["travelled", "distance travelled"],
  ["difference", "difference to the chosen"],
];
/** @type {[string, string, any[]][]} */
const MENUS = [
  ["quantity", "Shown", QUANTITIES],
  ["rate_scale", "Scale", SCALES],
  ["loss_scale", "Scale", SCALES],
  ["unit", "Axis", ["steps", "epochs", "tokens"]],
  ["counted", "Axis", ["steps", "epochs"]],
  ["step_scale", "Axis scale", ["linear", "logarithmic"]],
  ["theory", "Theory", ["none", "expected loss", "last-iterate bound"]],
];
const SWITCHES = [
  ["batches", "Batches", "Show the training loss of each batch, thin"],
  ["score", "Score", "Show the accuracy, or R²"],
  ["rate", "Rate", "Show the learning rate"],
  ["gradient", "Gradient", "Show the norm of the gradient"],
  ["update", "Update", "Show the length of each step over that of the weights"],
  ["momentum", "Momentum", "Show the momentum where a schedule cycles it"],
  ["drawing", "Draw", "Draw the chosen schedule by its points: drag, click to add, double click to delete"],
];

/**
 * Makes the row over the chart: of all controls those that the view has a field for.
 *
 * @param {{ onChange: (change: object) => void, onPicture: (format: "png"|"svg") => void }} handlers onChange is called
 *   with the fields of the view that somebody changes.
 * @returns {import("../kit/toolbar.js").Control}
 */
export function createToolbar({ onChange, onPicture }) {
  const controls = [
    ...MENUS.map(([field, title, options]) => ({ field, ...fieldMenu(field, title, options, onChange) })),
    ...SWITCHES.map(([field, title, tip]) => ({ field, ...fieldSwitch(field, title, tip, onChange) })),
  ];
  const end = rowEnd(onChange, onPicture);
  const root = toolbar("board");
  const update = (view) => {
    const known = controls.filter(({ field }) => field in view);
    if (!root.children.length) root.append(...known.map((control) => control.root), end.root);
    for (const control of [...known, end]) control.update(view);
  };
  return { root, update };
}
