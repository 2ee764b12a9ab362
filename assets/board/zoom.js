/** What somebody has zoomed in the board: the steps stay the same when their unit changes. */

import { isAlike, Zoom } from "../kit/zoom.js";

/** The zoomed axes of a board. */
export class BoardZoom extends Zoom {
  /** Steps that are no more are forgotten, too. */
  adapt(spans) {
    const { xaxis } = spans;
    if (this.steps()?.left >= xaxis.last) this.zoomed.delete("xaxis");
    const across = this.zoomed.get("xaxis");
    if (across && !isAlike(across.span, xaxis)) this.zoomed.set("xaxis", converted(across, xaxis));
    super.adapt(spans);
  }

  /** The first and the last step shown, whole or not; null if that is not zoomed. */
  steps() {
    const across = this.zoomed.get("xaxis");
    if (!across) return null;
    const [left, right] = across.range.map((end) => stepAt(end, across.span));
    return { left, right };
  }
}

/** The same steps on another axis; below step 0 a logarithmic one has no place. */
function converted({ range, span }, to) {
  const moved = range.map((end) => {
    const place = (stepAt(end, span) + to.shift) * to.per;
    return to.log ? Math.log10(Math.max(place, 0.5 * to.per)) : place;
  });
  return { range: moved, span: to };
}

function stepAt(end, { log, per, shift }) {
  return (log ? 10 ** end : end) / per - shift;
}
