/** The picture of a sweep: takes what the server sends, keeps the view and the crosshair, and has everything drawn. */

import { OwnView } from "../kit/ownview.js";
import { element } from "../kit/dom.js";
import { loadPlotly } from "../kit/plotly.js";
import { readTheme } from "../kit/theme.js";
import { Basins } from "./basins.js";
import { Curves } from "./curves.js";
import { Frame } from "./frame.js";
import { Hand } from "./hand.js";
import { Heat } from "./heat.js";
import { Label } from "./label.js";
import { Legend } from "./legend.js";
import { Reader } from "./payload.js";
import { savePicture } from "./picture.js";
import { createProgress } from "./progress.js";
import { Thumbs } from "./thumbs.js";
import { createToolbar } from "./toolbar.js";

const KINDS = { heat: Heat, curves: Curves, basins: Basins };
const NAMES = { heat: "Heat map", curves: "Sensitivity curves", basins: "Basins of the minima" };
const KEYS = "Arrow keys move the crosshair, with Shift further; Enter opens the point in Trajectories.";
const SEND_AFTER = 120;
const SPEAK_AFTER = 700;

/** One picture in the page. */
export class Tune {
  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    Object.assign(this, { seq: 0, kind: null, frame: null, view: new OwnView(), reader: new Reader() });
    this.thumbs = new Thumbs((cell) => this.send("hover", { cell }));
    this.#build(parent);
    this.hand = this.#hand();
    this.resizing = new ResizeObserver(() => this.frame?.resize());
    this.resizing.observe(this.place);
  }

  /**
   * Takes an update; of several that come while one is drawn only the newest is.
   * @param {Uint8Array} bytes a payload.
   * @param {(name: string, value: any) => void} send tells the server.
   */
  receive(bytes, send) {
    this.send = send;
    this.newest = bytes;
    this.working ??= this.#work().finally(() => (this.working = null));
  }

  destroy() {
    this.resizing.disconnect();
    this.hand.destroy();
    this.thumbs.destroy();
    for (const timer of [this.sending, this.speaking]) clearTimeout(timer);
    this.frame?.destroy();
    this.root.remove();
  }

  #build(parent) {
    this.toolbar = createToolbar({
      onChange: (fields) => this.#change(fields),
      onPicture: (format) => this.#save(format),
      onRefine: (on) => this.frame && (this.frame.refining = on),
      onOpen: () => this.#open(this.hand.cell),
    });
    this.progress = createProgress(() => this.send("stop", true));
    this.legend = new Legend((slot) => this.#toggle(slot));
    this.label = new Label();
    this.place = element("div", { class: "tune-chart", role: "group", tabindex: 0 });
    this.alert = element("p", { role: "alert", class: "tune-alert", hidden: "" });
    this.status = element("p", { role: "status", class: "tune-spoken" });
    const plot = element("div", { class: "tune-plot" }, this.place, this.label.root);
    const parts = [this.alert, this.toolbar.root, this.progress.root, plot, this.legend.root, this.status];
    this.root = element("div", { class: "lrviz-tune", "data-seq": 0, "data-cell": "" }, ...parts);
    parent.append(this.root);
  }

  #hand() {
    return new Hand(this.place, {
      frame: () => this.frame,
      kind: () => this.kind,
      onCell: (cell, byKey) => this.#visit(cell, byKey),
      onOpen: (cell) => this.#open(cell),
      onRefine: (stretch) => this.#refine(stretch),
      onCorner: () => (this.status.textContent = "First corner marked; move to the other one and press Enter."),
    });
  }

  async #work() {
    while (this.newest) {
      const bytes = this.newest;
      this.newest = null;
      await this.#attempt(() => this.#show(bytes));
    }
  }

  /** Says what went wrong in the place of the picture; the next update tries again. */
  async #attempt(action) {
    this.alert.hidden = true;
    try {
      await action();
    } catch (error) {
      this.alert.textContent = `The picture could not be drawn: ${error.message}`;
      this.alert.hidden = false;
    }
  }

  async #show(bytes) {
    const { id, picture, view, progress, thumb } = await this.reader.read(bytes);
    if (id !== this.shown) this.view.adopt(view);
    this.shown = id;
    this.thumbs.take(picture.key, thumb);
    this.progress.update(progress);
    this.computed = progress?.total ? progress.done / progress.total : 1;
    const looks = JSON.stringify([this.view.fields, readTheme(this.root, this.view.fields.large)]);
    if (picture !== this.picture || looks !== this.looks) {
      this.picture = picture;
      await this.#draw();
    } else {
      this.#say();
      this.#painted();
    }
  }

  #change(fields) {
    if (!this.picture) return;
    this.view.change(fields);
    this.#attempt(() => this.#draw());
    clearTimeout(this.sending);
    this.sending = setTimeout(() => this.send("view", this.view.fields), SEND_AFTER);
  }

  #toggle(slot) {
    const { hidden } = this.view.fields;
    const others = hidden.filter((other) => other !== slot);
    this.#change({ hidden: others.length < hidden.length ? others : [...hidden, slot].sort((a, b) => a - b) });
  }

  async #draw() {
    const Plotly = await loadPlotly();
    const { picture } = this;
    const view = this.view.fields;
    const theme = readTheme(this.root, view.large);
    this.looks = JSON.stringify([view, theme]);
    this.root.classList.toggle("is-large", view.large);
    this.root.classList.toggle("is-dark", theme.dark);
    this.place.setAttribute("aria-label", `${NAMES[picture.kind]}. ${KEYS}`);
    this.kind = new KINDS[picture.kind](picture, view, theme);
    this.toolbar.update(picture, view);
    this.legend.update(this.kind.legend(), this.kind.hint);
    this.frame ??= this.#frame(Plotly);
    await this.frame.update(this.kind.fit, theme);
    this.#painted();
  }

  #frame(Plotly) {
    return new Frame(Plotly, this.place, {
      onDrawn: () => this.#paint(),
      onPicture: () => this.#save("png"),
      onTool: () => this.#tool(),
    });
  }

  #paint() {
    this.kind.paint(this.frame.clear("picture"), this.frame.plot());
    this.hand.draw();
    this.#say();
  }

  #painted() {
    this.seq += 1;
    Object.assign(this.root.dataset, { seq: this.seq, key: this.picture.key, computed: this.computed });
  }

  /** With a rectangle to mark, a finger does not scroll. */
  #tool() {
    const on = this.frame.refining;
    this.toolbar.refining(on);
    this.place.style.touchAction = on ? "none" : "pan-y";
    if (!on) this.hand.release();
  }

  #visit(cell, byKey) {
    this.root.dataset.cell = cell < 0 ? "" : cell;
    this.toolbar.openable(cell >= 0);
    this.#say();
    clearTimeout(this.speaking);
    if (byKey) this.speaking = setTimeout(() => (this.status.textContent = this.label.spoken), SPEAK_AFTER);
  }

  /** What is said beside the crosshair. */
  #say() {
    const { kind, frame, label } = this;
    const { cell } = this.hand;
    const plot = frame?.plot();
    const thumb = this.thumbs.of(cell);
    if (!plot || cell < 0 || !kind.has(cell)) {
      label.hide();
      return;
    }
    label.show(kind.words(cell), thumb, kind.runOf(cell), kind.theme);
    label.put(kind.pixel(cell, plot), plot);
  }

  #open(cell) {
    if (cell >= 0) this.send("open", { cell });
  }

  #refine(stretch) {
    this.frame.refining = false;
    this.send("refine", stretch);
  }

  async #save(format) {
    if (!this.frame?.plot()) return;
    const Plotly = await loadPlotly();
    await this.#attempt(() => savePicture(Plotly, this.frame, this.kind, format));
  }
}
