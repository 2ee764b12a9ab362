"""What shows an entry of the reference: a scene on a function, a schedule over a plan, losses that a law expects."""

import math
from typing import Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.comparison import Entry, Plan, curve
from lrviz.forecasts import Law
from lrviz.forecasts.changes import changes
from lrviz.forecasts.laws import Scale
from lrviz.objectives import Objective, Quadratic
from lrviz.optimizers import SGD, Adam, Optimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import Constant, ConstantWithWarmup, CosineWithWarmup, Schedule, WarmupStableDecay

PLAN = Plan(budget=1000.0)
"""The run over which a schedule is shown."""

BASE_RATE = 0.1
"""The optimizer's own rate under a schedule that is shown alone."""

STEPS = 100
"""The steps of the scene that shows an optimizer."""

_VALLEY = Quadratic(condition=20.0)
_START = (-2.4, 1.6)
_BESIDE = SGD(lr=0.05)
"""Plain gradient descent at about its best rate in the valley, to compare with."""

_FORECAST = (
    WarmupStableDecay(warmup_steps=500, stable_steps=14_500, decay_steps=5_000),
    CosineWithWarmup(warmup_steps=500, total_steps=20_000),
    ConstantWithWarmup(warmup_steps=500),
)
"""Schedules under which the losses of a law are shown."""

FORECAST_PLAN = Plan(budget=20_000.0)
"""The run over which they are."""

_COEFFICIENTS = (2.6, 0.3, 0.25)
"""Coefficients of a law that is shown, as a language model of some hundred million parameters has them."""

_SHOWN_FROM, _SHOWN_POINTS = 0.1, 150

_FUNCTION_STEPS = 300
_GRID = 41


def scene_for(parts: tuple[Any, ...]) -> Scene | None:
    """The scene that shows an optimizer, alone or under a schedule, or a function; None for a schedule alone."""
    first = parts[0]
    if isinstance(first, Objective):
        return _on(first)
    if not isinstance(first, Optimizer):
        return None
    own = Run(first, parts[1] if len(parts) > 1 else Constant())
    beside = () if own == Run(_BESIDE) else (Run(_BESIDE),)
    return Scene(_VALLEY, start=_START, steps=STEPS, runs=(own, *beside))


def planned(parts: tuple[Any, ...]) -> Entry | None:
    """The schedule among some parts, on the optimizer's rate or on `BASE_RATE`; None where there is none."""
    schedule = parts[-1]
    if not isinstance(schedule, Schedule):
        return None
    return Entry(schedule, parts[0].lr if len(parts) > 1 else BASE_RATE)


def forecast_entries() -> tuple[Entry, ...]:
    """Schedules over `FORECAST_PLAN` under which a law is shown."""
    return tuple(Entry(schedule, BASE_RATE) for schedule in _FORECAST)


def expected_losses(law: Law, entry: Entry) -> tuple[Integers, Floats]:
    """Numbers of steps (m,), and the losses (m,) that a law expects after them, its numbers as declared."""
    steps, rates = FORECAST_PLAN.steps, curve(entry, FORECAST_PLAN).rates
    at = np.linspace(_SHOWN_FROM * steps, steps, _SHOWN_POINTS).round().astype(np.int64)
    scale = Scale(BASE_RATE, BASE_RATE * steps, steps)
    columns = law.columns(changes(rates, at), [one.mean for one in law.exponents], scale)
    return at, columns @ _COEFFICIENTS[: columns.shape[1]]


def plan_of(parts: tuple[Any, ...]) -> Plan:
    """The run over which the schedule among some parts is shown."""
    return Plan(budget=float(STEPS)) if len(parts) > 1 else PLAN


def _on(objective: Objective) -> Scene:
    """Plain gradient descent and Adam on a function, from its start, at rates that are made for it."""
    left, right = objective.window[0]
    hundredth = _rounded((right - left) / 100)
    runs = (Run(Adam(lr=hundredth)), Run(SGD(lr=_safe_rate(objective) or hundredth)))
    held = objective.window if objective.moves and not objective.minima else None
    return Scene(objective, steps=_FUNCTION_STEPS, runs=runs, box=held)


def _safe_rate(objective: Objective) -> float:
    """A rate at which descent is bound to descend: one over the largest curvature where it is no higher than the start.

    0 where there is no curvature, as in a pyramid.
    """
    sides = (np.linspace(low, high, _GRID) for low, high in objective.window)
    x, y = (np.append(side.ravel(), at) for side, at in zip(np.meshgrid(*sides), objective.start, strict=True))
    with np.errstate(all="ignore"):
        below = objective.value(x, y) <= objective.value(*objective.start)
        (xx, xy), (_, yy) = objective.hessian(x[below], y[below])
    largest = np.abs((xx + yy) / 2) + np.hypot((xx - yy) / 2, xy)
    known = largest[np.isfinite(largest)]
    curvature = float(known.max()) if known.size else 0.0
    return _rounded(min(1 / curvature, 1e3)) if curvature > 1e-9 else 0.0


def _rounded(value: float) -> float:
    """The next smaller number with one digit."""
    decade = 10.0 ** math.floor(math.log10(value))
    return float(f"{math.floor(value / decade * (1 + 1e-12)) * decade:.1g}")
