/** The component that Streamlit mounts: one stage for each place in the page. */

import { mounting } from "../kit/mounting.js";
import { loadPlotly } from "../kit/plotly.js";

// Plotly.js is by far the largest file: it comes while the stage's own modules come
loadPlotly().catch(() => {});

export default mounting(import("./stage.js").then(({ Stage }) => Stage));
