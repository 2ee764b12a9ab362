"""Compares what lrviz computes with what real torch does."""

from dataclasses import dataclass

import numpy as np

from lrviz import reference
from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.optimizers import TorchOptimizer
from lrviz.reference import Record
from lrviz.scene import Scene
from lrviz.simulate import Trajectory, simulate
from lrviz.simulate.trace import SENSITIVE

AGREEMENT = 1e-9
"""A relative error that nobody can see: above it a sentence says where the paths part."""


_OWN_SOURCE = "No package publishes it: torch runs the class that is exported with its own source."


@dataclass(frozen=True)
class Verification:
    """How far each run of a scene is from torch, one item per run, in the scene's order.

    Attributes:
        max_relative_error: the largest |ours − torch's| / max(1, |torch's|) over both coordinates of all points;
            inf where only one of the two points is finite.
        max_rate_error: the largest |ours − torch's| / |torch's| over the learning rates of the steps that were taken.
        sentences: the same in words.
    """

    max_relative_error: tuple[float, ...]
    max_rate_error: tuple[float, ...]
    sentences: tuple[str, ...]


def verify(scene: Scene) -> Verification:
    """Runs the scene here and in torch, the latter with real optimizers, real schedulers and autograd, and compares.

    Raises:
        ScheduleError: a schedule ends before the scene does.
        MissingPackageError: an optimizer that torch lacks needs its reference package, which is not installed.
    """
    trajectories = simulate(scene)
    records = [reference.descend(Descent.of(scene, index)) for index in range(len(scene.runs))]
    pairs = list(zip(trajectories, records, strict=True))
    return Verification(
        tuple(float(_errors(*pair).max()) for pair in pairs),
        tuple(_rate_error(*pair) for pair in pairs),
        tuple(_sentence(*pair) for pair in pairs),
    )


def _errors(path: Trajectory, record: Record) -> Floats:
    """The relative error of each point, shape (steps + 1,)."""
    with np.errstate(over="ignore", invalid="ignore"):
        gaps = np.abs(path.points - record.points) / np.maximum(1.0, np.abs(record.points))
    here, there = (np.isfinite(points).all(axis=1) for points in (path.points, record.points))
    return np.where(here & there, gaps.max(axis=1), np.where(here == there, 0.0, np.inf))


def _rate_error(path: Trajectory, record: Record) -> float:
    taken = slice(0, path.finite_steps + 1)
    ours, theirs = path.learning_rates[taken], record.learning_rates[taken]
    with np.errstate(divide="ignore", invalid="ignore"):
        return float(np.where(ours == theirs, 0.0, np.abs(ours - theirs) / np.abs(theirs)).max(initial=0.0))


def _sentence(path: Trajectory, record: Record) -> str:
    return _comparison(path, _errors(path, record)) + ("" if path.run.optimizer.torch_name else f" {_OWN_SOURCE}")


def _comparison(path: Trajectory, errors: Floats) -> str:
    label, steps = path.run.label, path.finite_steps
    if errors.max() == 0:
        own = " It runs in torch itself." if isinstance(path.run.optimizer, TorchOptimizer) else ""
        return f"{label} takes torch's path bit for bit over {steps} steps.{own}"
    if errors.max() <= AGREEMENT:
        return f"{label} agrees with torch to {errors.max():.1e} over {steps} steps."
    step = int(np.argmax(errors > AGREEMENT))
    parting = f"{label} parts from torch at step {step} and strays by {errors.max():.1e}"
    if path.sensitivity > SENSITIVE:
        return f"{parting}: the run is chaotic, and a start one ulp away strays by {path.sensitivity:.1e}."
    return f"{parting}."
