/** The bytes that lrviz/figures/classroom writes: what is told and shown of an item, and the paths of everybody. */

import { inflatedParts, parsed, reader, widened } from "../../kit/columns.js";

/** How a run, a minimum or an optimizer looks. @typedef {{ colour: string, dash: string, symbol: string }} Look */

/**
 * What is told and shown of an item; texts are HTML.
 * @typedef {object} Told
 * @property {string} question
 * @property {Uint8Array} asked the payload of the scene that is asked about.
 * @property {Uint8Array} played that of the scene which the reveal plays.
 * @property {string} answer
 * @property {string[][]} rows what it is about, the number of theory, the number measured; plain text.
 * @property {string} why empty where no lesson says it.
 * @property {Record<string, string>} elsewhere what a start reaches instead of a minimum, in words, by its code.
 * @property {Look[]} looks of minima and of optimizers, in order.
 */

/**
 * @param {Uint8Array} bytes
 * @returns {Promise<Told>}
 */
export async function decodeItem(bytes) {
  const [header, ...scenes] = await inflatedParts(bytes);
  const told = parsed(header);
  return { ...told, asked: scenes[told.asked], played: scenes[told.played] };
}

/**
 * The paths of everybody, as the stage's map shows them.
 * @param {Uint8Array} bytes
 * @param {(group: number) => string} colourOf what a minimum or an optimizer is drawn in.
 * @returns {Promise<import("../../stage/crowd.js").Gathering>}
 */
export async function decodeCrowd(bytes, colourOf) {
  const [header, columns] = await inflatedParts(bytes);
  const { steps, groups } = parsed(header);
  const next = reader(columns);
  const side = () => groups.map(() => widened(next(steps.length)));
  const [x, y] = [side(), side()];
  const people = groups.map((group, index) => ({ x: x[index], y: y[index], colour: colourOf(group) }));
  return { steps: Int32Array.from(steps), people };
}
