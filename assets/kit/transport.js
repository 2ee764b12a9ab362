/** Buttons, slider and keys of the clock. */

import { element, icon } from "./dom.js";
import { button, fieldSwitch, press, toggle } from "./toolbar.js";

const ICONS = {
  first: "M3 3v10M13 3 6 8l7 5z",
  back: "M11 3 4 8l7 5z",
  play: "M4 2.5 13 8l-9 5.5z",
  pause: "M5 3v10M11 3v10",
  forward: "M5 3l7 5-7 5z",
  last: "M13 3v10M3 3l7 5-7 5z",
  pin: "M6.5 9.5l3-3M7 5l2-2a2.8 2.8 0 0 1 4 4l-2 2M9 11l-2 2a2.8 2.8 0 0 1-4-4l2-2",
  loop: "M4 6a4.5 4.5 0 0 1 8.3 1M12 3v4h-4M12 10a4.5 4.5 0 0 1-8.3-1M4 13V9h4",
};
const SPEEDS = [0.25, 0.5, 1, 2, 4, 8];

/**
 * Makes the row under the charts.
 * @param {import("./clock.js").Clock} clock
 * @param {(change: object) => void} onChange called with the fields of the view that a person changes.
 * @param {boolean} [keeps] whether the link can keep a step.
 * @returns {{root: HTMLElement, update: (view: object) => void, tick: () => void, hold: (held: boolean) => void,
 *   key: (event: KeyboardEvent) => void}} `hold` leaves the clock to nobody, or to the reader again.
 */
export function createTransport(clock, onChange, keeps = true) {
  const jump = (name, label, click) => button(icon(ICONS[name]), label, click);
  const play = jump("play", "Play", () => clock.toggle());
  const slider = element("input", { type: "range", min: 0, step: 1, "aria-label": "Step" });
  const place = element("output", { class: "kit-place" });
  const speed = element(
    "select",
    { "aria-label": "Speed", change: () => onChange({ speed: Number(speed.value) }) },
    ...SPEEDS.map((value) => element("option", { value }, `${fraction(value)}×`)),
  );
  const jumps = [
    jump("first", "First step (Home)", () => clock.move(-clock.step)),
    jump("back", "Step back (←)", () => clock.move(-1)),
    play,
    jump("forward", "Step forward (→)", () => clock.move(1)),
    jump("last", "Last step (End)", () => clock.move(clock.length)),
  ];
  const loop = fieldSwitch("loop", icon(ICONS.loop), "Loop", onChange);
  const pin = toggle(icon(ICONS.pin), "Keep this step in the link", (on) => onChange({ step: on ? clock.step : null }));
  pin.classList.add("kit-link");
  slider.addEventListener("input", () => (clock.pause(), clock.set(Number(slider.value))));
  const root = element(
    "div",
    { class: "kit-transport", role: "group", "aria-label": "Clock" },
    ...jumps,
    slider,
    place,
    speed,
    loop.root,
    ...(keeps ? [pin] : []),
  );
  return {
    root,
    update(view) {
      if (!SPEEDS.includes(view.speed)) other(speed, view.speed);
      speed.value = view.speed;
      loop.update(view);
      press(pin, view.step !== null);
      slider.max = String(clock.length);
      this.tick();
    },
    tick() {
      slider.value = String(clock.step);
      slider.setAttribute("aria-valuetext", `step ${clock.step} of ${clock.length}`);
      place.textContent = `${clock.step} / ${clock.length}`;
      showPlaying(play, clock.playing);
    },
    hold(held) {
      for (const part of [...jumps, slider]) part.disabled = held;
    },
    key: (event) => obey(event, clock),
  };
}

function fraction(speed) {
  return { 0.25: "¼", 0.5: "½" }[speed] ?? String(Number(speed.toPrecision(3)));
}

/** A speed that the link gives and the menu does not have. */
function other(select, speed) {
  select.querySelector("[data-other]")?.remove();
  select.append(element("option", { value: speed, "data-other": "" }, `${fraction(speed)}×`));
}

function showPlaying(play, playing) {
  const label = playing ? "Pause" : "Play";
  if (play.getAttribute("aria-label") === label) return;
  play.setAttribute("aria-label", label);
  play.title = `${label} (Space)`;
  play.replaceChildren(icon(ICONS[playing ? "pause" : "play"]));
}

/** Space, arrows, Home and End, unless they belong to the control that has the focus. */
function obey(event, clock) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (target.closest?.("select, textarea, input:not([type=range]), [contenteditable]")) return;
  if (key === " " && target.closest?.("button, a, summary")) return;
  const jump = event.shiftKey ? 10 : 1;
  const acts = {
    " ": () => clock.toggle(),
    ArrowLeft: () => clock.move(-jump),
    ArrowRight: () => clock.move(jump),
    Home: () => clock.move(-clock.step),
    End: () => clock.move(clock.length),
  };
  if (!acts[key]) return;
  event.preventDefault();
  acts[key]();
}
