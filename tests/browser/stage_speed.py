"""How fast the stage is beside plain `st.plotly_chart`s: `python -m tests.browser.stage_speed`."""

import argparse
import math
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Browser, sync_playwright

from lrviz.objectives import OBJECTIVES, Rosenbrock
from lrviz.ui.kit.catalogues import title
from tests.browser.measuring import Film, Row, Update, film, sent, table, update, visited
from tests.browser.server import chromium, serving

PLAIN = str(Path(__file__).with_name("plain_charts.py"))
RATES = {"SGD": 5e-3, "Adam": 0.05, "RMSprop": 0.01, "Adagrad": 0.5, "Lion": 0.01, "Adadelta": 10.0}
RATES |= {"Adamax": 0.1, "NAdam": 0.05}
FUNCTIONS = [title(function) for function in OBJECTIVES if function is not Rosenbrock]
PICTURE = '.lrviz-stage:not([data-seq="0"]), .stPlotlyChart path.js-line'
START, KNOB = ".stage-map .stage-start", ".stage-knob input[type=range]"
LENGTH = '.stage-knob input[type=range][aria-label="CosineAnnealingLR · T_max"]'
AT_ONCE, FILM_SECONDS, FEWEST = 5, 3, 20
AT_REST = 800
"""Milliseconds without a message after which the page has followed a start that has come to rest."""

HAND = """async ([selector, seconds]) => {
  const [stage, held] = [document.querySelector(".lrviz-stage"), document.querySelector(selector)];
  const { x, y, width, height } = held.getBoundingClientRect();
  const [across, down] = [x + width / 2, y + height / 2];
  const begin = performance.now();
  const passed = () => (performance.now() - begin) / 1000;
  const put = (clientX, clientY) =>
    held.dispatchEvent(new PointerEvent("pointermove", { bubbles: true, clientX, clientY }));
  const start = () => put(across + 90 * Math.sin(2 * passed()), down + 90 * Math.cos(2 * passed()) - 90);
  const knob = () => {
    held.value = String(Math.round(Number(held.max) * (0.5 - 0.3 * Math.sin(2 * passed()))));
    held.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const moving = setInterval(held.type === "range" ? knob : start, 8);
  const pictures = [];
  for (let second = 1, before = Number(stage.dataset.seq); second <= seconds; second += 1) {
    while (passed() < second) await new Promise(requestAnimationFrame);
    pictures.push(Number(stage.dataset.seq) - before);
    before = Number(stage.dataset.seq);
  }
  clearInterval(moving);
  put(across, down);
  held.dispatchEvent(new Event("change", { bubbles: true }));
  return pictures;
}"""
"""Moves what is held, the start or a slider, every 8 ms, as no driver from outside can: that waits for each frame.
Gives the pictures of each second."""

STOPS = 30
"""How many presses of an arrow key give new learning rates that all leave the first run finite."""


