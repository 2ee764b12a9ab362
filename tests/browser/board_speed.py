"""How fast the board is beside a plain `st.plotly_chart`, and beside a log: `python -m tests.browser.board_speed`."""

import sys
from pathlib import Path
from urllib.parse import urlencode

from playwright.sync_api import Browser

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
from lrviz.ui.kit.catalogues import title
from lrviz.ui.kit.texts import plain_items
from tests.browser.board.test_forecast import link as beside_log
from tests.browser.measuring import Row, Update, report, update, visited
from tests.forecasts.curves import cosine, drawn

PLAIN = str(Path(__file__).with_name("plain_schedules.py"))
SCHEDULES: tuple[Schedule, ...] = (
    CosineAnnealingLR.usual(),
    WarmupStableDecay.usual(),
    OneCycleLR.usual(),
    LinearWithWarmup.usual(),
    MultiStepLR.usual(),
    CosineAnnealingWarmRestarts.usual(),
)
PICTURE = '.lrviz-board:not([data-seq="0"]), .stPlotlyChart path.js-line'
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

    def __init__(self, browser: Browser, address: str) -> None:
        self.page = visited(browser, address, PICTURE)

    def rate(self, turn: int) -> Update:
        """Moves the first schedule's base rate."""
        return self._press("lr", turn)

    def length(self, turn: int) -> Update:
        """Moves the first schedule's T_max."""
        return self._press("s-CosineAnnealingLR-T_max", turn)

    def decay(self, turn: int) -> Update:
        """Moves the length of the first schedule's decay."""
        return self._press("s-WarmupStableDecay-decay_steps", turn)

    def paste(self, log: str) -> None:
        """Pastes a log."""
        self.page.get_by_text("Your own log: plan and reality").click()
        area = self.page.get_by_role("textbox", name="or paste it")
        area.fill(log)
        update(self.page, lambda: area.press("Control+Enter"), 1500)

    def forecast(self) -> None:
        """Opens the forecast."""
        fold = self.page.get_by_text("Forecast: the loss under each schedule")
        update(self.page, fold.click, 1500)

    def _press(self, name: str, turn: int) -> Update:
        self.page.locator(f".st-key--s1-{name} input[type=range]").focus()
        key = "ArrowRight" if turn // STOPS % 2 else "ArrowLeft"
        return update(self.page, lambda: self.page.keyboard.press(key))

    def close(self) -> None:
        """Ends the visit."""
        self.page.context.close()


def measured(browser: Browser, plan: Plan, places: tuple[str, str], kind: str, rounds: int) -> list[list[Update]]:
    """Updates of the board and of the plain page in turns, after two to warm up."""
    visits = [Visit(browser, place + link(plan)) for place in places]
    found: list[list[Update]] = [[], []]
    for turn in range(rounds + 2):
        for visit, updates in zip(visits, found, strict=True):
            updates.append(getattr(visit, kind)(turn))
    for visit in visits:
        visit.close()
    return [updates[2:] for updates in found]


def with_log(browser: Browser, board: str, rounds: int) -> list[Row]:
    """The lines of a page with a log, which is explained at each change, and then with its forecast as well."""
    log = drawn(cosine(), 0.003)
    told = zip(log.steps.tolist(), log.rates.tolist(), log.losses.tolist(), strict=True)
    visit, lines = Visit(browser, f"{board}schedules?{urlencode(beside_log(log), doseq=True)}"), []
    visit.paste("step,lr,loss\n" + "\n".join(f"{step},{rate!r},{loss!r}" for step, rate, loss in told))
    for beside, opened in (("a log", lambda: None), ("its forecast", visit.forecast)):
        opened()
        updates = [visit.decay(turn) for turn in range(rounds + 2)][2:]
        name = f"decay of one of 3, beside {beside} → painted, ms"
        lines.append(Row(name, [one.milliseconds for one in updates], most=250.0))
    visit.close()
    return lines


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
    return lines + with_log(browser, board, rounds)


if __name__ == "__main__":
    sys.exit(report(str(__doc__), 25, rows, PLAIN))
