"""Writes a schedule as the code and the configurations of training frameworks, or says why there is none."""

from dataclasses import dataclass

from lrviz.comparison import Entry, Plan, curve
from lrviz.export.configurations import (
    accelerate,
    deepspeed,
    fastai,
    lightning,
    timm_flags,
    trainer,
    ultralytics,
)
from lrviz.export.configurations.asked import Asked, Configuration, LackingError
from lrviz.export.libraries import IN_GROUPS, wanted_of
from lrviz.optimizers import Optimizer

CONFIGURATIONS: tuple[Configuration, ...] = (
    trainer.CONFIGURATION,
    lightning.CONFIGURATION,
    accelerate.CONFIGURATION,
    deepspeed.CONFIGURATION,
    timm_flags.CONFIGURATION,
    fastai.CONFIGURATION,
    ultralytics.CONFIGURATION,
)

__all__ = ["CONFIGURATIONS", "LackingError", "Written", "configured"]


@dataclass(frozen=True)
class Written:
    """A schedule for one framework.

    Attributes:
        text: the code or the configuration; empty where there is none.
        language: what it is written in.
        reason: why there is none, in a sentence or two; empty where there is one.
    """

    text: str
    language: str = "python"
    reason: str = ""


def configured(entry: Entry, plan: Plan, optimizer: Optimizer) -> dict[str, Written]:
    """A schedule for every framework, by its name: where its rates are exactly these, and else why not.

    Args:
        entry: the schedule on its base rate.
        plan: the run.
        optimizer: what the schedule drives; its own rate gives way to the entry's.
    """
    if entry.groups:
        return {one.name: Written("", one.language, IN_GROUPS) for one in CONFIGURATIONS}
    asked = Asked(entry, plan, entry.driven(optimizer), wanted_of(entry, plan))
    problem = curve(entry, plan).problem
    return {one.name: _written(one, asked, problem) for one in CONFIGURATIONS}


def _written(one: Configuration, asked: Asked, problem: str) -> Written:
    if problem:
        return Written("", one.language, f"The schedule ends before the run does: {problem}.")
    try:
        return Written(one.write(asked), one.language)
    except LackingError as lacking:
        return Written("", one.language, str(lacking))
