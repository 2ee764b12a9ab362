"""Reads what `configure_optimizers` of Lightning returns.

A scheduler of frequency k is stepped where the epochs, or the batches of the epoch, that are done are a multiple of k;
for batches only where the optimizer steps too. Source: loops/training_epoch_loop.py of Lightning 2.
"""

from math import lcm
from typing import Any

from lrviz.comparison import EACH_EPOCH, EACH_STEP
from lrviz.reading.libraries.library import Library
from lrviz.reading.pacing import pace
from lrviz.reading.run import Run
from lrviz.reading.values import Made


def configure_optimizers(run: Run, returned: Any) -> None:
    """Sets how often each of the returned schedulers is stepped: once an epoch, unless "interval" says "step"."""
    if isinstance(returned, dict):
        schedulers = [returned.get("lr_scheduler")]
    elif isinstance(returned, list) and len(returned) == 2 and isinstance(returned[1], list):
        schedulers = returned[1]
    else:
        return
    for one in schedulers:
        config = one if isinstance(one, dict) else {"scheduler": one}
        made = config.get("scheduler")
        if isinstance(made, Made):
            _step(run, made, config)


def _step(run: Run, made: Made, config: dict[str, Any]) -> None:
    interval, frequency = config.get("interval", "epoch"), config.get("frequency", 1)
    made.stepped = EACH_STEP if interval == "step" else EACH_EPOCH
    if "interval" not in config:
        run.note("Lightning steps a scheduler once an epoch where no interval is given.")
    if isinstance(frequency, int) and not isinstance(frequency, bool) and frequency > 1:
        _every(run, made, frequency)
    if made.schedule.feedback and "monitor" not in config:
        run.leave_out("ReduceLROnPlateau without a monitor: Lightning refuses it.")


def _every(run: Run, made: Made, frequency: int) -> None:
    """Has it stepped at every so many-th epoch, or after every so many-th batch where the optimizer steps as well."""
    if made.stepped == EACH_EPOCH:
        if pace(run, made, 1, frequency):
            run.note(f"frequency={frequency} steps it once in {frequency} epochs: so it is drawn.")
        return
    every = lcm(frequency, run.plan.accumulation) // run.plan.accumulation
    if not pace(run, made, 1, every):
        return
    run.note(f"frequency={frequency} counts batches and steps it once in {every} optimizer steps: so it is drawn.")
    if run.plan.steps_per_epoch % every:
        run.leave_out(
            f"Lightning counts batches anew in each epoch of {run.plan.steps_per_epoch:,} steps, which {every:,} does "
            "not divide: it is drawn as if it went on."
        )


LIBRARY = Library("Lightning", returned={"configure_optimizers": configure_optimizers})
