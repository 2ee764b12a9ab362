"""What the writers of configurations share: what they are asked for, and how they answer."""

from collections.abc import Callable
from dataclasses import dataclass

from lrviz.comparison import EACH_EPOCH, Entry, Plan
from lrviz.export.libraries.wanted import Wanted
from lrviz.optimizers import Optimizer


class LackingError(ValueError):
    """A library cannot give a curve; the message says why, as a sentence."""


@dataclass(frozen=True)
class Asked:
    """A curve that a configuration shall give.

    Attributes:
        entry: the schedule on its base rate.
        plan: the run.
        optimizer: what the schedule drives, with the entry's rate.
        wanted: the curve, in pieces where it has such.
    """

    entry: Entry
    plan: Plan
    optimizer: Optimizer
    wanted: Wanted

    @property
    def each_epoch(self) -> bool:
        """Whether the schedule is stepped once an epoch."""
        return self.entry.stepped == EACH_EPOCH

    @property
    def epochs(self) -> int | None:
        """The epochs of the run; None where they are no whole ones."""
        whole, rest = divmod(self.plan.steps, self.plan.steps_per_epoch)
        return None if rest else whole


@dataclass(frozen=True)
class Configuration:
    """How a schedule is written for a framework.

    Attributes:
        name: the framework's.
        write: the text; it raises `LackingError` where there is none.
        language: what the text is in: python, json or bash.
    """

    name: str
    write: Callable[[Asked], str]
    language: str = "python"
