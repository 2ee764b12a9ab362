/** Words of the glossary in labels: each has what the glossary says of it as its tip. */

/** Where labels stand in a component; the names of runs, which people choose, are none. */
const LABELS = "thead th, .kit-toolbar :is(label, button), [class$='-legend'] > :is(p, ul > li:not(:has(button)))";

/**
 * Gives the labels of a component their tips, under what is said of them anyway.
 * @param {HTMLElement} root
 * @param {Record<string, string>} tips by word, in small letters.
 */
export function explain(root, tips) {
  for (const label of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(LABELS))) {
    const own = (label.dataset.own ??= label.title);
    const title = [own, ...tipsIn(titleOf(label), tips)].filter(Boolean).join("\n\n");
    if (title !== label.title) label.title = title;
  }
}

/** What a label says, without what can be chosen under it. */
function titleOf(label) {
  return [...label.childNodes].filter(({ nodeName }) => nodeName !== "SELECT").map((part) => part.textContent).join("");
}

/**
 * The tips of the words in a text, each once and in its order; of two words in one place the longer one counts.
 * @param {string} text
 * @param {Record<string, string>} tips by word, in small letters.
 * @returns {string[]}
 */
export function tipsIn(text, tips) {
  const words = Object.keys(tips).sort((one, other) => other.length - one.length);
  if (words.length === 0) return [];
  const some = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  const pattern = new RegExp(`(?<![\\p{L}\\p{N}])(?:${some})(?![\\p{L}\\p{N}])`, "giu");
  return [...new Set([...text.matchAll(pattern)].map(([word]) => tips[word.toLowerCase()]))];
}
