"""Finds torch's own classes for schedules that would otherwise leave as a function of the step."""

import numpy as np

from lrviz.arrays import Floats
from lrviz.schedules.base import Schedule, ScheduleError
from lrviz.schedules.watch import watch

_AGREEMENT = 1e-12


def in_torch(schedule: Schedule, lr: float) -> Schedule:
    """A schedule of torch's own classes with the same rates for an optimizer whose own rate is `lr`.

    The schedule itself where there is none. Inside others a class may act otherwise than alone: OneCycleLR moves the
    base of a LinearLR beside it, but not that of a LambdaLR. So the curves are compared, well past the end.
    """
    candidate = schedule.of_torch()
    if candidate == schedule:
        return schedule
    watching = watch(schedule)
    steps = (schedule.length or 500) + 500 + (watching.start if watching else 0)
    try:
        theirs, ours = _rates(candidate, lr, steps), _rates(schedule, lr, steps)
    except ScheduleError:
        return schedule
    return candidate if np.allclose(theirs, ours, rtol=_AGREEMENT, atol=0.0) else schedule


def _rates(schedule: Schedule, lr: float, steps: int) -> Floats:
    """The rates of a schedule, those that it leads a plateau to where it watches the losses."""
    return (watch(schedule) or schedule).rates(lr, steps)
