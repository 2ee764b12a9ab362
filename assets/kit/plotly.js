/** Plotly.js, each part of it once a page: what the page has brought along, or else what the server hands out. */

/** @typedef {"cartesian"|"gl3d"} Part of Plotly.js: for pictures in the plane, or in space. */

/** What is loaded or being loaded in this page, whatever component asks. @returns {Map<Part, Promise<any>>} */
const known = () => (/** @type {any} */ (window).lrvizPlotly ??= new Map());

/**
 * Loads a part of Plotly.js.
 * @param {Part} [part]
 * @returns {Promise<any>} its Plotly object, which knows nothing of what another part has drawn; a failed load is tried
 *   anew at the next call.
 */
export function loadPlotly(part = "cartesian") {
  const parts = known();
  if (!parts.has(part)) {
    const loading = brought(part) ?? fetched(part);
    parts.set(part, loading);
    loading.catch(() => parts.delete(part));
  }
  return parts.get(part);
}

/** What stands in the page, deflated and in the letters of an address. */
function brought(part) {
  const letters = document.querySelector(`script[data-plotly="${part}"]`)?.textContent;
  return letters ? unpacked(letters) : null;
}

async function unpacked(letters) {
  const held = await fetch(`data:application/octet-stream;base64,${letters}`);
  const text = await new Response(held.body.pipeThrough(new DecompressionStream("deflate"))).text();
  document.head.append(Object.assign(document.createElement("script"), { textContent: text }));
  return taken();
}

function fetched(part) {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    const fail = () => {
      script.remove();
      reject(new Error("Plotly.js did not load from the server"));
    };
    // This component's address ends in a dot and its name; that of Plotly.js is the same for all of them.
    const place = new URL("..", import.meta.url).href.replace(/(?<=\.)\w+\/$/, "plotly/");
    script.src = `${place}plotly/plotly-${part}.min.js`;
    script.onload = () => {
      const Plotly = taken();
      if (Plotly) resolve(Plotly);
      else fail();
    };
    script.onerror = fail;
    document.head.append(script);
  });
}

/** What a script has just left; the next one does not find it. */
function taken() {
  const page = /** @type {any} */ (window);
  const { Plotly } = page;
  delete page.Plotly;
  return Plotly;
}
