/** The component that Streamlit mounts: the list of lessons, of words, or of entries. */

import { mounting } from "../kit/mounting.js";

export default mounting(import("./list.js").then(({ Contents }) => Contents));
