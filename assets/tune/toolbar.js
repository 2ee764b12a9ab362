/** What is shown, and what can be done with it: the row over the chart. */

import { button, fieldMenu, fill, menu, press, rowEnd, toggle, toolbar } from "../kit/toolbar.js";

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
  const scale = fieldMenu("scale", "Scale", SCALES, onChange);
  const refine = toggle("Refine", "Mark a rectangle to sweep again inside it: drag, or Enter at two corners", onRefine);
  const open = button("Open", "", onOpen);
  const end = rowEnd(onChange, onPicture);
  const root = toolbar("tune", runs.label, scale.root, refine, open, end.root);
  open.disabled = true;
  const update = ({ kind, runs: all, uses }, view) => {
    runs.label.hidden = kind === "curves" || all.length < 2;
    fill(runs.select, all.map(({ slot, name }) => [String(slot), name]));
    runs.select.value = String(all.some(({ slot }) => slot === view.chosen) ? view.chosen : all[0]?.slot);
    scale.root.hidden = kind === "basins";
    refine.hidden = !uses.refines;
    open.hidden = !uses.opens;
    open.title = `Open the point under the crosshair ${uses.opens}`;
    for (const control of [scale, end]) control.update(view);
  };
  return { root, update, refining: (on) => press(refine, on), openable: (can) => (open.disabled = !can) };
}
