"""Stopwatches inside a page, and the table of what they said."""

import argparse
import math
import os
import statistics
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import chromium, serving

PROBE = """
(() => {
  const probe = { sent: 0, received: 0, started: 0, stirred: 0, painted: null, filmed: null };
  window.lrvizProbe = probe;

  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (data) {
    probe.sent += 1;
    send.call(this, data);
  };
  window.WebSocket = class extends WebSocket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => {
        probe.received += data.byteLength ?? data.size ?? data.length;
        probe.stirred = performance.now();
      });
    }
  };
  for (const kind of ["keydown", "pointerup"]) {
    addEventListener(kind, (event) => { probe.started = event.timeStamp; }, true);
  }

  const frame = () => new Promise(requestAnimationFrame);
  const wait = (time) => new Promise((done) => setTimeout(done, time));
  const stage = () => document.querySelector(".lrviz-stage, .lrviz-board");
  const seq = () => Number(stage()?.dataset.seq ?? 0);
  const lines = (chart) => [...chart.querySelectorAll("path.js-line")].map((path) => path.getAttribute("d")).join();

  // On the stage the sequence number says that all is drawn; its text, with each run's numbers, must be new as well.
  const charts = () => stage() ? [stage().textContent] : [...document.querySelectorAll(".js-plotly-plot")].map(lines);
  const look = () => ({ seq: seq(), charts: charts() });
  const isNew = (before) => {
    if (stage() && seq() <= before.seq) return false;
    const now = charts();
    return now.length === before.charts.length && now.every((d, i) => d !== before.charts[i] && d !== "");
  };

  const paint = (before) => new Promise((done, fail) => {
    const watcher = new MutationObserver(async () => {
      if (!isNew(before)) return;
      watcher.disconnect();
      await frame();
      await frame();
      done(performance.now() - probe.started);
    });
    const attributeFilter = ["d", "data-seq"];
    watcher.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter });
    setTimeout(() => { watcher.disconnect(); fail(new Error(`no new picture: ${location.href}`)); }, 20000);
  });

  probe.arm = () => {
    probe.received = 0;
    probe.painted = paint(look());
    probe.painted.catch(() => {});
  };

  probe.quiet = async (time) => {
    probe.stirred = performance.now();
    while (performance.now() - probe.stirred < time) await wait(20);
  };

  const second = async () => {
    const begin = performance.now();
    const count = { frames: 0, positions: 0 };
    let [step, now] = [stage()?.dataset.step, begin];
    while (now - begin < 1000) {
      await frame();
      now = performance.now();
      count.frames += 1;
      if (stage()?.dataset.step !== step) count.positions += 1;
      step = stage()?.dataset.step;
    }
    for (const name of Object.keys(count)) count[name] *= 1000 / (now - begin);
    return count;
  };

  probe.film = async (seconds) => {
    const counts = [];
    while (counts.length < seconds) counts.push(await second());
    return counts;
  };
})();
"""
"""The probe, for `add_init_script`: `window.lrvizProbe` counts messages, times updates and counts frames."""


def visited(browser: Browser, address: str, picture: str, height: int = 900) -> Page:
    """A fresh visitor's page with the stopwatch, once a selector's picture stands and nothing more comes."""
    context = browser.new_context(viewport={"width": 1400, "height": height}, bypass_csp=True)
    context.add_init_script(PROBE)
    page = context.new_page()
    page.goto(address)
    page.wait_for_selector(picture, state="attached", timeout=60_000)
    page.evaluate("lrvizProbe.quiet(1500)")
    return page


@dataclass(frozen=True)
class Update:
    """One change of the page: milliseconds from the event to the painted picture, and the bytes received for it."""

    milliseconds: float
    received: int


def update(page: Page, act: Callable[[], None], quiet: int = 200) -> Update:
    """Does something that changes the picture, waits for the picture and then for `quiet` ms without a message."""
    page.evaluate("lrvizProbe.arm()")
    act()
    milliseconds = float(page.evaluate("lrvizProbe.painted"))
    page.evaluate("time => lrvizProbe.quiet(time)", quiet)
    return Update(milliseconds, int(page.evaluate("lrvizProbe.received")))


