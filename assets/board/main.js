/** The component that Streamlit mounts: one board for each place in the page. */

import { mounting } from "../kit/mounting.js";
import { loadPlotly } from "../kit/plotly.js";

// Plotly.js is by far the largest file: it comes while the board's own modules come
loadPlotly().catch(() => {});

export default mounting(import("./board.js").then(({ Board }) => Board));
