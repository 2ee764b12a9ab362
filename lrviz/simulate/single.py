"""Runs one trajectory: on floats, where they raise as a block of one column, and in torch for what only runs there."""

import math
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

import numpy as np

from lrviz import reference
from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.hyperparameters import HyperparameterError
from lrviz.optimizers import Rule
from lrviz.simulate.blocks import Part, descend_block
from lrviz.simulate.floats import Path, descend_floats
from lrviz.simulate.noise import NoiseSource
from lrviz.simulate.rate_columns import RateColumns
from lrviz.simulate.rule_columns import RuleColumns
from lrviz.simulate.surfaces import surface
from lrviz.simulate.trajectory import Trajectory


@lru_cache(maxsize=64)
def trajectory_of(descent: Descent) -> Trajectory:
    """The trajectory of a descent; the most recent ones are remembered."""
    path = _path(descent)

    def make_twin() -> Floats:
        x, y = (value + max(math.ulp(value), math.ulp(1.0)) for value in descent.start)
        twin = _path(replace(descent, start=(x, y)), rerounded=True).points
        twin.setflags(write=False)
        return twin

    def make_slower() -> Floats | None:
        optimizer, schedule = descent.run.optimizer, descent.run.schedule
        if schedule.overwrites_lr or not isinstance(optimizer, Rule):
            return None
        try:
            slower = replace(descent.run, optimizer=replace(optimizer, lr=optimizer.lr / 2))
        except HyperparameterError:
            return None
        points = _path(replace(descent, run=slower)).points
        slower_losses: Floats = descent.objective.value(points[:, 0], points[:, 1])
        return slower_losses

    losses = descent.objective.value(path.points[:, 0], path.points[:, 1])
    for array in (*vars(path).values(), losses):
        if array is not None:
            array.setflags(write=False)
    scale = 0.0 if descent.noise is None else descent.noise.scale
    return Trajectory(
        descent.objective,
        descent.run,
        scale,
        losses=losses,
        make_noise=descent.drawn_noise,
        make_twin=make_twin,
        make_slower=make_slower,
        **vars(path),
    )


def _path(descent: Descent, rerounded: bool = False) -> Path:
    optimizer = descent.run.optimizer
    if not isinstance(optimizer, Rule):
        record = reference.descend(descent)
        return Path(record.points, record.learning_rates, record.momenta, np.empty((descent.steps, 2, 0)))
    rates = RateColumns.of(descent.run, descent.steps)
    try:
        return descend_floats(descent, RuleColumns([optimizer]), rates, rerounded)
    except (ArithmeticError, ValueError):
        return _as_block(descent, optimizer, rates)


def _as_block(descent: Descent, rule: Rule, columns: RateColumns) -> Path:
    """The path by a block of one column: where floats would raise, numpy goes on with inf and NaN."""
    steps, noise = descent.steps, descent.noise
    points, rates = np.full((steps + 1, 2), np.nan), columns.table.copy()
    states = np.full((steps, 2, len(rule.state_names)), np.nan)
    points[0] = descent.start
    done = 0

    def record(point: Floats, state: Sequence[Floats], lr: Floats) -> None:
        nonlocal done
        rates[done] = np.ravel(lr)[0]
        states[done] = np.stack([np.broadcast_to(part, (2, 1)) for part in state], axis=-1)[:, 0]
        done += 1
        if np.isfinite(point).all():
            points[done] = point[:, 0]

    part = Part(slice(0, 1), RuleColumns([rule]), columns)
    drawn = None if noise is None else NoiseSource([(noise.seed, noise.replicate)], steps, noise.scale)
    starts = np.array(descent.start).reshape(2, 1)
    descend_block(surface([descent.objective]), [part], starts, drawn, descent.clip, record)
    if columns.plateau is not None:
        rates[done:] = rates[max(done - 1, 0)]
    return Path(points, rates, columns.momenta, states)
