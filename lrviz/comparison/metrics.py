"""Validation losses for ReduceLROnPlateau: made-up ones of several kinds, and measured ones."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import Choice, Declared, Range
from lrviz.schedules.base import counted_steps


def _smooth(u: Floats, noise: Floats) -> Floats:
    return np.asarray(0.2 + 2.3 * np.exp(-6 * u))


def _noisy(u: Floats, noise: Floats) -> Floats:
    return np.asarray(_smooth(u, noise) + 0.08 * noise)


def _stuck(u: Floats, noise: Floats) -> Floats:
    return _smooth(np.minimum(u, 0.3), noise)


def _negative(u: Floats, noise: Floats) -> Floats:
    return np.asarray(-3 + 2.5 * np.exp(-9 * np.minimum(u, 0.5)))


def _with_nan(u: Floats, noise: Floats) -> Floats:
    missing = (np.abs(noise) > 2.2) | ((u > 0.45) & (u < 0.55))
    return np.where(missing, np.nan, _noisy(u, noise))


def _rising(u: Floats, noise: Floats) -> Floats:
    return np.asarray(0.93 - 0.8 * np.exp(-6 * u) + 0.004 * noise)


_TRACES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "smooth": _smooth,
    "noisy": _noisy,
    "stuck": _stuck,
    "negative": _negative,
    "with NaN": _with_nan,
    "rising": _rising,
}


@dataclass(frozen=True)
class Metric(Declared):
    """A made-up validation metric over a run.

    Smooth and noisy ones fall like a loss, a stuck one stops at 30 % of the run, a negative one falls below zero and
    stops half-way, one has NaN, and a rising one is an accuracy.
    """

    trace: Annotated[str, "How the metric goes.", Choice(tuple(_TRACES))] = "noisy"
    seed: Annotated[int, "Seed of its noise.", Range(0, 2**32 - 1, usual=(0, 99))] = 0

    def values(self, count: int) -> Floats:
        """The metric at each of `count` steps of the scheduler, shape (count,)."""
        count = counted_steps(count, "a metric")
        noise = np.random.Generator(np.random.Philox(key=self.seed)).standard_normal(count)
        return _TRACES[self.trace](np.arange(count) / max(1, count), noise)


@dataclass(frozen=True, eq=False)
class Measured:
    """A metric that was measured: steps of the scheduler past its end see its last value."""

    recorded: Floats

    def values(self, count: int) -> Floats:
        """The metric at each of `count` steps of the scheduler, shape (count,)."""
        steps = np.arange(counted_steps(count, "a metric"))
        return self.recorded[np.minimum(steps, len(self.recorded) - 1)]


Measurements: TypeAlias = Metric | Measured
"""What a schedule with feedback looks at."""
