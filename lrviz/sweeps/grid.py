"""Cells of a sweep as the columns that the simulation takes, each distinct part of them built once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar, cast

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import Declared, HyperparameterError
from lrviz.objectives import Objective
from lrviz.scene import Run
from lrviz.schedules import ScheduleError, watch
from lrviz.sweeps.baselines import Baseline, Baselines, Case, baseline, quick_baselines
from lrviz.sweeps.settings import Template, assembled, fitted, has
from lrviz.sweeps.sweep import Sweep

T = TypeVar("T")


@dataclass(frozen=True)
class Parts(Generic[T]):
    """The distinct parts of many cells.

    Attributes:
        table: the parts, or why settings do not go together.
        which: (cells,), the part of each cell.
    """

    table: list[T | HyperparameterError]
    which: Integers

    @staticmethod
    def built(keys: Integers, build: Callable[[int], T]) -> "Parts[T]":
        """One part for each distinct key, built from the first cell that has it."""
        _, firsts, which = np.unique(keys, return_index=True, return_inverse=True)
        return Parts([_attempt(build, first) for first in firsts.tolist()], which)

    def of(self, members: Integers) -> list[T]:
        """The parts of members that have one: one for all of them, or one for each."""
        table: list[Any] = self.table
        return table if len(table) == 1 else [table[index] for index in self.which[members].tolist()]


def _attempt(build: Callable[[Any], T], argument: Any) -> T | HyperparameterError:
    """What is built, or why it is refused."""
    try:
        return build(argument)
    except HyperparameterError as refusal:
        return refusal


class Grid:
    """Some cells of a sweep; members are positions among those cells.

    Attributes:
        objectives: of the cells.
        runs: of the cells.
        seeds: the seeds of the noise; only the first where no cell has noise.
        box: where all points are held, or None.
        refusals: why cells have no scene or no rates, by number.
    """

    def __init__(self, sweep: Sweep, cells: Integers) -> None:
        self._sweep, self._cells, self.box = sweep, cells, sweep.scene.box
        self._run_of, *self._indices = np.unravel_index(cells, sweep.shape)
        self.objectives: Parts[Objective] = self._parts("objective", [sweep.scene.objective])
        optimizers = self._parts("optimizer", [run.optimizer for run in sweep.scene.runs])
        schedules = self._parts("schedule", [run.schedule for run in sweep.scene.runs])
        self.runs = self._paired(optimizers, schedules)
        noisy = self.noises(slice(None)).any()
        self.seeds = sweep.scene.seed + np.arange(sweep.seeds if noisy else 1)
        self.refusals: dict[int, str] = {}
        for parts in (self.objectives, optimizers, schedules, self.runs):
            self._refuse(parts)

    def members(self) -> Integers:
        """Those that are not refused."""
        if not self.refusals:
            return np.arange(len(self._cells))
        return np.array([i for i, cell in enumerate(self._cells.tolist()) if cell not in self.refusals], dtype=np.int64)

    def refuse_without_rates(self) -> None:
        """Refuses the cells whose schedules have no rates for all steps."""
        members = self.members()
        steps = np.broadcast_to(self.steps(members), len(members))
        known: dict[Any, str] = {}
        for member, count in zip(members.tolist(), steps.tolist(), strict=True):
            key = (int(self.runs.which[member]), count)
            if key not in known:
                known[key] = why_no_rates(self.runs.of(np.array([member]))[0], count)
            if known[key]:
                self.refusals[int(self._cells[member])] = known[key]

    def starts(self, members: Integers) -> Floats:
        """(2, n), or (2, 1) where no axis varies them."""
        x, y = self._sweep.scene.origin
        return np.stack(np.broadcast_arrays(self._taken("start.x", x, members), self._taken("start.y", y, members)))

    def steps(self, members: Integers) -> Integers:
        """(n,) or (1,)."""
        return self._taken("steps", self._sweep.scene.steps, members).astype(np.int64)

    def noises(self, members: Integers | slice) -> Floats:
        """(n,) or (1,)."""
        return self._taken("noise", self._sweep.scene.noise, members)

    def clips(self, members: Integers) -> list[float | None]:
        """One, or one for each member."""
        clip = self._sweep.scene.clip
        varied: list[float | None] = self._taken("clip", 0.0 if clip is None else clip, members).tolist()
        return [None] if clip is None and varied == [0.0] else varied

    def baselines(self, members: Integers) -> Baselines:
        """The baselines of the members' columns.

        Where an axis varies the function, coarse grids tell how low each one goes; else its critical points do.
        """
        climbing = np.array([isinstance(run, Run) and run.optimizer.climbs for run in self.runs.table])
        keys = 2 * self.objectives.which[members] + climbing[self.runs.which[members]]
        ends = self.steps(members) if self._sweep.scene.objective.moves else np.zeros(1, dtype=np.int64)
        distinct, which = np.unique(np.stack(np.broadcast_arrays(keys, ends)), axis=1, return_inverse=True)
        objectives = cast(list[Objective], self.objectives.table)
        cases = [Case(objectives[key // 2], bool(key % 2), steps) for key, steps in distinct.T.tolist()]
        if not any(axis.path.startswith("objective.") for axis in self._sweep.axes):
            return Baselines.of_cases(cases, which, [baseline(case) for case in cases])
        found: dict[int, Baseline] = {}
        for climbs in (False, True):
            alike = [index for index, case in enumerate(cases) if case.climbs is climbs]
            found |= dict(zip(alike, quick_baselines([cases[index] for index in alike]), strict=True)) if alike else {}
        return Baselines.of_cases(cases, which, [found[index] for index in range(len(cases))])

    def _taken(self, path: str, otherwise: float, members: Integers | slice) -> Floats:
        """(members,): the value of an axis at each member, or (1,): the scene's own."""
        for axis, values, indices in zip(self._sweep.axes, self._sweep.values, self._indices, strict=True):
            if axis.path == path:
                return np.asarray(values[indices[members]])
        return np.array([otherwise], dtype=float)

    def _parts(self, first: str, own: Sequence[T]) -> Parts[T]:
        """The distinct optimizers, schedules or objectives; `own` are those of the scene, one or one for each run."""
        sweep = self._sweep
        varying = [position for position, axis in enumerate(sweep.axes) if axis.path.startswith(f"{first}.")]
        keys = self._run_of if len(own) > 1 else np.zeros_like(self._run_of)
        for position in varying:
            keys = keys * sweep.axes[position].count + self._indices[position]
        having = [[p for p in varying if first == "objective" or has(r, sweep.axes[p].path)] for r in sweep.scene.runs]
        paths = [[tuple(sweep.axes[p].path.split(".")[1:]) for p in positions] for positions in having]
        templates = [Template(part, names) for part, names in zip(own, paths, strict=False)]
        numbers = [
            [_column(cast(Declared, part), path, sweep.values[p]) for p, path in zip(positions, names, strict=True)]
            for part, positions, names in zip(own, having, paths, strict=False)
        ]

        def build(cell: int) -> T:
            run = int(self._run_of[cell]) if len(own) > 1 else 0
            at = [self._indices[p][cell] for p in having[run]]
            taken = [column[index] for column, index in zip(numbers[run], at, strict=True)]
            for refusal in taken:
                if isinstance(refusal, HyperparameterError):
                    raise refusal
            return cast(T, templates[run].filled(taken))

        return Parts.built(keys, build)

    def _paired(self, optimizers: Parts[Any], schedules: Parts[Any]) -> Parts[Run]:
        """The distinct runs."""

        def build(cell: int) -> Run:
            optimizer, schedule = (parts.table[parts.which[cell]] for parts in (optimizers, schedules))
            run = self._sweep.scene.runs[self._run_of[cell]]
            if isinstance(optimizer, HyperparameterError) or isinstance(schedule, HyperparameterError):
                return cast(Run, run)
            together: Run = assembled(Run, {"optimizer": optimizer, "schedule": schedule, "name": run.name})
            return together

        keys = (self._run_of * len(optimizers.table) + optimizers.which) * len(schedules.table) + schedules.which
        return Parts.built(keys, build)

    def _refuse(self, parts: Parts[Any]) -> None:
        reasons = {index: str(part) for index, part in enumerate(parts.table) if isinstance(part, HyperparameterError)}
        for member in np.flatnonzero(np.isin(parts.which, list(reasons))).tolist():
            self.refusals.setdefault(int(self._cells[member]), reasons[int(parts.which[member])])


def _column(part: Declared, path: tuple[str, ...], values: Floats) -> list[Any]:
    """The values of an axis as the declaration takes them, or why it refuses them."""
    return [_attempt(partial(fitted, part, path), value) for value in values.tolist()]


def why_no_rates(run: Run, steps: int) -> str:
    """Why a run has no rates for so many steps; empty where it has."""
    try:
        (watch(run.schedule) or run.schedule).rates(run.optimizer.lr, steps)
    except ScheduleError as error:
        return str(error)
    return ""
