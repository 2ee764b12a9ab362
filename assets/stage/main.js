/** The component that Streamlit mounts: one stage for each place in the page. */

import { Stage } from "./stage.js";

const stages = new WeakMap();

/**
 * Called at each run of the script and at each change of the theme.
 * @param {{data: Uint8Array, parentElement: HTMLElement, setTriggerValue: function}} component
 * @returns {() => void} what Streamlit calls when the component leaves the page.
 */
export default function mount({ data, parentElement, setTriggerValue }) {
  if (!stages.has(parentElement)) stages.set(parentElement, new Stage(parentElement));
  const stage = stages.get(parentElement);
  stage.receive(data, setTriggerValue);
  return () => {
    stages.delete(parentElement);
    stage.destroy();
  };
}
