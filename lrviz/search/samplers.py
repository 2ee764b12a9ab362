"""Which settings a batch of trials has: a function of the search, the batch's place and the trials before it."""

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from lrviz.search.search import GRID, QMC, RANDOM, Search
from lrviz.sweeps import Axis

if TYPE_CHECKING:
    from optuna.distributions import BaseDistribution
    from optuna.samplers import BaseSampler
    from optuna.trial import FrozenTrial

_SOBOL = threading.Lock()
"""Sobol engines share tables that scipy fills when they are first asked for."""


def distributions(search: Search) -> Mapping[str, "BaseDistribution"]:
    """What Optuna may draw for each axis, by path."""
    return {axis.path: _distribution(axis) for axis in search.axes}


def _distribution(axis: Axis) -> "BaseDistribution":
    from optuna.distributions import FloatDistribution, IntDistribution

    if axis.whole:
        values = axis.values
        return IntDistribution(int(values[0]), int(values[-1]), log=axis.log)
    return FloatDistribution(axis.low, axis.high, log=axis.log)


def sampler(search: Search, first: int) -> "BaseSampler":
    """The sampler for the batch that begins at a trial, made anew for each batch.

    Nothing is handed on from batch to batch but the trials themselves, so that a search that was stopped at any moment
    and resumed ends as it would have ended without the stop.
    """
    import optuna

    own = int(np.random.SeedSequence([search.sampler_seed, first]).generate_state(1)[0])
    if search.sampler == GRID:
        return _grid(search)
    if search.sampler == QMC:
        return _sobol(search, first)
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


def _sobol(search: Search, first: int) -> "BaseSampler":
    from optuna.samplers import BaseSampler

    points = sobol_points(search, first)

    class Sobol(BaseSampler):
        """Trial n is point n of the sequence; Optuna's own counts in notes beside the trials, which a stop parts."""

        def infer_relative_search_space(self, study: Any, trial: Any) -> dict[str, "BaseDistribution"]:
            return dict(distributions(search))

        def sample_relative(self, study: Any, trial: "FrozenTrial", search_space: Any) -> dict[str, float]:
            return points[trial.number - first]

        def sample_independent(self, study: Any, trial: "FrozenTrial", param_name: str, _: Any) -> float:
            return points[trial.number - first][param_name]

    return Sobol()


def sobol_points(search: Search, first: int) -> Sequence[dict[str, float]]:
    """The settings of a batch: the points of a scrambled Sobol sequence from the given one on, laid over the axes."""
    from scipy.stats.qmc import Sobol

    with _SOBOL:
        engine = Sobol(len(search.axes), scramble=True, rng=search.sampler_seed)
        if first:
            engine.fast_forward(first)
        shares = [engine.random(1)[0].tolist() for _ in range(search.batch)]
    return [{axis.path: _at(axis, share) for axis, share in zip(search.axes, point, strict=True)} for point in shares]


def _at(axis: Axis, share: float) -> float:
    """The setting at a share in [0, 1) of an axis; each integer of a whole axis has the same room."""
    low, high = axis.low, axis.high
    if axis.whole:
        first, last = axis.values[[0, -1]]
        low, high = first - 0.5, last + 0.5
    value = low * (high / low) ** share if axis.log else low + share * (high - low)
    return round(min(max(value, first), last)) if axis.whole else min(max(value, low), high)
