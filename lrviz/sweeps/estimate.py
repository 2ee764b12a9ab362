"""How long the runs of a sweep will take that go through torch, step by step."""

import time
from dataclasses import replace
from functools import lru_cache

from lrviz.scene import Scene
from lrviz.simulate import simulate_many
from lrviz.sweeps.size import TORCH, most_steps, through_torch, weight
from lrviz.sweeps.sweep import Sweep

_EVALUATIONS = 40
"""Evaluations that are measured; building an optimizer takes as long as some of them."""


def estimate(sweep: Sweep) -> float:
    """Seconds that the runs of a sweep take that go through torch; those of the others are few beside them.

    The first steps of one run of each kind are measured, which takes a moment. Steps that search, as LBFGS does, do
    so longest at first: such runs take up to as long.
    """
    scene = replace(sweep.scene, steps=most_steps(sweep))
    return torch_seconds(scene, sweep.cells // len(scene.runs) * sweep.seeds)


def torch_seconds(scene: Scene, columns: int) -> float:
    """Seconds that so many runs with the settings of each run of a scene take, as far as they go through torch."""
    return columns * sum(_seconds(replace(scene, runs=(run,))) for run in through_torch(scene))


@lru_cache(maxsize=64)
def _seconds(scene: Scene) -> float:
    """Seconds of one run: of a short one, and of the steps that it leaves out."""
    steps = min(max(3, _EVALUATIONS * TORCH // weight(scene.runs[0])), scene.steps)
    _timed(scene, 2)
    built = _timed(scene, 1)
    short = _timed(scene, steps)
    return short + (scene.steps - steps) * max(short - built, 0.0) / max(1, steps - 1)


def _timed(scene: Scene, steps: int) -> float:
    started = time.perf_counter()
    simulate_many(
        scene.objective, scene.runs[0], scene.origin, steps, scale=scene.noise, seed=scene.seed, clip=scene.clip
    )
    return time.perf_counter() - started
