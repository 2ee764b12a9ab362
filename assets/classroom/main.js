/** The component that Streamlit mounts: the door from a list of scenes to the class on the projector. */

import { mounting } from "../kit/mounting.js";

export default mounting(import("./door.js").then(({ Door }) => Door));
