"""Writes a schedule for Accelerate, which steps a scheduler once for each process."""

import numpy as np

from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.configurations.built import scheduler
from lrviz.export.layout import definitions, laid_out, snippet
from lrviz.schedules import Paced, Schedule, ScheduleError, scaled

_CLOSE = 1e-12


def write(asked: Asked) -> str:
    """The function that builds the scheduler, and how Accelerate is given it.

    Raises:
        LackingError: torch cannot build the scheduler.
    """
    schedule, lr, devices = asked.entry.schedule, asked.entry.lr, asked.plan.devices
    if schedule.watches:
        raise LackingError("What a scheduler sees of the loss is given to its step(), with Accelerate as without it.")
    prepared, why = _prepared(asked, devices)
    code = scheduler(schedule if prepared is None else prepared, lr)
    build = laid_out(f"def build_scheduler(optimizer):\n    return {code.expression}")
    when = "each epoch" if asked.each_epoch else "each optimizer.step()"
    return snippet([*definitions([code]), build, _given(prepared is not None, why, when)], [code])


def _prepared(asked: Asked, devices: int) -> tuple[Schedule | None, str]:
    """What `accelerator.prepare` is given, and why; None where it is to step nothing."""
    schedule = asked.entry.schedule
    if isinstance(schedule, Paced) and schedule.evenly == (devices, 1):
        return schedule.schedule, f"{devices} processes step it {devices} times at each step, as is planned."
    if schedule.alone:
        return None, "which steps torch's own schedulers alone."
    if devices == 1:
        return schedule, ""
    longer = _longer(asked, devices)
    if longer is None:
        return None, f"which would step it {devices} times at each step."
    return longer, (
        f"{devices} processes step it {devices} times at each step: all lengths are {devices} times as long."
    )


def _longer(asked: Asked, devices: int) -> Schedule | None:
    """The schedule with lengths for so many steps at once; None where that is another curve."""
    longer, steps = scaled(asked.entry.schedule, devices), asked.wanted.calls
    try:
        every = longer.rates(asked.entry.lr, steps * devices)[::devices]
        own = asked.entry.schedule.rates(asked.entry.lr, steps)
    except ScheduleError:
        return None
    return longer if np.allclose(every, own, rtol=_CLOSE, atol=_CLOSE * asked.entry.lr) else None


def _given(prepared: bool, why: str, when: str) -> str:
    if prepared:
        above = f"# {why}\n" if why else ""
        return f"{above}scheduler = accelerator.prepare(build_scheduler(optimizer))\n# After {when}: scheduler.step()"
    return (
        f"# Not for accelerator.prepare(), {why}\nscheduler = build_scheduler(optimizer)\n"
        f"# After {when}: if accelerator.sync_gradients: scheduler.step()"
    )


CONFIGURATION = Configuration("Accelerate", write)
