/** The line to the server: it is opened again by itself until it is closed on purpose. */

/** Milliseconds: the first and the longest pause before another attempt, and how long an answer is waited for. */
const FIRST = 400;
const LONGEST = 3000;
const PATIENCE = 5000;
/** After so long without a word the line is tried, and when the phone wakes up; a dead one tells nothing of it. */
const QUIET = 20000;
const AWAKE = 2500;
/** After so long out of sight it is opened anew at once: a phone that was locked rarely has a line that lives. */
const DOZE = 5000;

/** Codes with which a server closes for good, until somebody asks again: where there is no such class, and others. */
const UNKNOWN = 4404;
const REFUSALS = [1008, 4429, UNKNOWN];

/** A WebSocket that comes back. */
export class Line {
  /** @type {WebSocket | null} */
  #socket = null;
  #address;
  #hands;
  #failed = 0;
  #isWanted = true;
  #pause = 0;
  #watch = 0;
  /** When the page went out of sight. */
  #hidden = Infinity;
  /** Ends the listeners. */
  #ending = new AbortController();

  /**
   * @param {string} address
   * @param {{ onOpen: () => void, onMessage: (message: any) => void, onLost: (reason: string) => void,
   *   onRefused: (reason: string, isUnknown: boolean) => void }} hands what is done when it is open, told something, lost,
   *   or refused; isUnknown: because there is no such class.
   */
  constructor(address, hands) {
    this.#address = address;
    this.#hands = hands;
    const wake = () => {
      if (document.visibilityState === "visible") this.#wake();
      else this.#hidden = Date.now();
    };
    const { signal } = this.#ending;
    document.addEventListener("visibilitychange", wake, { signal });
    for (const name of ["pageshow", "online", "offline"]) window.addEventListener(name, wake, { signal });
    this.#open();
  }

  /**
   * Sends something where the line is open.
   * @param {object} message
   */
  send(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  /** Opens it anew, whatever has been. */
  again() {
    this.#isWanted = true;
    this.#failed = 0;
    this.#open();
  }

  /** Ends it. */
  close() {
    this.#ending.abort();
    this.#drop();
  }

  #open() {
    this.#drop();
    const socket = new WebSocket(this.#address);
    const ifMine = (work) => (event) => socket === this.#socket && work(event);
    socket.onopen = ifMine(() => this.#hands.onOpen());
    socket.onmessage = ifMine((event) => this.#heard(event.data));
    socket.onclose = ifMine((event) => this.#closed(event));
    this.#socket = socket;
    this.#expect(PATIENCE);
  }

  #heard(text) {
    this.#failed = 0;
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#try(PATIENCE), QUIET);
    this.#hands.onMessage(JSON.parse(text));
  }

  /** Asks for a sign of life. */
  #try(patience) {
    this.send({ ping: Date.now() });
    this.#expect(patience);
  }

  #expect(patience) {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#closed({ code: 0, reason: "" }), patience);
  }

  #closed({ code, reason }) {
    this.#drop();
    if (REFUSALS.includes(code)) {
      this.#isWanted = false;
      this.#hands.onRefused(reason, code === UNKNOWN);
      return;
    }
    this.#hands.onLost(reason);
    const pause = Math.min(LONGEST, FIRST * 2 ** this.#failed) * (0.5 + 0.5 * Math.random());
    this.#failed = Math.min(this.#failed + 1, 9);
    this.#pause = setTimeout(() => this.#open(), pause);
  }

  #wake() {
    if (!this.#isWanted) return;
    const hasDozed = Date.now() - this.#hidden > DOZE;
    this.#hidden = Infinity;
    if (hasDozed || !this.#socket) this.again();
    else if (this.#socket.readyState === WebSocket.OPEN) this.#try(AWAKE);
  }

  #drop() {
    clearTimeout(this.#pause);
    clearTimeout(this.#watch);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }
}
