/** The component that Streamlit mounts: one board for each place in the page. */

import { loadPlotly } from "../plotly.js";

// Plotly.js is by far the largest file: it comes while the board's own modules come
loadPlotly().catch(() => {});
const loading = import("./board.js");
const boards = new WeakMap();

/**
 * Called at each run of the script and at each change of the theme.
 * @param {{data: Uint8Array, parentElement: HTMLElement, setTriggerValue: function}} component
 * @returns {Promise<() => void>} what Streamlit calls when the component leaves the page.
 */
export default async function mount({ data, parentElement, setTriggerValue }) {
  const { Board } = await loading;
  if (!boards.has(parentElement)) boards.set(parentElement, new Board(parentElement));
  const board = boards.get(parentElement);
  board.receive(data, setTriggerValue);
  return () => {
    boards.delete(parentElement);
    board.destroy();
  };
}
