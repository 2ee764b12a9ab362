"""torch's own schedulers in the standard loop."""

import math
import warnings
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

import numpy as np
import pytest
import torch

from lrviz.schedules import Code, Schedule, ScheduleError
from lrviz.schedules.combination import Combination

TORCH_RAISES = (ValueError, ZeroDivisionError, OverflowError, NotImplementedError, KeyError)
"""What torch's schedulers raise when they cannot go on.

A nested one without `get_lr` raises NotImplementedError, one that finds no momentum in a loaded optimizer KeyError.
"""


def build(code: Code, optimizer: torch.optim.Optimizer) -> Any:
    """The scheduler that exported code builds."""
    names: dict[str, Any] = {"torch": torch, "np": np, "math": math, "optimizer": optimizer}
    for definition in code.definitions:
        exec(definition, names)
    return eval(code.expression, names)


def run(
    code: Code, lr: float, steps: int, momentum: float = 0.0, metrics: Sequence[float] = ()
) -> tuple[np.ndarray, np.ndarray, bool]:
    """The rates and momenta that real steps use, and whether the scheduler raised before the last one was done."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=lr, momentum=momentum)
    used, raised = [], False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            scheduler = build(code, optimizer)
            for step in range(steps):
                used.append((optimizer.param_groups[0]["lr"], optimizer.param_groups[0]["momentum"]))
                optimizer.step()
                scheduler.step(*metrics[step : step + 1])
        except TORCH_RAISES:
            raised = True
    return *np.array(used, dtype=float).reshape(-1, 2).T, raised


def _rounding(schedule: Schedule, rates: np.ndarray) -> float:
    """How far a rate may be off by rounding: that of the highest where a floor is what is left of a difference."""
    over = any(hasattr(one, "floor") for one in _all(schedule))
    return float(np.finfo(float).eps * np.abs(rates).max(initial=0.0)) if over else 1e-300


def _all(schedule: Schedule) -> Iterator[Schedule]:
    """A schedule and all that it is made of."""
    yield schedule
    for part in schedule.parts if isinstance(schedule, Combination) else ():
        yield from _all(part)


def assert_same_as_torch(schedule: Schedule, lr: float, steps: int, momentum: float = 0.0) -> None:
    """The schedule's columns equal torch's, or it raises as torch does."""
    raised = True
    with suppress(ScheduleError):
        rates, momenta, raised = run(schedule.torch_code(lr), lr, steps, momentum)
    if raised:
        with pytest.raises(ScheduleError):
            schedule.rates(lr, steps)
        return
    np.testing.assert_allclose(schedule.rates(lr, steps), rates, rtol=1e-12, atol=_rounding(schedule, rates))
    column = schedule.momenta(momentum, steps)
    assert (column is not None) == schedule.cycles_momentum
    np.testing.assert_allclose(np.full(steps, momentum) if column is None else column, momenta, rtol=1e-12)
