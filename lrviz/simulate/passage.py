"""The passage of a block: its columns go their steps, and are seen where something is asked of them."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.kernels.machines import Machine
from lrviz.kernels.program import WATCHED
from lrviz.kernels.walk import Walk
from lrviz.simulate.monitor import RunStatistics, last_tenth
from lrviz.simulate.outcomes.measures import tail

Event: TypeAlias = Callable[[int], None]
"""What happens before the step of a row."""


class Passage:
    """What n columns did, of which those with more steps stand before those with fewer.

    Attributes:
        points: (2, n), where they ended; not finite where they stopped being so.
        losses: (n,), the function's values there; NaN where none was computed.
        marked: (marks, 2, n), the points after marked steps; NaN behind a column's own steps, and once no column was
            finite.
        finite_steps: (n,), how many steps left the parameter finite, if they were watched.
        statistics: what they did but for their costs, if they were watched.
    """

    def __init__(self, machine: Machine, walk: Walk, steps: Integers, marks: Sequence[int], watched: bool) -> None:
        """Goes the whole way.

        Args:
            machine: that they walk on.
            walk: theirs, which stands before the first step.
            steps: (n,), how many each takes.
            marks: the marked steps, in rising order.
            watched: whether they are watched.
        """
        self._machine, self._walk, self._steps, self._watched = machine, walk, steps, watched
        count = len(steps)
        self.points, self.losses = np.full((2, count), np.nan), np.full(count, np.nan)
        self.marked = np.full((len(marks), 2, count), np.nan)
        self.statistics, self.finite_steps = RunStatistics.empty(count), np.zeros(count, dtype=np.int64)
        self._moving = count
        self._go(self._events(marks))
        if self._moving:
            self._give_up()

    def _events(self, marks: Sequence[int]) -> dict[int, list[Event]]:
        found: dict[int, list[Event]] = defaultdict(list)
        for place, mark in enumerate(marks):
            found[mark].append(partial(self._mark, place))
        cuts = [0, *(np.flatnonzero(np.diff(self._steps)) + 1).tolist(), len(self._steps)]
        for first, last in zip(cuts[-2::-1], cuts[:0:-1], strict=True):
            steps = int(self._steps[first])
            if self._watched:
                found[steps - tail(steps)].append(partial(self._note, slice(first, last)))
                found[steps - last_tenth(steps) + 1].append(partial(self._sum_anew, slice(first, last)))
            found[steps].append(partial(self._end, first, last))
        return found

    def _go(self, events: dict[int, list[Event]]) -> None:
        if self._watched:
            for name, value in WATCHED.items():
                self._machine.column(name)[:] = value
        at = 0
        for cut in sorted(events):
            for _ in self._walk.go(at, cut, self._moving):
                if not self._walk.finite(self._moving):
                    return
            for event in events[cut]:
                event(cut)
            if not self._moving:
                return
            at = cut

    def _here(self, where: slice) -> Floats:
        return np.stack([column[where] for column in self._walk.points])

    def _mark(self, place: int, row: int) -> None:
        self.marked[place][:, : self._moving] = self._here(slice(self._moving))

    def _note(self, where: slice, row: int) -> None:
        self.statistics.earlier[:, where] = self._here(where)

    def _sum_anew(self, where: slice, row: int) -> None:
        self._machine.column("watch.late")[where] = 0.0

    def _end(self, first: int, last: int, row: int) -> None:
        where = slice(first, last)
        self.points[:, where] = self._here(where)
        self._walk.look(row, first, last)
        self.losses[where] = self._machine.column("loss")[where]
        self._moving = first
        if self._watched:
            self._tell(where, last_tenth(row))

    def _tell(self, where: slice, tenth: int) -> None:
        seen = {name: self._machine.column(name)[where] for name in WATCHED}
        arrived = seen["watch.lowest"] <= self._machine.column("own.goal")[where]
        # 0.0 and -0.0 are the same to the least of two, which may be either.
        self.statistics.ends[:, where] = self.points[:, where]
        self.statistics.lowest[where] = seen["watch.lowest"] + 0.0
        with np.errstate(all="ignore"):
            self.statistics.late[where] = seen["watch.late"] / tenth
        self.statistics.arrivals[where] = np.where(arrived, seen["watch.arrivals"], np.inf)
        self.finite_steps[where] = seen["watch.finite"].astype(np.int64) - 1

    def _give_up(self) -> None:
        """The columns that are left are finite no more."""
        if self._watched:
            self.finite_steps[: self._moving] = (
                self._machine.column("watch.finite")[: self._moving].astype(np.int64) - 1
            )
