"""How fast the board is beside a plain `st.plotly_chart`: `python -m tests.browser.board_speed`."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser, Page, sync_playwright

from lrviz.comparison import Plan
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import (
    CosineAnnealingLR,
    CosineAnnealingWarmRestarts,
    LinearWithWarmup,
    MultiStepLR,
    OneCycleLR,
    Schedule,
    WarmupStableDecay,
)
from lrviz.schedules.scaling import fitted
from lrviz.ui.kit.texts import plain_items
from lrviz.ui.kit.widgets import title
from tests.browser.measuring import PROBE, Row, Update, table, update
from tests.browser.server import chromium, serving

PLAIN = str(Path(__file__).with_name("plain_schedules.py"))
SCHEDULES: tuple[Schedule, ...] = (
    CosineAnnealingLR(),
    WarmupStableDecay(),
    OneCycleLR(),
    LinearWithWarmup(),
    MultiStepLR(),
    CosineAnnealingWarmRestarts(),
)
STOPS = 12
"""How many presses of an arrow key go one way."""


def link(plan: Plan) -> str:
    """The query of six schedules that fill a plan."""
    query: list[tuple[str, object]] = [("s.plan.budget", plan.steps)]
    for slot, schedule in enumerate(SCHEDULES, 1):
        query += [("s.schedules", slot), (f"s{slot}.s", title(type(schedule)))]
        for parameter in hyperparameters(type(schedule)):
            value = getattr(fitted(schedule, plan.steps), parameter.name)
            if value != getattr(schedule, parameter.name):
                shown = plain_items(parameter, value) if parameter.many else value
                query.append((f"s{slot}.s.{type(schedule).__name__}.{parameter.name}", shown))
    return f"?{urlencode(query)}"


class Visit:
    """A page with six schedules, and what a person does to the first."""

    def __init__(self, browser: Browser, address: str, plan: Plan) -> None:
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        context.add_init_script(PROBE)
        self.page: Page = context.new_page()
        self.page.goto(address + link(plan))
        self.page.wait_for_selector('.lrviz-board:not([data-seq="0"]), .stPlotlyChart path.js-line', state="attached")
        self.page.evaluate("lrvizProbe.quiet(1500)")

    def rate(self, turn: int) -> Update:
        """Moves the first schedule's base rate."""
        return self._press("lr", turn)

    def length(self, turn: int) -> Update:
        """Moves the first schedule's T_max."""
        return self._press("s-CosineAnnealingLR-T_max", turn)

    def _press(self, name: str, turn: int) -> Update:
        self.page.locator(f".st-key--s1-{name} input[type=range]").focus()
        key = "ArrowRight" if turn // STOPS % 2 else "ArrowLeft"
        return update(self.page, lambda: self.page.keyboard.press(key))

    def close(self) -> None:
        """Ends the visit."""
        self.page.context.close()


def measured(browser: Browser, plan: Plan, places: tuple[str, str], kind: str, rounds: int) -> list[list[Update]]:
    """Updates of the board and of the plain page in turns, after two to warm up."""
    visits = [Visit(browser, place, plan) for place in places]
    found: list[list[Update]] = [[], []]
    for turn in range(rounds + 2):
        for visit, updates in zip(visits, found, strict=True):
            updates.append(getattr(visit, kind)(turn))
    for visit in visits:
        visit.close()
    return [updates[2:] for updates in found]


def rows(browser: Browser, board: str, plain: str, rounds: int) -> list[Row]:
    """The lines of the table."""
    lines = []
    for steps, most in ((10_000, 200.0), (1_000_000, 400.0)):
        for kind in ("rate", "length"):
            plan, beside = Plan(steps), steps <= 10_000
            places = (f"{board}schedules", plain if beside else f"{board}schedules")
            own, other = measured(browser, plan, places, kind, rounds)
            times = [[one.milliseconds for one in updates] for updates in (own, other)]
            name = f"{kind} of one of 6 × {steps:,} → painted, ms"
            lines.append(Row(name, times[0], times[1] if beside else (), most=most))
            lines.append(Row("  received, kB", [one.received / 1000 for one in own]))
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the table; the exit code is 1 where a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    rounds = parser.parse_args(arguments).rounds
    print(f"load {os.getloadavg()[0]:.1f}", flush=True)
    with sync_playwright() as playwright, serving() as board, serving(PLAIN) as plain:
        browser = chromium(playwright)
        lines = rows(browser, board, plain, rounds)
        print(table(lines))
        browser.close()
    return int(any(line.missed for line in lines))


if __name__ == "__main__":
    sys.exit(main())
