/** What the projector's page loads. */

import { loadPlotly } from "../../kit/plotly.js";
import { Projector } from "./projector.js";
import { Server } from "./server.js";

// Plotly.js is by far the largest file: it comes while the class is still in the lobby
loadPlotly().catch(() => {});

const code = new URLSearchParams(location.search).get("code") ?? "";
new Projector(document.body, new Server(document.documentElement.dataset.base ?? "", code));
