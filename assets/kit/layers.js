/** Canvases that lie on a Plotly plot, above its traces and below its hover labels and mode bar. */

/**
 * Puts canvases on a chart; they are cut at the plot's edges and take no pointer.
 * @param {HTMLElement} chart a Plotly div with one plot.
 * @param {string[]} names of the layers, the lowest first.
 * @returns {{fit: (area: {left: number, top: number, width: number, height: number}) => void,
 *   context: (name: string) => CanvasRenderingContext2D, clear: (name: string) => CanvasRenderingContext2D,
 *   hide: (name: string) => void}}
 *   `fit` places them over an area of the chart, `clear` empties one and shows it, `hide` empties one and
 *   takes it out of sight, which costs the browser less.
 */
export function createLayers(chart, names) {
  const canvases = new Map(names.map((name) => [name, document.createElement("canvas")]));
  for (const [name, canvas] of canvases) {
    canvas.className = `stage-layer stage-layer-${name}`;
    canvas.setAttribute("aria-hidden", "true");
  }
  const context = (name) => canvases.get(name).getContext("2d");
  const clear = (name) => {
    const canvas = canvases.get(name);
    canvas.hidden = false;
    context(name).clearRect(0, 0, canvas.width, canvas.height);
    return context(name);
  };
  return {
    context,
    fit(area) {
      insert(chart, [...canvases.values()]);
      for (const canvas of canvases.values()) fitCanvas(canvas, area);
    },
    clear,
    hide(name) {
      if (canvases.get(name).hidden) return;
      clear(name);
      canvases.get(name).hidden = true;
    },
  };
}

function insert(chart, canvases) {
  const container = chart.querySelector(".svg-container");
  const upper = [...container.querySelectorAll(":scope > .main-svg")].at(-1);
  for (const canvas of canvases) if (canvas.nextElementSibling === null || !canvas.isConnected) upper.before(canvas);
}

function fitCanvas(canvas, { left, top, width, height }) {
  const ratio = window.devicePixelRatio || 1;
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== columns || canvas.height !== rows) {
    canvas.width = columns;
    canvas.height = rows;
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  Object.assign(canvas.style, { left: `${left}px`, top: `${top}px` });
  canvas.getContext("2d").setTransform(ratio, 0, 0, ratio, 0, 0);
}
