"""Runs with another peak learning rate, also where the schedule ignores the optimizer's own rate."""

from dataclasses import replace

from lrviz.scene import Run
from lrviz.schedules.inside import changed_inside


def at_peak(run: Run, peak: float) -> Run:
    """The run on another peak rate.

    The peak is the optimizer's own rate, which the schedule then takes as its base. Schedules that ignore that rate,
    also inside others, get it as their highest one, and a lowest one in the proportion that it had.

    Raises:
        HyperparameterError: a declaration refuses the rate.
    """
    schedule = changed_inside(run.schedule, lambda schedule: schedule.at_peak(peak))
    return replace(run, optimizer=replace(run.optimizer, lr=peak), schedule=schedule)
