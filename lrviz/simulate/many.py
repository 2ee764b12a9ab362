"""Thousands of runs at once, of which only the ends are kept."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias, cast

import numpy as np
from numpy.typing import ArrayLike, NDArray

from lrviz import reference
from lrviz.hyperparameters import hyperparameters
from lrviz.objectives import Objective
from lrviz.optimizers import Rule
from lrviz.scene import Run
from lrviz.schedules import Constant, Schedule
from lrviz.schedules.plateau import ReduceLROnPlateau
from lrviz.simulate.blocks import Part, Watch, descend_block, finite
from lrviz.simulate.columns import Columns, Drive, stacked
from lrviz.simulate.noise import noise

Floats: TypeAlias = NDArray[np.float64]
Indices: TypeAlias = NDArray[np.int64]

BLOCK = 9400
"""Columns in one block: small enough for the processor's cache, large enough to hide numpy's overhead."""


@dataclass(frozen=True, eq=False)
class Endings:
    """Where many runs ended.

    Attributes:
        points: (2, N), NaN where the parameter stopped being finite.
        losses: (N,), the function's values there.
        finite_steps: (N,), how many steps left the parameter finite.
    """

    points: Floats
    losses: Floats
    finite_steps: Indices


def simulate_many(
    objective: Objective,
    runs: Run | Sequence[Run],
    starts: ArrayLike,
    steps: int,
    *,
    scale: float = 0.0,
    seed: int = 0,
    replicates: ArrayLike = 0,
    clip: float | None = None,
) -> Endings:
    """Runs N trajectories and keeps their ends; each ends, bit for bit, where it would end alone.

    Args:
        objective: the function to descend.
        runs: one run for all, or N of them, of any classes.
        starts: one start (x, y), or an array of shape (2, N).
        steps: how many.
        scale: standard deviation of the gradient noise.
        seed: of the noise.
        replicates: which stream of noise, one for all or N of them.
        clip: the largest gradient norm, or None.

    Raises:
        ScheduleError: a schedule ends before `steps`.
        ValueError: the numbers of runs, starts and replicates do not fit together.
    """
    origins = np.asarray(starts, dtype=float).reshape(2, -1)
    streams = np.atleast_1d(np.asarray(replicates, dtype=np.int64))
    listed = [runs] if isinstance(runs, Run) else list(runs)
    counts = {len(listed), origins.shape[1], len(streams)} - {1}
    if len(counts) > 1:
        raise ValueError(f"runs, starts and replicates must be one or equally many, got {sorted(counts)}")
    job = _Job(objective, listed, origins, _Push(streams, steps, scale, seed, clip), counts.pop() if counts else 1)
    job.run()
    return Endings(job.points, objective.value(job.points[0], job.points[1]), job.finite_steps)


@dataclass(frozen=True)
class _Push:
    """What all runs share besides the objective."""

    streams: Indices
    steps: int
    scale: float
    seed: int
    clip: float | None

    def kicks(self, members: Indices) -> Floats | None:
        """The noise of some runs: None, (steps, 2) for all of them, or (steps, 2, n)."""
        if self.scale == 0:
            return None
        streams = self.streams if len(self.streams) == 1 else self.streams[members]
        wanted, inverse = np.unique(streams, return_inverse=True)
        made = [noise(self.seed, int(stream), self.steps, self.scale) for stream in wanted]
        return made[0] if len(made) == 1 else np.stack(made, axis=-1).take(inverse, axis=-1)


class _Job:
    """Runs that are cut into blocks; equal kinds stand side by side in a block and share its gradients."""

    def __init__(self, objective: Objective, runs: list[Run], starts: Floats, push: _Push, count: int) -> None:
        self._objective, self._runs, self._starts, self._push = objective, runs, starts, push
        self.points = np.full((2, count), np.nan)
        self.finite_steps = np.full(count, push.steps, dtype=np.int64)

    def run(self) -> None:
        """Runs every block and files its ends."""
        ruled = []
        for group in self._groups():
            if isinstance(self._runs[group[0] % len(self._runs)].optimizer, Rule):
                ruled.append(group)
            else:
                self._run_in_torch(group)
        if ruled:
            order, kinds = np.concatenate(ruled), np.repeat(np.arange(len(ruled)), [len(group) for group in ruled])
            for place in np.array_split(np.arange(len(order)), -(-len(order) // BLOCK)):
                self._run_block(order[place], kinds[place])

    def _groups(self) -> list[Indices]:
        """The indices of each kind of run."""
        if len(self._runs) == 1:
            return [np.arange(len(self.finite_steps))]
        groups: dict[Hashable, list[int]] = defaultdict(list)
        for index, run in enumerate(self._runs):
            groups[_kind(run, self._push.steps)].append(index)
        return [self._ordered(group) for group in groups.values()]

    def _ordered(self, group: list[int]) -> Indices:
        """The group with those side by side whose running averages take the same formula of `lerp`."""
        rules = [self._runs[index].optimizer for index in group]
        fields = rules[0].averaged if isinstance(rules[0], Rule) else ()
        keys = [[1 - vars(rule)[name] < 0.5 for rule in rules] for name in fields]
        return np.array(group)[np.lexsort(keys)] if fields else np.array(group)

    def _run_block(self, members: Indices, kinds: Indices) -> None:
        self.points[:, members] = self._descend(members, kinds, None)
        lost = ~finite(self.points[:, members])
        if lost.any():
            counter = _FiniteSteps(int(lost.sum()))
            self._descend(members[lost], kinds[lost], counter)
            self.finite_steps[members[lost]] = counter.steps
            self.points[:, members[lost]] = np.nan

    def _descend(self, members: Indices, kinds: Indices, watch: Watch | None) -> Floats:
        cuts = np.flatnonzero(np.diff(kinds)) + 1
        parts = [self._part(members, slice(start, stop)) for start, stop in pairwise([0, *cuts.tolist(), len(members)])]
        one = self._starts.shape[1] == 1
        starts = np.repeat(self._starts, len(members), axis=1) if one else self._starts[:, members]
        kicks = self._push.kicks(members)
        return descend_block(self._objective, parts, starts, kicks, self._push.clip, watch=watch)

    def _part(self, members: Indices, place: slice) -> Part:
        runs = self._runs if len(self._runs) == 1 else [self._runs[index] for index in members[place].tolist()]
        rules = cast(list[Rule], [run.optimizer for run in runs])
        return Part(place, Columns(rules), _drive(runs, self._push.steps))

    def _run_in_torch(self, members: Indices) -> None:
        push = self._push
        for index in members:
            run = self._runs[index % len(self._runs)]
            x, y = self._starts[:, index % self._starts.shape[1]].tolist()
            kicks = push.kicks(np.array([index]))
            record = reference.descend(
                self._objective, run.optimizer, run.schedule, (x, y), push.steps, kicks, push.clip
            )
            self.points[:, index] = record.points[-1]
            self.finite_steps[index] = np.isfinite(record.points).all(axis=1).sum() - 1


class _FiniteSteps:
    """Counts the finite steps of each column; such columns are run again for it, from the start to their end."""

    def __init__(self, count: int) -> None:
        self.steps = np.zeros(count, dtype=np.int64)

    def __call__(self, point: Floats) -> bool:
        still = finite(point)
        self.steps += still
        return bool(still.any())


def _kind(run: Run, steps: int) -> Hashable:
    """Equal for runs that may share a part of a block."""
    optimizer, schedule = run.optimizer, run.schedule
    if not isinstance(optimizer, Rule):
        return (type(optimizer),)
    key: tuple[Hashable, ...] = (type(optimizer), optimizer.variant())
    if schedule.feedback:
        words = tuple(getattr(schedule, p.name) for p in hyperparameters(type(schedule)) if p.choice is not None)
        return (*key, type(schedule), words)
    if schedule.cycles_momentum:
        momenta = schedule.momenta(run.momentum, steps)
        return (*key, None if momenta is None else (momenta != 0).tobytes())
    return key


def _drive(runs: list[Run], steps: int) -> Drive:
    if runs[0].schedule.feedback:
        plateaus = [run.schedule for run in runs if isinstance(run.schedule, ReduceLROnPlateau)]
        first = np.array([run.optimizer.lr for run in runs])
        return Drive(np.broadcast_to(first, (steps, len(runs))), None, stacked(plateaus))
    momenta: Floats | None = None
    if runs[0].schedule.cycles_momentum:
        momenta = _table([run.schedule.momenta(run.momentum, steps) for run in runs])
    return Drive(_rates(runs, steps), momenta, None)


def _rates(runs: list[Run], steps: int) -> Floats:
    """(steps,) or (steps, N): each distinct pair of schedule and rate is computed once."""
    if len(runs) > 1 and all(type(run.schedule) is Constant for run in runs):
        return np.broadcast_to(np.array([run.optimizer.lr for run in runs]), (steps, len(runs)))
    places: dict[tuple[Schedule, float], int] = {}
    columns = [places.setdefault((run.schedule, run.optimizer.lr), len(places)) for run in runs]
    known = [schedule.rates(lr, steps) for schedule, lr in places]
    if len(known) == 1:
        return known[0]
    return np.ascontiguousarray(np.array(known).T[:, columns])


def _table(columns: list[Floats | None]) -> Floats | None:
    present = [column for column in columns if column is not None]
    if not present or all(column is present[0] or np.array_equal(column, present[0]) for column in present):
        return present[0] if present else None
    return np.stack(present, axis=1)
