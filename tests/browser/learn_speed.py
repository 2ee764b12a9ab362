"""How soon the page Learn is there, and how soon a lesson turns: `python -m tests.browser.learn_speed`."""

import sys

from playwright.sync_api import Browser, Page

from lrviz.lessons import LESSONS
from tests.browser.first_paint import first_paint
from tests.browser.measuring import Row, Update, report, update, visited

VISITS = 3
STAGE = '.lrviz-stage:not([data-seq="0"])'


def turned(page: Page, key: str, rounds: int) -> list[Update]:
    """Turns so many lessons by a key of a clicker."""
    return [update(page, lambda: page.keyboard.press(key)) for _ in range(rounds)]


def rows(browser: Browser, address: str, rounds: int) -> list[Row]:
    """The lines of the table."""
    waits = [first_paint(browser, "learn") for _ in range(VISITS)]
    page = visited(browser, f"{address}learn", STAGE)
    updates = (
        turned(page, "PageDown", min(rounds, len(LESSONS) - 1)),
        turned(page, "PageUp", min(rounds, len(LESSONS) - 1)),
    )
    page.context.close()
    names = ("a lesson that nobody has opened before", "a lesson that has been opened")
    lines = [Row("the page on a fresh server → first picture, s", waits, most=4.0)]
    for name, found in zip(names, updates, strict=True):
        lines.append(Row(f"{name} → painted, ms", [one.milliseconds for one in found], most=300.0))
        lines.append(Row("  received, kB", [one.received / 1000 for one in found]))
    return lines


if __name__ == "__main__":
    sys.exit(report(str(__doc__), len(LESSONS) - 1, rows))
