"""The rates of many schedules at once, with the bits that each has alone."""

from collections.abc import Sequence

import numpy as np

from lrviz.schedules.base import Schedule
from lrviz.schedules.decay import Constant
from lrviz.schedules.walk import Rates


def rates_of(schedules: Sequence[Schedule], lrs: Sequence[float], steps: int) -> Rates:
    """The rates used by steps 0 … steps−1 under N schedules, shape (steps, N), each as its `rates` gives them.

    Raises:
        ScheduleError: one of the schedules ends before `steps`.
    """
    if len(schedules) > 1 and all(type(schedule) is Constant for schedule in schedules):
        return np.broadcast_to(np.array(lrs, dtype=float), (steps, len(schedules)))
    places: dict[tuple[Schedule, float], int] = {}
    columns = [places.setdefault(pair, len(places)) for pair in zip(schedules, lrs, strict=True)]
    known = [schedule.rates(lr, steps) for schedule, lr in places]
    if len(known) == 1:
        return np.broadcast_to(known[0][:, None], (steps, len(schedules)))
    return np.ascontiguousarray(np.array(known).T[:, columns])
