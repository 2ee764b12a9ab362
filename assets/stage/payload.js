/** The bytes that lrviz/figures/stage/payload.py writes, as the scene that the stage draws. */

import { doubles, identity, inflatedParts, parsed, reader, widened } from "../kit/columns.js";

export { identity };

/**
 * How the reader looks at a scene, by the server's names.
 * @typedef {object} View
 * @property {"loss"|"above the minimum"|"distance to a minimum"} loss what the upper curves show.
 * @property {"automatic"|"logarithmic"|"linear"} loss_scale
 * @property {"learning rate"|"effective rate"|"step length"} rate what the lower curves show.
 * @property {"automatic"|"logarithmic"|"linear"} rate_scale
 * @property {"linear"|"logarithmic"} step_scale
 * @property {"map"|"3-D"} picture
 * @property {boolean} field whether arrows downhill lie over the map.
 * @property {boolean} gradient_arrow
 * @property {boolean} momentum_arrow
 * @property {boolean} step_arrow
 * @property {number} chosen slot of the run that has the arrows.
 * @property {number[]} hidden slots of the runs that are not drawn.
 * @property {boolean} hide_future whether nothing is shown that comes after the clock.
 * @property {number[][]} zoom what the map shows, the ends of x and of y; empty for the function's window.
 * @property {boolean} large whether type is large, for a projector.
 * @property {number} speed at 1 a whole run takes ten seconds.
 * @property {boolean} loop whether the clock starts again at the end.
 * @property {number|null} step where the clock stands when the page opens; null is the end, or the start where the future
 *   is hidden.
 */

/**
 * The function. Its places are `[x, y]`.
 * @typedef {object} Objective
 * @property {string} title
 * @property {string} label
 * @property {number[][]} window what the map shows at first: the ends of x, then those of y.
 * @property {any} program what `compile` of formula.js takes.
 * @property {number[][]} lowest global minima; these and the next two are empty where the function moves.
 * @property {number[][]} local other minima.
 * @property {number[][]} saddles
 * @property {number|null} minimum the lowest value; null where it is not known, or is another one at other steps.
 */

/**
 * What is marked of a function at one step. Places are `[x, y]`.
 * @typedef {Pick<Objective, "lowest"|"local"|"saddles">} Marks
 */

/**
 * One run. Each of its columns has a value a row, NaN where there is none; columns that the function or the run does
 * not have are null.
 * @typedef {object} Run
 * @property {number} slot 1 to 8.
 * @property {string} label
 * @property {string} colour
 * @property {string} dash an SVG dash pattern, or "none".
 * @property {string} symbol a Plotly symbol's name.
 * @property {string} outcome how it ended, in a word or a few.
 * @property {string} sentence how it ended.
 * @property {string} meaning what its word for that means.
 * @property {string[]|null} stability the numerator of its stability limit as a formula, and in words what that is divided
 *   by; null where no limit is known for its optimizer, empty while a knob is turned that it depends on.
 * @property {number|null} crossStep the step at which it diverged, where a cross stands; null for all other runs.
 * @property {number} finite the last step at which all its numbers are finite.
 * @property {string[]} stateNames the vectors that its optimizer keeps.
 * @property {number} momentumState which of them is the momentum; −1 where none is.
 * @property {Int32Array} steps the step of each row, increasing.
 * @property {Float64Array} x
 * @property {Float64Array} y
 * @property {Float64Array} loss
 * @property {Float64Array} gradientNorm
 * @property {Float64Array} rate the learning rate of the step that leaves a row.
 * @property {Float64Array} effective how long that step is in lengths of the gradient that it was computed from.
 * @property {Float64Array} limit the largest stable learning rate there.
 * @property {Float64Array} factor the numerator of that limit.
 * @property {Float64Array} movedX how far that step goes.
 * @property {Float64Array} movedY
 * @property {Float64Array|null} excess loss above the minimum.
 * @property {Float64Array|null} distance to the nearest minimum.
 * @property {Float64Array|null} momentum its coefficient.
 * @property {{ x: Float64Array, y: Float64Array }[]} state the vectors of `stateNames` after each step.
 */

