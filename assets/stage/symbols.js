/** The shapes that tell runs apart in greyscale: Plotly's symbol names, drawn as SVG paths. */

const CORNERS = {
  square: { count: 4, first: 45 },
  diamond: { count: 4, first: 0 },
  "triangle-up": { count: 3, first: 90 },
  "triangle-down": { count: 3, first: 270 },
  "triangle-right": { count: 3, first: 0 },
  pentagon: { count: 5, first: 90 },
  hexagon: { count: 6, first: 30 },
};

/**
 * The outline of a marker; all shapes of one radius cover the same area as the circle.
 *
 * @param {string} name a Plotly symbol name; a name without a shape of its own is drawn as a circle.
 * @param {number} radius of the circle, in pixels.
 * @returns {string} an SVG path (for `d` or `Path2D`) centred at 0,0, y downwards.
 */
export function symbolPath(name, radius) {
  return Object.hasOwn(CORNERS, name) ? polygon(CORNERS[name], radius) : circle(radius);
}

function circle(radius) {
  const half = `a${radius},${radius} 0 1,1`;
  return `M${radius},0${half} ${-2 * radius},0${half} ${2 * radius},0Z`;
}

function polygon({ count, first }, radius) {
  const turn = (2 * Math.PI) / count;
  const reach = radius * Math.sqrt((2 * Math.PI) / (count * Math.sin(turn)));
  const corners = Array.from({ length: count }, (_, index) => {
    const angle = (first * Math.PI) / 180 + index * turn;
    return `${(reach * Math.cos(angle)).toFixed(3)},${(-reach * Math.sin(angle)).toFixed(3)}`;
  });
  return `M${corners.join("L")}Z`;
}
