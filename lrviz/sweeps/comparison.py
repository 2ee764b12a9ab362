"""A fair comparison of schedules: each at its own best peak rate, with the same budget and the same noise."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Annotated, TypeAlias

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Range
from lrviz.scene import Scene
from lrviz.sweeps.gathering import Cancelled, Progress
from lrviz.sweeps.measures import DIVERGED, FINAL, MEASURES
from lrviz.sweeps.peaks import at_peak
from lrviz.sweeps.size import through_torch, weight
from lrviz.sweeps.sweep import Tolerance, check_seeded, coarse_first
from lrviz.sweeps.variants import measured_variants

Cells: TypeAlias = list[tuple[int, int]]

LOOK, LOOK_IN_TORCH = 20_000_000, 2_000_000
"""Work between two looks at whether to stop, at most, unless one scene is more; less where scenes run one by one."""

_MOST = 64  # scenes at once: more are no quicker
_Peak = Range(0.0, 1e4, log=True, low_open=True, usual=(1e-6, 10.0))


@dataclass(frozen=True)
class FairComparison(Declared):
    """The runs of a scene, each over the same peak rates, steps and seeds.

    The rates are at equal ratios. Without noise every seed gives the same run, so one is enough and `draws` is 1.
    """

    scene: Annotated[Scene, "Its runs are compared; the rates in them do not count."]
    low: Annotated[float, "The lowest peak rate.", _Peak] = 1e-3
    high: Annotated[float, "The highest peak rate.", _Peak] = 1.0
    count: Annotated[int, "How many peak rates.", Range(2, 256, usual=(9, 65))] = 25
    seeds: Annotated[int, "How many seeds of the noise, from the scene's own on.", Range(1, 256, usual=(4, 64))] = 24
    measure: Annotated[
        str,
        "What is compared, the lower the better.",
        Choice(tuple(name for name in MEASURES if name != DIVERGED.name)),
    ] = FINAL.name
    tolerance: Tolerance = 1e-6

    def check(self) -> None:
        check_seeded("FairComparison", self.scene, self.seeds)
        if self.high <= self.low:
            raise HyperparameterError(f"FairComparison.high must be above low, {self.low:g}, got {self.high:g}")

    @property
    def rates(self) -> Floats:
        """The peak rates, rising, shape (count,)."""
        return np.geomspace(self.low, self.high, self.count)

    @property
    def draws(self) -> int:
        """How many seeds are run: 1 where there is no noise."""
        return self.seeds if self.scene.noise else 1

    def scene_of(self, run: int, rate: int, seed: int = 0) -> Scene:
        """The scene of one run that was measured.

        Args:
            run: which of the scene's runs.
            rate: which of the rates.
            seed: which of the seeds, from 0.

        Raises:
            HyperparameterError: the run's declarations refuse the rate.
        """
        raised = at_peak(self.scene.runs[run], float(self.rates[rate]))
        return replace(self.scene, runs=(raised,), seed=self.scene.seed + seed, shared_noise=True)


def measured_rates(
    comparison: FairComparison,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    earlier: Floats | None = None,
    watch: Callable[[Floats], None] | None = None,
) -> Floats:
    """The measure of every run at every peak rate with every seed.

    Every 8th rate comes first, for all runs, then every 4th, every 2nd and the rest.

    Args:
        comparison: what is compared.
        progress: called with the scenes done, all scenes and the seconds that are left.
        cancelled: asked at least every `LOOK` of work; where it says so, the rest stays NaN.
        earlier: what a call that was cancelled returned; only what is NaN there is measured, with the same bits as in
            one go.
        watch: called with a copy of the values so far, as often as `progress`.

    Returns:
        shape (runs, count, draws); inf where a run diverged, NaN where it was refused or not reached.

    Raises:
        ValueError: a run is refused at every rate; the message says why. Or `earlier` has another shape.
    """
    values = _begun(comparison, earlier)
    left = [cell for cell in _cells(comparison) if np.isnan(values[cell]).any()]
    refusals: dict[tuple[int, int], str] = {}
    total = len(comparison.scene.runs) * comparison.count
    done, spent, amount, started = total - len(left), 0, _work(comparison, left, comparison.draws), time.monotonic()
    for cells, seeds in _pieces(comparison, left):
        if cancelled is not None and cancelled():
            break
        _measure(comparison, cells, seeds, values, refusals)
        done += len(cells) if seeds.stop == comparison.draws else 0
        spent += _work(comparison, cells, len(seeds))
        if watch is not None:
            watch(values.copy())
        if progress is not None:
            progress(done, total, (time.monotonic() - started) / spent * (amount - spent))
    _refuse_the_impossible(comparison, refusals)
    return values


def unmeasured(comparison: FairComparison, values: Floats | None) -> Flags:
    """Which scenes still have to be measured, shape (runs, count): all without values; those refused are among them."""
    return np.asarray(np.isnan(_begun(comparison, values)).any(axis=2))


def _begun(comparison: FairComparison, earlier: Floats | None) -> Floats:
    """The values to go on from."""
    shape = len(comparison.scene.runs), comparison.count, comparison.draws
    if earlier is None:
        return np.full(shape, np.nan)
    if earlier.shape != shape:
        raise HyperparameterError(f"earlier values must have the shape {shape}, got {earlier.shape}")
    return earlier.copy()


def _cells(comparison: FairComparison) -> Cells:
    """Every run and rate, coarse rates first."""
    rates = [rate for level in coarse_first((comparison.count,)) for rate in level.tolist()]
    return [(run, rate) for rate in rates for run in range(len(comparison.scene.runs))]


def _work(comparison: FairComparison, cells: Cells, seeds: int) -> int:
    """The work of some runs and rates with so many seeds."""
    weights = [weight(run) for run in comparison.scene.runs]
    return sum(weights[run] for run, _ in cells) * comparison.scene.steps * seeds


def _pieces(comparison: FairComparison, cells: Cells) -> Iterator[tuple[Cells, range]]:
    """The runs and rates, and the seeds, that are measured between two looks, in their order."""
    look = LOOK_IN_TORCH if through_torch(comparison.scene) else LOOK
    heaviest = max(map(weight, comparison.scene.runs)) * comparison.scene.steps
    count = min(max(1, look // (heaviest * comparison.draws)), _MOST)
    at_once = max(1, look // (heaviest * count))
    for first_cell in range(0, len(cells), count):
        for first in range(0, comparison.draws, at_once):
            yield cells[first_cell : first_cell + count], range(first, min(first + at_once, comparison.draws))


def _measure(
    comparison: FairComparison, cells: Cells, seeds: range, values: Floats, refusals: dict[tuple[int, int], str]
) -> None:
    """Fills in the values of some cells with some seeds, and why others are refused."""
    scenes: dict[tuple[int, int], Scene] = {}
    for cell in cells:
        try:
            scenes[cell] = comparison.scene_of(*cell, seeds.start)
        except HyperparameterError as error:
            refusals[cell] = str(error)
    found = measured_variants(list(scenes.values()), comparison.measure, len(seeds), comparison.tolerance)
    for index, cell in enumerate(scenes):
        values[cell][seeds.start : seeds.stop] = found.values[index]
        if index in found.refusals:
            refusals[cell] = found.refusals[index]


def _refuse_the_impossible(comparison: FairComparison, refusals: dict[tuple[int, int], str]) -> None:
    for run, one in enumerate(comparison.scene.runs):
        reasons = [why for (refused, _), why in refusals.items() if refused == run]
        if len(reasons) == comparison.count:
            raise HyperparameterError(f"{one.label} cannot be compared at any rate: {reasons[0]}")
