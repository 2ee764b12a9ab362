/** What the door asks of the server that serves classes, beside the page's own address. */

const NONE = "This server serves no classes.";
const LOCAL = "The server listens on this machine only, so that no phone can reach the class.";
const WORKERS = "Several workers share this server, and a class needs one. Start the app without --workers.";
const UNREADABLE = "The server's answer cannot be read.";
const GONE = [401, 403, 404, 410];

/**
 * Whether a class can be opened, what is to be said of it, and whether another start of the app helps.
 * @typedef {{ serves: boolean, note: string, restart: boolean }} About
 */

/** Where classes are: the page Learn lies beside them. */
function place() {
  return location.origin + location.pathname.replace(/learn\/?$/, "") + "class/";
}

/**
 * Where the projector's page of a class is; its token is in no address.
 * @param {string} code
 */
export function projector(code) {
  return `${place()}projector?code=${encodeURIComponent(code)}`;
}

/**
 * Asks whether classes are served.
 * @returns {Promise<About>}
 */
export async function about() {
  try {
    const { class: served, local, workers } = await answer(await fetch(`${place()}about`, { cache: "no-store" }));
    if (!served) return { serves: false, note: NONE, restart: true };
    if (workers) return { serves: false, note: WORKERS, restart: false };
    return { serves: true, note: local ? LOCAL : "", restart: local };
  } catch {
    return { serves: false, note: NONE, restart: true };
  }
}

/**
 * Opens a class.
 * @param {string} plan as JSON.
 * @returns {Promise<import("./opened.js").Opened>}
 */
export async function open(plan) {
  const headers = { "Content-Type": "application/json" };
  let response;
  try {
    response = await fetch(`${place()}open`, { method: "POST", headers, body: plan });
  } catch {
    throw new Error("The server does not answer. Is it still running?");
  }
  const opened = await answer(response);
  if (typeof opened.code !== "string" || typeof opened.token !== "string") throw new Error(UNREADABLE);
  return opened;
}

/**
 * Whether a class is still there; where the server does not answer, it may be.
 * @param {string} code
 * @param {string} token
 */
export async function isThere(code, token) {
  try {
    const headers = { Authorization: `Bearer ${token}` };
    const { status } = await fetch(`${place()}table/${code}`, { headers, cache: "no-store" });
    return !GONE.includes(status);
  } catch {
    return true;
  }
}

/** What the server says, or an error in its own words; Streamlit alone answers any address, with its own page. */
async function answer(response) {
  const said = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(said.why || `The server refuses it, with code ${response.status}.`);
  if (typeof said !== "object" || said === null) throw new Error(UNREADABLE);
  return said;
}
