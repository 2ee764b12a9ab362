/** The lobby: the code, the address and its QR code, for phones to join. */

import { element, write } from "../../kit/dom.js";

/** How to start lrviz so that phones reach it. */
const COMMAND = "lrviz --host 0.0.0.0";

/** How phones join a class. */
export class Lobby {
  root = element("section", { class: "class-lobby", "aria-label": "How to join" });
  #code = element("p", { class: "class-code" });
  #address = element("p", { class: "class-address" });
  #qr = element("img", { class: "class-qr", alt: "QR code of the address", width: 400, height: 400 });
  #people = element("p", { class: "class-people" });
  #warning = element("p", { class: "class-warning", role: "note", hidden: "" });
  #found = element("div", { class: "class-found" });
  #typed = element("input", { type: "url", "aria-label": "Address of this class", spellcheck: "false" });
  #other = element("details", { class: "class-other" });
  #join = element("div", { class: "class-join" });
  #over = element("p", { class: "class-how", hidden: "" }, "A class that is over: its questions, votes and reveals, as they were.");
  #none = element("p", { class: "class-none", hidden: "" }, "A QR code needs an address that phones reach. One can be typed at the left.");
  #server;
  /** The address that is shown. */
  #at = "";

  /** @param {import("./server.js").Server} server */
  constructor(server) {
    this.#server = server;
    this.#qr.addEventListener("error", () => this.#missing(true));
    this.#typed.addEventListener("input", () => this.#typed.validity.valid && this.#show(this.#typed.value.trim()));
    this.#other.append(element("summary", {}, "Another address"), this.#found, this.#typed);
    const how = element("p", { class: "class-how" }, "Scan, or open the address and type the code");
    this.#join.append(how, this.#address, this.#code, this.#people, this.#warning, this.#other);
    this.root.append(this.#join, this.#qr, this.#none, this.#over);
  }

  /** Where phones find the class. @param {import("./server.js").Reach} reach */
  reach({ at, local }) {
    const choose = (address) => element("button", { type: "button", click: () => this.#choose(address) }, bare(address));
    this.#found.replaceChildren(...at.map(choose));
    this.#warning.hidden = !local;
    this.#warning.replaceChildren(
      "Phones cannot reach this class: the server listens on this machine only. End it, and start it with ",
      element("code", {}, COMMAND),
    );
    this.#choose(at[0] ?? "");
  }

  /**
   * Shows who is there.
   * @param {number} here how many phones.
   * @param {boolean} recorded whether it is a class that is over, which nobody joins.
   */
  people(here, recorded) {
    this.#over.hidden = !recorded;
    if (recorded) this.#join.hidden = this.#qr.hidden = this.#none.hidden = true;
    write(this.#code, this.#server.code);
    write(this.#people, here === 1 ? "1 phone is here" : `${here} phones are here`);
  }

  /** The address of the picture of the QR code; empty before one is known. */
  get qr() {
    return this.#at ? this.#server.qr(this.#at) : "";
  }

  /** The code of the class. */
  get code() {
    return this.#server.code;
  }

  /** Where phones go, without the code. */
  get place() {
    return bare(this.#at);
  }

  /** Called when another address is shown. */
  onShown = () => {};

  /** Shows no QR code where the server makes none: phones would look for the class on themselves. */
  #missing(missing) {
    this.#qr.hidden = missing;
    this.#none.hidden = !missing || this.#join.hidden;
  }

  #choose(address) {
    this.#typed.value = address;
    this.#show(address);
  }

  #show(address) {
    this.#at = address;
    if (address) this.#qr.src = this.qr;
    this.#missing(!address);
    write(this.#address, address ? bare(address) : `On this machine: ${bare(location.href)}`);
    this.onShown();
  }
}

/** An address as somebody types it: without its beginning and without the code, which is asked for there. */
function bare(address) {
  return address.replace(/^https?:\/\//, "").replace(/\/[^/]*$/, "");
}
