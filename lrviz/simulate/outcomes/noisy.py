"""Recognises runs that noise keeps where they are: on a noise floor, or adrift where the slope is weaker than it."""

import numpy as np

from lrviz.arrays import Floats
from lrviz.simulate.outcomes.measures import CLOSE, Measures
from lrviz.simulate.outcomes.outcome import Claim, Outcome, claim

SHORTEST = 20
"""Fewer steps than this show no floor."""

ALIKE = 2.0
"""Two mean losses, or two rates, that differ by a larger factor are not the same."""

ERRORS = 2.0
"""Means that differ by more standard errors than these are not the same."""

CALM = 3.0
"""A stretch whose first batch has a mean of more than so many medians is still on its way down."""

PULLED_BACK = 0.5
"""Share of their size that the mean of the slopes is at most where they point this way as often as that way."""

_BATCHES = 8
"""Into so many batches a stretch is cut to see whether its mean loss stays."""

WEAK = 0.3
"""Share of the noise below which a slope does not keep a path in its place."""

_CLEARLY_LOWER = 0.9
"""Half the rate helps when the mean loss that it leaves is below this share."""


def noise_floor(path: Measures) -> Outcome | None:
    """A noisy run whose mean loss stays, because its slopes pull it back as often as the noise drives it away."""
    since = _steady_since(path)
    if since is None:
        return None
    slopes = path.trace.gradients[since : len(path.points)]
    if not _pulled_back(slopes):
        return None
    mean = float(path.trace.losses[since:].mean())
    around = path.around(path.points[since:].mean(axis=0))
    floor = claim("noise_floor", point=around, since=since, mean=mean)
    return Outcome("noise_floor", since, (floor, *_slower(path, since)))


def drifting(path: Measures) -> Outcome | None:
    """A noisy run without progress that the noise moves and the slope does not."""
    since = _steady_since(path)
    if since is None:
        return None
    slope = _size(path.trace.gradients[since : len(path.points)])
    if not slope < WEAK * path.trace.noise:
        return None
    drift = claim("drifting", since=since, mean=float(path.trace.losses[since:].mean()))
    return Outcome("drifting", since, (drift, claim("weak_slope", slope=slope, noise=path.trace.noise)))


def _steady_since(path: Measures) -> int | None:
    """The first twentieth of the run, of the first half, from which on the mean loss and the rate stay; or None."""
    if not path.trace.noise > 0 or path.steps < SHORTEST or not path.spread > 1e-9 or path.ended:
        return None
    candidates = (path.steps * part // 20 for part in range(11))
    return next((since for since in candidates if _steady(path, since)), None)


def _steady(path: Measures, since: int) -> bool:
    excess, rates = path.excess[since:], path.rates[since:]
    if not np.isfinite(excess).all() or not rates.max() <= ALIKE * rates.min() > 0:
        return False
    means = np.array([batch.mean() for batch in np.array_split(excess - path.floor, _BATCHES)])
    early, late = means[: _BATCHES // 2], means[_BATCHES // 2 :]
    error = np.sqrt((early.var(ddof=1) + late.var(ddof=1)) / (_BATCHES // 2))
    first, second = (half.mean() for half in np.array_split(excess - path.floor, 2))
    alike = first / ALIKE <= second <= ALIKE * first
    calm = means[0] <= CALM * np.median(means)
    return bool(abs(late.mean() - early.mean()) <= ERRORS * error and alike and calm)


def _pulled_back(slopes: Floats) -> bool:
    """Whether the slopes met point this way as often as that way, so that they keep the path in its place."""
    mean, size = slopes.mean(axis=0), np.sqrt((slopes**2).mean(axis=0))
    met = size > CLOSE * size.max()
    return bool((np.abs(mean[met]) <= PULLED_BACK * size[met]).all())


def _size(slopes: Floats) -> float:
    return float(np.sqrt((slopes**2).sum(axis=1).mean()))


def _slower(path: Measures, since: int) -> list[Claim]:
    """What the same run at half the rate averages, where that is clearly lower."""
    losses = path.trace.half_rate_losses
    if losses is None or not np.isfinite(losses).all():
        return []
    here, there = path.costs, path.sign * losses
    lowest = float(here[0] - path.excess[0])
    stretches = (since, path.steps // 2, -path.tail)
    lower = all(there[s:].mean() - lowest < _CLEARLY_LOWER * (here[s:].mean() - lowest) for s in stretches)
    return [claim("slower_is_lower", mean=float(losses[since:].mean()))] if lower else []
