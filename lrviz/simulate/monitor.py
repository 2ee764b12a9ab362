"""Statistics of many runs: lowest cost, mean of the last steps, and when the goal was reached."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.simulate.outcomes.measures import tail


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
