"""Finds schedules planned in optimizer steps but stepped once an epoch, and the other way round."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.comparison import EACH_EPOCH, EACH_STEP
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules.combination import Combination

_FAR = 5
"""How many times the epochs a length is that was meant in steps."""
_NEAR = 2
"""Within what factor of the epochs a length is that was meant in epochs."""
_COLLAPSED = 0.05


def planned_per_step(case: Case) -> Iterator[Trap]:
    """A schedule of optimizer steps that is stepped once an epoch, so that it barely moves."""
    length = _length(case)
    epochs, steps = case.calls, case.plan.steps
    if not case.by_epoch or case.per_call == 1 or length is None:
        return
    if length <= _FAR * epochs or length**2 < epochs * steps:
        return
    trap = case.trap(
        "stepped per epoch, planned per step",
        f"The schedule is planned for {length:,} steps and is stepped {epochs:,} times, once an epoch: it gets "
        f"{case.percent(epochs / length)} of its way. The run has {steps:,} optimizer steps.",
        0,
    )
    yield case.offered(trap, replace(case.entry, stepped=EACH_STEP), "Step it each step")


def planned_per_epoch(case: Case) -> Iterator[Trap]:
    """A schedule of epochs that is stepped at every step, so that it is over within the first one."""
    length = _length(case)
    per_epoch, epochs = case.plan.steps_per_epoch, case.plan.epochs
    if case.by_epoch or per_epoch == 1 or epochs < _NEAR or length is None:
        return
    if not epochs / _NEAR <= length <= _NEAR * epochs or length > per_epoch or not len(case.rates):
        return
    first = case.rates[:per_epoch]
    top = int(np.argmax(first))
    low = top + int(np.argmin(first[top:]))
    if first[low] > _COLLAPSED * first[top]:
        return
    trap = case.trap(
        "stepped per step, planned per epoch",
        f"The schedule is planned for {length:,}, about the {epochs:.3g} epochs of the run, and is stepped at each of "
        f"{per_epoch:,} steps an epoch: the rate has fallen to {first[low]:.2g} at step {low:,} of the first epoch.",
        low,
    )
    yield case.offered(trap, replace(case.entry, stepped=EACH_EPOCH), "Step it each epoch")


def _length(case: Case) -> int | None:
    """The steps that a schedule is planned for, warmups alone left out; None where nothing in it counts steps."""
    schedule = case.entry.schedule
    if not any(p.unit == "steps" for part in case.parts for p in hyperparameters(type(part.schedule))):
        return None
    length = schedule.length
    if length is None and schedule.turns and not isinstance(schedule, Combination):
        return int(schedule.turns[0])
    return None if length is None or length <= schedule.rise else length
