"""Writes a schedule as what `configure_optimizers` of Lightning returns."""

from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.configurations.built import scheduler
from lrviz.export.layout import definitions, laid_out, snippet
from lrviz.schedules import Paced, Schedule
from lrviz.source import merged


def write(asked: Asked) -> str:
    """`configure_optimizers`, with the interval and, for a schedule that watches a loss, what to monitor.

    Raises:
        LackingError: torch cannot build the scheduler, or Lightning refuses it.
    """
    entry = asked.entry
    if asked.optimizer.needs_train:
        raise LackingError(
            "This optimizer must be told to train and to evaluate, which Lightning does not do by itself."
        )
    schedule, frequency = _stepped(asked)
    driven, code = codes = merged((asked.optimizer.torch_code("self.parameters()"), scheduler(schedule, entry.lr)))
    config = {"interval": "epoch" if asked.each_epoch else "step", "frequency": frequency}
    if entry.schedule.watches:
        config["monitor"] = "val_loss"
    pairs = ", ".join(f'"{key}": {value!r}' for key, value in config.items())
    method = (
        "def configure_optimizers(self):\n"
        '    """A method of your LightningModule."""\n'
        f"    optimizer = {driven.expression}\n"
        f"    scheduler = {code.expression}\n"
        f'    return {{"optimizer": optimizer, "lr_scheduler": {{"scheduler": scheduler, {pairs}}}}}'
    )
    return snippet([*definitions(codes), laid_out(method)], codes)


def _stepped(asked: Asked) -> tuple[Schedule, int]:
    """What Lightning steps, and at every how many-th epoch or batch.

    Raises:
        LackingError: it can neither step the schedule itself nor at this pace.
    """
    schedule, plan = asked.entry.schedule, asked.plan
    if not schedule.alone:
        return schedule, 1
    if isinstance(schedule, Paced) and schedule.evenly and schedule.evenly[0] == 1:
        every = schedule.evenly[1]
        if asked.each_epoch:
            return schedule.schedule, every
        if plan.steps <= plan.steps_per_epoch or not plan.steps_per_epoch % every:
            return schedule.schedule, every * plan.accumulation
        raise LackingError(
            f"Lightning's frequency counts the batches anew in each epoch, and {every:,} does not divide the "
            f"{plan.steps_per_epoch:,} steps of one."
        )
    raise LackingError(
        "Lightning steps only schedulers of torch's own kind with a state; this curve takes a class around one."
    )


CONFIGURATION = Configuration("Lightning", write)
