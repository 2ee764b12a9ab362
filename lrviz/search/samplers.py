"""Optuna's samplers for a search."""

import threading
import warnings
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from lrviz.search.search import GRID, QMC, RANDOM, Search
from lrviz.sweeps import Axis

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.samplers import BaseSampler

_WARNINGS = threading.Lock()


def distributions(search: Search) -> Mapping[str, "BaseDistribution"]:
    """What Optuna may draw for each axis, by path."""
    return {axis.path: _distribution(axis) for axis in search.axes}


def _distribution(axis: Axis) -> "BaseDistribution":
    from optuna.distributions import FloatDistribution, IntDistribution

    if axis.whole:
        values = axis.values
        return IntDistribution(int(values[0]), int(values[-1]), log=axis.log)
    return FloatDistribution(axis.low, axis.high, log=axis.log)


def sampler(search: Search, trial: int) -> "BaseSampler":
    """The sampler for the batch that begins at a trial.

    It depends on the number of that trial and not on what was drawn before, so that a search that was stopped
    and resumed ends as it would have ended without the stop.
    """
    import optuna

    own = int(np.random.SeedSequence([search.sampler_seed, trial]).generate_state(1)[0])
    if search.sampler == GRID:
        return _grid(search)
    if search.sampler == QMC:
        with _WARNINGS, warnings.catch_warnings():
            warnings.simplefilter("ignore", optuna.exceptions.ExperimentalWarning)
            return optuna.samplers.QMCSampler(scramble=True, seed=search.sampler_seed)
    if search.sampler == RANDOM:
        return optuna.samplers.RandomSampler(seed=own)
    return optuna.samplers.TPESampler(seed=own)


def _grid(search: Search) -> "BaseSampler":
    from optuna.samplers import GridSampler

    class Grid(GridSampler):
        """Optuna's, without the wish to stop a loop that is not Optuna's when all is visited."""

        def after_trial(self, *arguments: Any) -> None:
            pass

    listed = {axis.path: axis.values.astype(int if axis.whole else float).tolist() for axis in search.axes}
    return Grid(listed, seed=search.sampler_seed)
