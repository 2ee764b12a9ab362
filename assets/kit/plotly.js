/** Plotly.js, once a page, from the plotly package that the server has. */

const SOURCE = new URL("../../lrviz.plotly/plotly.min.js", import.meta.url).href;

let loading;

/**
 * Loads Plotly.js.
 * @returns {Promise<object>} the Plotly object; a failed load is tried anew at the next call.
 */
export function loadPlotly() {
  const page = /** @type {any} */ (window);
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      loading = undefined;
      script.remove();
      reject(new Error("Plotly.js did not load from the server"));
    };
    script.src = SOURCE;
    script.onload = () => (page.Plotly ? resolve(page.Plotly) : fail());
    script.onerror = fail;
    document.head.append(script);
  });
  return loading;
}
