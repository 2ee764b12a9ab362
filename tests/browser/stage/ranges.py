"""Scales and ranges of the curves as they should be: what those in the browser are compared with."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from lrviz.simulate import Trajectory

APART = 20.0


def curve_axes(paths: Sequence[Trajectory], loss_scale: str = "automatic", rate_scale: str = "automatic") -> Any:
    """The axes of losses ("yaxis") and of learning rates ("yaxis2") over the steps, as parts of a Plotly layout.

    "automatic" is logarithmic for losses that are never negative and span a decade, and for rates whose highest values
    are more than 20 times apart.
    """
    losses, rates = [finite(path.losses) for path in paths], [finite(path.learning_rates) for path in paths]
    loss_log = loss_scale == "logarithmic" or (loss_scale == "automatic" and spans_decades(losses))
    rate_log = rate_scale == "logarithmic" or (rate_scale == "automatic" and far_apart(rates))
    limits = np.concatenate([np.zeros(0), *(finite(path.limits) for path in paths)])
    steps = {"range": [0, max((path.steps for path in paths), default=1)]}
    return {
        "xaxis": steps,
        "xaxis2": steps,
        "yaxis": axis(loss_range(losses, loss_log), loss_log),
        "yaxis2": axis(rate_range(rates, limits, rate_log), rate_log),
    }


def finite(column: Any) -> Any:
    """What of a column is finite."""
    return column[np.isfinite(column)]


def axis(limits: tuple[float, float], log: bool) -> dict[str, Any]:
    """Plotly's words for a range."""
    return {"type": "log", "range": [math.log10(end) for end in limits]} if log else {"range": list(limits)}


def spans_decades(losses: Sequence[Any]) -> bool:
    """Whether losses are told apart by their order of magnitude."""
    if any((column < 0).any() for column in losses):
        return False
    positive = [column[column > 0] for column in losses if column.any()]
    return any(column.max() > APART * min(other.min() for other in positive) for column in positive)


def far_apart(rates: Sequence[Any]) -> bool:
    """Whether the highest rates are."""
    positive = [peak for column in rates if (peak := column.max(initial=0.0)) > 0]
    return len(positive) > 1 and max(positive) > APART * min(positive)


def loss_range(losses: Sequence[Any], log: bool) -> tuple[float, float]:
    """The span worth looking at: a run that diverges leaves it at the top instead of flattening the others."""
    shown = [column for each in losses if (column := each[(each > 0) | (not log)]).size]
    if not shown:
        return (1e-3, 1.0) if log else (0.0, 1.0)
    low, peak = min(column.min() for column in shown), max(column.max() for column in shown)
    start = max(column[0] for column in shown)
    if log:
        return max(low, start * 1e-32) / 1.6, max(min(peak, start * 1e3), low) * 1.6
    span = max(start - low, 1e-12 * max(abs(start), abs(low)), 1e-300)
    top = min(peak, start + span)
    return low - 0.05 * (top - low or 1.0), top + 0.05 * (top - low or 1.0)


def rate_range(rates: Sequence[Any], limits: Any, log: bool) -> tuple[float, float]:
    """The rates' own span; a stability limit widens it only where it is near."""
    shown = [column for each in rates if (column := each[(each > 0) | (not log)]).size]
    if not shown:
        return (1e-3, 1.0) if log else (0.0, 1.0)
    low, high = min(column.min() for column in shown), max(column.max() for column in shown)
    if log:
        return max(low, high * 1e-5) / 1.6, high * 3.0
    top = limits[(limits > high) & (limits < 1.6 * high)].max(initial=high)
    return min(0.0, low) - 0.02 * top, (top or 1.0) * 1.08
