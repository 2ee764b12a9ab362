/** The line to the server of a class: it hears what happens, says what is to be done, and is taken up again by itself. */

const WAITS = [250, 500, 1000, 2000];
const BEAT = 4000;
const SILENT = 10000;
const REFUSED = 1008;

/** What the server tells; each message replaces what it names. @typedef {{ state?: any, votes?: any, people?: any, problem?: string }} News */

/** One line; it ends once the server refuses it. */
export class Line {
  #server;
  #hands;
  /** @type {WebSocket|null} */
  #socket = null;
  #tries = 0;
  #heard = 0;
  #closed = false;
  #beat = 0;

  /**
   * @param {import("./server.js").Server} server
   * @param {{ onNews: (news: News) => void, onLine: (up: boolean) => void, onRefused: (why: string) => void }} hands
   *   called with what the server tells, when the line is up or down, and when it does not want this page.
   */
  constructor(server, hands) {
    this.#server = server;
    this.#hands = hands;
    this.#beat = setInterval(() => this.#ping(), BEAT);
    this.#open();
  }

  /** Says something; nothing where the line is down. */
  say(message) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  close() {
    this.#closed = true;
    clearInterval(this.#beat);
    this.#socket?.close();
  }

  #open() {
    const { code, token, socket: address } = this.#server;
    const socket = new WebSocket(address);
    this.#socket = socket;
    this.#heard = performance.now();
    socket.addEventListener("open", () => this.say({ teach: { code, token } }));
    socket.addEventListener("message", ({ data }) => socket === this.#socket && this.#hear(JSON.parse(data)));
    socket.addEventListener("close", ({ code: reason, reason: why }) => socket === this.#socket && this.#lost(reason, why));
  }

  #hear(message) {
    this.#heard = performance.now();
    if (message.gone) return this.#refused(message.gone);
    if (!message.state && !message.votes && !message.people && message.problem === undefined) return;
    if (this.#tries > 0 || message.state) this.#hands.onLine(true);
    this.#tries = 0;
    this.#hands.onNews(message);
  }

  #lost(code, why) {
    if (this.#closed) return;
    if (code === REFUSED) return this.#refused(why);
    this.#hands.onLine(false);
    const wait = WAITS[Math.min(this.#tries, WAITS.length - 1)];
    this.#tries += 1;
    setTimeout(() => this.#closed || this.#open(), wait * (0.75 + Math.random() / 2));
  }

  #refused(why) {
    this.close();
    this.#hands.onRefused(why);
  }

  /** A line that has been silent for too long is dead, though nobody has said so. */
  #ping() {
    if (performance.now() - this.#heard > SILENT && this.#socket.readyState === WebSocket.OPEN) {
      const dead = this.#socket;
      this.#socket = null;
      dead.close();
      this.#lost(0, "");
    } else this.say({ ping: Math.round(performance.now()) });
  }
}
