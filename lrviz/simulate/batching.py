"""Cuts a batch of runs into blocks, in which runs of one kind stand side by side, and runs them."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from contextlib import ExitStack
from typing import cast

import numpy as np

from lrviz import reference
from lrviz.arrays import Flags, Floats, Integers
from lrviz.hyperparameters import check_kept, counted, hyperparameters
from lrviz.kernels.machines import Machine, machine
from lrviz.kernels.program import Program, block_program
from lrviz.kernels.tables import Tables, tables
from lrviz.kernels.trace import traced
from lrviz.kernels.walk import Walk
from lrviz.optimizers import Optimizer, Rule
from lrviz.scene import Run
from lrviz.schedules import Constant, Schedule, watch
from lrviz.simulate.inputs import Inputs
from lrviz.simulate.monitor import RunStatistics, statistics_of
from lrviz.simulate.passage import Passage
from lrviz.simulate.rate_columns import RateSource
from lrviz.simulate.run_batch import RunBatch, column, picked

BLOCK = 4096
"""Columns in one block: few enough for the processor's cache."""

MOST_RATES = 12_000_000
"""Rates that a block may hold at once, of all its columns and steps."""

_AHEAD = 131_072
"""Numbers that columns have of their own at each step which are written at once, of each kind."""


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
        self._lost: list[Integers] = []
        self.points = np.full((2, batch.count), np.nan)
        self.losses = np.full(batch.count, np.nan)
        self.statistics = None if batch.goals is None else RunStatistics.empty(batch.count)
        self.marked = None if marks is None else np.full((len(marks), 2, batch.count), np.nan)
        self._finite_steps = np.array(np.broadcast_to(batch.steps, batch.count))
        self._rates = RateSource()
        self._shared: tuple[tuple[bool, int, int], Program, Tables] | None = None

    def run(self) -> None:
        """Runs every block and files its ends."""
        for group in _groups(self._batch, self._rates):
            if isinstance(picked(self._batch.runs, group)[0].optimizer, Rule):
                with _Machines(len(group) * self._batch.longest) as machines:
                    for block in np.array_split(group, -(-len(group) // self._most())):
                        self._run_block(block, machines)
            else:
                self._run_in_torch(group)

    def finite_steps(self) -> Integers:
        """(N,): how many steps left the parameter finite; those that did not all are run again for it."""
        lost, self._lost = self._lost, []
        with _Machines(self._batch.longest * sum(map(len, lost))) as machines:
            for members in lost:
                self._finite_steps[members] = self._passage(members, machines, True).finite_steps
        return self._finite_steps

    def _most(self) -> int:
        """How many columns a block may have."""
        runs = self._batch.runs
        if len(runs) == 1 or all(type(run.schedule) is Constant for run in runs):
            return BLOCK
        return min(BLOCK, max(64, MOST_RATES // max(1, self._batch.longest)))

    def _run_block(self, members: Integers, machines: "_Machines") -> None:
        found = self._passage(members, machines, self.statistics is not None, self._marks or ())
        if self.statistics is not None:
            found.statistics.costs[:] = picked(self._batch.runs, members)[0].optimizer.sign * found.losses
            self.statistics.put(members, found.statistics)
        if self.marked is not None:
            self.marked[:, :, members] = found.marked
        lost = ~finite(found.points)
        found.points[:, lost], found.losses[lost] = np.nan, np.nan
        self.points[:, members], self.losses[members] = found.points, found.losses
        if self.statistics is not None:
            self._finite_steps[members] = found.finite_steps
        elif lost.any():
            self._lost.append(members[lost])

    def _passage(self, members: Integers, machines: "_Machines", watched: bool, marks: Sequence[int] = ()) -> Passage:
        batch, count = self._batch, len(members)
        steps = np.array(np.broadcast_to(column(batch.steps, members), count))
        capacity = _capacity(count)
        rows = max(8, _AHEAD // capacity)
        program, known = self._known(members, steps, watched, capacity, rows)
        if watched:
            known.own["own.goal"] = self._goals(members)
        opened = machines.of(program, rows)
        walk = Walk(opened, program, known, rows, batch.starts_of(members))
        return Passage(opened, walk, steps, marks, watched)

    def _known(
        self, members: Integers, steps: Integers, watched: bool, capacity: int, rows: int
    ) -> tuple[Program, Tables]:
        """The program of some runs and what it takes, worked out once for blocks that differ in their starts alone."""
        asked = watched, capacity, rows
        if self._shared is None or self._shared[0] != asked:
            runs = picked(self._batch.runs, members)
            inputs = Inputs(self._batch, members, self._rates.columns(runs, steps))
            trace = traced(inputs.kind)
            program = block_program(trace, runs[0].optimizer.climbs, watched, capacity, rows)
            known = tables(trace, inputs.given, (name for name in program.inputs if name != "own.goal"))
            if not self._batch.differ_in_starts:
                return program, known
            self._shared = asked, program, known
        return self._shared[1:]

    def _goals(self, members: Integers) -> Floats:
        """(n,): the costs to reach, NaN for one that cannot be reached."""
        wanted = np.array([np.nan]) if self._batch.goals is None else column(self._batch.goals, members)
        return np.array(np.broadcast_to(wanted, len(members)))

    def _run_in_torch(self, members: Integers) -> None:
        for member in members.tolist():
            descent = self._batch.descent(member)
            record = reference.descend(descent)
            self._finite_steps[member] = int(np.isfinite(record.points).all(axis=1).sum()) - 1
            losses = descent.objective.along(record.points)
            self.points[:, member], self.losses[member] = record.points[-1], losses[-1]
            if self.marked is not None and self._marks is not None:
                self.marked[:, :, member] = record.points[list(self._marks)]
            if self.statistics is not None and self._batch.goals is not None:
                one, costs = np.array([member]), descent.run.optimizer.sign * losses
                goal = float(column(self._batch.goals, one)[0])
                self.statistics.put(one, statistics_of(record.points, costs, goal))


def finite(point: Floats) -> Flags:
    """(N,): whether both coordinates are finite."""
    return np.asarray(np.isfinite(point).all(axis=0))


def _capacity(count: int) -> int:
    """How many columns a program has room for that so many use: blocks of any size share a few programs."""
    return next(size for size in (16, 64, 256, 1024, BLOCK + BLOCK % 2, 2 * count) if size >= count)


class _Machines:
    """The machine of the last block, which the next one uses if it runs the same program."""

    def __init__(self, work: int) -> None:
        """Begins with the steps of columns that there will be."""
        self._stack, self._work = ExitStack(), work
        self._program: Program | None = None
        self._machine: Machine | None = None

    def __enter__(self) -> "_Machines":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def of(self, program: Program, rows: int) -> Machine:
        """One for a program."""
        if self._machine is None or self._program is not program:
            self._stack.close()
            self._machine, self._program = self._stack.enter_context(machine(program, rows, self._work)), program
        return self._machine


def _groups(batch: RunBatch, rates: RateSource) -> list[Integers]:
    """The indices of each kind of run of a batch, those with more steps before those with fewer."""
    everyone, groups = np.arange(batch.count), defaultdict[Hashable, list[int]](list)
    steps, told = np.broadcast_to(batch.steps, batch.count), list[Sequence[Hashable]]()
    if len(batch.runs) > 1:
        kinds = _Kinds(rates)
        told.append([kinds.of(run, count) for run, count in zip(batch.runs, steps.tolist(), strict=True)])
    if len(batch.objectives) > 1:
        told.append([objective.expression for objective in batch.objectives])
    if len(batch.scales) > 1:
        told.append((batch.scales != 0).tolist())
    if len(batch.clips) > 1:
        told.append([clip is None for clip in batch.clips])
    if not told:
        return [_ordered(everyone, steps)]
    for index, kind in enumerate(zip(*told, strict=True)):
        groups[kind].append(index)
    return [_ordered(np.array(group), steps) for group in groups.values()]


def _ordered(members: Integers, steps: Integers) -> Integers:
    return members[np.argsort(-steps[members], kind="stable")]


class _Kinds:
    """Tells runs apart that cannot share a block."""

    def __init__(self, rates: RateSource) -> None:
        self._rates = rates
        self._rules: dict[type[Optimizer], bool] = {}
        self._optimizers: dict[int, int] = {}
        self._schedules: dict[int, tuple[bool, Hashable]] = {}
        self._numbers: dict[Hashable, int] = {}

    def of(self, run: Run, steps: int) -> int:
        """Equal for runs that may share a block."""
        optimizer, schedule = run.optimizer, run.schedule
        kind = self._optimizers.get(id(optimizer))
        if kind is None:
            kind = self._optimizers[id(optimizer)] = self._number(self._of_optimizer(optimizer))
        known = self._schedules.get(id(schedule))
        if known is None:
            known = self._schedules[id(schedule)] = schedule.cycles_momentum, _kind_of_schedule(schedule)
        cycles, watches = known
        still = self._rates.nonzero_momenta(run, steps) if cycles and self._rules[type(optimizer)] else None
        return self._number((kind, watches, still))

    def _number(self, kind: Hashable) -> int:
        """A number for it: thousands of small objects would keep Python's collector of garbage busy."""
        return self._numbers.setdefault(kind, len(self._numbers))

    def _of_optimizer(self, optimizer: Optimizer) -> Hashable:
        kind = type(optimizer)
        if kind not in self._rules:
            self._rules[kind] = isinstance(optimizer, Rule)
        return kind, cast(Rule, optimizer).variant() if self._rules[kind] else None


def _kind_of_schedule(schedule: Schedule) -> Hashable:
    """Equal for schedules that may share a block."""
    watching = watch(schedule)
    if not watching:
        return None
    plateau = watching.plateau
    return type(plateau), *(getattr(plateau, p.name) for p in hyperparameters(type(plateau)) if p.choice)
