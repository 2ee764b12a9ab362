/** What somebody has zoomed, over changes of what is shown. */

import { axisName, fullRanges } from "./layout.js";

/** The zoomed axes of a chart: the steps in steps, since their unit may change, and each panel by its name. */
export class Zoom {
  constructor() {
    this.clear();
  }

  /** Forgets everything. */
  clear() {
    this.across = null;
    this.up = new Map();
  }

  /** Forgets what means something else now: another quantity, another scale, steps that are no more. */
  adapt(fit) {
    const now = new Map(fit.panels.map(({ id, span }) => [id, meaning(span)]));
    for (const [id, zoomed] of this.up) if (now.has(id) && now.get(id) !== zoomed.meaning) this.up.delete(id);
    if (this.across && this.steps().left >= fit.step.last) this.across = null;
    if (this.across && this.across.key !== key(fit.step)) this.across = converted(this.across, fit.step);
  }

  /**
   * Takes the ranges of the axes that were changed.
   * @param {object} axes the chart's `_fullLayout`.
   * @param {object} fit from `fitted` of spans.js.
   * @param {Set<string>} names of those axes.
   */
  remember(axes, fit, names) {
    if (names.has("xaxis")) this.across = { range: [...axes.xaxis.range], span: fit.step, key: key(fit.step) };
    fit.panels.forEach(({ id, span }, index) => {
      const name = axisName(index);
      if (names.has(name)) this.up.set(id, { range: [...axes[name].range], meaning: meaning(span) });
    });
  }

  /** What is shown of each axis, as Plotly wants it. */
  ranges(fit) {
    const ranges = fullRanges(fit);
    if (this.across) ranges.xaxis = this.across.range;
    fit.panels.forEach(({ id }, index) => {
      if (this.up.has(id)) ranges[axisName(index)] = this.up.get(id).range;
    });
    return ranges;
  }

  /** The first and the last step shown, whole or not; null if that is not zoomed. */
  steps() {
    if (!this.across) return null;
    const { range, span } = this.across;
    const [left, right] = range.map((end) => (span.log ? 10 ** end : end) / span.per - span.shift);
    return { left, right };
  }
}

function key({ log, per }) {
  return `${log} ${per}`;
}

function meaning({ title, log }) {
  return `${log} ${title}`;
}

/** The same steps on another axis; below step 0 a logarithmic one has no place. */
function converted({ range, span }, to) {
  const moved = range.map((end) => {
    const step = (span.log ? 10 ** end : end) / span.per - span.shift;
    const place = (step + to.shift) * to.per;
    return to.log ? Math.log10(Math.max(place, 0.5 * to.per)) : place;
  });
  return { range: moved, span: to, key: key(to) };
}
