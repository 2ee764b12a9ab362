/** What eslint looks for in the browser components. */

import js from "@eslint/js";
import globals from "globals";

export default [{ ignores: ["plotly/"] }, js.configs.recommended, { languageOptions: { globals: globals.browser } }];
