"""What goes to and from the server while a page is watched, when it has come to rest, and how it turns to a link."""

WATCH = """(() => {
  if (location.protocol.startsWith("http")) localStorage.clear();
  const pending = new Map();
  const traffic = { sent: 0, received: 0, waiting: false, since: 0, pending };
  window.traffic = traffic;

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...data) {
    traffic.sent += 1;
    traffic.waiting = true;
    traffic.since = performance.now();
    return send.apply(this, data);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => { traffic.received += 1; traffic.waiting = false; });
    }
  };

  const { setTimeout, clearTimeout, setInterval, clearInterval } = window;
  traffic.pause = () => new Promise((done) => setTimeout(done, 50));
  const counted = (set, once) => (action, delay = 0, ...given) => {
    const id = set((...args) => { if (once) pending.delete(id); action(...args); }, delay, ...given);
    if (delay < 700) pending.set(id, `${delay} ms: ${action}`);
    return id;
  };
  const uncounted = (clear) => (id) => { pending.delete(id); clear(id); };
  window.setTimeout = counted(setTimeout, true);
  window.setInterval = counted(setInterval, false);
  window.clearTimeout = uncounted(clearTimeout);
  window.clearInterval = uncounted(clearInterval);
})()"""
"""For `add_init_script`: `window.traffic` knows the messages to and from the server and the timers not yet run down.

Not those of what a screen reader is told later: that changes no picture and sends nothing, and whoever tests it waits
for the words themselves.
"""

SETTLED = """async (component) => {
  const frame = () => new Promise(requestAnimationFrame);
  const app = () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState;
  const look = () => {
    const { sent, received, waiting, since, pending } = traffic;
    const answered = !waiting || performance.now() - since > 10000; // what a part that is gone asks has no answer
    const idle = answered && pending.size === 0 && app() === "notRunning";
    return idle && [sent, received, document.querySelector(component)?.dataset.seq].join();
  };
  const begin = performance.now();
  let before = false;
  for (let still = 0; still < 3; still += 1) {
    await frame();
    const now = look();
    if (performance.now() - begin > 60000) {
      const timers = [...traffic.pending.values()].map((timer) => timer.slice(0, 200));
      throw new Error(`no rest: ${JSON.stringify({ ...traffic, pending: timers, app: app(), seq: now })}`);
    }
    if (now === false) await traffic.pause(); // what is asked at each frame has the page draw each of them
    if (now === false || now !== before) still = -1;
    before = now;
  }
}"""
"""Nothing is on the way to or from the server, no script runs, no timer runs, and nothing has been painted lately."""

TURNED = """async ([component, link]) => {
  for (const one of document.querySelectorAll(component)) one.dataset.before = one.dataset.seq;
  const { sent } = traffic;
  localStorage.clear();
  history.pushState({}, "", link);
  dispatchEvent(new PopStateEvent("popstate"));
  while (traffic.sent === sent) await new Promise(requestAnimationFrame);
}"""
"""The open app goes to a link as it does when somebody goes back to it; what is drawn already is known by its mark."""
