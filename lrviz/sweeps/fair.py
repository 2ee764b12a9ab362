"""A fair comparison of schedules: each at its own best peak rate, with the same budget and the same noise."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

import numpy as np
from numpy.typing import NDArray

from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Range
from lrviz.optimizers import Optimizer
from lrviz.scene import Run, Scene
from lrviz.schedules import Schedule
from lrviz.sweeps.measures import DIVERGED, FINAL, MEASURES
from lrviz.sweeps.peaks import at_peak
from lrviz.sweeps.variants import measured_variants

Floats = NDArray[np.float64]
Progress = Callable[[int, int, float], None]

AT_ONCE = 64
"""Scenes between two looks at whether to stop."""

_STRIDES = (8, 4, 2, 1)
_Peak = Range(0.0, 1e4, log=True, low_open=True, usual=(1e-6, 10.0))


@dataclass(frozen=True)
class Fair(Declared):
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
    tolerance: Annotated[
        float,
        "Share of the start's excess loss at which a run counts as arrived.",
        Range(0.0, 1.0, log=True, low_open=True, usual=(1e-12, 0.1)),
    ] = 1e-6

    def check(self) -> None:
        if not self.scene.runs:
            raise HyperparameterError("Fair.scene must have at least one run, got none")
        if self.high <= self.low:
            raise HyperparameterError(f"Fair.high must be above low, {self.low:g}, got {self.high:g}")
        if self.scene.seed + self.seeds > 2**32:
            raise HyperparameterError(f"Fair.seeds must end below 2**32, got {self.seeds} from {self.scene.seed} on")

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


def contest(scene: Scene, optimizer: Optimizer, schedules: Sequence[Schedule]) -> Scene:
    """The scene with one run a schedule, all behind the same optimizer."""
    return replace(scene, runs=tuple(Run(optimizer, schedule) for schedule in schedules))


def measured_rates(fair: Fair, progress: Progress | None = None, cancelled: Callable[[], bool] | None = None) -> Floats:
    """The measure of every run at every peak rate with every seed.

    Every 8th rate comes first, for all runs, then every 4th, every 2nd and the rest.

    Args:
        fair: what is compared.
        progress: called with the scenes done, all scenes and the seconds that are left.
        cancelled: asked before every `AT_ONCE` scenes; where it says so, the rest stays NaN.

    Returns:
        shape (runs, count, draws); inf where a run diverged, NaN where it was refused or not reached.

    Raises:
        ValueError: a run is refused at every rate; the message says why.
    """
    values = np.full((len(fair.scene.runs), fair.count, fair.draws), np.nan)
    cells = [(run, rate) for rate in _coarse_first(fair.count) for run in range(len(fair.scene.runs))]
    refusals: dict[tuple[int, int], str] = {}
    started = time.monotonic()
    for begin in range(0, len(cells), AT_ONCE):
        if cancelled is not None and cancelled():
            break
        _measure(fair, cells[begin : begin + AT_ONCE], values, refusals)
        done = min(begin + AT_ONCE, len(cells))
        if progress is not None:
            progress(done, len(cells), (time.monotonic() - started) / done * (len(cells) - done))
    _refuse_the_impossible(fair, refusals)
    return values


def _coarse_first(count: int) -> list[int]:
    return list(dict.fromkeys(index for stride in _STRIDES for index in range(0, count, stride)))


def _measure(
    fair: Fair, cells: Sequence[tuple[int, int]], values: Floats, refusals: dict[tuple[int, int], str]
) -> None:
    """Fills in the values of some cells, and why others are refused."""
    scenes: dict[tuple[int, int], Scene] = {}
    for cell in cells:
        try:
            scenes[cell] = fair.scene_of(*cell)
        except HyperparameterError as error:
            refusals[cell] = str(error)
    found = measured_variants(list(scenes.values()), fair.measure, fair.draws, fair.tolerance)
    for index, cell in enumerate(scenes):
        values[cell] = found.values[index]
        if index in found.refusals:
            refusals[cell] = found.refusals[index]


def _refuse_the_impossible(fair: Fair, refusals: dict[tuple[int, int], str]) -> None:
    for run, one in enumerate(fair.scene.runs):
        reasons = [why for (refused, _), why in refusals.items() if refused == run]
        if len(reasons) == fair.count:
            raise HyperparameterError(f"{one.label} cannot be compared at any rate: {reasons[0]}")
