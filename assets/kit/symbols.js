/** The shapes that tell runs apart in greyscale: Plotly's symbol names, drawn as SVG paths. */

const CORNERS = {
  square: { count: 4, first: 45 },
  diamond: { count: 4, first: 0 },
  "triangle-up": { count: 3, first: 90 },
  "triangle-down": { count: 3, first: 270 },
  "triangle-right": { count: 3, first: 0 },
  "triangle-left": { count: 3, first: 180 },
  pentagon: { count: 5, first: 90 },
  hexagon: { count: 6, first: 30 },
  star: { count: 5, first: 90, inner: 0.4 },
  "star-square": { count: 4, first: 45, inner: 0.4 },
  "star-diamond": { count: 4, first: 0, inner: 0.4 },
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

/** Corners at one distance from the middle, or by turns at that distance and at `inner` of it. */
function polygon({ count, first, inner }, radius) {
  const places = inner ? 2 * count : count;
  const turn = (2 * Math.PI) / places;
  const reach = radius * Math.sqrt((2 * Math.PI) / (places * (inner ?? 1) * Math.sin(turn)));
  const corners = Array.from({ length: places }, (_, index) => {
    const angle = (first * Math.PI) / 180 + index * turn;
    const far = index % 2 && inner ? inner * reach : reach;
    return `${(far * Math.cos(angle)).toFixed(3)},${(-far * Math.sin(angle)).toFixed(3)}`;
  });
  return `M${corners.join("L")}Z`;
}
