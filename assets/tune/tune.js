/** The picture of a sweep: takes what the server sends, keeps the view and the crosshair, and has everything drawn. */

import { Component } from "../kit/component.js";
import { element } from "../kit/dom.js";
import { toggled } from "../kit/shows.js";
import { explain } from "../kit/terms.js";
import { Basins } from "./basins.js";
import { Curves } from "./curves.js";
import { Frame } from "./frame.js";
import { Hand } from "./crosshair.js";
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
const KEYS = "Arrow keys move the crosshair, with Shift further";

/** One picture in the page. */
export class Tune extends Component {
  #reader = new Reader();
  /** What the server has sent, from payload.js. */
  #picture = null;
  /** What draws it. */
  #kind = null;
  /** Which payload's view counts. */
  #shown = null;
  /** The share of the picture that is computed. */
  #computed = 1;
  #thumbs = new Thumbs((cell) => this.send("hover", { cell }));
  #toolbar = createToolbar({
    onChange: (fields) => this.change(fields),
    onPicture: (format) => this.#save(format),
    onRefine: (on) => this.chart && (this.chart.refining = on),
    onOpen: () => this.#open(this.#hand.cell),
  });
  #progress = createProgress(() => this.send("stop", true));
  #legend = new Legend((slot) => this.#toggle(slot));
  #label = new Label();
  #place = element("div", { class: "kit-chart tune-chart", role: "group", tabindex: 0 });
  #hand = new Hand(this.#place, {
    scene: () => this.#scene(),
    onCell: (cell, byKey) => this.#visit(cell, byKey),
    onOpen: (cell) => this.#open(cell),
    onRefine: (stretch) => this.#refine(stretch),
    onCorner: () => (this.status.textContent = "First corner marked; move to the other one and press Enter."),
  });

  /** @param {HTMLElement} parent what the component may fill. */
  constructor(parent) {
    super(parent, "tune");
    this.root.dataset.cell = "";
    const plot = element("div", { class: "tune-plot" }, this.#place, this.#label.root);
    this.root.append(this.#toolbar.root, this.#progress.root, plot, this.#legend.root, this.status);
    this.watchSize(this.#place);
  }

  async show(bytes) {
    const { id, picture, view, progress, thumb } = await this.#reader.read(bytes);
    if (id !== this.#shown) this.view.adopt(view);
    this.#shown = id;
    this.#thumbs.take(picture.key, thumb);
    this.#progress.update(progress);
    this.#computed = progress?.total ? progress.done / progress.total : 1;
    if (picture !== this.#picture || !this.isDrawn) {
      this.#picture = picture;
      await this.draw();
    } else {
      this.#say();
      this.painted();
    }
  }

  async paint(Plotly, view) {
    const picture = this.#picture;
    const opening = picture.uses.opens ? `; Enter opens the point ${picture.uses.opens}` : "";
    this.#place.setAttribute("aria-label", `${NAMES[picture.kind]}. ${KEYS}${opening}.`);
    this.#kind = new KINDS[picture.kind](picture, view, this.theme);
    this.#toolbar.update(picture, view);
    this.#label.root.classList.toggle("has-thumb", picture.uses.thumbs);
    this.#label.root.dataset.empty = `Tap a point to see its ${picture.uses.thumbs ? "path" : "value"}`;
    this.#legend.update(this.#kind.legend(), this.#kind.hint);
    explain(this.root, picture.tips);
    this.chart ??= this.#createFrame(Plotly);
    await this.chart.update(this.#kind.fit, this.theme);
  }

  painted() {
    super.painted();
    Object.assign(this.root.dataset, { key: this.#picture.key, computed: this.#computed });
  }

  destroy() {
    this.#hand.destroy();
    this.#thumbs.destroy();
    super.destroy();
  }

  #toggle(slot) {
    this.change({ hidden: toggled(this.view.fields.hidden, slot) });
  }

  #createFrame(Plotly) {
    return new Frame(Plotly, this.#place, {
      refines: this.#picture.uses.refines,
      onDrawn: () => this.#paint(),
      onPicture: () => this.#save("png"),
      onTool: () => this.#tool(),
      onPoint: (x, y) => this.#hand.point(x, y),
    });
  }

  /** What draws the picture, the chart, and where data lies in it; null before the first picture. */
  #scene() {
    const plot = this.chart?.plot();
    return plot ? { kind: this.#kind, frame: this.chart, plot } : null;
  }

  #paint() {
    this.#kind.paint(this.chart.clear("picture"), this.chart.plot());
    this.#hand.draw();
    this.#say();
  }

  /** With a rectangle to mark, a finger does not scroll. */
  #tool() {
    const on = this.chart.refining;
    this.#toolbar.refining(on);
    this.#place.style.touchAction = on ? "none" : "pan-y";
    if (!on) this.#hand.release();
  }

  #visit(cell, byKey) {
    this.root.dataset.cell = cell < 0 ? "" : cell;
    this.#toolbar.openable(cell >= 0);
    this.#say();
    if (byKey) this.speak(() => this.#label.spoken);
    else this.stop("speak");
  }

  /** What is said beside the crosshair. */
  #say() {
    const { cell } = this.#hand;
    const { kind, plot } = this.#scene() ?? {};
    const thumb = this.#picture.uses.thumbs ? this.#thumbs.of(cell) : null;
    if (cell >= 0 && kind?.has(cell)) {
      this.#label.show(kind.words(cell), thumb, kind.runOf(cell), kind.theme);
      this.#label.put(kind.pixel(cell, plot), plot);
    } else {
      this.#label.hide();
    }
  }

  #open(cell) {
    if (cell >= 0 && this.#picture.uses.opens) this.send("open", { cell });
  }

  #refine(stretch) {
    this.chart.refining = false;
    if (this.#picture.uses.refines) this.send("refine", stretch);
  }

  #save(format) {
    if (this.chart?.isDrawn) this.attempt(() => savePicture(this.chart, this.#kind, format));
  }
}
