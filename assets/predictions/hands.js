/** The reader's own points: which there are after a click, a drag, an undo; and the pointer that does it. */

import { place } from "./plane.js";

const NEAR = 10;
const MOVED = 4;

/**
 * The points of both classes with one more.
 * @param {number[][][]} own
 * @param {number} kind
 * @param {number[]} point
 */
export function added(own, kind, point) {
  return own.map((pairs, index) => (index === kind ? [...pairs, point] : pairs));
}

/**
 * Without one.
 * @param {number[][][]} own
 * @param {number[]} which its class and its number.
 */
export function removed(own, [kind, index]) {
  return own.with(kind, own[kind].toSpliced(index, 1));
}

/**
 * With one moved.
 * @param {number[][][]} own
 * @param {number[]} which its class and its number.
 * @param {number[]} point
 */
export function moved(own, [kind, index], point) {
  return own.with(kind, own[kind].with(index, point));
}

/**
 * The plane's point under a place of the picture, written with as many digits as the picture can tell.
 * @param {[number, number]} at in pixels.
 * @param {number[][]} window
 * @param {{ width: number, height: number }} size
 */
export function pointAt([x, y], [[left, right], [low, high]], { width, height }) {
  return [rounded(left + (x / width) * (right - left), right - left), rounded(low + (1 - y / height) * (high - low), high - low)];
}

function rounded(value, span) {
  return Number(value.toFixed(Math.min(Math.max(0, 3 - Math.floor(Math.log10(span))), 12)));
}

/**
 * Watches the pointer over a picture of the plane.
 * @param {HTMLCanvasElement} canvas
 * @param {{ seen: () => { window: number[][], own: number[][][]|null }, onClick: (point: number[]) => void,
 *   onRemove: (which: number[]) => void, onDrag: (which: number[], point: number[], ended: boolean) => void }} acts
 * @param {AbortSignal} signal ends it.
 */
export function watchHands(canvas, { seen, onClick, onRemove, onDrag }, signal) {
  let held = null;
  /** @type {(event: PointerEvent) => [number, number]} */
  const at = (event) => {
    const { left, top } = canvas.getBoundingClientRect();
    return [event.clientX - left - canvas.clientLeft, event.clientY - top - canvas.clientTop];
  };
  const size = () => ({ width: canvas.clientWidth, height: canvas.clientHeight });
  const point = (event) => pointAt(at(event), seen().window, size());
  const listen = (name, listener) => canvas.addEventListener(name, listener, { signal });
  listen("pointerdown", (event) => {
    const { own, window } = seen();
    if (!own || event.button) return;
    canvas.setPointerCapture(event.pointerId);
    held = { which: nearestPoint(own, at(event), window, size()), from: at(event), far: false };
  });
  listen("pointermove", (event) => {
    if (!held) return;
    const [x, y] = at(event);
    held.far ||= Math.hypot(x - held.from[0], y - held.from[1]) > MOVED;
    if (held.far && held.which) onDrag(held.which, point(event), false);
  });
  listen("pointerup", (event) => {
    const [was, inside] = [held, isInside(at(event), size())];
    held = null;
    if (!was) return;
    if (was.far && was.which) onDrag(was.which, point(event), true);
    else if (!was.far && was.which) onRemove(was.which);
    else if (!was.far && inside) onClick(point(event));
  });
  listen("pointercancel", () => (held = null));
}

function isInside([x, y], { width, height }) {
  return x >= 0 && y >= 0 && x <= width && y <= height;
}

/** Class and number of the point under the pointer; null where there is none. */
function nearestPoint(own, [x, y], window, size) {
  let [best, near] = [null, NEAR];
  own.forEach((pairs, kind) =>
    pairs.forEach(([across, up], index) => {
      const [left, top] = place({ x: across, y: up }, window, size);
      const away = Math.hypot(left - x, top - y);
      if (away < near) [best, near] = [[kind, index], away];
    }),
  );
  return best;
}
