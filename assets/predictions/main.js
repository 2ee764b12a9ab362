/** The component that Streamlit mounts: the predictions of all runs of one training. */

import { mounting } from "../kit/mounting.js";

export default mounting(import("./predictions.js").then(({ Predictions }) => Predictions));
