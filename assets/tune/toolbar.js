/** What is shown, and what can be done with it: the row over the chart. */

import { element, icon } from "../kit/dom.js";

const LARGE = "M1 13 5 3l4 10M2.5 9.5h5M10 13l2.5-6 2.5 6M11 11h3";
const SCALES = ["automatic", "logarithmic", "linear"];

/**
 * Makes the row.
 * @param {{ onChange: (fields: object) => void, onPicture: (format: "png"|"svg") => void,
 *   onRefine: (on: boolean) => void, onOpen: () => void }} handlers onChange: with the fields of the view that somebody
 *   changes.
 * @returns {{ root: HTMLElement, update: (picture: object, view: object) => void, refining: (on: boolean) => void,
 *   openable: (can: boolean) => void }}
 */
export function createToolbar({ onChange, onPicture, onRefine, onOpen }) {
  const runs = menu("Run", (value) => onChange({ chosen: Number(value) }));
  const scale = menu("Scale", (value) => onChange({ scale: value }));
  fill(scale.select, SCALES.map((name) => [name, name]));
  const refine = toggle("Refine", "Mark a rectangle to sweep again inside it: drag, or Enter at two corners", onRefine);
  const open = button("Open", "Open the point under the crosshair in Trajectories", onOpen);
  const large = toggle(icon(LARGE), "Large type, for a projector", (on) => onChange({ large: on }));
  const pictures = ["png", "svg"].map((format) => {
    return button(format.toUpperCase(), `Download what is seen as ${format.toUpperCase()}`, () => onPicture(format));
  });
  const end = element("span", { class: "tune-end" }, ...pictures, large);
  const parts = [runs.label, scale.label, refine, open, end];
  const root = element("div", { class: "tune-toolbar", role: "toolbar", "aria-label": "What is shown" }, ...parts);
  open.disabled = true;
  const update = ({ kind, runs: all }, view) => {
    runs.label.hidden = kind === "curves" || all.length < 2;
    fill(runs.select, all.map(({ slot, name }) => [String(slot), name]));
    runs.select.value = String(all.some(({ slot }) => slot === view.chosen) ? view.chosen : all[0]?.slot);
    scale.label.hidden = kind === "basins";
    scale.select.value = view.scale;
    large.setAttribute("aria-pressed", view.large);
  };
  const refining = (on) => refine.setAttribute("aria-pressed", on);
  return { root, update, refining, openable: (can) => (open.disabled = !can) };
}

function menu(title, onPick) {
  const select = element("select", { "aria-label": title, change: () => onPick(select.value) });
  return { select, label: element("label", {}, title, select) };
}

/** Options are made anew only where they change: an open menu stays open. */
function fill(select, options) {
  const now = [...select.options].map(({ value, textContent }) => [value, textContent]);
  if (JSON.stringify(now) === JSON.stringify(options)) return;
  select.replaceChildren(...options.map(([value, text]) => element("option", { value }, text)));
}

function toggle(content, tip, onToggle) {
  const made = button(content, tip, () => onToggle(made.getAttribute("aria-pressed") !== "true"));
  made.setAttribute("aria-pressed", false);
  return made;
}

function button(content, tip, click) {
  const name = typeof content === "string" ? null : tip;
  return element("button", { type: "button", title: tip, "aria-label": name, click }, content);
}
