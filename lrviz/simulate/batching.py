"""Cuts a batch of runs into blocks, in which runs of one kind stand side by side, and runs them."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from itertools import pairwise
from typing import cast

import numpy as np

from lrviz import reference
from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import check_kept, counted, hyperparameters
from lrviz.optimizers import Optimizer, Rule
from lrviz.scene import Run
from lrviz.schedules import Constant, watch
from lrviz.simulate.blocks import Callback, Part, descend_block, finite
from lrviz.simulate.monitor import CostFunction, Monitor, RunStatistics, Snapshots, combined, statistics_of
from lrviz.simulate.rate_columns import RateSource
from lrviz.simulate.rule_columns import RuleColumns
from lrviz.simulate.run_batch import RunBatch, column, picked
from lrviz.simulate.surfaces import Surface, surface

BLOCK = 9400
"""Columns in one block: small enough for the processor's cache, large enough to hide numpy's overhead."""

MOST_RATES = 12_000_000
"""Rates that a block may hold at once, of all its columns and steps."""


class BatchRun:
    """A batch while it runs.

    Attributes:
        points: (2, N), where the runs ended; NaN where the parameter stopped being finite.
        losses: (N,), the function's values there.
        statistics: what they did on their way; None where there are no goals.
        marked: (number of marks, 2, N), the points after the marked steps; None where there are none.
    """

    def __init__(self, batch: RunBatch, marks: Sequence[int] | None = None) -> None:
        self._batch, self._marks = batch, marks
        made_of = f"{counted(len(marks or ()), 'mark')} of {counted(batch.count, 'run')}"
        check_kept("marked points", 16 * len(marks or ()) * batch.count, made_of)
        self._lost: list[tuple[Integers, Integers]] = []
        self.points = np.full((2, batch.count), np.nan)
        self.losses = np.full(batch.count, np.nan)
        self.statistics = None if batch.goals is None else RunStatistics.empty(batch.count)
        self.marked = None if marks is None else np.full((len(marks), 2, batch.count), np.nan)
        self._steps_in_torch: dict[int, int] = {}
        self._rates = RateSource(batch.longest)

    def run(self) -> None:
        """Runs every block and files its ends."""
        for compatible in _compatible(self._batch):
            ruled = []
            for group in _groups(self._batch, compatible, self._rates):
                if isinstance(picked(self._batch.runs, group)[0].optimizer, Rule):
                    ruled.append(group)
                else:
                    self._run_in_torch(group)
            if ruled:
                order, kinds = np.concatenate(ruled), np.repeat(np.arange(len(ruled)), [len(group) for group in ruled])
                for block in np.array_split(np.arange(len(order)), -(-len(order) // self._most())):
                    self._run_block(order[block], kinds[block])

    def finite_steps(self) -> Integers:
        """(N,): how many steps left the parameter finite; those that did not all are run again for it."""
        steps = np.array(np.broadcast_to(self._batch.steps, self._batch.count))
        for members, kinds in self._lost:
            counter = _FiniteSteps(len(members))
            self._descend(members, kinds, counter)
            steps[members] = counter.steps
        for index, count in self._steps_in_torch.items():
            steps[index] = count
        return steps

    def _most(self) -> int:
        """How many columns a block may have."""
        runs = self._batch.runs
        if len(runs) == 1 or all(type(run.schedule) is Constant for run in runs):
            return BLOCK
        return min(BLOCK, max(64, MOST_RATES // self._batch.longest))

    def _run_block(self, members: Integers, kinds: Integers) -> None:
        batch = self._batch
        snapshots = Snapshots(self._marks, batch.starts_of(members)) if self._marks else None
        monitor = None if batch.goals is None and len(batch.steps) == 1 else self._monitor(members)
        ends = self._descend(members, kinds, combined(snapshots, monitor))
        if monitor is not None:
            ends = monitor.statistics.ends
            if self.statistics is not None:
                self.statistics.put(members, monitor.statistics)
        if snapshots is not None and self.marked is not None:
            self.marked[:, :, members] = snapshots.points
        lost = ~finite(ends)
        ends[:, lost] = np.nan
        self.points[:, members] = ends
        with np.errstate(all="ignore"):
            self.losses[members] = self._surface(members).value(ends[0], ends[1])
        if lost.any():
            self._lost.append((members[lost], kinds[lost]))

    def _monitor(self, members: Integers) -> Monitor:
        batch = self._batch
        wanted = np.array([np.nan]) if batch.goals is None else column(batch.goals, members)
        goals, steps = (np.array(np.broadcast_to(c, len(members))) for c in (wanted, column(batch.steps, members)))
        return Monitor(self._cost(members), batch.starts_of(members), goals, steps)

    def _cost(self, members: Integers) -> CostFunction:
        value = self._surface(members).value
        signs = np.array([run.optimizer.sign for run in picked(self._batch.runs, members)])
        return value if (signs > 0).all() else lambda x, y: signs * value(x, y)

    def _surface(self, members: Integers) -> Surface:
        return surface(picked(self._batch.objectives, members))

    def _descend(self, members: Integers, kinds: Integers, callback: Callback | None) -> Floats:
        batch = self._batch
        cuts = np.flatnonzero(np.diff(kinds)) + 1
        parts = [self._part(members, slice(start, stop)) for start, stop in pairwise([0, *cuts.tolist(), len(members)])]
        starts, noise = batch.starts_of(members), batch.noise(members)
        return descend_block(self._surface(members), parts, starts, noise, batch.clip(members), callback=callback)

    def _part(self, members: Integers, where: slice) -> Part:
        runs = picked(self._batch.runs, members[where])
        rules = cast(list[Rule], [run.optimizer for run in runs])
        return Part(where, RuleColumns(rules), self._rates.columns(runs, column(self._batch.steps, members[where])))

    def _run_in_torch(self, members: Integers) -> None:
        for member in members.tolist():
            descent = self._batch.descent(member)
            record = reference.descend(descent)
            self._steps_in_torch[member] = int(np.isfinite(record.points).all(axis=1).sum()) - 1
            losses = descent.objective.value(record.points[:, 0], record.points[:, 1])
            self.points[:, member], self.losses[member] = record.points[-1], losses[-1]
            if self.marked is not None and self._marks is not None:
                self.marked[:, :, member] = record.points[list(self._marks)]
            if self.statistics is not None and self._batch.goals is not None:
                one, costs = np.array([member]), descent.run.optimizer.sign * losses
                goal = float(column(self._batch.goals, one)[0])
                self.statistics.put(one, statistics_of(record.points, costs, goal))


class _FiniteSteps:
    """Counts the finite steps of each column; such columns are run again for it, from the start to their end."""

    def __init__(self, count: int) -> None:
        self.steps = np.zeros(count, dtype=np.int64)

    def __call__(self, point: Floats) -> bool:
        still = finite(point)
        self.steps += still
        return bool(still.any())


def _compatible(batch: RunBatch) -> list[Integers]:
    """The indices of runs that may share a block at all: one formula, all with noise or none, all clipped or none."""
    everyone = np.arange(batch.count)
    if max(len(batch.objectives), len(batch.scales), len(batch.clips)) == 1:
        return [everyone]
    alike: dict[Hashable, list[int]] = defaultdict(list)
    for index in everyone.tolist():
        one = np.array([index])
        formula = picked(batch.objectives, one)[0].expression
        alike[formula, bool(column(batch.scales, one)[0]), picked(batch.clips, one)[0] is None].append(index)
    return [np.array(members) for members in alike.values()]


def _groups(batch: RunBatch, members: Integers, rates: RateSource) -> list[Integers]:
    """The indices of each kind of run among some of a batch."""
    if len(batch.runs) == 1:
        return [members]
    groups: dict[Hashable, list[int]] = defaultdict(list)
    known: dict[int, Hashable] = {}
    steps = np.broadcast_to(batch.steps, batch.count)
    for index in members.tolist():
        run = batch.runs[index]
        if id(run.optimizer) not in known:
            known[id(run.optimizer)] = _kind_of_optimizer(run.optimizer)
        groups[known[id(run.optimizer)], _kind_of_schedule(run, int(steps[index]), rates)].append(index)
    return [_ordered(batch, group) for group in groups.values()]


def _ordered(batch: RunBatch, group: list[int]) -> Integers:
    """The group with those side by side whose running averages take the same formula of `lerp`."""
    rules = [batch.runs[index].optimizer for index in group]
    fields = rules[0].decay_fields if isinstance(rules[0], Rule) else ()
    keys = [[1 - vars(rule)[name] < 0.5 for rule in rules] for name in fields]
    return np.array(group)[np.lexsort(keys)] if fields else np.array(group)


def _kind_of_optimizer(optimizer: Optimizer) -> Hashable:
    """Equal for optimizers that may share a part of a block."""
    return type(optimizer), optimizer.variant() if isinstance(optimizer, Rule) else None


def _kind_of_schedule(run: Run, steps: int, rates: RateSource) -> Hashable:
    """Equal for schedules that may share a part of a block."""
    schedule = run.schedule
    watching = watch(schedule)
    if watching:
        plateau = watching.plateau
        return type(plateau), *(getattr(plateau, p.name) for p in hyperparameters(type(plateau)) if p.choice)
    return rates.nonzero_momenta(run, steps) if schedule.cycles_momentum and isinstance(run.optimizer, Rule) else None
