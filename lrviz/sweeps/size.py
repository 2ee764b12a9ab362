"""How much work a sweep is, how long it takes through torch, and into how many blocks it is cut."""

import time
from dataclasses import replace
from functools import lru_cache

from lrviz.optimizers import TorchOptimizer
from lrviz.scene import Run, Scene
from lrviz.simulate import simulate_many
from lrviz.sweeps.sweep import Sweep

TORCH = 1000
"""How many times as long as a step in a block one evaluation through torch takes, roughly."""

WORK = 100_000_000
"""Work of a block of an offline sweep: some seconds."""

_EVALUATIONS = 40
"""Evaluations that are measured; building an optimizer takes as long as some of them."""

_MOST, _LEAST = 4096, 256
_TASKS_EACH = 4


def weight(run: Run) -> int:
    """The work of one step of a run: 1, or that of all evaluations that a step through torch may take."""
    return TORCH * run.optimizer.evaluations if isinstance(run.optimizer, TorchOptimizer) else 1


def through_torch(scene: Scene) -> list[Run]:
    """The runs of a scene that go through torch."""
    return [run for run in scene.runs if isinstance(run.optimizer, TorchOptimizer)]


def work(scene: Scene, columns: int, steps: int | None = None) -> int:
    """The steps of so many runs with the settings of each run of a scene, those through torch at their weight.

    Args:
        scene: the runs.
        columns: how many there are of each.
        steps: how many each takes; None is the scene's own number.
    """
    return sum(weight(run) for run in scene.runs) * columns * (scene.steps if steps is None else steps)


def sweep_work(sweep: Sweep) -> int:
    """The work of a whole sweep, with the steps of the longest run for all."""
    columns = sweep.cells // len(sweep.scene.runs) * sweep.seeds
    return work(sweep.scene, columns, most_steps(sweep))


def block_size(sweep: Sweep, threads: int = 1, most: int = WORK) -> int:
    """The most cells of a block.

    Args:
        sweep: the grid.
        threads: how many blocks may run at once; each thread shall get several.
        most: the work that a block shall be, about.
    """
    heaviest = max(weight(run) for run in sweep.scene.runs)
    columns = most / most_steps(sweep) / heaviest
    columns = min(columns if heaviest > 1 else max(columns, _LEAST), _MOST)
    if threads > 1:
        columns = min(columns, max(sweep.cells * sweep.seeds / (_TASKS_EACH * threads), _LEAST))
    return max(1, int(columns / sweep.seeds))


def most_steps(sweep: Sweep) -> int:
    """The steps of the longest run."""
    varied = [int(axis.high) for axis in sweep.axes if axis.path == "steps"]
    return max(varied, default=sweep.scene.steps)


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
        scene.objective,
        scene.runs[0],
        scene.origin,
        steps,
        scale=scene.noise,
        seed=scene.seed,
        clip=scene.clip,
        box=scene.box,
    )
    return time.perf_counter() - started
