"""Schedules drawn by hand: constant or straight pieces between given points."""

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import First, HyperparameterError, Length, Range, Symbol, Unit
from lrviz.schedules.base import Schedule
from lrviz.schedules.decay import MultiStepLR
from lrviz.schedules.elementary import Factor
from lrviz.schedules.ramps import LinearLR
from lrviz.schedules.warmup import StepCount


def piecewise_constant(t: Any, boundaries: Any, values: Any) -> Any:
    return np.asarray(values)[np.searchsorted(boundaries, t, side="right")]


@dataclass(frozen=True)
class PiecewiseConstant(Factor):
    """Stays at one fraction of the rate after the other.

    values[i], i the number of boundaries up to t, so that a boundary is the first step of its new value.
    Source: optax.piecewise_constant_schedule; Keras PiecewiseConstantDecay changes one step later.
    """

    latex = r"\eta_t = \eta v_{i+1}, \quad i = \#\{j : b_j \le t\}"

    title = "Piecewise constant"
    factor = piecewise_constant
    falls = False
    jumps = True

    boundaries: Annotated[
        tuple[int, ...],
        "Steps at which the value changes, rising.",
        StepCount,
        Length(0, 63),
        Unit("steps"),
        Symbol("b"),
        First((250, 400)),
    ]
    values: Annotated[
        tuple[float, ...],
        "Fractions of the rate, one more than boundaries.",
        Range(0.0, 1e4),
        Length(1, 64),
        Symbol("v"),
        First((1.0, 0.1, 0.01)),
    ]

    def check(self) -> None:
        _refuse_unsorted("PiecewiseConstant.boundaries", self.boundaries)
        if len(self.values) != len(self.boundaries) + 1:
            raise HyperparameterError(
                f"PiecewiseConstant.values must be one more than boundaries, which are {len(self.boundaries)}, "
                f"got {len(self.values)}"
            )

    def of_torch(self) -> Schedule:
        first, *later = self.values
        gamma = later[0] if later else 1.0
        by_one_factor = all(math.isclose(value, gamma**power, rel_tol=1e-12) for power, value in enumerate(later, 1))
        return MultiStepLR(self.boundaries, gamma) if first == 1 and gamma <= 1 and by_one_factor else self

    @property
    def turns(self) -> tuple[float, ...]:
        return self.boundaries

    @property
    def length(self) -> int | None:
        return max(self.boundaries, default=0) + 1

    @property
    def label(self) -> str:
        return " → ".join(f"{value:g}" for value in self.values)


def piecewise_linear(t: Any, points: Any) -> Any:
    steps, factors = zip(*points, strict=True)
    return np.interp(t, steps, factors)


@dataclass(frozen=True)
class PiecewiseLinear(Factor):
    """Runs straight from point to point, drawn by hand.

    Linear between the points (step, fraction of the rate), constant before the first and after the last.
    """

    latex = r"""
        \eta_t = \eta \begin{cases} v_1 & t < s_1 \\
            v_i + (v_{i+1} - v_i) \frac{t - s_i}{s_{i+1} - s_i} & i < n \\ v_n & \text{otherwise}
            \end{cases}, \quad i = \#\{j : s_j \le t\}
    """

    title = "Piecewise linear"
    factor = piecewise_linear
    falls = False

    points: Annotated[
        tuple[tuple[float, float], ...],
        "Points (step, fraction of the rate), the steps rising.",
        Range(0.0, 1e6),
        Length(1, 64),
        Unit("steps"),
        Symbol("(s, v)"),
    ] = ((0.0, 1.0), (100.0, 0.1))

    def check(self) -> None:
        _refuse_unsorted("PiecewiseLinear.points", tuple(step for step, _ in self.points))

    def of_torch(self) -> Schedule:
        match self.points:
            case ((0.0, first), (last, end)) if 0 < first <= 1 and end <= 1 and last.is_integer():
                return LinearLR(first, end, int(last))
        return self

    @property
    def turns(self) -> tuple[float, ...]:
        changing = [index for index, (one, other) in enumerate(pairwise(self.points), 1) if one[1] != other[1]]
        return tuple(step for step, _ in self.points[: changing[-1] + 1]) if changing else ()

    @property
    def length(self) -> int | None:
        return int(self.points[-1][0]) + 1

    @property
    def label(self) -> str:
        return f"{len(self.points)} points to t={self.points[-1][0]:g}"


def _refuse_unsorted(name: str, steps: tuple[float, ...]) -> None:
    if any(later <= earlier for earlier, later in pairwise(steps)):
        raise HyperparameterError(f"{name} must be in strictly rising order, got {', '.join(f'{s:g}' for s in steps)}")
