"""Runs scenes: one engine, on floats for a single trajectory and on blocks for many."""

import math
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from lrviz import reference
from lrviz.arrays import Floats
from lrviz.objectives import Objective
from lrviz.optimizers import Rule
from lrviz.scene import Run, Scene
from lrviz.schedules import Whole
from lrviz.schedules.plateau import ReduceLROnPlateau
from lrviz.simulate.blocks import Part, descend_block
from lrviz.simulate.columns import Columns, RateColumns
from lrviz.simulate.floats import Path, descend_floats
from lrviz.simulate.many import BatchResult, simulate_many
from lrviz.simulate.noise import noise
from lrviz.simulate.noise_table import NoiseTable
from lrviz.simulate.outcomes import Outcome
from lrviz.simulate.surfaces import surface
from lrviz.simulate.trajectory import Trajectory

__all__ = ["BatchResult", "Outcome", "Trajectory", "simulate", "simulate_many"]


def simulate(scene: Scene) -> tuple[Trajectory, ...]:
    """Runs every run of a scene.

    Returns:
        one trajectory per run, in order.

    Raises:
        ScheduleError: a schedule ends before the scene does, as its torch class would raise.
    """
    return tuple(trajectory(scene, index) for index in range(len(scene.runs)))


def trajectory(scene: Scene, index: int) -> Trajectory:
    """The trajectory of one run of a scene; the most recent ones are remembered."""
    replicate = 0 if scene.shared_noise else index
    run = scene.runs[index]
    return _trajectory(scene.objective, run, scene.origin, scene.steps, scene.noise, scene.seed, replicate, scene.clip)


@lru_cache(maxsize=64)
def _trajectory(
    objective: Objective,
    run: Run,
    start: tuple[float, float],
    steps: int,
    scale: float,
    seed: int,
    replicate: int,
    clip: float | None,
) -> Trajectory:
    kicks = noise(seed, replicate, steps, scale) if scale > 0 else None
    course, momenta = _course(objective, run, start, steps, kicks, clip)

    def make_twin() -> Floats:
        beside = (start[0] + _ulp(start[0]), start[1] + _ulp(start[1]))
        twin = _course(objective, run, beside, steps, kicks, clip, rerounded=True)[0].points
        twin.setflags(write=False)
        return twin

    losses = objective.value(course.points[:, 0], course.points[:, 1])
    for array in (course.points, course.learning_rates, course.states, losses, momenta):
        if array is not None:
            array.setflags(write=False)
    return Trajectory(
        objective, run, scale, course.points, losses, course.learning_rates, momenta, course.states, make_twin
    )


def _ulp(value: float) -> float:
    return max(math.ulp(value), math.ulp(1.0))


def _course(
    objective: Objective,
    run: Run,
    start: tuple[float, float],
    steps: int,
    kicks: Floats | None,
    clip: float | None,
    rerounded: bool = False,
) -> tuple[Path, Floats | None]:
    if not isinstance(run.optimizer, Rule):
        record = reference.descend(objective, run.optimizer, run.schedule, start, steps, kicks, clip)
        return Path(record.points, record.learning_rates, np.empty((steps, 2, 0))), record.momenta
    drive = _drive(run, steps)
    try:
        course = descend_floats(objective, Columns([run.optimizer]), drive, start, kicks, clip, rerounded)
    except (ArithmeticError, ValueError):
        course = _block_course(objective, run.optimizer, drive, start, kicks, clip)
    return course, drive.momenta


def _drive(run: Run, steps: int) -> RateColumns:
    if isinstance(run.schedule, ReduceLROnPlateau):
        return RateColumns(Whole(np.full(steps, run.optimizer.lr)), steps, plateau=run.schedule)
    rates = run.schedule.rates(run.optimizer.lr, steps)
    return RateColumns(Whole(rates), steps, run.schedule.momenta(run.momentum, steps))


def _block_course(
    objective: Objective,
    rule: Rule,
    drive: RateColumns,
    start: tuple[float, float],
    kicks: Floats | None,
    clip: float | None,
) -> Path:
    """A single trajectory as a block of one column: where floats would raise, numpy goes on with inf and NaN."""
    steps = drive.steps
    points, rates = np.full((steps + 1, 2), np.nan), drive.table.copy()
    states = np.full((steps, 2, len(rule.state_names)), np.nan)
    points[0] = start
    done = 0

    def record(point: Floats, state: Sequence[Floats], lr: Floats) -> None:
        nonlocal done
        rates[done] = np.ravel(lr)[0]
        states[done] = np.stack([np.broadcast_to(part, (2, 1)) for part in state], axis=-1)[:, 0]
        done += 1
        if np.isfinite(point).all():
            points[done] = point[:, 0]

    starts = np.array(start).reshape(2, 1)
    part = Part(slice(0, 1), Columns([rule]), drive)
    pushes = None if kicks is None else NoiseTable(kicks[:, :, None], None, 1.0)
    descend_block(surface([objective]), [part], starts, pushes, clip, record)
    if drive.plateau is not None:
        rates[done:] = rates[max(done - 1, 0)]
    return Path(points, rates, states)
