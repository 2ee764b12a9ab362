"""Cuts many runs into blocks: equal kinds stand side by side in a block and share its gradients."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import cast

import numpy as np

from lrviz import reference
from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import hyperparameters
from lrviz.optimizers import Optimizer, Rule
from lrviz.scene import Run
from lrviz.schedules import Constant
from lrviz.simulate.blocks import Callback, Part, descend_block, finite
from lrviz.simulate.columns import Columns
from lrviz.simulate.monitor import Followed, Heights, Monitor, Snapshots, followed, together
from lrviz.simulate.rate_columns import Driver
from lrviz.simulate.run_batch import RunBatch, column, picked
from lrviz.simulate.surfaces import Surface, surface

BLOCK = 9400
"""Columns in one block: small enough for the processor's cache, large enough to hide numpy's overhead."""

MOST_RATES = 12_000_000
"""Rates that a block may hold at once, of all its columns and steps."""


class BatchRun:
    """A crowd at work.

    Attributes:
        points: (2, N), where the runs ended; NaN where the parameter stopped being finite.
        losses: (N,), the function's values there.
        followed: what they did on their way; None where there are no goals.
        marked: (number of marks, 2, N), the points after the marked steps; None where there are none.
    """

    def __init__(self, crowd: RunBatch, marks: Sequence[int] | None = None) -> None:
        self._crowd, self._marks = crowd, marks
        self._lost: list[tuple[Integers, Integers]] = []
        self.points = np.full((2, crowd.count), np.nan)
        self.losses = np.full(crowd.count, np.nan)
        self.followed = None if crowd.goals is None else Followed.of_none(crowd.count)
        self.marked = None if marks is None else np.full((len(marks), 2, crowd.count), np.nan)
        self._steps_in_torch: dict[int, int] = {}
        self._driver = Driver(crowd.longest)

    def run(self) -> None:
        """Runs every block and files its ends."""
        for hall in _halls(self._crowd):
            ruled = []
            for group in _groups(self._crowd, hall, self._driver):
                if isinstance(self._run_of(group[0]).optimizer, Rule):
                    ruled.append(group)
                else:
                    self._run_in_torch(group)
            if ruled:
                order, kinds = np.concatenate(ruled), np.repeat(np.arange(len(ruled)), [len(group) for group in ruled])
                for place in np.array_split(np.arange(len(order)), -(-len(order) // self._most())):
                    self._run_block(order[place], kinds[place])

    def finite_steps(self) -> Integers:
        """(N,): how many steps left the parameter finite; those that did not all are run again for it."""
        steps = np.array(np.broadcast_to(self._crowd.steps, self._crowd.count))
        for members, kinds in self._lost:
            counter = _FiniteSteps(len(members))
            self._descend(members, kinds, counter)
            steps[members] = counter.steps
        for index, count in self._steps_in_torch.items():
            steps[index] = count
        return steps

    def _most(self) -> int:
        """How many columns a block may have."""
        runs = self._crowd.runs
        if len(runs) == 1 or all(type(run.schedule) is Constant for run in runs):
            return BLOCK
        return min(BLOCK, max(64, MOST_RATES // self._crowd.longest))

    def _run_of(self, index: int) -> Run:
        runs = self._crowd.runs
        return runs[0] if len(runs) == 1 else runs[index]

    def _run_block(self, members: Integers, kinds: Integers) -> None:
        crowd = self._crowd
        marker = Snapshots(self._marks, crowd.starts_of(members)) if self._marks else None
        follower = None if crowd.goals is None and len(crowd.steps) == 1 else self._follower(members)
        ends = self._descend(members, kinds, together(marker, follower))
        if follower is not None:
            ends = follower.seen.ends
        if follower is not None and self.followed is not None:
            self.followed.put(members, follower.seen)
        if marker is not None and self.marked is not None:
            self.marked[:, :, members] = marker.points
        lost = ~finite(ends)
        ends[:, lost] = np.nan
        self.points[:, members] = ends
        with np.errstate(all="ignore"):
            self.losses[members] = self._surface(members).value(ends[0], ends[1])
        if lost.any():
            self._lost.append((members[lost], kinds[lost]))

    def _follower(self, members: Integers) -> Monitor:
        crowd = self._crowd
        wanted = np.array([-np.inf]) if crowd.goals is None else column(crowd.goals, members)
        goals, steps = (np.array(np.broadcast_to(c, len(members))) for c in (wanted, column(crowd.steps, members)))
        return Monitor(self._heights(members), crowd.starts_of(members), goals, steps)

    def _heights(self, members: Integers) -> Heights:
        value = self._surface(members).value
        climbs = [run.optimizer.climbs for run in picked(self._crowd.runs, members)]
        if not any(climbs):
            return value
        signs = np.where(climbs, -1.0, 1.0)
        return lambda x, y: signs * value(x, y)

    def _surface(self, members: Integers) -> Surface:
        return surface(picked(self._crowd.objectives, members))

    def _descend(self, members: Integers, kinds: Integers, watch: Callback | None) -> Floats:
        crowd = self._crowd
        cuts = np.flatnonzero(np.diff(kinds)) + 1
        parts = [self._part(members, slice(start, stop)) for start, stop in pairwise([0, *cuts.tolist(), len(members)])]
        starts, kicks = crowd.starts_of(members), crowd.kicks(members)
        return descend_block(self._surface(members), parts, starts, kicks, crowd.clip(members), watch=watch)

    def _part(self, members: Integers, place: slice) -> Part:
        runs = picked(self._crowd.runs, members[place])
        rules = cast(list[Rule], [run.optimizer for run in runs])
        return Part(place, Columns(rules), self._driver.drive(runs, column(self._crowd.steps, members[place])))

    def _run_in_torch(self, members: Integers) -> None:
        crowd = self._crowd
        for member in members:
            one, run = np.array([member]), self._run_of(member)
            (objective,), steps = picked(crowd.objectives, one), int(column(crowd.steps, one)[0])
            x, y = crowd.starts_of(one)[:, 0].tolist()
            noise, clip = crowd.kicks(one), picked(crowd.clips, one)[0]
            kicks = None if noise is None else noise.units[:steps, :, 0] * noise.scale
            record = reference.descend(objective, run.optimizer, run.schedule, (x, y), steps, kicks, clip)
            self._steps_in_torch[int(member)] = int(np.isfinite(record.points).all(axis=1).sum()) - 1
            losses = objective.value(record.points[:, 0], record.points[:, 1])
            self.points[:, member], self.losses[member] = record.points[-1], losses[-1]
            if self.marked is not None and self._marks is not None:
                self.marked[:, :, member] = record.points[list(self._marks)]
            if self.followed is not None and crowd.goals is not None:
                sign = -1.0 if run.optimizer.climbs else 1.0
                self.followed.put(one, followed(record.points, sign * losses, float(column(crowd.goals, one)[0])))


class _FiniteSteps:
    """Counts the finite steps of each column; such columns are run again for it, from the start to their end."""

    def __init__(self, count: int) -> None:
        self.steps = np.zeros(count, dtype=np.int64)

    def __call__(self, point: Floats) -> bool:
        still = finite(point)
        self.steps += still
        return bool(still.any())


def _halls(crowd: RunBatch) -> list[Integers]:
    """The indices of runs that may share a block at all: one formula, all with noise or none, all clipped or none."""
    everyone = np.arange(crowd.count)
    if max(len(crowd.objectives), len(crowd.scales), len(crowd.clips)) == 1:
        return [everyone]
    batching: dict[Hashable, list[int]] = defaultdict(list)
    for index in everyone.tolist():
        one = np.array([index])
        formula = picked(crowd.objectives, one)[0].expression
        batching[formula, bool(column(crowd.scales, one)[0]), picked(crowd.clips, one)[0] is None].append(index)
    return [np.array(hall) for hall in batching.values()]


def _groups(crowd: RunBatch, hall: Integers, driver: Driver) -> list[Integers]:
    """The indices of each kind of run in a hall."""
    if len(crowd.runs) == 1:
        return [hall]
    groups: dict[Hashable, list[int]] = defaultdict(list)
    known: dict[int, Hashable] = {}
    steps = np.broadcast_to(crowd.steps, crowd.count)
    for index in hall.tolist():
        run = crowd.runs[index]
        if id(run.optimizer) not in known:
            known[id(run.optimizer)] = _kind_of_optimizer(run.optimizer)
        groups[known[id(run.optimizer)], _kind_of_schedule(run, int(steps[index]), driver)].append(index)
    return [_ordered(crowd, group) for group in groups.values()]


def _ordered(crowd: RunBatch, group: list[int]) -> Integers:
    """The group with those side by side whose running averages take the same formula of `lerp`."""
    rules = [crowd.runs[index].optimizer for index in group]
    fields = rules[0].decay_fields if isinstance(rules[0], Rule) else ()
    keys = [[1 - vars(rule)[name] < 0.5 for rule in rules] for name in fields]
    return np.array(group)[np.lexsort(keys)] if fields else np.array(group)


def _kind_of_optimizer(optimizer: Optimizer) -> Hashable:
    """Equal for optimizers that may share a part of a block."""
    return type(optimizer), optimizer.variant() if isinstance(optimizer, Rule) else None


def _kind_of_schedule(run: Run, steps: int, driver: Driver) -> Hashable:
    """Equal for schedules that may share a part of a block."""
    schedule = run.schedule
    if schedule.feedback:
        words = tuple(getattr(schedule, p.name) for p in hyperparameters(type(schedule)) if p.choice is not None)
        return type(schedule), words
    return driver.nonzero_momenta(run, steps) if schedule.cycles_momentum and isinstance(run.optimizer, Rule) else None
