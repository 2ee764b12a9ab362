"""What a sweep measures of each run."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.hyperparameters import HyperparameterError
from lrviz.simulate.monitor import RunStatistics
from lrviz.simulate.outcomes.leaving import FAR
from lrviz.sweeps.baselines import Baselines


@dataclass(frozen=True)
class Measure:
    """A number that says how good a run was; the lower, the better.

    It is inf where the run diverged (for the share that diverged: 1), and NaN where it has no meaning.

    Attributes:
        name: what menus call it, and its key in results.
        caption: what it is, in a sentence.
        log: whether it is best shown on a logarithmic scale.
        share: whether it is 0 or 1 in each run, so that over seeds the mean is what counts.
        of_loss: whether it is a value of the function, so that what counts is how far it is above the lowest one.
        infinite: what it means where it is infinite.
    """

    name: str
    caption: str
    log: bool = True
    share: bool = False
    of_loss: bool = False
    infinite: str = "diverged"


FINAL = Measure(
    "final loss", "The loss after the last step, without noise; negated where the optimizer maximizes.", of_loss=True
)
BEST = Measure("best loss", "The lowest loss on the path, its start included.", of_loss=True)
MEAN = Measure("mean of the last 10 %", "The mean loss over the last tenth of the steps.", of_loss=True)
ARRIVAL = Measure(
    "steps to tolerance",
    "The first step after which the excess loss is at most the tolerance's share of the start's; inf if never. Without"
    " meaning on a function that moves.",
    infinite="never",
)
DIVERGED = Measure(
    "diverged", "Share of the seeds whose run left the map for good or overflowed.", log=False, share=True
)
DISTANCE = Measure(
    "distance to a minimum",
    "From the end of the path to the nearest minimum in the window; where the function moves, of its last step's.",
)
EXCESS = Measure(
    "excess loss",
    "The loss after the last step above the lowest value known in the window; where the function moves, of its last"
    " step's.",
)

MEASURES: dict[str, Measure] = {m.name: m for m in (FINAL, BEST, MEAN, ARRIVAL, DIVERGED, DISTANCE, EXCESS)}
"""The measures by name, in the order of menus."""


def measure(name: str) -> Measure:
    """The measure of a name.

    Raises:
        ValueError: there is none; the message names all.
    """
    if name not in MEASURES:
        raise HyperparameterError(f"a measure must be one of {', '.join(MEASURES)}, got {name!r}")
    return MEASURES[name]


def quantile(values: Floats, share: float) -> Floats:
    """The quantile of each row of (n, seeds), shape (n,), with linear interpolation, also among inf; NaN stays NaN."""
    ordered = np.sort(values, axis=1)
    position = share * (values.shape[1] - 1)
    low, high = ordered[:, int(np.floor(position))], ordered[:, int(np.ceil(position))]
    with np.errstate(invalid="ignore"):
        between = np.where(low == high, low, low + (high - low) * (position - np.floor(position)))
    return np.asarray(np.where(np.isnan(values).any(axis=1), np.nan, between))


def measured(seen: RunStatistics, baselines: Baselines, starts: Floats) -> dict[str, Floats]:
    """All measures of n runs, each of shape (n,), by name.

    Args:
        seen: what the runs did.
        baselines: of their objectives.
        starts: (2, n).
    """
    lost = has_left(seen, baselines, starts)
    with np.errstate(all="ignore"):
        values = {
            FINAL: seen.costs,
            BEST: seen.lowest,
            MEAN: seen.late,
            ARRIVAL: seen.arrivals,
            DISTANCE: baselines.distances(seen.ends),
            EXCESS: seen.costs - baselines.lowest,
        }
    if baselines.moves:
        values[ARRIVAL] = np.full_like(seen.costs, np.nan)
    found = {measure.name: np.where(lost, np.inf, column) for measure, column in values.items()}
    return found | {DIVERGED.name: lost.astype(float)}


def has_left(seen: RunStatistics, baselines: Baselines, starts: Floats) -> Flags:
    """(n,): which runs left all numbers, or the map for good: far out, further than a tail before and at first."""
    last, before, first = (baselines.away(points) for points in (seen.ends, seen.earlier, starts))
    gone = (last > FAR) & (last > before) & (last > 3 * first)
    return np.asarray(~np.isfinite(last) | np.isnan(seen.costs) | gone)
