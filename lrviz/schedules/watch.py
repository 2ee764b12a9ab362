"""ReduceLROnPlateau at work: alone, or behind a schedule that is stepped first, as people do it by hand."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats
from lrviz.schedules.base import Schedule, ScheduleError, counted_steps
from lrviz.schedules.combinators import Sequential, flat
from lrviz.schedules.plateau import ReduceLROnPlateau


@dataclass(frozen=True)
class Watch:
    """A plateau that decides on the rates from a step on.

    Attributes:
        plateau: what decides.
        before: the schedule that is stepped until then; None where there is none.
        start: the step whose loss the plateau sees first. Up to it the rates are those of `before`.
    """

    plateau: ReduceLROnPlateau
    before: Schedule | None = None
    start: int = 0

    def rates(self, lr: float, steps: int) -> Floats:
        """The rates of `steps` steps if the plateau leaves them alone, shape (steps,).

        Raises:
            ScheduleError: the schedule before it ends too early.
        """
        count = counted_steps(steps)
        if self.before is None or not count:
            return np.full(count, float(lr))
        led = self.before.rates(lr, min(count, self.start + 1))
        return np.concatenate((led, np.full(count - len(led), led[-1])))

    def rates_for(self, lr: float, metrics: Sequence[float]) -> Floats:
        """The rates used at each step, shape (steps,), given the metric of each step.

        Raises:
            ScheduleError: as `rates`.
        """
        led = self.rates(lr, min(len(metrics), self.start + 1))
        if len(metrics) <= self.start:
            return led
        return np.concatenate((led[:-1], self.plateau.rates_for(float(led[-1]), metrics[self.start :])))


def watch(schedule: Schedule) -> Watch | None:
    """How a schedule watches the losses; None where it goes by the step alone."""
    if not schedule.watches:
        return None
    *before, (plateau, start) = flat(schedule)
    if not isinstance(plateau, ReduceLROnPlateau):
        raise ScheduleError(f"{schedule.label} must end in ReduceLROnPlateau to watch the losses")
    if not before:
        return Watch(plateau)
    first, starts = before[0][0], tuple(begin for _, begin in before[1:])
    return Watch(plateau, Sequential(tuple(part for part, _ in before), starts) if starts else first, start)
