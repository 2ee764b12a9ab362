/** The code of a class as people type it: in lower case, with blanks, mistaken letters, or as a whole address. */

const LENGTH = 5;
const ALIKE = ["0ODQ", "1IJL", "2Z", "5S", "6G", "8B", "UV", "MN"];

/**
 * The code that somebody means.
 * @param {string} typed
 * @param {string} alphabet the letters of codes.
 * @returns {string} "" where it cannot be one.
 */
export function codeOf(typed, alphabet) {
  const last = typed.trim().replace(/\/+$/, "").split("/").pop().toUpperCase();
  const letters = [...last.replace(/[^0-9A-Z]/g, "")].map((letter) => meant(letter, alphabet));
  return letters.length === LENGTH && letters.every(Boolean) ? letters.join("") : "";
}

/** A letter of the alphabet, or the only one there that looks like it. */
function meant(letter, alphabet) {
  if (alphabet.includes(letter)) return letter;
  const alike = ALIKE.filter((group) => group.includes(letter)).flatMap((group) => [...group].filter((one) => alphabet.includes(one)));
  return alike.length === 1 ? alike[0] : "";
}
