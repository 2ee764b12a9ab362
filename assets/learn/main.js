/** The component that Streamlit mounts: the list of lessons. */

import { mounting } from "../kit/mounting.js";

export default mounting(import("./list.js").then(({ LessonList }) => LessonList));
