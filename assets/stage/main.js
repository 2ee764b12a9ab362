/** The component that Streamlit mounts: one stage for each place in the page. */

import { loadPlotly } from "./plotly.js";

// Plotly.js is by far the largest file: it comes while the stage's own modules come
loadPlotly().catch(() => {});
const loading = import("./stage.js");
const stages = new WeakMap();

/**
 * Called at each run of the script and at each change of the theme.
 * @param {{data: Uint8Array, parentElement: HTMLElement, setTriggerValue: function}} component
 * @returns {Promise<() => void>} what Streamlit calls when the component leaves the page.
 */
export default async function mount({ data, parentElement, setTriggerValue }) {
  const { Stage } = await loading;
  if (!stages.has(parentElement)) stages.set(parentElement, new Stage(parentElement));
  const stage = stages.get(parentElement);
  stage.receive(data, setTriggerValue);
  return () => {
    stages.delete(parentElement);
    stage.destroy();
  };
}
