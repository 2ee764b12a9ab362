"""A comparison of schedules as a file: the board, without a network."""

from collections.abc import Sequence

from lrviz.comparison import Comparison, Curve, Entry, Measurements, Plan
from lrviz.figures.board.payload import Board, Line, Mark, Panel, board_payload
from lrviz.figures.board.quantities import Plotted, each_drawn, main_panel, metric_panel, momentum_panel, plotted
from lrviz.figures.board.view import BoardView
from lrviz.figures.kit.standalone import standalone

LOOKS = ("rate_scale", "step_scale", "chosen", "hidden", "large")
"""The fields of a view that a browser follows by itself: there are controls for these, and for no others."""


def comparison_file(comparison: Comparison) -> str:
    """A comparison as an HTML file: its rates, the momenta and the metric where there are any, and every cut."""
    plan, entries = comparison.plan, enumerate(comparison.entries, 1)
    drawn = [plotted(slot, entry, plan, metric=comparison.metric) for slot, entry in entries]
    return _file(drawn, plan, comparison.metric)


def curve_file(curve: Curve) -> str:
    """A curve alone, over the steps that it has."""
    entry = curve.entry or Entry(name="schedule")
    return _file([Plotted(1, entry, curve)], Plan(budget=max(1, len(curve.rates))), None)


def _file(drawn: Sequence[Plotted], plan: Plan, metric: Measurements | None) -> str:
    view = {name: value for name, value in BoardView().arguments().items() if name in LOOKS}
    panels, lines = _plots(each_drawn(drawn), plan, metric)
    board = Board(plan, panels, [one.shown for one in drawn], marks(each_drawn(drawn)), view)
    names = ", ".join(one.entry.label for one in drawn)
    return standalone(names, f"{plan.steps:,} steps", "board", board_payload(board, lines))


def _plots(drawn: Sequence[Plotted], plan: Plan, metric: Measurements | None) -> tuple[list[Panel], list[Line]]:
    seen = metric_panel(metric, drawn, plan.steps) if metric else None
    plots = [main_panel(drawn, "rate", "automatic", 1), momentum_panel(drawn), seen]
    there = [plot for plot in plots if plot]
    return [panel for panel, _ in there], [line for _, some in there for line in some]


def marks(drawn: Sequence[Plotted]) -> list[Mark]:
    cuts = [Mark(one.slot, cut.step, cut.reason, "cut") for one in drawn for cut in one.curve.cuts]
    ends = [(one, max(0, len(one.curve.rates) - 1)) for one in drawn if one.curve.problem]
    return [*dict.fromkeys(cuts), *(Mark(one.slot, last, one.curve.problem, "end") for one, last in ends)]
