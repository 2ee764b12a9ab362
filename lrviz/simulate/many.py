"""Thousands of runs at once, of which only the ends are kept, and statistics of the way there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from numpy.typing import ArrayLike

from lrviz.arrays import Floats, Integers
from lrviz.objectives import Objective, Window
from lrviz.scene import Run
from lrviz.simulate.batching import BatchRun
from lrviz.simulate.monitor import RunStatistics
from lrviz.simulate.run_batch import RunBatch


@dataclass(frozen=True, eq=False)
class BatchResult:
    """Where many runs ended.

    Attributes:
        points: (2, N), NaN where the parameter stopped being finite.
        losses: (N,), the function's values there, at the step that would come next.
        statistics: what the runs did on their way; None unless goals were given.
        marked: (number of marks, 2, N), the points after the marked steps; None unless marks were given.
        count_steps: counts `finite_steps`; called once, when they are first asked for.
    """

    points: Floats
    losses: Floats
    statistics: RunStatistics | None
    marked: Floats | None
    count_steps: Callable[[], Integers]

    @cached_property
    def finite_steps(self) -> Integers:
        """(N,): how many steps left the parameter finite."""
        return self.count_steps()


def simulate_many(
    objective: Objective | Sequence[Objective],
    runs: Run | Sequence[Run],
    starts: ArrayLike,
    steps: ArrayLike,
    *,
    scale: ArrayLike = 0.0,
    seed: ArrayLike = 0,
    replicates: ArrayLike = 0,
    clip: float | Sequence[float | None] | None = None,
    goals: ArrayLike | None = None,
    marks: Sequence[int] | None = None,
    box: Window | None = None,
) -> BatchResult:
    """Runs N trajectories and keeps their ends; each ends, bit for bit, where it would end alone.

    Of everything but the starts, the marks and the box, one value stands for all runs.

    Args:
        objective: the functions to descend.
        runs: of any classes.
        starts: one start (x, y), or an array of shape (2, N).
        steps: how many.
        scale: standard deviations of the gradient noise.
        seed: of the noise.
        replicates: which stream of noise of a seed.
        clip: the largest gradient norms.
        goals: the costs (losses, negated where the optimizer maximizes) at which runs have arrived. With them the
            runs are watched on their way, which takes about an eighth longer.
        marks: the steps after which all points are kept, in rising order; 0 is the start.
        box: x from and to, y from and to, where all points are held; None holds them nowhere.

    Raises:
        ScheduleError: a schedule ends before its run.
        ValueError: the numbers of objectives, runs, starts … do not fit together.
    """
    running = BatchRun(RunBatch.of(objective, runs, starts, steps, scale, seed, replicates, clip, goals, box), marks)
    running.run()
    return BatchResult(running.points, running.losses, running.statistics, running.marked, running.finite_steps)
