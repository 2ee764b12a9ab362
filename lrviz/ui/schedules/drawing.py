"""Schedules drawn by hand on the board."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from lrviz.comparison import Entry, Plan
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import PiecewiseLinear
from lrviz.ui.schedules.entry import put

_POINTS = next(parameter for parameter in hyperparameters(PiecewiseLinear) if parameter.pairs)


def draw_points(page: str, entries: Mapping[int, Entry], plan: Plan, sent: Any) -> None:
    """Takes the points that a browser sent for a slot; what is not a drawing is left aside."""
    if not isinstance(sent, Mapping) or not isinstance(sent.get("points"), list):
        return
    slot = sent.get("slot")
    if not isinstance(slot, int):
        return
    entry = entries.get(slot)
    if entry is None or not isinstance(entry.schedule, PiecewiseLinear):
        return
    points = _sorted(sent["points"], entry.repeats(plan))
    try:
        drawn = PiecewiseLinear(tuple(points))
    except ValueError:
        return
    put(page, slot, replace(entry, schedule=drawn))


def _sorted(sent: list[Any], repeats: int) -> list[tuple[float, float]]:
    """The points that are points, at whole steps of the schedule inside its range, each step once."""
    places: dict[float, float] = {}
    for one in sent:
        if not isinstance(one, list) or len(one) != 2:
            continue
        if not all(isinstance(value, int | float) and math.isfinite(value) for value in one):
            continue
        allowed = _POINTS.range
        step = one[0] / repeats
        step = step if allowed is None else min(max(step, allowed.low), allowed.high)
        places[float(round(step))] = float(f"{max(one[1], 0.0):.6g}")
    return sorted(places.items())
