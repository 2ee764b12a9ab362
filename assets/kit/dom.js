/** Makes an element of the page with its attributes, listeners and children in one call. */

/**
 * Makes an HTML element.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag its name.
 * @param {Record<string, any>} properties attributes; a function is a listener of the event of that name; null leaves
 *   one out.
 * @param {...(Node|string)} children what it holds.
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== null) made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/**
 * Makes an SVG element.
 * @param {string} tag its name.
 * @param {Record<string, string>} attributes
 * @param {...Node} children what it holds.
 * @returns {SVGElement}
 */
export function drawing(tag, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Makes a drawing of one path in the colour of the text around it.
 * @param {string} path SVG path data in a box of 16 × 16.
 * @returns {SVGElement} hidden from screen readers.
 */
export function icon(path) {
  return drawing("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, drawing("path", { d: path }));
}

/**
 * Writes a text where it is another one: nothing is painted anew for the same.
 * @param {Node} place
 * @param {string} text
 */
export function write(place, text) {
  if (place.textContent !== text) place.textContent = text;
}
