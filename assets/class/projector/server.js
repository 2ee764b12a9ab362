/** What the projector asks the server for, and what this browser keeps of a class: who holds its token may teach it. */

import { drop, keep, placesOf, tokenOf } from "../../classroom/opened.js";

/** Where phones find a class: `at` are its addresses, `local` says that none but this machine reaches it. @typedef {{ at: string[], local: boolean }} Reach */

/** The server as one class has it. */
export class Server {
  /** Below which path all of it lies. */
  #root;

  /**
   * @param {string} base the path below which the app lies, "" or "/a/path".
   * @param {string} code of the class; "" for none.
   */
  constructor(base, code) {
    this.#root = `${base}/class`;
    this.code = code;
  }

  /** The token; "" where this browser has not opened the class. */
  get token() {
    return tokenOf(this.code);
  }

  /** Where its WebSocket is. */
  get socket() {
    return `${location.origin.replace(/^http/, "ws")}${this.#root}/socket`;
  }

  /** @returns {Promise<Uint8Array>} what is told and shown of an item. */
  async item(item) {
    return new Uint8Array(await (await this.#asked(`stage/${this.code}/${item}`)).arrayBuffer());
  }

  /** @returns {Promise<Uint8Array>} the paths of everybody. */
  async crowd(item) {
    return new Uint8Array(await (await this.#asked(`crowd/${this.code}/${item}`)).arrayBuffer());
  }

  /** @returns {Promise<Blob>} all answers as CSV. */
  async table() {
    return (await this.#asked(`table/${this.code}`)).blob();
  }

  /** @returns {Promise<Blob>} the class with all answers, which `open` takes. */
  async record() {
    return (await this.#asked(`record/${this.code}`)).blob();
  }

  /** @returns {Promise<Reach>} where phones find the class. */
  async reach() {
    const kept = placesOf(this.code);
    const { addresses, local } = kept ?? await (await this.#asked("about")).json();
    const at = kept ? addresses : addresses.map((one) => `${one}/class/${this.code}`);
    return { at, local };
  }

  /**
   * The address of a picture of a QR code.
   * @param {string} address what it says.
   */
  qr(address) {
    return `${this.#root}/qr?at=${encodeURIComponent(address)}`;
  }

  /**
   * Opens a class, or shows one that is over.
   * @param {string} text its file or its record.
   * @returns {Promise<string>} the address of its projector.
   */
  async open(text) {
    const answer = await fetch(`${this.#root}/open`, { method: "POST", body: text, headers: { "content-type": "application/json" } });
    const opened = await (await checked(answer)).json();
    keep(opened);
    return `${this.#root}/projector?code=${opened.code}`;
  }

  /** Forgets the class: it is over. */
  forget() {
    drop(this.code);
  }

  async #asked(path) {
    return checked(await fetch(`${this.#root}/${path}`, { headers: { authorization: `Bearer ${this.token}` } }));
  }
}

/** The answer, unless the server has refused: it says why. */
async function checked(answer) {
  if (answer.ok) return answer;
  const said = await answer.json().catch(() => ({}));
  throw new Error(said.error ?? said.why ?? `The server answered ${answer.status}.`);
}
