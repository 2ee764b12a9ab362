/** What of a class can be kept: the answers as CSV, the record, and a picture of each reveal. */

import { element } from "../../kit/dom.js";
import { saveAs } from "../../kit/picture.js";

/** What is kept until somebody saves it; once the class is over the server has none of it any more. */
export class Keeping {
  #server;
  /** Pictures by the numbers of their items. @type {Map<number, { title: string, url: string }>} */
  #pictures = new Map();
  /** What was fetched; there is no record where nobody has answered. @type {{ table: Blob, record: Blob|null }|null} */
  #fetched = null;

  /** @param {import("./server.js").Server} server */
  constructor(server) {
    this.#server = server;
  }

  /** Called when there is another picture. */
  onPicture = () => {};

  /** Keeps the picture of a reveal. */
  picture(item, title, canvas) {
    this.#pictures.set(item, { title, url: canvas.toDataURL("image/png") });
    this.onPicture();
  }

  savePicture(item) {
    saveAs(`lrviz-class-${this.#server.code}-${item + 1}.png`, this.#pictures.get(item).url);
  }

  async saveTable() {
    this.#save("csv", await this.#server.table());
  }

  /** Fetches what the server forgets at the end. */
  async fetch() {
    const [table, record] = await Promise.all([this.#server.table(), this.#server.record().catch(() => null)]);
    this.#fetched = { table, record };
  }

  /** The record that was fetched last; null for none. */
  get record() {
    return this.#fetched?.record ?? null;
  }

  /** Buttons that save what there is. */
  buttons() {
    const make = (label, click) => element("button", { type: "button", click }, label);
    const { table, record } = this.#fetched ?? {};
    const files = [
      ...(table ? [make("Answers (CSV)", () => this.#save("csv", table))] : []),
      ...(record ? [make("Record of the class", () => this.#save("json", record))] : []),
    ];
    const shots = [...this.#pictures].sort(([one], [other]) => one - other);
    return [...files, ...shots.map(([item, { title }]) => make(`Picture ${item + 1} · ${title}`, () => this.savePicture(item)))];
  }

  #save(ending, blob) {
    const url = URL.createObjectURL(blob);
    saveAs(`lrviz-class-${this.#server.code}.${ending}`, url);
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
  }
}
