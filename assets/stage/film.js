/** The frames of an animation, for the server to make into a file. */

const MOST_FRAMES = 60;
/** Where every frame has another ground, as where axes grow. */
const FEW_FRAMES = 24;
const WIDEST = 960;
const MOST_PIXELS = 980_000;
/** How many letters the server takes at once, with some to spare. */
const MOST_LETTERS = 14_000_000;

/**
 * A frame, each picture a PNG in base64.
 * @typedef {object} Frame
 * @property {string} ground what lies below; empty where it is as in the frame before.
 * @property {string} over what is drawn over it.
 */

/**
 * The frames of a whole run, as the stage shows it.
 * @param {import("./poster.js").Poster} poster
 * @param {number} steps how many the run takes.
 * @param {boolean} grows whether what lies below changes with the clock.
 * @param {(step: number) => Promise<void>} go puts the charts on a step.
 * @returns {Promise<Frame[]>}
 */
export async function film(poster, steps, grows, go) {
  const scale = Math.min(2, WIDEST / poster.width, Math.sqrt(MOST_PIXELS / (poster.width * poster.height)));
  /** @type {Frame[]} */
  const frames = [];
  for (const step of stops(steps, grows ? FEW_FRAMES : MOST_FRAMES)) {
    await go(step);
    const ground = grows || frames.length === 0 ? await coded(poster, scale, (context) => poster.drawStill(context)) : "";
    frames.push({ ground, over: await coded(poster, scale, (context) => poster.drawLayers(context)) });
  }
  return thinned(frames);
}

/** Steps from the first to the last, as many as there may be frames. */
function stops(last, most) {
  const count = Math.min(most, last + 1);
  return Array.from({ length: count }, (_, index) => Math.round((index * last) / Math.max(count - 1, 1)));
}

async function coded(poster, scale, draw) {
  const canvas = poster.canvas(scale);
  await draw(canvas.getContext("2d"));
  return canvas.toDataURL("image/png").split(",")[1];
}

/** Every second frame, and so on, where all together are too much; the first and the last stay. */
function thinned(frames) {
  const letters = frames.reduce((sum, { ground, over }) => sum + ground.length + over.length, 0);
  if (letters <= MOST_LETTERS || frames.length < 3) return frames;
  return thinned(frames.filter((_, index) => index % 2 === 0 || index === frames.length - 1));
}
