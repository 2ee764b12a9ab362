/** The component that Streamlit mounts: the line that greets whoever comes for the first time. */

import { mounting } from "../kit/mounting.js";

export default mounting(import("./welcome.js").then(({ Welcome }) => Welcome));
