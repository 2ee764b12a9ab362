"""One trajectory on Python floats: the quick path for a scene."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrviz.arithmetic import FLOATS
from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.objectives import Objective
from lrviz.optimizers.base import State
from lrviz.simulate.rate_columns import RateColumns
from lrviz.simulate.rule_columns import RuleColumns


class NotFiniteError(ArithmeticError):
    """Floats cannot follow the run any further the way numpy would; blocks can."""


@dataclass(frozen=True)
class Path:
    """What one run left behind.

    Attributes:
        points: (steps + 1, 2), NaN from the step on where the parameter stopped being finite.
        learning_rates: (steps,).
        momenta: (steps,), or None where no schedule moves it.
        state_array: (steps, 2, k), the optimizer's state after each step, for each coordinate.
    """

    points: Floats
    learning_rates: Floats
    momenta: Floats | None
    state_array: Floats


def descend_floats(descent: Descent, columns: RuleColumns, schedule: RateColumns, rerounded: bool = False) -> Path:
    """Runs one optimizer.

    Args:
        descent: what is run.
        columns: its optimizer.
        schedule: its rates and momenta.
        rerounded: move the parameter by an ulp after each step, one way or the other, as another rounding would.

    Raises:
        ArithmeticError, ValueError: a value left the range in which floats and numpy agree; run it as a block.
    """
    rule, clip, box = columns.rule, descent.clip, descent.box
    gradient, update = descent.objective.float_gradient, rule.update
    rates = schedule.table.tolist()
    drawn = descent.drawn_noise()
    noise = None if drawn is None else drawn.tolist()
    plateau = _Plateau(descent.objective, schedule, rates)
    x, y = descent.start
    x_state, y_state = rule.begin(x, FLOATS), rule.begin(y, FLOATS)
    path, states = [(x, y)], []
    for step, clock in enumerate(np.arange(float(len(rates))).tolist(), 1):
        gx, gy = gradient(x, y, clock)
        if noise is not None:
            gx, gy = gx + noise[step - 1][0], gy + noise[step - 1][1]
        if clip is not None:
            gx, gy = clipped(gx, gy, clip)
        if not math.isfinite(gx + gy):
            raise NotFiniteError
        if schedule.momenta is not None:
            columns.set_momentum(schedule.momenta[step - 1].item())
        lr = rates[step - 1]
        plateau.before(step, x, y)
        if rule.scales_gradient:
            share = rule.gradient_share(math.sqrt(gx * gx + gy * gy), FLOATS)
            gx, gy = gx * share, gy * share
        x, x_state = update(x, gx, x_state, lr, step, FLOATS)
        y, y_state = update(y, gy, y_state, lr, step, FLOATS)
        if rerounded:
            x, y = _rerounded(x, step), _rerounded(y, step + 1)
        if box is not None:
            x, y = _held(x, box[0]), _held(y, box[1])
        states.append((x_state, y_state))
        if not (math.isfinite(x) and math.isfinite(y)):
            break
        path.append((x, y))
    count, parts = len(rates), len(rule.state_names)
    return Path(_padded(path, count + 1, 2), np.array(rates), schedule.momenta, _padded(states, count, 2, parts))


def _rerounded(value: float, step: int) -> float:
    """One ulp up or down, in an order without a pattern that could cancel."""
    return value * (1.0 + (math.ulp(1.0) if step * 2654435761 & 65536 else -math.ulp(1.0)))


def _held(value: float, side: tuple[float, float]) -> float:
    """The value, or the end of the side that it is beyond; a NaN stays."""
    low, high = side
    return low if value < low else high if value > high else value


class _Plateau:
    """The plateau's loop: it sees the loss of each forward pass and sets the next step's rate."""

    def __init__(self, objective: Objective, schedule: RateColumns, rates: list[float]) -> None:
        self._value, self._plateau, self._rates = objective.float_value, schedule.plateau, rates
        self._start = schedule.starts
        self._state: State = () if self._plateau is None else self._plateau.begin(rates[0], FLOATS)

    def before(self, step: int, x: float, y: float) -> None:
        if self._plateau is not None and self._start < step < len(self._rates):
            lr, loss = self._rates[step - 1], self._value(x, y, step - 1.0)
            self._state, self._rates[step] = self._plateau.react(self._state, lr, loss, FLOATS)


def clipped(gx: float, gy: float, limit: float) -> tuple[float, float]:
    """The gradient scaled down to a norm of at most `limit`, as torch.nn.utils.clip_grad_norm_ does it."""
    share = limit / (math.sqrt(gx * gx + gy * gy) + 1e-6)
    return (gx * share, gy * share) if share < 1.0 else (gx, gy)


def _padded(rows: Sequence[Any], *shape: int) -> Floats:
    """The rows as an array, with NaN where there are fewer than its shape has."""
    padded = np.full(shape, np.nan)
    padded[: len(rows)] = rows
    return padded
