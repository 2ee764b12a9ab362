/** The bytes that lrviz/figures/payload.py writes, as the scene that the stage draws. */

const FINE = 20;

/**
 * Which picture a payload is.
 * @param {Uint8Array} bytes - A payload.
 * @returns {number} The same for the same picture.
 */
export function identity(bytes) {
  return reading(bytes).getUint32(0, true);
}

/**
 * The scene of a payload.
 * @param {Uint8Array} bytes - A payload; it may stand anywhere in its buffer.
 * @returns {Promise<object>} `{id, objective, start, steps, noise, view, runs}`. Every column of a run is a
 *   Float64Array of one length, `steps` an Int32Array of the same; NaN where there is no value. Columns that the
 *   function or the run does not have (excess, distance, momentum) are null.
 */
export async function decode(bytes) {
  const [header, ...columns] = await Promise.all(blobs(bytes).map(inflated));
  const scene = JSON.parse(new TextDecoder().decode(header));
  const runs = scene.runs.map((run, index) => decodedRun(run, columns[index], scene.objective.minimum));
  return { id: identity(bytes), ...scene, runs };
}

function reading(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function blobs(bytes) {
  const numbers = reading(bytes);
  const count = numbers.getUint32(4, true);
  let begin = 8 + 4 * count;
  return Array.from({ length: count }, (_, index) => {
    const length = numbers.getUint32(8 + 4 * index, true);
    begin += length;
    return bytes.subarray(begin - length, begin);
  });
}

async function inflated(blob) {
  const stream = new Response(blob).body.pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function decodedRun({ rows, anchors, columns, ...facts }, bytes, minimum) {
  const next = reader(bytes);
  const steps = new Int32Array(next(rows).buffer);
  const places = next(anchors);
  const exact = [doubles(next(anchors), next(anchors)), doubles(next(anchors), next(anchors))];
  const read = Object.fromEntries(columns.map(([name, bits]) => [name, widened(next(rows), bits)]));
  const { loss, gradientNorm, rate, limit, movedX, movedY } = read;
  return {
    ...facts, steps, loss, gradientNorm, rate, limit, movedX, movedY,
    x: positions(places, exact[0], movedX),
    y: positions(places, exact[1], movedY),
    excess: read.excess ?? (minimum === 0 ? loss : null),
    distance: read.distance ?? null,
    momentum: read.momentum ?? null,
    state: facts.stateNames.map((_, index) => ({ x: read[`stateX${index}`], y: read[`stateY${index}`] })),
  };
}

/** A function that reads the next column of so many words: four planes of bytes, zigzag differences of differences. */
function reader(bytes) {
  let begin = 0;
  return (count) => {
    const [first, second, third] = [begin + count, begin + 2 * count, begin + 3 * count];
    const words = new Uint32Array(count);
    let slope = 0;
    let word = 0;
    for (let row = 0; row < count; row += 1) {
      const zigzag =
        bytes[begin + row] | (bytes[first + row] << 8) | (bytes[second + row] << 16) | (bytes[third + row] << 24);
      slope = (slope + ((zigzag >>> 1) ^ -(zigzag & 1))) | 0;
      word = (word + slope) | 0;
      words[row] = word;
    }
    begin += 4 * count;
    return words;
  };
}

/** Floats from their high and low words; without low words these are 0. */
function doubles(high, low) {
  const words = new Uint32Array(2 * high.length);
  for (let row = 0; row < high.length; row += 1) {
    words[2 * row] = low ? low[row] : 0;
    words[2 * row + 1] = high[row];
  }
  return new Float64Array(words.buffer);
}

/** Floats from codes with so many bits of mantissa. */
function widened(codes, bits) {
  return doubles(codes.map((code) => code << (FINE - bits)));
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
