/** The bytes that lrviz/figures/predictions/payload.py writes, as what is drawn. */

import { identity, inflatedParts, parsed } from "../kit/columns.js";

export { identity };

/**
 * What a payload shows.
 * @param {Uint8Array} bytes - A payload; it may stand anywhere in its buffer.
 * @returns {Promise<any>} Its header and `id`; each of the `runs` has its `frames`, one Uint8Array for each of its
 *   `steps`.
 */
export async function decode(bytes) {
  const [header, ...blobs] = await inflatedParts(bytes);
  const told = parsed(header);
  const runs = told.runs.map((facts, index) => ({ ...facts, frames: summed(facts.steps.length, blobs[index]) }));
  return { id: identity(bytes), ...told, runs };
}

/** Frames of which each but the first is written as its differences to the one before. */
function summed(count, bytes) {
  const size = count ? bytes.length / count : 0;
  const frames = Array.from({ length: count }, (_, index) => bytes.slice(index * size, (index + 1) * size));
  frames.forEach((frame, index) => {
    if (index) for (let place = 0; place < size; place += 1) frame[place] += frames[index - 1][place];
  });
  return frames;
}

/**
 * Which of a run's frames is the nearest to a step.
 * @param {number[]} steps rising.
 * @param {number} step
 * @returns {number} −1 where there is none.
 */
export function nearest(steps, step) {
  return steps.reduce((best, at, index) => (Math.abs(at - step) <= Math.abs(steps[best] - step) ? index : best), steps.length ? 0 : -1);
}
