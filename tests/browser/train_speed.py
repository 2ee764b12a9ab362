"""How soon a training is seen, how much is sent of it and how soon it stops: `python -m tests.browser.train_speed`."""

import sys
import time
from collections.abc import Mapping
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page

from tests.browser.measuring import Row, report, visited
from tests.browser.server import serving

VISITS = 3
WATCHED = 6
"""Seconds for which updates are counted and speeds are compared."""

LONG = {"r.task.Moons.epochs": 7000, "r.task.Moons.validate_every": 1000}
"""So long that it does not start by itself, and that nobody waits for its end."""

EIGHT = {f"r{slot}.o": "Adam" for slot in range(1, 9)} | {"r.runs": [*range(1, 9)]}
BOARD = '.lrviz-board:not([data-seq="0"])'
STEP = "Number(document.querySelector('.lrviz-board')?.dataset.step ?? 0)"
SEQ = "Number(document.querySelector('.lrviz-board')?.dataset.seq ?? 0)"


def opened(browser: Browser, address: str, link: Mapping[str, object], seed: int = 0) -> Page:
    """A fresh visitor's page, where nothing is trained yet."""
    query = urlencode({**LONG, **link, "r.seed": seed}, doseq=True)
    return visited(browser, f"{address}train?{query}", BOARD)


def press(page: Page, name: str) -> float:
    """Presses a button; returns when."""
    button = page.get_by_role("button", name=name, exact=True)
    button.wait_for()
    began = time.perf_counter()
    button.click()
    return began


def first_curve(page: Page) -> float:
    """Seconds from the click to the first steps on the board."""
    began = press(page, "Train")
    page.wait_for_function(f"{STEP} > 0", polling="raf")
    return time.perf_counter() - began


def stopped(page: Page) -> float:
    """Seconds from the click to the page that says that nothing is trained any more."""
    began = press(page, "Stop")
    page.get_by_role("button", name="Go on", exact=True).wait_for()
    return time.perf_counter() - began


def cold(browser: Browser) -> float:
    """Seconds from the first click on a fresh server, as soon as there is a button."""
    with serving() as address:
        page = browser.new_page(viewport={"width": 1400, "height": 900}, bypass_csp=True)
        page.goto(f"{address}train?{urlencode(LONG)}")
        waited = first_curve(page)
        page.close()
    return waited


def sent(page: Page) -> tuple[float, float]:
    """Updates a second and kB an update while it trains."""
    page.evaluate("lrvizProbe.received = 0")
    before, began = page.evaluate(SEQ), time.perf_counter()
    page.wait_for_timeout(1000 * WATCHED)
    updates = page.evaluate(SEQ) - before
    return updates / (time.perf_counter() - began), page.evaluate("lrvizProbe.received") / 1000 / max(updates, 1)


def speed(pages: list[Page]) -> list[float]:
    """Steps a second of each page, all at once."""
    before, began = [page.evaluate(STEP) for page in pages], time.perf_counter()
    pages[0].wait_for_timeout(1000 * WATCHED)
    return [
        (page.evaluate(STEP) - known) / (time.perf_counter() - began) for page, known in zip(pages, before, strict=True)
    ]


def rows(browser: Browser, address: str, rounds: int) -> list[Row]:
    """The lines of the table."""
    waits, warm, stops = [cold(browser) for _ in range(VISITS)], list[float](), list[float]()
    for seed in range(rounds):
        page = opened(browser, address, {"r.runs": [1, 2]}, seed)
        warm.append(first_curve(page))
        stops.append(stopped(page))
        page.context.close()
    page = opened(browser, address, EIGHT, rounds)
    press(page, "Train")
    page.wait_for_function(f"{STEP} > 0")
    told = [sent(page) for _ in range(VISITS)]
    page.context.close()
    pages = [opened(browser, address, {"r.runs": [1]}, rounds + number) for number in range(2)]
    press(pages[0], "Train")
    pages[0].wait_for_function(f"{STEP} > 0")
    (alone,) = speed(pages[:1])
    press(pages[1], "Train")
    pages[1].wait_for_function(f"{STEP} > 0")
    shares = [each / alone for each in speed(pages)]
    for page in pages:
        page.context.close()
    return [
        Row("click on a fresh server → first curve, s", waits, most=5.0),
        Row("click → first curve, s", warm, most=0.3),
        Row("Stop, two runs → the page says so, s", stops, most=1.0),
        Row("eight runs: updates a second", [rate for rate, _ in told], most=3.0),
        Row("  kB an update", [size for _, size in told], most=50.0),
        Row("two visitors: share of a run's speed alone", shares, least=0.4),
    ]


if __name__ == "__main__":
    sys.exit(report(str(__doc__), 7, rows))