@dataclass(frozen=True)
class Film:
    """What was seen during one second: animation frames, and frames in which the clock had moved."""

    frames: float
    positions: float


def film(page: Page, seconds: int, act: Callable[[], None] | None = None) -> list[Film]:
    """Watches a page for some seconds, each on its own, while `act` goes on."""
    page.evaluate("seconds => { lrvizProbe.filmed = lrvizProbe.film(seconds); }", seconds)
    if act is not None:
        act()
    return [Film(**counts) for counts in page.evaluate("lrvizProbe.filmed")]


def sent(page: Page) -> int:
    """How many messages the page has sent to the server."""
    return int(page.evaluate("lrvizProbe.sent"))


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: what was measured, with its unit.
        stage: each measurement on the stage.
        plain: each on the plain page; empty where it cannot do this.
        most: the largest median allowed.
        least: the smallest median allowed.
        share: the largest ratio of the stage's median to the plain page's allowed.
    """

    name: str
    stage: Sequence[float]
    plain: Sequence[float] = ()
    most: float = math.inf
    least: float = -math.inf
    share: float = math.inf

    @property
    def median(self) -> float:
        """The stage's median."""
        return statistics.median(self.stage)

    @property
    def ratio(self) -> float:
        """The stage's median over the plain page's; NaN without one."""
        return self.median / statistics.median(self.plain) if self.plain else math.nan

    @property
    def limit(self) -> str:
        """The limits in words."""
        said = [f"≤ {self.most:g}"] if self.most < math.inf else []
        said += [f"≥ {self.least:g}"] if self.least > -math.inf else []
        said += [f"ratio ≤ {self.share:g}"] if self.share < math.inf else []
        return ", ".join(said)

    @property
    def missed(self) -> bool:
        """Whether a limit is missed."""
        return not self.least <= self.median <= self.most or self.ratio > self.share

    def cells(self) -> tuple[str, ...]:
        """The line's cells, in the order of `HEAD`."""
        ratio = f"{self.ratio:.2f}" if self.plain else ""
        verdict = ("MISSED" if self.missed else "ok") if self.limit else ""
        return self.name, str(len(self.stage)), spread(self.stage), spread(self.plain), ratio, self.limit, verdict


HEAD = ("", "n", "stage", "plain", "ratio", "limit", "")


def spread(values: Sequence[float]) -> str:
    """Median and, in brackets, the tenth and ninetieth percentile."""
    if len(values) < 2:
        return "".join(f"{value:.4g}" for value in values)
    tenths = statistics.quantiles(values, n=10, method="inclusive")
    low, middle, high = (f"{value:.4g}" for value in (tenths[0], statistics.median(values), tenths[-1]))
    return middle if low == high else f"{middle} [{low}–{high}]"


def table(rows: Sequence[Row]) -> str:
    """The rows in columns."""
    lines = [HEAD, *(row.cells() for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(HEAD))]
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def report(said: str, rounds: int, measure: Callable[..., list[Row]], *scripts: str) -> int:
    """Measures by command line, and prints the table.

    Args:
        said: what the command is for.
        rounds: how many rounds there are unless the command line says otherwise.
        measure: gives the rows from a browser, the address of the app, those of the scripts, and the rounds.
        scripts: other pages that are served beside the app.

    Returns:
        The exit code, 1 where a limit is missed.
    """
    parser = argparse.ArgumentParser(description=said)
    parser.add_argument("--rounds", type=int, default=rounds)
    wanted = parser.parse_args().rounds
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    with ExitStack() as stack:
        addresses = [stack.enter_context(place) for place in (serving(), *map(serving, scripts))]
        browser = chromium(stack.enter_context(sync_playwright()))
        rows = measure(browser, *addresses, wanted)
        browser.close()
    print(table(rows))
    return int(any(row.missed for row in rows))
