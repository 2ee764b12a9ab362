"""Draws forecasts on the board: the measured losses, the fit, and what is expected of each schedule."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.figures.board.payload import Line, Panel
from lrviz.figures.board.quantities import Plotted
from lrviz.figures.kit.style import Style
from lrviz.forecasts import Forecast

PANEL = Panel("forecast", "loss, forecast", "automatic", 0.7)

SHOWN_FROM = 0.1
"""From this share of the board's steps on losses are drawn: what falls before would make the rest flat."""

_MEASURED = (Style("#8a8f98", "solid", "circle"), Style("#8a8f98", "solid", "diamond"))


def forecast_lines(made: Forecast, drawn: Sequence[Plotted], steps: int) -> list[Line]:
    """The lines of a forecast, as far as the board's clock goes.

    Args:
        made: the forecast of the curves that are drawn, in their order.
        drawn: what they are the curves of.
        steps: how many the board has.
    """
    lines = []
    for number, run in enumerate(made.runs):
        style = _MEASURED[min(number, len(_MEASURED) - 1)]
        which = f" {number + 1}" if len(made.runs) > 1 else ""
        fitted = run.losses - made.fitted.residuals[number]
        lines.append(_line(f"measured loss{which}", style, run.losses, run.at, steps, "dots"))
        lines.append(_line(f"fit{which}", style, fitted, run.at, steps))
    for one, at, losses, low, high in zip(drawn, made.steps, made.losses, made.low, made.high, strict=True):
        late = at >= SHOWN_FROM * steps
        if late.any():
            lines.append(replace(one.line(PANEL.id, losses[late], at[late] - 1), low=low[late], high=high[late]))
    return lines


def _line(name: str, style: Style, losses: Floats, at: Integers, steps: int, kind: str = "line") -> Line:
    """Losses after so many steps, as far as they are on the board."""
    shown = (at >= SHOWN_FROM * steps) & (at <= steps)
    return Line(0, PANEL.id, name, style, losses[shown], np.asarray(at[shown] - 1, dtype=np.intp), kind=kind)
