"""Finds schedules planned in optimizer steps but stepped once an epoch, and the other way round."""

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from lrviz.analysis.trap import Trap
from lrviz.analysis.traps.case import Case
from lrviz.analysis.traps.parts import Fix
from lrviz.arrays import Floats
from lrviz.comparison import EACH_EPOCH, EACH_STEP, Entry, curve
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules.combination import Combination
from lrviz.schedules.scaling import scaled

_FAR = 5
"""How many times the epochs a length is that was meant in steps."""
_NEAR = 2
"""Within what factor of the epochs a length is that was meant in epochs."""
_DOWN = 0.05
"""The share of its way down that a schedule which is as good as down may have to go."""
_GONE = 1e-4
"""The share of its highest rate that leaves a decay without a length no more to do."""
_EARLY = 0.1
"""The share of a run before whose end no schedule should be over."""
_SAME = 1 - 1e-6
"""The share of the highest rate that is as high."""
_MOVES = 0.5
"""The share of its highest rate that a schedule comes down to if it does come down."""


def planned_per_step(case: Case) -> Iterator[Trap]:
    """A schedule of optimizer steps that is stepped once an epoch, so that it barely moves."""
    length = _length(case)
    if length is None or not is_planned_per_step(case):
        return
    trap = case.trap(
        "stepped per epoch, planned per step",
        f"The schedule is planned for {length:,} steps and is stepped {case.calls:,} times, once an epoch: it gets "
        f"{case.percent(case.calls / length)} of its way. The run has {case.plan.steps:,} optimizer steps.",
        0,
    )
    yield case.offered(trap, replace(case.entry, stepped=EACH_STEP), "Step it each step")


def is_planned_per_step(case: Case) -> bool:
    """Whether the lengths of a schedule that is stepped once an epoch are numbers of optimizer steps."""
    length, epochs = _length(case), case.calls
    if not case.by_epoch or case.per_call == 1 or length is None:
        return False
    return length > _FAR * epochs and length**2 >= epochs * case.plan.steps


def in_epochs(case: Case) -> Fix | None:
    """The schedule with its lengths in epochs, where they are numbers of steps and it is stepped once an epoch."""
    if not is_planned_per_step(case):
        return None
    whole, per_epoch = case.parts[0], case.per_call
    fix = whole.changed(scaled(whole.schedule, 1 / per_epoch))
    if fix is None or (fix.schedule.length or 0) > case.calls:
        return None
    if whole.leaf:
        return fix
    return Fix(fix.schedule, f"Divide all lengths by the {per_epoch:,} steps of an epoch")


def planned_per_epoch(case: Case) -> Iterator[Trap]:
    """A schedule of epochs that is stepped at every step, so that it is over, or begins anew, within the first ones."""
    per_epoch, epochs = case.plan.steps_per_epoch, case.plan.epochs
    if case.by_epoch or per_epoch == 1 or epochs < _NEAR:
        return
    down = _down(case.rates)
    if down is None or down >= max(per_epoch, _EARLY * case.plan.steps) or not _counts_epochs(case, down):
        return
    slow = replace(case.entry, stepped=EACH_EPOCH)
    if not _moves_in_time(case, slow):
        return
    trap = case.trap(
        "stepped per step, planned per epoch",
        f"Stepped at every step, the rate is down from {case.rates[:down].max():.3g} to {case.rates[down]:.2g} at step "
        f"{down:,}, in epoch {down // per_epoch + 1:,} of {math.ceil(epochs):,}. Its numbers are those of a schedule "
        f"that is stepped once an epoch, which has {per_epoch:,} steps.",
        down,
    )
    yield case.offered(trap, slow, "Step it each epoch")


def _down(rates: Floats) -> int | None:
    """The first step after its highest rate at which a schedule is as good as down; None where it hardly falls."""
    if not len(rates) or not rates.max() > 0:
        return None
    top = int(np.argmax(rates >= _SAME * rates.max()))
    highest, lowest = float(rates[top]), float(rates[top:].min())
    if lowest > _MOVES * highest:
        return None
    return top + int(np.argmax(rates[top:] <= lowest + _DOWN * (highest - lowest)))


def _counts_epochs(case: Case, down: int) -> bool:
    """Whether its lengths may be epochs; one without any is a decay that leaves nothing for the other epochs."""
    length, epochs, per_epoch = _length(case), case.plan.epochs, case.plan.steps_per_epoch
    if length is not None:
        return length <= _NEAR * epochs and (length < per_epoch or length >= epochs / _NEAR)
    top = int(np.argmax(case.rates[:down]))
    gone = case.rates[max(per_epoch, math.ceil(_EARLY * len(case.rates))) :] <= _GONE * case.rates[top]
    return bool(gone.all() and (np.diff(case.rates[top : down + 1]) <= 0).all())


def _moves_in_time(case: Case, slow: Entry) -> bool:
    """Whether an entry stepped once an epoch comes down, and not at once."""
    drawn = curve(slow, case.plan)
    rates = drawn.rates[:: case.plan.steps_per_epoch]
    if drawn.problem or not len(rates):
        return False
    down = _down(rates)
    return _length(case) is not None if down is None else down >= _EARLY * len(rates)


def _length(case: Case) -> int | None:
    """The steps that a schedule is planned for, warmups alone left out; None where nothing in it counts steps."""
    schedule = case.entry.schedule
    if not any(p.unit == "steps" for part in case.parts for p in hyperparameters(type(part.schedule))):
        return None
    length = schedule.length
    if length is None and schedule.turns and not isinstance(schedule, Combination):
        return int(schedule.turns[0])
    return None if length is None or length <= schedule.rise else length
