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
  ["unit", "Axis", ["steps", "epochs", "tokens"]],
  ["step_scale", "Axis scale", ["linear", "logarithmic"]],
  ["theory", "Theory", ["none", "expected loss", "last-iterate bound"]],
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
 * @returns {import("../kit/toolbar.js").Control}
 */
export function createToolbar({ onChange, onPicture }) {
  const controls = [
    ...MENUS.map(([field, title, options]) => fieldMenu(field, title, options, onChange)),
    ...SWITCHES.map(([field, title, tip]) => fieldSwitch(field, title, tip, onChange)),
    rowEnd(onChange, onPicture),
  ];
  const update = (view) => controls.forEach((control) => control.update(view));
  return { root: toolbar("board", ...controls.map(({ root }) => root)), update };
}
