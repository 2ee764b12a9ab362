"""Loss curves: public ones, which a checkout may have beside it, and some that are drawn from the law itself."""

import csv
import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest

from lrviz.analysis.theory import Spectrum, expected_loss
from lrviz.arrays import Floats, Integers

PUBLIC = Path(os.environ.get("LRVIZ_PUBLIC_CURVES", Path(__file__).parents[3] / "shared" / "forecast"))
"""Files with run, step, lr and loss in each row; sources and licences stand in their first lines."""


@dataclass(frozen=True, eq=False)
class Run:
    """A log, as `forecast` takes it."""

    steps: Integers
    rates: Floats
    losses: Floats

    @property
    def every(self) -> Floats:
        """The rate of each step."""
        return np.interp(np.arange(int(self.steps[-1])) + 0.5, self.steps, self.rates)


@lru_cache(maxsize=4)
def public(name: str) -> dict[str, Run]:
    """The runs of a public file; a test that asks for one that is absent is skipped."""
    path = PUBLIC / f"{name}.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not here")
    rows: dict[str, list[list[float]]] = {}
    with path.open(encoding="utf-8") as lines:
        for run, *numbers in csv.reader(line for line in lines if not line.startswith(("#", "run,"))):
            rows.setdefault(run, []).append([float(number) for number in numbers])
    columns = {run: np.array(some).T for run, some in rows.items()}
    return {run: Run(steps.astype(int), rates, losses) for run, (steps, rates, losses) in columns.items()}


STEPS, WARMUP, PEAK = 2000, 40, 1e-3


def decaying(share: float, steps: int = STEPS) -> Floats:
    """Warmup, stable, and a straight fall to 0 in a share of the steps."""
    numbers = np.arange(steps) + 0.5
    rise, fall = numbers / WARMUP, (steps - numbers) / (share * steps)
    return PEAK * np.clip(np.minimum(rise, fall), 0.0, 1.0)


def cosine(steps: int = STEPS) -> Floats:
    """Warmup, then half a cosine to 0."""
    numbers = np.arange(steps) + 0.5
    return np.minimum(PEAK * numbers / WARMUP, PEAK * (1 + np.cos(np.pi * numbers / steps)) / 2)


def constant(steps: int = STEPS) -> Floats:
    """Warmup, then the peak."""
    return PEAK * np.minimum((np.arange(steps) + 0.5) / WARMUP, 1.0)


NUMBERS = {"alpha": 0.5, "log_c": 6.0, "beta": 0.55, "gamma": 0.6}
"""Exponents not far from what is usual, and not the usual ones."""


def law(rates: Floats, at: Integers, lowest: float = 2.6, first: float = 0.25, gain: float = 0.25) -> Floats:
    """The losses (m,) of the multi-power law after some steps, step by step as its formula stands.

    Rates are in peaks, their sums in that of `cosine()`.
    """
    area = cosine().sum() / PEAK
    shares = rates / PEAK
    sums, changes = np.cumsum(shares), np.diff(shares, prepend=0.0)
    pace = np.exp(NUMBERS["log_c"]) * np.maximum(shares, 1e-6) ** -NUMBERS["gamma"]
    told = np.array([_told(step, sums, shares, changes, pace, area) for step in at])
    return lowest + first * (sums[at - 1] / area) ** -NUMBERS["alpha"] + gain * told


def _told(step: int, sums: Floats, shares: Floats, changes: Floats, pace: Floats, area: float) -> float:
    since = (sums[step - 1] - sums[:step] + shares[:step]) / area
    return float(changes[:step] @ (1 - (1 + pace[:step] * since) ** -NUMBERS["beta"]))


def drawn(rates: Floats, noise: float = 0.0, rows: int = 60, seed: int = 0) -> Run:
    """The log of a run of the law, with as many rows."""
    at = np.unique(np.linspace(len(rates) // rows, len(rates), rows).astype(int))
    losses = law(rates, at) + np.random.default_rng(seed).normal(0.0, noise, len(at))
    return Run(at, rates[at - 1], losses)


def quadratic(rates: Floats, rows: int = 60) -> Run:
    """The log of SGD on a noisy quadratic, at a rate a thousand times as high."""
    at = np.unique(np.linspace(len(rates) // rows, len(rates), rows).astype(int))
    losses = expected_loss(1000 * rates, Spectrum(condition=10.0).eigenvalues(1.0), 0.1, at)
    return Run(at, 1000 * rates[at - 1], losses)


def without(run: Run, rows: slice) -> Run:
    """A run with some of its rows."""
    return Run(run.steps[rows], run.rates[rows], run.losses[rows])
