"""Chooses the best of a sweep among its lowest cells by fresh seeds, and judges it by others that did not choose it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.scene import Scene
from lrviz.sweeps.engine import run_block
from lrviz.sweeps.good_range import Width
from lrviz.sweeps.judged import Judged
from lrviz.sweeps.measures import FINAL, MEASURES, Measure, measure, quantile
from lrviz.sweeps.result import Result
from lrviz.sweeps.size import block_size, most_steps, weight
from lrviz.sweeps.sweep import Block, Sweep, in_blocks

FRESH, LEAST = 96, 24
"""How many fresh seeds there are, at most and at least: every other one helps to choose, the rest judge."""

CANDIDATES = 8
"""How many of the lowest cells of a run the best one is chosen from, where not all are run again."""

CHECK = 30_000_000
"""The work of a recheck, at most: about a second."""

_BLOCK = 10_000_000
"""Work between two looks at whether to stop."""


@dataclass(frozen=True, eq=False)
class Recheck:
    """A sweep, and its lowest cells run again: as in a fair comparison half of the fresh seeds choose, half judge.

    Attributes:
        first: the sweep.
        sweep: the same with the seeds that follow.
        cells: (n,), the cells that are run again, rising.
        values: (n, seeds) for each measure.
        done: (n,), which have been run again.
    """

    first: Result
    sweep: Sweep
    cells: Integers
    values: dict[str, Floats]
    done: Flags
    _widths: dict[tuple[str, int], Width | None] = field(default_factory=dict, repr=False)

    @staticmethod
    def planned(
        result: Result, columns: int | None = None, measures: Sequence[str] = tuple(MEASURES), ranges: bool = True
    ) -> "Recheck":
        """What is to be run again: the lowest cells of every run, and all from which a good range is read.

        Args:
            result: of a whole sweep.
            columns: how many runs that may be; None allows the work `CHECK`. Where it is too few for the ranges, they
                are left out; where it is too few for `LEAST` seeds of the lowest cells, the least low ones are.
            measures: those by which cells are low.
            ranges: whether good ranges are read from the fresh seeds as well, where the axis has one.
        """
        sweep = result.sweep
        most = check_columns(sweep.scene, most_steps(sweep)) if columns is None else columns
        lowest = _lowest(result, measures) if sweep.noisy else []
        told = np.array(lowest, dtype=np.int64)
        if sweep.noisy and ranges and _ranged(sweep):
            told = np.union1d(told, np.flatnonzero(np.isfinite(result.table(FINAL.name).ravel())))
        if len(told) * LEAST > most:
            told = np.array(lowest[: most // LEAST], dtype=np.int64)
        told = np.sort(told)
        seeds = min(max(most // max(len(told), 1), LEAST), FRESH)
        values = {name: np.full((len(told), seeds), np.nan) for name in MEASURES}
        return Recheck(result, _with_fresh_seeds(sweep, seeds), told, values, np.zeros(len(told), dtype=bool))

    @property
    def complete(self) -> bool:
        """Whether all that was planned has been run."""
        return bool(self.done.all())

    def run(self, cancelled: Callable[[], bool] = lambda: False) -> None:
        """Runs what has not been run yet, until somebody says stop."""
        size = block_size(self.sweep, most=_BLOCK)
        for block in in_blocks([np.flatnonzero(~self.done)], size) if not self.complete else ():
            if cancelled():
                return
            measured = run_block(self.sweep, Block(block.index, self.cells[block.cells]))
            for name, values in measured.values.items():
                self.values[name][block.cells] = values
            self.done[block.cells] = True

    def best(self, name: str, run: int | None = None) -> int | None:
        """The best cell of a run, or of all: by the sweep's seeds and half of the fresh ones, once these have run.

        Raises:
            ValueError: an unknown measure.
        """
        own = self.first.best(name, run)
        if own is None or not self.complete or own not in self.cells:
            return own
        count = self.sweep.cells // len(self.sweep.scene.runs)
        mine = np.flatnonzero((self.cells // count == run) | (run is None))
        place = chosen(self.first.values[name][self.cells[mine]], self.values[name][mine], measure(name))
        return own if place is None else int(self.cells[mine[place]])

    def judged(self, name: str, run: int | None = None) -> Judged | None:
        """What is known of the best cell of a run, or of all: by seeds that did not choose it, or by its own so far.

        Raises:
            ValueError: an unknown measure.
        """
        cell = self.best(name, run)
        if cell is None:
            return None
        (found,) = np.nonzero(self.cells == cell)
        if not len(found) or not self.complete:
            return self.first.judged(name, cell)
        return judging(self.values[name][found[0]], measure(name))

    def width(self, name: str, run: int = 0) -> Width | None:
        """The good range of a run's only axis, as `Result.width`, by fresh seeds where they have run all of it.

        Raises:
            ValueError: an unknown measure, more than one axis, or one that is not logarithmic.
        """
        count = self.sweep.cells // len(self.sweep.scene.runs)
        needed = run * count + np.flatnonzero(np.isfinite(self.first.table(FINAL.name)[run].ravel()))
        known = self.cells[self.done]
        if not len(needed) or not np.isin(needed, known).all():
            return self.first.width(name, run)
        if (name, run) not in self._widths:
            mine = self.done & (self.cells // count == run)
            values = np.full((count, self.sweep.seeds), np.nan)
            values[self.cells[mine] - run * count] = self.values[measure(name).name][mine]
            self._widths[name, run] = self.first.range_by(values, name, run)
        return self._widths[name, run]


def recheck(result: Result, measures: Sequence[str] = tuple(MEASURES), ranges: bool = True) -> Recheck:
    """Runs the lowest cells of a whole sweep with fresh seeds, which choose and judge, as far as `CHECK` allows.

    Args:
        result: of a whole sweep.
        measures: those by which cells are best.
        ranges: whether good ranges are read from the fresh seeds as well.
    """
    found = Recheck.planned(result, None, measures, ranges)
    found.run()
    return found


def chosen(own: Floats, fresh: Floats, by: Measure) -> int | None:
    """Which row is lowest by its own seeds and every other fresh one, so that the rest can judge; None where none is.

    Args:
        own: (n, seeds), the values that made these the lowest ones.
        fresh: (n, fresh seeds).
        by: their measure.
    """
    pooled = np.hstack([own, fresh[:, ::2]])
    heights = pooled.mean(axis=1) if by.share else quantile(pooled, 0.5)
    known = np.isfinite(heights)
    return int(np.argmin(np.where(known, heights, np.inf))) if known.any() else None


def judging(fresh: Floats, by: Measure) -> Judged:
    """What those of the fresh seeds say that have not helped to choose."""
    return Judged.of(fresh[1::2], by, fresh=True)


def check_columns(scene: Scene, steps: int) -> int:
    """How many runs of a scene, of so many steps each, make the work `CHECK`."""
    return CHECK // (max(weight(run) for run in scene.runs) * steps)


def fresh_seed(first: int, chosen: int, count: int) -> int:
    """The first of so many seeds that are none of the `chosen` ones from `first` on: what follows, or what precedes."""
    following = first + chosen
    return following if following + count <= 2**32 else first - count


def _with_fresh_seeds(sweep: Sweep, seeds: int) -> Sweep:
    seed = fresh_seed(sweep.scene.seed, sweep.seeds, seeds)
    return replace(sweep, scene=replace(sweep.scene, seed=seed), seeds=seeds)


def _lowest(result: Result, measures: Sequence[str]) -> list[int]:
    """The lowest cells of every run by every measure, the best of each first."""
    found: dict[int, None] = {}
    orders = []
    for name in measures:
        for run, heights in enumerate(result.table(name).reshape(len(result.sweep.scene.runs), -1)):
            known = np.flatnonzero(np.isfinite(heights))
            orders.append(run * heights.size + known[np.argsort(heights[known], kind="stable")])
    for rank in range(CANDIDATES):
        found |= dict.fromkeys(int(order[rank]) for order in orders if len(order) > rank)
    return list(found)


def _ranged(sweep: Sweep) -> bool:
    """Whether a sweep has good ranges."""
    return len(sweep.axes) == 1 and sweep.axes[0].log
