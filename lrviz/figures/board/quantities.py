"""Makes the lines that the page Schedules draws: rates, their sums, differences and momenta."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.comparison import Curve, Entry, Measurements, Metric, Plan, group_curves
from lrviz.figures.board.payload import Line, ListedEntry, Panel
from lrviz.figures.kit.style import Style, style_of
from lrviz.schedules import PiecewiseLinear

_METRIC = Style("#8a8f98", "solid", "circle")

MAIN, MOMENTUM = "rate", "momentum"
_TITLES = {"rate": "learning rate", "travelled": "sum of learning rates"}


@dataclass(frozen=True, eq=False)
class Plotted:
    """An entry with what it does over the run; its schedule makes a step every `repeats` steps of the optimizer.

    Attributes:
        slot: 1 to 12.
        entry: it.
        curve: what it does; of one with groups of parameters what its first group does.
        repeats: as said.
        groups: each of its groups as an entry of its own; none where it has none.
        group: which group of another it is, from 1; 0 for a whole entry.
    """

    slot: int
    entry: Entry
    curve: Curve
    repeats: int = 1
    groups: "tuple[Plotted, ...]" = ()
    group: int = 0

    @property
    def style(self) -> Style:
        """Its look."""
        return style_of(self.slot, self.group)

    @property
    def shown(self) -> ListedEntry:
        """How the board lists it."""
        points = self._points
        return ListedEntry(
            self.slot,
            self.entry.label,
            self.style,
            self.entry.parts[0].lr,
            self.curve.problem,
            None if points is None else tuple((step * self.repeats, factor) for step, factor in points),
            tuple((name, one.style) for name, one in zip(self.entry.group_names, self.groups, strict=True)),
        )

    @property
    def _points(self) -> tuple[tuple[float, float], ...] | None:
        """What is drawn by hand: the schedule of the entry, which its first group must follow from the start."""
        first = self.entry.groups[0] if self.groups else None
        follows = first is None or (first.schedule is None and not first.begins_late)
        schedule = self.entry.schedule
        return schedule.points if follows and isinstance(schedule, PiecewiseLinear) else None

    def line(self, panel: str, values: Floats, steps: Integers | None = None, kept: bool = False) -> Line:
        """Values over steps in the look of the entry; `kept` where they follow from the curve alone."""
        source = self.curve if kept else None
        return Line(self.slot, panel, self.entry.label, self.style, values, steps, source, group=self.group)


def plotted(
    slot: int,
    entry: Entry,
    plan: Plan,
    momentum: float = 0.0,
    metric: Measurements = Metric(),  # noqa: B008
) -> Plotted:
    """An entry with its curves, and those of its groups; arguments as in `lrviz.comparison.curve`."""
    curves, repeats = group_curves(entry, plan, momentum, metric), entry.repeats(plan)
    parts = zip(entry.parts, curves, strict=True) if entry.groups else ()
    groups = tuple(Plotted(slot, part, one, repeats, group=n) for n, (part, one) in enumerate(parts, 1))
    return Plotted(slot, entry, curves[0], repeats, groups)


def each_drawn(drawn: Sequence[Plotted]) -> list[Plotted]:
    """What has a line of its own: entries without groups, and the groups of the others."""
    return [part for one in drawn for part in one.groups or (one,)]


@lru_cache(maxsize=24)
def travelled(curve: Curve) -> Floats:
    """How far a run could have come before and with each step, where every gradient had length 1, (n,)."""
    return np.cumsum(curve.rates)


def main_panel(drawn: Sequence[Plotted], quantity: str, scale: str, chosen: int) -> tuple[Panel, list[Line]]:
    """The main plot and its lines.

    Args:
        drawn: what is drawn, from `each_drawn`.
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
    of_group = ", its first group" if base.group else ""
    panel = Panel("difference", f"learning rate − that of {base.slot}{of_group}", scale, 1.0, signed=True, rates=True)
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
