"""Makes the lines that the page Schedules draws: rates, their sums, differences and momenta."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.comparison import Curve, Entry, Measurements
from lrviz.figures.board.payload import Line, ListedEntry, Panel
from lrviz.figures.kit.style import STYLES, Style
from lrviz.schedules import PiecewiseLinear

_METRIC = Style("#8a8f98", "solid", "circle")

MAIN, MOMENTUM = "rate", "momentum"
_TITLES = {"rate": "learning rate", "travelled": "sum of learning rates"}


@dataclass(frozen=True, eq=False)
class Plotted:
    """An entry with what it does over the run; its schedule makes a step every `repeats` steps of the optimizer."""

    slot: int
    entry: Entry
    curve: Curve
    repeats: int = 1

    @property
    def shown(self) -> ListedEntry:
        """How the board lists it."""
        schedule = self.entry.schedule
        points = schedule.points if isinstance(schedule, PiecewiseLinear) else None
        return ListedEntry(
            self.slot,
            self.entry.label,
            STYLES[self.slot - 1],
            self.entry.lr,
            self.curve.problem,
            None if points is None else tuple((step * self.repeats, factor) for step, factor in points),
        )

    def line(self, panel: str, values: Floats, steps: Integers | None = None, kept: bool = False) -> Line:
        """Values over steps in the look of the entry; `kept` where they follow from the curve alone."""
        style, source = STYLES[self.slot - 1], self.curve if kept else None
        return Line(self.slot, panel, self.entry.label, style, values, steps, source)


@lru_cache(maxsize=24)
def travelled(curve: Curve) -> Floats:
    """How far a run could have come before and with each step, where every gradient had length 1, (n,)."""
    return np.cumsum(curve.rates)


def main_panel(drawn: Sequence[Plotted], quantity: str, scale: str, chosen: int) -> tuple[Panel, list[Line]]:
    """The main plot and its lines.

    Args:
        drawn: what is drawn.
        quantity: "rate", "travelled", or "difference" to the chosen slot, which must be drawn, else to the first.
        scale: "automatic", "logarithmic" or "linear".
        chosen: a slot.
    """
    if quantity != "difference" or not drawn:
        panel = Panel(
            quantity if quantity in _TITLES else MAIN, _TITLES.get(quantity, _TITLES[MAIN]), scale, 1.0, rates=True
        )
        columns = [travelled(one.curve) if panel.id == "travelled" else one.curve.rates for one in drawn]
        return panel, [one.line(panel.id, values, kept=True) for one, values in zip(drawn, columns, strict=True)]
    base = next((one for one in drawn if one.slot == chosen), drawn[0])
    panel = Panel("difference", f"learning rate − that of {base.slot}", scale, 1.0, signed=True, rates=True)
    return panel, [one.line(panel.id, _difference(one.curve, base.curve)) for one in drawn]


def _difference(curve: Curve, base: Curve) -> Floats:
    both = min(len(curve.rates), len(base.rates))
    return np.asarray(curve.rates[:both] - base.rates[:both])


def metric_panel(metric: Measurements, drawn: Sequence[Plotted], steps: int) -> tuple[Panel, list[Line]] | None:
    """What ReduceLROnPlateau sees, one line for each rhythm in which it is stepped; None where nothing looks."""
    rhythms = sorted({one.repeats for one in drawn if one.entry.schedule.watches})
    lines = []
    for repeats in rhythms:
        at = np.arange(0, steps, repeats)
        lines.append(Line(0, "metric", "metric", _METRIC, metric.values(len(at)), at, kind="line"))
    return (Panel("metric", "metric", "linear", 0.35), lines) if lines else None


def momentum_panel(drawn: Sequence[Plotted]) -> tuple[Panel, list[Line]] | None:
    """The momenta of those whose schedules move them; None where none does."""
    lines = [one.line(MOMENTUM, one.curve.momenta, kept=True) for one in drawn if one.curve.momenta is not None]
    return (Panel(MOMENTUM, "momentum", "linear", 0.35), lines) if lines else None
