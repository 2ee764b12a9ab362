"""Statistics of many runs taken step by step: lowest cost, mean of the last steps, and when the goal was reached."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.simulate.blocks import Callback, finite
from lrviz.simulate.outcomes.measures import tail

CostFunction: TypeAlias = Callable[[Floats, Floats, np.float64], Floats]
"""Of x, y and the step: the losses, negated where the optimizer maximizes."""


@dataclass(frozen=True, eq=False)
class RunStatistics:
    """What N runs did on their way; costs are losses, negated where the optimizer maximizes.

    Attributes:
        ends: (2, N), the points after the last step.
        earlier: (2, N), those a tail of steps before it.
        costs: (N,), at the ends.
        lowest: (N,), the least cost on the path, its start included.
        late: (N,), the mean cost after each of the last tenth of the steps.
        arrivals: (N,), after how many steps the cost was at most the goal for the first time; inf if never.
    """

    ends: Floats
    earlier: Floats
    costs: Floats
    lowest: Floats
    late: Floats
    arrivals: Floats

    @staticmethod
    def empty(count: int) -> "RunStatistics":
        """Columns to be filled."""
        return RunStatistics(*(np.full(shape, np.nan) for shape in ((2, count), (2, count), *[count] * 4)))

    def taken(self, members: Integers) -> "RunStatistics":
        """Some of the runs."""
        return RunStatistics(*(column[..., members] for column in vars(self).values()))

    def put(self, members: Integers, part: "RunStatistics") -> None:
        """Writes some of the runs."""
        for name, column in vars(part).items():
            vars(self)[name][..., members] = column


def last_tenth(steps: int) -> int:
    """How many steps the mean of the last ones takes."""
    return -(-steps // 10)


def statistics_of(points: Floats, costs: Floats, goal: float) -> RunStatistics:
    """What one run did on its way, given all its points (steps + 1, 2) and costs (steps + 1,)."""
    steps = len(points) - 1
    arrived = np.flatnonzero(costs <= goal)
    late = np.add.accumulate(costs[-last_tenth(steps) :])[-1] / last_tenth(steps)
    numbers = (costs[-1], np.fmin.reduce(costs) + 0.0, late, arrived[0] if len(arrived) else np.inf)
    columns = (np.array([number], dtype=float) for number in numbers)
    return RunStatistics(points[-1][:, None], points[-1 - tail(steps)][:, None], *columns)


class Monitor:
    """Follows the columns of a block, step by step, each to its own last step."""

    def __init__(self, cost: CostFunction, starts: Floats, goals: Floats, steps: Integers) -> None:
        """Begins before the first step.

        Args:
            cost: of points, from x and y of shape (N,) and the step.
            starts: (2, N).
            goals: (N,), NaN for a cost that cannot be reached.
            steps: (N,), how many steps each column takes.
        """
        self.statistics = RunStatistics.empty(len(steps))
        self._cost, self._goals, self._steps = cost, goals, steps
        with np.errstate(all="ignore"):
            self._lowest = np.array(cost(starts[0], starts[1], np.float64(0.0)))
        self._sum = np.zeros(len(steps))
        self._mask = np.empty(len(steps), dtype=bool)
        self._arrivals = np.zeros(len(steps), dtype=np.int64)
        self._step = 0
        self._last = _events(steps)
        self._late = _events(steps - np.array([last_tenth(count) for count in steps.tolist()]))
        self._earlier = _events(steps - np.array([tail(count) for count in steps.tolist()]))
        self._summing = min(self._late)
        self._note(starts)
        self._count()

    def __call__(self, point: Floats) -> bool:
        """Sees all points after a step; False once no column is finite or has steps left."""
        self._step += 1
        cost = self._cost(point[0], point[1], np.float64(self._step))
        np.fmin(self._lowest, cost, out=self._lowest)
        if self._step > self._summing:
            self._sum += cost
        if self._step in self._last:
            self._end(self._last.pop(self._step), point, cost)
        self._note(point)
        self._count()
        return bool(self._last) and (self._step % 32 > 0 or bool(finite(point).any()))

    def _count(self) -> None:
        """One step more for the columns that have not arrived yet."""
        np.less_equal(self._lowest, self._goals, out=self._mask)
        np.logical_not(self._mask, out=self._mask)
        self._arrivals += self._mask

    def _note(self, point: Floats) -> None:
        """What happens a tail, and a tenth, before the last step of some columns."""
        if self._step in self._earlier:
            columns = self._earlier[self._step]
            self.statistics.earlier[:, columns] = point[:, columns]
        if self._step in self._late:
            self._sum[self._late[self._step]] = 0.0

    def _end(self, columns: Integers, point: Floats, cost: Floats) -> None:
        seen, arrived = self.statistics, self._lowest[columns] <= self._goals[columns]
        seen.ends[:, columns] = point[:, columns]
        seen.costs[columns] = cost[columns]
        # 0.0 and -0.0 are the same to fmin, which takes either.
        seen.lowest[columns] = self._lowest[columns] + 0.0
        seen.late[columns] = self._sum[columns] / [last_tenth(count) for count in self._steps[columns].tolist()]
        seen.arrivals[columns] = np.where(arrived, self._arrivals[columns], np.inf)


class Snapshots:
    """Keeps the points of a block after some steps.

    Attributes:
        points: (number of marks, 2, N); NaN once no column is finite.
    """

    def __init__(self, marks: Sequence[int], starts: Floats) -> None:
        """Begins before the first step; `marks` rise, 0 is the start."""
        self.points = np.full((len(marks), *starts.shape), np.nan)
        self._marks = {step: index for index, step in enumerate(marks)}
        self._step = 0
        if 0 in self._marks:
            self.points[0] = starts

    def __call__(self, point: Floats) -> bool:
        """Sees all points after a step; False once no column is finite."""
        self._step += 1
        if self._step in self._marks:
            self.points[self._marks[self._step]] = point
        return self._step % 32 > 0 or bool(finite(point).any())


def combined(*callbacks: Callback | None) -> Callback | None:
    """All of them as one, which goes on for as long as any of them does."""
    present = [callback for callback in callbacks if callback is not None]
    if len(present) < 2:
        return present[0] if present else None

    def all_see(point: Floats) -> bool:
        answers = [callback(point) for callback in present]
        return any(answers)

    return all_see


def _events(steps: Integers) -> dict[int, Integers]:
    """The columns for which something happens after each step."""
    if (steps == steps[0]).all():
        return {int(steps[0]): np.arange(len(steps))}
    columns: dict[int, list[int]] = defaultdict(list)
    for column, step in enumerate(steps.tolist()):
        columns[step].append(column)
    return {step: np.array(members) for step, members in columns.items()}
