/** Colours and type from the page's theme. */

const TYPE_SIZE = { usual: 12, large: 19 };

/** @typedef {ReturnType<typeof readTheme>} Theme colours of the page, and its type, whose `size` is in pixels. */

/**
 * Reads the theme that Streamlit hands down as custom properties; a page may say how large its large type is.
 * @param {Element} root an element inside the component.
 * @param {boolean} large whether type is large, for a projector.
 * @returns {{background: string, text: string, faint: string, border: string, panel: string, primary: string,
 *   font: string, size: number, large: boolean, dark: boolean}}
 */
export function readTheme(root, large) {
  const style = getComputedStyle(root);
  const property = (name, fallback) => style.getPropertyValue(`--st-${name}`).trim() || fallback;
  const background = property("background-color", "#ffffff");
  const dark = luminance(background) < 0.4;
  return {
    background,
    text: property("text-color", dark ? "#fafafa" : "#31333f"),
    faint: dark ? "rgba(250,250,250,0.13)" : "rgba(49,51,63,0.13)",
    border: property("border-color", dark ? "rgba(250,250,250,0.2)" : "rgba(49,51,63,0.2)"),
    panel: property("secondary-background-color", dark ? "#262730" : "#f0f2f6"),
    primary: property("primary-color", "#ff4b4b"),
    font: property("font", "sans-serif"),
    size: large ? Number(property("large-size", String(TYPE_SIZE.large))) : TYPE_SIZE.usual,
    large,
    dark,
  };
}

function luminance(colour) {
  const context = document.createElement("canvas").getContext("2d");
  context.fillStyle = colour;
  const hex = String(context.fillStyle);
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/**
 * The look that every chart shares.
 * @param {Theme} theme from `readTheme`.
 * @returns {object} a part of a Plotly layout.
 */
export function chartLook(theme) {
  return {
    font: { family: theme.font, size: theme.size, color: theme.text },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    modebar: { bgcolor: "rgba(0,0,0,0)", color: theme.text, activecolor: theme.primary },
    hoverlabel: { font: { family: theme.font, size: theme.size } },
  };
}
