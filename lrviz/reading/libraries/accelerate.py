"""Reads how Accelerate steps a scheduler: as often as there are processes."""

from typing import Any

import numpy as np

from lrviz.reading.libraries.library import Library
from lrviz.reading.pacing import pace
from lrviz.reading.run import Run
from lrviz.reading.values import Made
from lrviz.schedules import Schedule, ScheduleError, scaled

_STEPS = 2000
_CLOSE = 1e-12


def accelerator(
    run: Run,
    split_batches: bool = False,
    step_scheduler_with_optimizer: bool = True,
    gradient_accumulation_steps: int | None = None,
    **others: Any,
) -> None:
    if gradient_accumulation_steps is not None:
        run.change(accumulation=gradient_accumulation_steps)
    run.steps_once = split_batches or not step_scheduler_with_optimizer


def prepare(run: Run, *objects: Any, **others: Any) -> Any:
    """`accelerator.prepare(…)`, which gives back what it is given, in this order."""
    for one in objects:
        if isinstance(one, Made):
            prepared(run, one)
    return list(objects) if len(objects) != 1 else objects[0]


def prepared(run: Run, made: Made) -> None:
    """Has a scheduler run as often as Accelerate steps it."""
    devices = run.plan.devices
    if run.steps_once:
        run.note("Accelerate steps this scheduler once at each step of the optimizer.")
    elif devices == 1:
        run.note("With k processes Accelerate steps this scheduler k times at each step of the optimizer.")
    else:
        faster = None if made.of_groups else quicker(made.schedule, devices, made.lr or run.lr)
        if faster is None:
            if not pace(run, made, devices, 1):
                return
        else:
            made.schedule = faster
        run.note(f"With {devices} processes Accelerate steps it {devices} times at each step: so it is drawn.")


def quicker(schedule: Schedule, times: int, lr: float) -> Schedule | None:
    """The schedule whose rates are every so many-th of another's; None where shorter lengths alone do not give it."""
    shorter = scaled(schedule, 1 / times)
    try:
        every = schedule.rates(lr, _STEPS * times)[::times]
        same = np.allclose(shorter.rates(lr, _STEPS), every, rtol=_CLOSE, atol=_CLOSE * lr)
    except ScheduleError:
        return None
    return shorter if same else None


LIBRARY = Library("Accelerate", {"Accelerator": accelerator, "prepare": prepare})
