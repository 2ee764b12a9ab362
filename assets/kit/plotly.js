/** Plotly.js, once a page: what the page has brought along, or else from the plotly package that the server has. */

let loading;

/**
 * Loads Plotly.js.
 * @returns {Promise<object>} the Plotly object; a failed load is tried anew at the next call.
 */
export function loadPlotly() {
  const page = /** @type {any} */ (window);
  if (page.Plotly) return Promise.resolve(page.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      loading = undefined;
      script.remove();
      reject(new Error("Plotly.js did not load from the server"));
    };
    // This component's address ends in a dot and its name; beside it lies that of Plotly.js.
    script.src = new URL("..", import.meta.url).href.replace(/\w+\/$/, "plotly/plotly.min.js");
    script.onload = () => (page.Plotly ? resolve(page.Plotly) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
}
