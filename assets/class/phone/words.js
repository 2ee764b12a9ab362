/** Texts for the phone: numbers, marked words, and what is said about an answer. */

import { element } from "../../kit/dom.js";

const RAISED = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷", 8: "⁸", 9: "⁹" };
const MARKS = /(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s](?:[^*]*[^*\s])?\*)/;

/**
 * A number as it is read: 0.0312, −4, 3.12 × 10⁻⁵.
 * @param {number} value
 * @param {number} digits how many count.
 */
export function written(value, digits) {
  const size = Math.abs(value);
  const isLong = size !== 0 && (size < 1e-3 || size >= 1e5);
  const [mantissa, exponent] = (isLong ? value.toExponential(digits - 1) : String(rounded(value, digits))).split("e");
  const short = mantissa.includes(".") ? mantissa.replace(/\.?0+$/, "") : mantissa;
  const power = exponent ? `10${[...String(Number(exponent))].map((sign) => RAISED[sign]).join("")}` : "";
  return (!power ? short : short === "1" ? power : `${short} × ${power}`).replace("-", "−");
}

/**
 * A number with so many digits that count.
 * @param {number} value
 * @param {number} digits
 */
export function rounded(value, digits) {
  return Number(value.toPrecision(digits));
}

/**
 * A text as nodes; `code`, *words* and **words** are marked, everything else is as it was typed.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export function marked(text) {
  return text.split(MARKS).map((part, index) => {
    if (index % 2 === 0) return part;
    if (part.startsWith("`")) return element("code", {}, part.slice(1, -1));
    return part.startsWith("**") ? element("strong", {}, part.slice(2, -2)) : element("em", {}, part.slice(1, -1));
  });
}

/**
 * What stands above the button while it is asked, and what stands on the button.
 * @param {{ isRace: boolean, isOnline: boolean, hasValue: boolean, isWaiting: boolean, isWaitingFor: boolean,
 *   isCounted: boolean, counted: string }} about isWaiting: an answer is on its way, isWaitingFor: it is the one on the
 *   screen; isCounted: the server has the one on the screen; counted: the one that the server has, in words.
 * @returns {{ line: string, button: string, isReady: boolean }}
 */
export function asking({ isRace, isOnline, hasValue, isWaiting, isWaitingFor, isCounted, counted }) {
  const isReady = hasValue && !isWaitingFor && !isCounted;
  if (isWaiting && !isOnline) {
    const line = "Kept on this phone: it is sent by itself once the connection is back.";
    return { line, button: isWaitingFor ? "Kept on this phone" : "Keep this one instead", isReady };
  }
  if (isRace) return { line: "As many tries as you like: the best counts.", button: isWaiting ? "Running …" : "Try it", isReady: !isWaiting };
  if (isWaitingFor) return { line: "", button: "Sending …", isReady };
  if (isCounted) return { line: "Counted. You can change it until the vote closes.", button: "✓ Sent", isReady };
  if (counted) return { line: `Counted: ${counted}. The new one is not sent yet.`, button: "Send the new one", isReady };
  return { line: hasValue ? "" : "Choose one, then send it.", button: "Send", isReady };
}

/**
 * What stands in the place of the button while nothing can be sent.
 * @param {import("./state.js").State} state
 * @param {boolean} isAnswered
 */
export function waiting({ phase, item, of }, isAnswered) {
  if (phase === "closed") return isAnswered ? "The vote is closed. Your answer is counted." : "The vote is closed. You sent no answer.";
  return item + 1 < of ? "The next question comes by itself." : "That was the last question.";
}

/**
 * The first word about an answer at the reveal.
 * @param {import("./state.js").Outcome} outcome
 * @param {boolean} isAnswered
 */
export function verdict({ right, place, of }, isAnswered) {
  if (place && of) return `Place ${place} of ${of}`;
  if (!isAnswered) return "You sent no answer";
  return right === null ? "" : right ? "✓ Right" : "✗ Not so";
}

/**
 * What came out of a try in a race.
 * @param {{ loss: number | null, best: number | null, place: number | null, of: number }} result
 */
export function placed({ loss, best, place, of }) {
  const now = loss === null ? "It diverged." : `Loss ${written(loss, 3)}.`;
  return best === null ? now : `${now} Your best: ${written(best, 3)}, place ${place} of ${of}.`;
}

/**
 * A reason as a sentence.
 * @param {string} reason
 */
export function sentence(reason) {
  return reason && `${reason[0].toUpperCase()}${reason.slice(1)}${/[.!?…]$/.test(reason) ? "" : "."}`;
}
