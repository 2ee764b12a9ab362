"""Schedulers that stand around another one and are a part of none."""

from typing import ClassVar

from lrviz.schedules.base import ScheduleError
from lrviz.schedules.engine.recursion import Moves, Scheduler


class OutermostScheduler(Scheduler):
    """One that stands around another.

    Attributes:
        refused: why it cannot be a part.
    """

    refused: ClassVar[str]

    def undo(self) -> None:
        raise ScheduleError(self.refused)

    def begin(self) -> None:
        raise ScheduleError(self.refused)

    def restart(self) -> Moves:
        raise ScheduleError(self.refused)
