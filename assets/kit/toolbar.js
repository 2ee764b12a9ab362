/** What toolbars are made of: menus, switches and buttons, most of them for one field of the view. */

import { element, icon } from "./dom.js";

const LARGE = "M1 13 5 3l4 10M2.5 9.5h5M10 13l2.5-6 2.5 6M11 11h3";

/** @typedef {{ root: HTMLElement, update: (view: any) => void }} Control it shows its field of the view. */
/** @typedef {(fields: object) => void} OnChange is called with the fields of the view that somebody changes. */

/**
 * The row over the charts of a component.
 * @param {string} name of the component.
 * @param {...HTMLElement} parts
 * @returns {HTMLElement}
 */
export function toolbar(name, ...parts) {
  const said = { role: "toolbar", "aria-label": "What is shown" };
  return element("div", { class: `kit-toolbar ${name}-toolbar`, ...said }, ...parts);
}

/**
 * A menu for one field.
 * @param {string} field
 * @param {string} title
 * @param {string[]|[string, string][]} options values, or values with what is shown of them.
 * @param {OnChange} onChange
 * @returns {Control & { select: HTMLSelectElement }}
 */
export function fieldMenu(field, title, options, onChange) {
  const { label, select } = menu(title, (value) => onChange({ [field]: value }));
  fill(select, options);
  return { root: label, select, update: (view) => (select.value = view[field]) };
}

/**
 * A switch for one field.
 * @param {string} field
 * @param {string|Node} content
 * @param {string} tip
 * @param {OnChange} onChange
 * @returns {Control}
 */
export function fieldSwitch(field, content, tip, onChange) {
  const root = toggle(content, tip, (on) => onChange({ [field]: on }));
  return { root, update: (view) => press(root, view[field]) };
}

/**
 * The switch for large type.
 * @param {OnChange} onChange
 */
export function largeSwitch(onChange) {
  return fieldSwitch("large", icon(LARGE), "Large type, for a projector", onChange);
}

/**
 * What ends a row: pictures of what is seen, and large type.
 * @param {OnChange} onChange
 * @param {(format: "png"|"svg") => void} onPicture
 * @returns {Control}
 */
export function rowEnd(onChange, onPicture) {
  const large = largeSwitch(onChange);
  const picture = (format, name) => button(name, `Download what is seen as ${name}`, () => onPicture(format));
  const parts = [picture("png", "PNG"), picture("svg", "SVG"), large.root];
  return { root: element("span", { class: "kit-end" }, ...parts), update: large.update };
}

/**
 * A menu with its title; `fill` gives it options.
 * @param {string} title
 * @param {(value: string) => void} onPick
 */
export function menu(title, onPick) {
  const select = element("select", { "aria-label": title });
  select.addEventListener("change", () => onPick(select.value));
  return { select, label: element("label", {}, title, select) };
}

/**
 * Gives a menu its options, anew only where they change: an open menu stays open.
 * @param {HTMLSelectElement} select
 * @param {string[]|[string, string][]} options
 */
export function fill(select, options) {
  const wanted = options.map((option) => (typeof option === "string" ? [option, option] : option));
  const now = [...select.options].map(({ value, textContent }) => [value, textContent]);
  if (JSON.stringify(now) === JSON.stringify(wanted)) return;
  select.replaceChildren(...wanted.map(([value, text]) => element("option", { value }, text)));
}

/**
 * A button that is pressed or not; it shows so once `press` says it.
 * @param {string|Node} content
 * @param {string} tip
 * @param {(on: boolean) => void} onToggle
 */
export function toggle(content, tip, onToggle) {
  const made = button(content, tip, () => onToggle(made.getAttribute("aria-pressed") !== "true"));
  press(made, false);
  return made;
}

/**
 * Shows whether a button is pressed.
 * @param {HTMLElement} toggle
 * @param {boolean} on
 */
export function press(toggle, on) {
  toggle.setAttribute("aria-pressed", String(on));
}

/**
 * A button; a drawing in the place of a word has its tip for a name.
 * @param {string|Node} content
 * @param {string} tip
 * @param {() => void} click
 */
export function button(content, tip, click) {
  const name = typeof content === "string" ? null : tip;
  return element("button", { type: "button", title: tip, "aria-label": name, click }, content);
}