/**
 * What is drawn.
 * @typedef {object} Scene
 * @property {number} id the same for the same picture.
 * @property {{ title: string, formula: string }} caption what stands over a picture that leaves.
 * @property {Objective} objective
 * @property {import("../kit/formula.js").Formula} formula its functions, once they are compiled.
 * @property {{which: Uint32Array, marks: Marks[]}} [course] of a function that moves which marks each step has.
 * @property {number[][]} [box] where the point is held: the ends of x, then those of y.
 * @property {number[]} start `[x, y]`.
 * @property {boolean} movable whether the start can be moved.
 * @property {number} steps how many every run takes.
 * @property {any} noise
 * @property {number} recording which animation is asked for; 0 is none.
 * @property {View} view
 * @property {{ id: string, act: "hold"|"play"|"end" }|null} cue what the page has the clock do, once for each id: stand at
 *   the start until the next cue, play from there, or stand at the end; null leaves it to the reader.
 * @property {Run[]} runs
 * @property {any} [live] which kernels can compute its runs from any start, and what `Live.of` takes if they are new.
 * @property {Uint8Array|null} kernels those, if they are new.
 */

/**
 * The scene of a payload.
 * @param {Uint8Array} bytes - A payload; it may stand anywhere in its buffer.
 * @returns {Promise<Scene>}
 */
export async function decode(bytes) {
  const [header, ...columns] = await inflatedParts(bytes);
  const scene = parsed(header);
  const runs = scene.runs.map((run, index) => decodedRun(run, columns[index], scene.objective.minimum));
  const course = scene.course && decodedCourse(scene.course, scene.steps, columns.at(-1));
  const kernels = scene.live?.runs ? columns[runs.length] : null;
  return { id: identity(bytes), ...scene, course, runs, kernels };
}

/** Of each step which function it has, and of each function its lowest minima, its other minima and its saddles. */
function decodedCourse({ found, places }, last, bytes) {
  const next = reader(bytes);
  const [which, counts] = [next(last + 1), next(3 * found)];
  const [x, y] = [widened(next(places)), widened(next(places))];
  let begin = 0;
  const parts = Array.from(counts, (count) => {
    begin += count;
    return Array.from({ length: count }, (_, index) => [x[begin - count + index], y[begin - count + index]]);
  });
  const marks = Array.from({ length: found }, (_, one) => {
    const [lowest, local, saddles] = parts.slice(3 * one, 3 * one + 3);
    return { lowest, local, saddles };
  });
  return { which, marks };
}

function decodedRun({ rows, anchors, columns, ...facts }, bytes, minimum) {
  const next = reader(bytes);
  const steps = new Int32Array(next(rows).buffer);
  const places = next(anchors);
  const exact = [doubles(next(anchors), next(anchors)), doubles(next(anchors), next(anchors))];
  const read = Object.fromEntries(columns.map(([name, bits]) => [name, widened(next(rows), bits)]));
  const { loss, gradientNorm, rate, effective, limit, factor, movedX, movedY } = read;
  return {
    ...facts, steps, loss, gradientNorm, rate, effective, limit, factor, movedX, movedY,
    x: positions(places, exact[0], movedX),
    y: positions(places, exact[1], movedY),
    excess: read.excess ?? (minimum === 0 ? loss : null),
    distance: read.distance ?? null,
    momentum: read.momentum ?? null,
    state: facts.stateNames.map((_, index) => ({ x: read[`stateX${index}`], y: read[`stateY${index}`] })),
  };
}

/** One coordinate of a path: exact at the rows of the anchors, between them the sum of the moves. */
function positions(anchors, exact, moves) {
  const path = new Float64Array(moves.length);
  let next = 0;
  for (let row = 0; row < path.length; row += 1) {
    if (anchors[next] === row) {
      path[row] = exact[next];
      next += 1;
    } else {
      path[row] = path[row - 1] + moves[row - 1];
    }
  }
  return path;
}
