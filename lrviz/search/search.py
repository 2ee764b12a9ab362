"""What a search looks for, and where."""

import hashlib
import json
import math
from dataclasses import dataclass, replace
from typing import Annotated

from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Length, Range
from lrviz.scene import Scene
from lrviz.sweeps import MEASURES, Axis, Sweep, value_at, with_setting
from lrviz.sweeps.sweep import Tolerance

TPE, RANDOM, GRID, QMC = "TPE", "random", "grid", "quasi-Monte Carlo"
SAMPLERS = (TPE, QMC, RANDOM, GRID)
"""How the next settings are chosen, in the order the user sees."""

MOST_GRID = 100_000


@dataclass(frozen=True)
class Search(Declared):
    """Looks for the settings of one run that make a measure lowest.

    The axes say what is varied, from where to where and on which scale; their counts matter to the grid alone. TPE is
    Optuna's tree-structured Parzen estimator (Bergstra et al. 2011), quasi-Monte Carlo a scrambled Sobol sequence.
    """

    scene: Annotated[Scene, "Its settings hold wherever no axis varies them."]
    axes: Annotated[tuple[Axis, ...], "What is varied.", Length(1, 16)]
    run: Annotated[int, "Which of the scene's runs, from 0.", Range(0, 63)] = 0
    measure: Annotated[str, "Measure to minimise (median over seeds).", Choice(tuple(MEASURES))] = "final loss"
    trials: Annotated[
        int,
        "How many trials the study has in the end, earlier ones included.",
        Range(1, 100_000, log=True, usual=(20, 1000)),
    ] = 200
    sampler: Annotated[str, "How the next settings are chosen.", Choice(SAMPLERS)] = TPE
    sampler_seed: Annotated[int, "Seed of the sampler.", Range(0, 2**32 - 1, usual=(0, 99))] = 0
    seeds: Annotated[int, "How many seeds of the noise, from the scene's own on.", Range(1, 256, usual=(1, 32))] = 1
    tolerance: Tolerance = 1e-6
    batch: Annotated[int, "Trials that are chosen and run together.", Range(1, 256, usual=(4, 64))] = 16
    name: Annotated[str, "The study's name; made from the rest when empty.", Length(0, 80)] = ""

    def check(self) -> None:
        if self.run >= len(self.scene.runs):
            raise HyperparameterError(
                f"Search.run must be one of the scene's {len(self.scene.runs)} runs, from 0, got {self.run}"
            )
        for axis in self.axes:
            value_at(self._alone, axis.path)
        Sweep(self._alone, tuple(replace(axis, count=1) for axis in self.axes), self.seeds, self.tolerance)
        if self.sampler == GRID and self.grid_size > MOST_GRID:
            raise HyperparameterError(f"Search.axes must make a grid of at most {MOST_GRID:,}, got {self.grid_size:,}")

    @property
    def _alone(self) -> Scene:
        """The scene with the one run."""
        return replace(self.scene, runs=(self.scene.runs[self.run],), shared_noise=True)

    @property
    def noisy(self) -> bool:
        """Whether gradients have noise somewhere, so that seeds differ."""
        return max([axis.high for axis in self.axes if axis.path == "noise"] or [self.scene.noise]) > 0

    @property
    def grid_size(self) -> int:
        """How many combinations the axes' values have."""
        return math.prod(axis.count for axis in self.axes)

    @property
    def whole_trials(self) -> int:
        """How many trials there can be: a grid has no more than its combinations."""
        return min(self.trials, self.grid_size) if self.sampler == GRID else self.trials

    @property
    def study_name(self) -> str:
        """The name, or one that tells this search from others."""
        if self.name:
            return self.name
        digest = hashlib.sha256(self.identity.encode()).hexdigest()[:8]
        return f"{self.scene.objective.label} · {self.scene.runs[self.run].optimizer.label(with_lr=False)} · {digest}"

    @property
    def identity(self) -> str:
        """What makes values comparable, as JSON: all but how many trials there are and how they are chosen."""
        told = {
            "scene": self._alone.to_dict(),
            "axes": [{name: value for name, value in axis.to_dict().items() if name != "count"} for axis in self.axes],
            "measure": self.measure,
            "seeds": self.seeds,
            "tolerance": self.tolerance,
        }
        return json.dumps(told, sort_keys=True)

    def scene_at(self, settings: dict[str, float]) -> Scene:
        """The scene of one run that a trial is.

        Args:
            settings: a value for each axis, by path.

        Raises:
            HyperparameterError: the settings do not go together.
        """
        scene = self._alone
        for path, value in settings.items():
            scene = with_setting(scene, path, value)
        return scene
