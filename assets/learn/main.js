/** The component that Streamlit mounts: the list of lessons, or of words. */

import { mounting } from "../kit/mounting.js";

export default mounting(import("./list.js").then(({ Contents }) => Contents));
