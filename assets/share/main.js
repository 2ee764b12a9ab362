/** The component that Streamlit mounts: what a page says of itself and how it is passed on. */

import { mounting } from "../kit/mounting.js";
import { Share } from "./share.js";

export default mounting(Promise.resolve(Share));
