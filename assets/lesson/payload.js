/** The bytes that lrviz/figures/lesson/payload.py writes, as lessons and the scenes that they show. */

import { inflatedParts, parsed } from "../kit/columns.js";

/**
 * What may be answered, or that nothing is: what is said then, and which scene runs.
 * @typedef {{ label: string, word: string, told: string, scene: number }} Answer
 */

/**
 * One lesson. Its texts are HTML; its scenes are numbers of payloads.
 * @typedef {object} Lesson
 * @property {string} key
 * @property {number} number among all lessons, from 1.
 * @property {string} title plain text.
 * @property {string} question
 * @property {string} setting what is set or placed, plain text; empty where one of the options is chosen.
 * @property {Answer[]} options
 * @property {Answer} open where nothing is answered.
 * @property {number} asked the scene that is asked about.
 * @property {string[][]} rows what it is about, the number of theory, the number measured; plain text.
 * @property {string} why
 * @property {string[]} formula parts, as MathML.
 * @property {string} change
 * @property {string} expect
 * @property {number} changed the scene with the change made.
 */

/**
 * The lessons of a payload, and the payloads of their scenes.
 * @param {Uint8Array} bytes
 * @returns {Promise<{ lessons: Lesson[], scenes: Uint8Array[] }>}
 */
export async function decode(bytes) {
  const [header, ...scenes] = await inflatedParts(bytes);
  return { ...parsed(header), scenes };
}
