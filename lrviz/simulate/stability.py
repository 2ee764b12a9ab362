"""The linear stability limit of the learning rate along a path."""

import math
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lrviz.arithmetic import FLOATS, Value
from lrviz.arrays import Floats
from lrviz.hyperparameters import unchecked
from lrviz.objectives import Objective
from lrviz.optimizers import Rule


class Stability(NamedTuple):
    """How a function curves along a path, in the units of the optimizer's own steps; each (steps,).

    Attributes:
        limits: the largest linearly stable learning rates: inf where nothing curves upwards, NaN where the run has
            ended or where no limit is known for the rule.
        factors: their numerators; what they are divided by is how strongly the function curves upwards.
        downwards: how strongly the function curves downwards, where it does; else 0.
    """

    limits: Floats
    factors: Floats
    downwards: Floats


def stability(objective: Objective, rule: Rule, points: Floats, states: Floats, momenta: Floats | None) -> Stability:
    """The stability of each step.

    On the parabola that touches the function of step t at points[t], with the preconditioner P that it left, the rule
    contracts below factor / (λmax(P^-½ (H + penalty·I) P^-½) + shrinkage), and above it swings wider at every step.

    Args:
        objective: the function descended; climbed where the rule maximizes.
        rule: the optimizer.
        points: (steps + 1, 2).
        states: (steps, 2, k), after each step.
        momenta: (steps,), the momentum or β₁ of each step where a schedule moves it.
    """
    frozen = _Frozen.along(rule, states, momenta)
    hessian = objective.hessian(points[:-1, 0], points[:-1, 1], np.arange(len(points) - 1))
    with np.errstate(all="ignore"):
        if rule.climbs:
            hessian = -hessian
        scale = 1.0 / np.sqrt(frozen.preconditioners)
        xx = (hessian[0, 0] + frozen.penalty) * scale[:, 0] ** 2
        yy = (hessian[1, 1] + frozen.penalty) * scale[:, 1] ** 2
        xy = hessian[0, 1] * scale[:, 0] * scale[:, 1]
        middle, half = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
        sharpness = middle + half + frozen.shrinkages
        limits = np.where(sharpness > 0, frozen.factors / sharpness, np.inf)
        downwards = np.maximum(half - middle, 0.0)
    known = np.isfinite(sharpness) & np.isfinite(points[:-1]).all(axis=1) & ~np.isnan(frozen.factors)
    return Stability(*(np.where(known, column, np.nan) for column in (limits, frozen.factors, downwards)))


def limit_factors(rule: Rule, steps: int, momenta: Floats | None) -> Floats:
    """(steps,): the numerators of the limits, wherever the run goes; NaN where none is known.

    Args:
        rule: the optimizer.
        steps: how many.
        momenta: (steps,), the momentum or β₁ of each step where a schedule moves it.
    """
    return np.array([_factor(moved, step) for step, moved in _of_steps(rule, steps, momenta)])


def _of_steps(rule: Rule, steps: int, momenta: Floats | None) -> Iterator[tuple[int, Rule]]:
    """Each step, from 1 on, with the rule as it is there: a schedule may move its momentum."""
    moved = unchecked(rule, {})
    for step, momentum in enumerate([None] * steps if momenta is None else momenta.tolist(), start=1):
        if momentum is not None and rule.cycled is not None:
            vars(moved)[rule.cycled] = momentum
        yield step, moved


def _factor(rule: Rule, step: int) -> float:
    try:
        return float(rule.stability_factor(step, FLOATS))
    except (ArithmeticError, ValueError):
        return math.nan


def growth(found: Stability, rates: Floats, momenta: Floats | float, taken: slice) -> float:
    """By how many e-folds a small error can grow on the way: as heavy balls swing wider above the limit, and roll apart
    from a ridge; inf where no limit is known."""
    limits, downwards, rates = found.limits[taken], found.downwards[taken], rates[taken]
    keep = np.broadcast_to(momenta, found.limits.shape)[taken]
    if np.isnan(limits).any():
        return math.inf
    with np.errstate(all="ignore"):
        overshoot = (1 + keep) * (2 * rates / limits - 1)
        swing = np.where(rates > limits, np.log(_root(overshoot, keep)), 0.0)
        roll = np.where(downwards * rates > 0, np.log(_root(1 + keep + rates * downwards, keep)), 0.0)
    return float(np.nan_to_num(np.maximum(swing, roll), nan=math.inf).sum())


def _root(trace: Floats, determinant: Floats) -> Floats:
    """The larger root of z² − trace·z + determinant, which one step of a heavy ball multiplies an error by."""
    root: Floats = (trace + np.sqrt(np.maximum(trace**2 - 4 * determinant, 0.0))) / 2
    return root


LATE = 1000
"""A step at which rules that begin in another way have become what they are."""


def follows_state(rule: Rule) -> bool:
    """Whether a rule's stability limit at one place depends on how it got there."""
    states = ((value,) * len(rule.state_names) for value in (0.25, 0.5))
    before, after = (rule.preconditioner(state, LATE, FLOATS) for state in states)
    return before is None or before != after


class _Frozen(NamedTuple):
    """What the rule's state makes of the sharpness at each step: preconditioners (steps, 2), the others (steps,)."""

    preconditioners: Floats
    factors: Floats
    shrinkages: Floats
    penalty: float

    @staticmethod
    def along(rule: Rule, states: Floats, momenta: Floats | None) -> "_Frozen":
        of_steps = zip(states.tolist(), _of_steps(rule, len(states), momenta), strict=True)
        table: Floats = np.array([_row(moved, state, step) for state, (step, moved) in of_steps], dtype=float)
        return _Frozen(table[:, :2], table[:, 2], table[:, 3], float(rule.penalty))


_UNKNOWN = (math.nan,) * 4


def _row(rule: Rule, state: list[list[float]], step: int) -> tuple[Value, ...]:
    x_state, y_state = tuple(state[0]), tuple(state[1])
    try:
        x_divider = rule.preconditioner(x_state, step, FLOATS)
        if x_divider is None:
            return _UNKNOWN
        y_divider = rule.preconditioner(y_state, step, FLOATS)
        factor = rule.stability_factor(step, FLOATS)
        return x_divider, y_divider, factor, rule.shrinkage(x_state, step, FLOATS)
    except (ArithmeticError, ValueError):
        return _UNKNOWN
