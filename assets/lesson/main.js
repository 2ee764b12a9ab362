/** What the file of a lesson, or of a chapter of lessons, mounts. */

import { mounting } from "../kit/mounting.js";
import { loadPlotly } from "../kit/plotly.js";

// Plotly.js is by far the largest part: it is unpacked while the modules come
loadPlotly().catch(() => {});

export default mounting(import("./lessons.js").then(({ Lessons }) => Lessons));
