/** The one clock: a position in steps that plays, stops and jumps, all in the browser. */

const SECONDS_A_RUN = 10;

/** A position between 0 and the number of steps; fractions occur while it plays. */
export class Clock {
  /** How many steps there are. */
  length = 0;
  /** In steps. */
  position = 0;
  /** At 1 a whole run takes ten seconds. */
  speed = 1;
  /** Whether it starts again at the end. */
  loop = false;
  playing = false;
  #frame = 0;
  /** When the last frame was, in milliseconds. */
  #since = NaN;
  #onTick;

  /** @param {() => void} onTick called at each change, at most once a frame. */
  constructor(onTick) {
    this.#onTick = onTick;
  }

  /** The step under the clock, a whole number. */
  get step() {
    return Math.floor(this.position);
  }

  /** Takes a new number of steps; a clock at the end stays at the end. */
  setLength(length) {
    const atEnd = this.position >= this.length;
    this.length = length;
    this.position = atEnd ? length : Math.min(this.position, length);
  }

  /** Jumps to a step, brought inside. */
  set(position) {
    this.position = Math.min(Math.max(position, 0), this.length);
    this.#onTick();
  }

  /** Moves by whole steps and stops. */
  move(steps) {
    this.pause();
    this.set(this.step + steps);
  }

  /** Plays from here, from the end once more from the start. */
  play() {
    if (this.playing || this.length === 0) return;
    if (this.position >= this.length) this.position = 0;
    this.playing = true;
    this.#since = NaN;
    this.#frame = requestAnimationFrame((now) => this.#tick(now));
    this.#onTick();
  }

  /** Stops where it is. */
  pause() {
    if (!this.playing) return;
    cancelAnimationFrame(this.#frame);
    this.playing = false;
    this.#onTick();
  }

  /** Plays, or stops where it is. */
  toggle() {
    if (this.playing) this.pause();
    else this.play();
  }

  #tick(now) {
    const elapsed = Number.isNaN(this.#since) ? 0 : (now - this.#since) / 1000;
    this.#since = now;
    this.position += (elapsed * this.speed * this.length) / SECONDS_A_RUN;
    if (this.position >= this.length) this.#end();
    if (this.playing) this.#frame = requestAnimationFrame((next) => this.#tick(next));
    this.#onTick();
  }

  #end() {
    this.playing = this.loop;
    this.position = this.loop ? 0 : this.length;
  }
}
