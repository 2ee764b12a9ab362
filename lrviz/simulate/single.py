"""Runs one trajectory: as a kernel that keeps a record, and in torch for what only runs there."""

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from lrviz import reference
from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.hyperparameters import HyperparameterError
from lrviz.kernels import recorded
from lrviz.optimizers import Rule
from lrviz.simulate.trajectory import Trajectory


@lru_cache(maxsize=64)
def trajectory_of(descent: Descent) -> Trajectory:
    """The trajectory of a descent; the most recent ones are remembered."""
    path = _path(descent)

    def make_twin() -> Floats:
        x, y = (value + max(math.ulp(value), math.ulp(1.0)) for value in descent.start)
        return _path(replace(descent, start=(x, y)), _roundings(descent.steps)).points

    def make_slower() -> Floats | None:
        optimizer, schedule = descent.run.optimizer, descent.run.schedule
        if schedule.overwrites_lr or not isinstance(optimizer, Rule):
            return None
        try:
            slower = replace(descent.run, optimizer=replace(optimizer, lr=optimizer.lr / 2))
        except HyperparameterError:
            return None
        return _path(replace(descent, run=slower)).losses

    scale = 0.0 if descent.noise is None else descent.noise.scale
    return Trajectory(
        descent.objective,
        descent.run,
        scale,
        descent.box,
        make_noise=descent.drawn_noise,
        make_twin=make_twin,
        make_slower=make_slower,
        **vars(path),
    )


@dataclass(frozen=True)
class _Path:
    """What one run left behind, read-only: the attributes of a `Trace` that are of its steps."""

    points: Floats
    losses: Floats
    gradients: Floats
    learning_rates: Floats
    momenta: Floats | None
    state_array: Floats

    def __post_init__(self) -> None:
        for array in vars(self).values():
            if array is not None:
                array.setflags(write=False)


def _path(descent: Descent, nudges: Floats | None = None) -> _Path:
    if not isinstance(descent.run.optimizer, Rule):
        return _in_torch(descent)
    found = recorded(descent, nudges)
    lost = np.flatnonzero(~np.isfinite(found.points).all(axis=1))
    rates = found.rates.copy()
    if len(lost):
        first = max(lost[0], 1)
        for rows in (found.points[first:], found.losses[first:], found.gradients[first:], found.states[first:]):
            rows[...] = np.nan
        if descent.run.schedule.watches:
            rates[first:] = rates[first - 1]
    momenta = None if found.momenta is None else found.momenta.copy()
    return _Path(found.points, found.losses, found.gradients, rates, momenta, found.states)


def _in_torch(descent: Descent) -> _Path:
    record, objective = reference.descend(descent), descent.objective
    losses = objective.along(record.points)
    gradients = objective.gradient(record.points[:, 0], record.points[:, 1], np.arange(len(losses))).T.copy()
    states = np.empty((descent.steps, 2, 0))
    return _Path(record.points, losses, gradients, record.learning_rates, record.momenta, states)


def _roundings(steps: int) -> Floats:
    """(steps, 2): what moves each coordinate by an ulp up or down, in an order without a pattern that could cancel."""
    ulp, places = math.ulp(1.0), np.arange(1, steps + 1)[:, None] + np.arange(2)
    return np.where(places * 2654435761 & 65536, 1.0 + ulp, 1.0 - ulp)
