"""The schedulers that are made of several: one after the other, or all at once."""

from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import ClassVar

from lrviz.schedules.base import ScheduleError
from lrviz.schedules.engine.recursion import Group, Moves, Scheduler, interleave


class _Whole(Scheduler):
    """What the schedulers of several parts share."""

    late_words: ClassVar[str]

    def __init__(self, parts: list[Scheduler], group: Group) -> None:
        self._parts = parts
        self._group = group

    def undo(self) -> None:
        for part in self._parts:
            part.undo()

    def begin(self) -> None:
        self._group.follow(self.run(1))

    def restart(self) -> Moves:
        raise ScheduleError(f"{self.late_words} (torch raises as well)")


class SequentialScheduler(_Whole):
    late_words = "a SequentialLR cannot start as a later stage of another one"

    def __init__(self, parts: list[Scheduler], milestones: list[int], group: Group) -> None:
        super().__init__(parts, group)
        self._milestones = milestones
        self._epoch = 0
        group.lr = group.settle_base()
        self.undo()
        parts[bisect_right(milestones, 0)].begin()

    def run(self, steps: int) -> Moves:
        done = Moves()
        for part, starts_here, more in self._pieces(steps):
            if starts_here:
                done += part.restart()
            done += part.run(more)
        return done

    def skip(self, steps: int) -> None:
        for part, starts_here, more in self._pieces(steps):
            if starts_here:
                part.restart()
            part.skip(more)

    def _pieces(self, steps: int) -> Iterator[tuple[Scheduler, bool, int]]:
        """The parts whose turn the next steps are: whether one starts there, and how many steps it makes besides."""
        end = self._epoch + steps + 1
        cuts = sorted({self._epoch + 1, end, *(m for m in self._milestones if self._epoch + 1 < m < end)})
        for start, stop in pairwise(cuts):
            index = bisect_right(self._milestones, start)
            starts_here = index > 0 and self._milestones[index - 1] == start
            yield self._parts[index], starts_here, stop - start - starts_here
        self._epoch += steps


class ChainedScheduler(_Whole):
    late_words = "a ChainedScheduler cannot start as a later stage"

    def run(self, steps: int) -> Moves:
        return interleave([part.run(steps) for part in self._parts])

    def skip(self, steps: int) -> None:
        for part in self._parts:
            part.skip(steps)
