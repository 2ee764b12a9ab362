/** Opens the students' page: joins the class that its address names, or asks for a code. */

import { Phone } from "./phone.js";

new Phone(document.documentElement.dataset);
