/** Blobs of bytes and the columns in them, as lrviz/figures/kit/columns.py writes them. */

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
 * The parts of a payload, inflated.
 * @param {Uint8Array} bytes - A payload; it may stand anywhere in its buffer.
 * @returns {Promise<Uint8Array[]>} The JSON header first.
 */
export function inflatedParts(bytes) {
  return Promise.all(blobs(bytes).map(inflated));
}

/**
 * The JSON header of a payload.
 * @param {Uint8Array} blob - Its first part, inflated.
 * @returns {object}
 */
export function parsed(blob) {
  return JSON.parse(new TextDecoder().decode(blob));
}

/**
 * A function that reads the next column of so many words: four planes of bytes, zigzag differences of differences.
 * @param {Uint8Array} bytes - Columns one after the other.
 * @returns {(count: number) => Uint32Array}
 */
export function reader(bytes) {
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

/**
 * Floats from their high and low words.
 * @param {Uint32Array} high
 * @param {Uint32Array} [low] - Without them these are 0.
 * @returns {Float64Array}
 */
export function doubles(high, low) {
  const words = new Uint32Array(2 * high.length);
  for (let row = 0; row < high.length; row += 1) {
    words[2 * row] = low ? low[row] : 0;
    words[2 * row + 1] = high[row];
  }
  return new Float64Array(words.buffer);
}

/**
 * Floats from codes with so many bits of mantissa.
 * @param {Uint32Array} codes
 * @param {number} [bits] - 20 at most.
 * @returns {Float64Array}
 */
export function widened(codes, bits = FINE) {
  return doubles(codes.map((code) => code << (FINE - bits)));
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
