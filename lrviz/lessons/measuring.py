"""What lessons measure: distances, losses, counts of steps and means over seeds, each from the library alone."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from lrviz.analysis.theory import expected_loss
from lrviz.arrays import Flags, Floats
from lrviz.objectives import Point
from lrviz.scene import Scene
from lrviz.simulate import Trajectory, simulate_many
from lrviz.simulate import trajectory as simulated

NEVER = -1
"""In the place of a step that did not come."""


def path(scene: Scene, run: int = 1, steps: int | None = None) -> Trajectory:
    """What one run of a scene does.

    Args:
        scene: the scene.
        run: which run, counted from 1 as in texts.
        steps: how many steps; None are those of the scene.
    """
    return simulated(scene if steps is None else replace(scene, steps=steps), run - 1)


def distances(scene: Scene, run: int = 1, steps: int | None = None, goal: Point = (0.0, 0.0)) -> Floats:
    """(steps + 1,): how far a run is from a point; arguments as in `path`."""
    moved = path(scene, run, steps).points - np.array(goal)
    far: Floats = np.hypot(moved[:, 0], moved[:, 1])
    return far


def distance(scene: Scene, run: int = 1, step: int = -1) -> float:
    """How far a run is from the origin after a step; −1 is the last one."""
    return float(distances(scene, run)[step])


def arrival(scene: Scene, run: int, radius: float, steps: int | None = None, goal: Point = (0.0, 0.0)) -> int:
    """After which step a run is first within a radius of a point; `NEVER` where it does not come so near."""
    return first(distances(scene, run, steps, goal) <= radius)


def first(happened: Flags) -> int:
    """The first row that is true; `NEVER` where none is."""
    rows = np.flatnonzero(happened)
    return int(rows[0]) if rows.size else NEVER


def loss(scene: Scene, run: int = 1, step: int = -1) -> float:
    """The loss of a run after a step; −1 is the last one."""
    return float(path(scene, run).losses[step])


def late_loss(scene: Scene, run: int, last: int) -> float:
    """The mean loss of a run over so many last steps."""
    return float(path(scene, run).losses[-last:].mean())


def moves(scene: Scene, run: int = 1) -> Floats:
    """(steps,): how far each step of a run goes."""
    moved = np.diff(path(scene, run).points, axis=0)
    lengths: Floats = np.hypot(moved[:, 0], moved[:, 1])
    return lengths


def value_at_end(scene: Scene, run: int = 1, axis: str = "x") -> float:
    """The last x or y of a run."""
    return float(path(scene, run).points[-1]["xy".index(axis)])


def diverged_at(scene: Scene, run: int = 1) -> int:
    """The step at which a run is said to have diverged; `NEVER` where it has not."""
    outcome = path(scene, run).outcome
    return outcome.step if outcome.kind == "diverged" else NEVER


@lru_cache(maxsize=64)
def over_seeds(scene: Scene, run: int, seeds: int) -> tuple[float, int]:
    """The mean last loss of a run over the seeds 0, 1, …, and how many of them end finite."""
    ends = simulate_many(
        scene.objective,
        scene.runs[run - 1],
        scene.origin,
        scene.steps,
        scale=scene.noise,
        seed=np.arange(seeds),
        clip=scene.clip,
    )
    finite = np.isfinite(ends.losses)
    return float(ends.losses.mean()), int(finite.sum())


def mean_loss(scene: Scene, run: int, seeds: int = 200) -> float:
    """The mean last loss of a run over the seeds 0, 1, …."""
    return over_seeds(scene, run, seeds)[0]


def survivors(scene: Scene, run: int, seeds: int) -> int:
    """From how many of the seeds 0, 1, … a run ends finite."""
    return over_seeds(scene, run, seeds)[1]


@lru_cache(maxsize=32)
def floor(scene: Scene, run: int, seeds: int = 100) -> float:
    """The mean loss of a run in the second half of its steps, at a hundred of them, over the seeds 0, 1, …."""
    half = scene.steps // 2
    marks = sorted({half + half * part // 100 for part in range(1, 101)})
    ends = simulate_many(
        scene.objective,
        scene.runs[run - 1],
        scene.origin,
        scene.steps,
        scale=scene.noise,
        seed=np.arange(seeds),
        marks=marks,
    )
    assert ends.marked is not None
    return float(scene.objective.value(ends.marked[:, 0], ends.marked[:, 1]).mean())


def expected(scene: Scene, run: int, curvatures: tuple[float, ...] = (1.0, 1.0)) -> float:
    """The last loss that theory expects of plain SGD in a noisy quadratic valley, exactly; starts count as 1 away."""
    own = scene.runs[run - 1]
    rates = own.schedule.rates(own.optimizer.lr, scene.steps)
    return float(expected_loss(rates, curvatures, scene.noise, [scene.steps])[0])


def sharpness(scene: Scene, point: Point) -> float:
    """The largest curvature of the scene's function at a point."""
    return float(np.linalg.eigvalsh(scene.objective.hessian(*point))[-1])


def stable_up_to(scene: Scene, run: int, rates: Floats, steps: int = 2000) -> float:
    """The largest of some rising rates at which a run ends lower than it began, and at all smaller ones too."""
    own = scene.runs[run - 1]
    runs = [replace(own, optimizer=replace(own.optimizer, lr=float(rate))) for rate in rates]
    ends = simulate_many(scene.objective, runs, scene.origin, steps, clip=scene.clip).losses
    begins = scene.objective.value(*scene.origin)
    lost = np.flatnonzero(~(ends < begins))
    return float(rates[lost[0] - 1] if lost.size else rates[-1])
