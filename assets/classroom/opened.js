/** The classes that this browser has opened: their tokens stay here, and go into no address and onto no page. */

const PLACE = "lrviz-class-";
const ABOUT = "-at";
const CODE = /^lrviz-class-([A-Z0-9]{4,8})$/;

/**
 * A class as the server opens it.
 * @typedef {object} Opened
 * @property {string} code by which phones find it.
 * @property {string} token what its teacher is known by.
 * @property {string[]} addresses where phones may find it.
 * @property {boolean} local whether the server listens on its own machine only.
 */

/** A browser that keeps nothing cannot hold a class. */
export class Forgetful extends Error {}

/** @param {Opened} opened a class to be kept. */
export function keep({ code, token, addresses, local }) {
  try {
    localStorage.setItem(PLACE + code, token);
    localStorage.setItem(PLACE + code + ABOUT, JSON.stringify({ addresses, local, opened: Date.now() }));
  } catch {
    throw new Forgetful("This browser keeps nothing for this site, so that it cannot hold a class. Allow it, or use another.");
  }
}

/** @param {string} code of a class that is no longer. */
export function drop(code) {
  localStorage.removeItem(PLACE + code);
  localStorage.removeItem(PLACE + code + ABOUT);
}

/**
 * @param {string} code
 * @returns {string} what its teacher is known by.
 */
export function tokenOf(code) {
  return localStorage.getItem(PLACE + code) ?? "";
}

/**
 * @param {string} code
 * @returns {{ addresses: string[], local: boolean }|null} where phones may find it, as the server said when it opened
 *   it; null where this browser has not opened it.
 */
export function placesOf(code) {
  return JSON.parse(localStorage.getItem(PLACE + code + ABOUT) ?? "null");
}

/** @returns {{ code: string, opened: number }[]} all classes that are kept, the newest first. */
export function kept() {
  try {
    const codes = Object.keys(localStorage).flatMap((key) => CODE.exec(key)?.[1] ?? []);
    return codes.map((code) => ({ code, opened: openedAt(code) })).sort((one, other) => other.opened - one.opened);
  } catch {
    return [];
  }
}

function openedAt(code) {
  try {
    return Number(JSON.parse(localStorage.getItem(PLACE + code + ABOUT) ?? "{}").opened) || 0;
  } catch {
    return 0;
  }
}