def link(runs: int, steps: int) -> str:
    """The query of a scene on Rosenbrock: each run has another optimizer; the last one's rate falls by a cosine."""
    query: list[tuple[str, object]] = [("t.f", "Rosenbrock"), ("t.steps", steps)]
    for slot, (optimizer, rate) in enumerate(list(RATES.items())[:runs], 1):
        query += [("t.runs", slot), (f"t{slot}.o", optimizer), (f"t{slot}.o.{optimizer}.lr", rate)]
    query += [(f"t{runs}.s", "CosineAnnealingLR"), (f"t{runs}.s.CosineAnnealingLR.T_max", steps // 2)]
    return f"?{urlencode(query)}"


class Visit:
    """A page with a scene, and what a person does to it."""

    def __init__(self, browser: Browser, address: str, runs: int = 6, steps: int = 500) -> None:
        self.page = visited(browser, address + link(runs, steps), PICTURE)
        self.stage = self.page.locator(".lrviz-stage")
        self.rests: list[int] = []
        """What came after each click's picture: at rest the widgets and the link follow."""

    def slide(self, turn: int) -> Update:
        """Moves the first run's learning rate to its neighbour, down for `STOPS` turns and up again."""
        return self.press("ArrowRight" if turn // STOPS % 2 else "ArrowLeft")

    def press(self, key: str, quiet: int = 200) -> Update:
        """Presses a key on the slider of the first run's learning rate."""
        self.page.locator(".st-key-run-1 input[type=range]").first.focus()
        return update(self.page, lambda: self.page.keyboard.press(key), quiet)

    def click(self, turn: int) -> Update:
        """Clicks on the map, each turn at another place."""
        plot = self.page.locator(".nsewdrag").first.bounding_box()
        assert plot is not None
        across, up = (0.1 + 0.8 * math.modf((turn + 1) * factor)[0] for factor in (0.7549, 0.5698))
        self.page.mouse.move(plot["x"] + across * plot["width"], plot["y"] + up * plot["height"])
        self.page.wait_for_timeout(100)

        def press() -> None:
            self.page.mouse.down()
            self.page.mouse.up()

        picture = update(self.page, press)
        self.page.evaluate("time => lrvizProbe.quiet(time)", AT_REST)
        self.rests.append(int(self.page.evaluate("lrvizProbe.received")) - picture.received)
        return picture

    def choose(self, turn: int) -> Update:
        """Chooses another function each turn: Streamlit does not send twice what it has just sent."""
        menu = self.page.get_by_role("combobox", name="Function").first
        menu.click()
        menu.fill(FUNCTIONS[turn % len(FUNCTIONS)])
        return update(self.page, lambda: menu.press("Enter"))

    def drag(self) -> list[float]:
        """Drags the start in a circle; the pictures of each second."""
        box = self.page.locator(START).bounding_box()
        assert box is not None
        self.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        self.page.mouse.down()
        pictures = self._moved(START)
        self.page.mouse.up()
        self.page.evaluate("lrvizProbe.quiet(500)")
        return pictures

    def turn(self) -> list[float]:
        """Turns the first run's knob for its rate to and fro; the pictures of each second."""
        return self._turned(KNOB)

    def lengthen(self) -> list[float]:
        """Turns the last run's knob for its schedule's length, which asks the server; the pictures of each second."""
        self.stage.locator(".stage-run").last.click()
        return self._turned(LENGTH)

    def _turned(self, knob: str) -> list[float]:
        pictures = self._moved(knob)
        self.page.evaluate("lrvizProbe.quiet(500)")
        return pictures

    def _moved(self, held: str) -> list[float]:
        return [float(each) for each in self.page.evaluate(HAND, [held, FILM_SECONDS])]

    def scrub(self) -> list[Film]:
        """Drags the clock to and fro."""
        thumb = self.stage.get_by_role("slider", name="Step", exact=True)
        box = thumb.bounding_box()
        assert box is not None
        thumb.press("Home")
        width = box["width"] - 20
        at_left = box["x"] + 10, box["y"] + box["height"] / 2
        self.page.mouse.move(*at_left)
        self.page.mouse.down()

        def go() -> None:
            start = time.perf_counter()
            while (passed := time.perf_counter() - start) < FILM_SECONDS + 0.2:
                self.page.mouse.move(at_left[0] + width * (0.5 - 0.5 * math.cos(2 * passed)), at_left[1])
                time.sleep(0.012)

        films = film(self.page, FILM_SECONDS, go)
        self.page.mouse.move(*at_left)
        self.page.mouse.up()
        self.page.evaluate("lrvizProbe.quiet(500)")
        return films

    def play(self) -> list[Film]:
        """Plays the clock from where it is."""
        self.stage.get_by_role("button", name="Play", exact=True).click()
        films = film(self.page, FILM_SECONDS)
        pause = self.stage.get_by_role("button", name="Pause", exact=True)
        if pause.count():
            pause.click()
        self.page.evaluate("lrvizProbe.quiet(500)")
        return films


class Bench:
    """Both pages side by side; what they do alternates, so that noise hits both alike."""

    def __init__(self, browser: Browser, plain: str, stage: str, rounds: int) -> None:
        self.browser, self.plain, self.stage, self.rounds = browser, plain, stage, rounds
        self._updates: dict[str, tuple[list[Update], list[Update]]] = {}
        self.rests: list[int] = []

    def updates(self, kind: str) -> tuple[list[Update], list[Update]]:
        """Updates of the plain page and of the stage, after a round to warm up; `kind` is a method of `Visit`."""
        if kind not in self._updates:
            with self.visit(self.plain) as plain, self.visit(self.stage) as stage:
                found: tuple[list[Update], list[Update]] = [], []
                for begin in range(0, AT_ONCE * (self.rounds + 1), AT_ONCE):
                    for visit, updates in zip((plain, stage), found, strict=True):
                        visit.page.bring_to_front()
                        updates += [getattr(visit, kind)(turn) for turn in range(begin, begin + AT_ONCE)]
                self._updates[kind] = found[0][AT_ONCE:], found[1][AT_ONCE:]
                self.rests += stage.rests[AT_ONCE:]
        return self._updates[kind]

    @contextmanager
    def visit(self, address: str, runs: int = 6, steps: int = 500) -> Iterator[Visit]:
        """A fresh page in a browser context of its own."""
        visit = Visit(self.browser, address, runs, steps)
        yield visit
        visit.page.context.close()

    def seconds(self, act: str, runs: int = 6, steps: int = 500) -> tuple[list[Any], int]:
        """What at least 20 seconds of the stage gave while it did `act`, a method of `Visit`, and the messages sent."""
        with self.visit(self.stage, runs, steps) as visit:
            getattr(visit, act)()
            before = sent(visit.page)
            found = [each for _ in range(-(-FEWEST // FILM_SECONDS)) for each in getattr(visit, act)()]
            return found, sent(visit.page) - before


def slider(bench: Bench) -> list[Row]:
    """A step of a slider until it is painted."""
    return _painted(bench, "slide", "slider → painted, ms", 170, 0.4)


def click(bench: Bench) -> list[Row]:
    """A click on the map until the new paths are painted."""
    return _painted(bench, "click", "click → painted, ms", 190, 0.35)


def _painted(bench: Bench, kind: str, name: str, most: float, share: float) -> list[Row]:
    plain, stage = ([each.milliseconds for each in updates] for updates in bench.updates(kind))
    return [Row(name, stage, plain, most=most, share=share)]


def drag(bench: Bench) -> list[Row]:
    """Pictures while start and knob are dragged, which the browser computes by itself, and what is sent for them."""
    rows = _dragged(bench, "drag", "dragging the start", 50)
    rows += _dragged(bench, "drag", "dragging the start of 8 × 5000", 15, 8, 5000)
    rows += _dragged(bench, "turn", "turning a knob", 50)
    lengths, _ = bench.seconds("lengthen")
    return [*rows, Row("turning the length of a schedule, pictures/s", lengths, least=12)]


def _dragged(bench: Bench, act: str, name: str, least: float, runs: int = 6, steps: int = 500) -> list[Row]:
    pictures, messages = bench.seconds(act, runs, steps)
    drags = -(-FEWEST // FILM_SECONDS)
    return [
        Row(f"{name}, pictures/s", pictures, least=least),
        Row(f"{name}, messages sent a drag", [messages / drags], most=3),
    ]


def play(bench: Bench) -> list[Row]:
    """Frames while the clock plays and while it is scrubbed, and what is sent meanwhile."""
    return _frames(bench, "play", "play", 50) + _frames(bench, "scrub", "scrub", 50)


def long(bench: Bench) -> list[Row]:
    """Frames while eight long runs play."""
    return _frames(bench, "play", "play 8 × 5000", 30, 8, 5000)


def _frames(bench: Bench, act: str, name: str, least: float, runs: int = 6, steps: int = 500) -> list[Row]:
    films, messages = bench.seconds(act, runs, steps)
    return [
        Row(f"{name}, frames/s", [each.frames for each in films], least=least),
        Row(f"{name}, clock positions/s", [each.positions for each in films], least=1),
        Row(f"{name}, messages sent", [messages], most=0),
    ]


def received(bench: Bench) -> list[Row]:
    """What the server sends for an update."""
    rows = []
    for kind, name, most in (("slide", "slider", 120), ("choose", "function", 120), ("click", "start", 40)):
        plain, stage = ([each.received / 1000 for each in updates] for updates in bench.updates(kind))
        rows.append(Row(f"{name}, kB received", stage, plain, most=most))
    return [*rows, Row("start at rest, kB received", [rest / 1000 for rest in bench.rests])]


def leak(bench: Bench) -> list[Row]:
    """What 200 updates leave in the browser, beside what 20 leave."""
    with bench.visit(bench.stage) as visit:
        few = _holdings(visit, 20)
        many = _holdings(visit, 180)
    return [Row(f"{name}, after 200 / after 20", [many[name] / few[name]], least=0.8, most=1.2) for name in few]


def _holdings(visit: Visit, updates: int) -> dict[str, float]:
    """What the browser holds after so many more updates, garbage collected."""
    for turn in range(updates):
        visit.press(("ArrowLeft", "ArrowRight")[turn % 2], quiet=60)
    devtools = visit.page.context.new_cdp_session(visit.page)
    devtools.send("Performance.enable")
    for _ in range(3):
        devtools.send("HeapProfiler.collectGarbage")
    found = {metric["name"]: metric["value"] for metric in devtools.send("Performance.getMetrics")["metrics"]}
    devtools.detach()
    names = {"JSHeapUsedSize": "JavaScript heap", "Nodes": "DOM nodes", "JSEventListeners": "event listeners"}
    return {name: float(found[metric]) for metric, name in names.items()}


PARTS: dict[str, Callable[[Bench], list[Row]]] = {
    "slider": slider,
    "click": click,
    "drag": drag,
    "play": play,
    "bytes": received,
    "long": long,
    "leak": leak,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures, prints the table, and returns 1 if a limit is missed."""
    given = _parser().parse_args(arguments)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.2f}; limits in ms are for a quiet machine", flush=True)
    with ExitStack() as stack:
        plain = stack.enter_context(serving(PLAIN))
        stage = stack.enter_context(serving(*given.stage))
        browser = chromium(stack.enter_context(sync_playwright()))
        bench = Bench(browser, plain, stage, given.rounds)
        rows: list[Row] = []
        for part in given.only:
            rows += PARTS[part](bench)
            print(f"measured: {part}", flush=True)
        browser.close()
    print(table(rows))
    return int(any(row.missed for row in rows))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Measures the stage beside a page of plain charts.")
    parser.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="the parts to run")
    parser.add_argument("--rounds", type=_rounds, default=5, help=f"rounds of {AT_ONCE} updates a page (default 5)")
    parser.add_argument("--stage", nargs="+", default=[], help="a script and its arguments in the place of the app")
    return parser


def _rounds(text: str) -> int:
    rounds = int(text)
    if rounds * AT_ONCE < FEWEST:
        raise argparse.ArgumentTypeError(f"medians need at least {FEWEST} updates: {FEWEST // AT_ONCE} rounds")
    return rounds


if __name__ == "__main__":
    sys.exit(main())
