/** What somebody has zoomed, over changes of what is shown. */

import { axisRange } from "./layout.js";

/**
 * @typedef {import("./layout.js").Span & { key?: string, also?: any }} Zoomable key: axes of one key are zoomed
 *   together, without one each for itself; also: what besides title and scale tells what a range means.
 */

/** The zoomed axes of a chart. */
export class Zoom {
  /** @type {Map<string, { range: number[], span: any }>} */
  zoomed = new Map();

  /** Forgets everything. */
  clear() {
    this.zoomed.clear();
  }

  /**
   * Forgets what means something else now: another quantity, another scale. What is not shown waits.
   * @param {Record<string, Zoomable>} spans of the axes by their names.
   */
  adapt(spans) {
    for (const [name, span] of Object.entries(spans)) {
      const key = span.key ?? name;
      if (this.zoomed.has(key) && !isAlike(this.zoomed.get(key).span, span)) this.zoomed.delete(key);
    }
  }

  /**
   * Takes the ranges of axes that were changed.
   * @param {any} axes the chart's `_fullLayout`.
   * @param {Record<string, Zoomable>} spans
   * @param {Set<string>} names of those axes.
   */
  remember(axes, spans, names) {
    for (const [name, span] of Object.entries(spans)) {
      if (names.has(name)) this.zoomed.set(span.key ?? name, { range: [...axes[name].range], span });
    }
  }

  /**
   * What is shown of each axis, as Plotly wants it.
   * @param {Record<string, Zoomable>} spans
   * @returns {Record<string, number[]>}
   */
  ranges(spans) {
    const ranges = Object.entries(spans).map(([name, span]) => {
      return [name, this.zoomed.get(span.key ?? name)?.range ?? axisRange(span)];
    });
    return Object.fromEntries(ranges);
  }
}

/**
 * Whether what was zoomed on one axis means the same on another.
 * @param {Zoomable} before
 * @param {Zoomable} now
 */
export function isAlike(before, now) {
  return meaning(before) === meaning(now);
}

/**
 * What a range of an axis means.
 * @param {Zoomable} span
 * @returns {string} the same for the same.
 */
export function meaning({ title, log, also }) {
  return JSON.stringify([title, log, also]);
}
