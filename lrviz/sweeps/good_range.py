"""The good range of a setting: how far from its best value it may be, and how sure that is."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Flags, Floats
from lrviz.sweeps.judged import CONFIDENCE, FEWEST
from lrviz.sweeps.measures import quantile

_WITHIN = 2.0
_DRAWS = 400
"""How many samples of seeds the interval of a range is taken from."""

_CELLS = 32
"""How many values are sampled together."""

_GAP, _GAP_SHARE = 3, 16
"""How many values in a row end the widest range, at least, and which part of the axis: one may look bad by chance."""


@dataclass(frozen=True)
class Width:
    """The good range of a logarithmic axis.

    Attributes:
        low: the first value of the range.
        high: the last one.
        decades: log₁₀ of their ratio.
        best: the best value.
        open_low: whether the range goes on below the axis.
        open_high: whether it goes on above.
        interval: between how many decades the range of all seeds there could be lies, about 19 times of 20; 0 to inf
            where there are too few seeds, inf also where it may go on beyond the axis. None where seeds do not differ.
        seeds: how many seeds tell the range.
    """

    low: float
    high: float
    decades: float
    best: float
    open_low: bool
    open_high: bool
    interval: tuple[float, float] | None = None
    seeds: int = 1

    @property
    def interval_words(self) -> str:
        """The interval in words: "95 %: 0.24 to 0.66"; empty where seeds do not differ."""
        if self.interval is None:
            return ""
        low, high = self.interval
        if self.seeds < FEWEST:
            return f"{self.seeds} {'seeds are' if self.seeds > 1 else 'seed is'} too few to say how wide it is"
        upwards = "or more" if np.isinf(high) else f"to {high:.2g}"
        return f"95 %: {low:.2g} {upwards}" + ("" if self.decades else " decades")


def good_range(values: Floats, medians: Floats) -> Width | None:
    """The values around the lowest of the medians up to which they are at most twice as high."""
    known = np.isfinite(medians)
    if not known.any():
        return None
    best = int(np.argmin(np.where(known, medians, np.inf)))
    low, high = _reach(known & (medians <= _WITHIN * medians[best]), best)
    last = len(values) - 1
    decades = _decades(values, low, high)
    return Width(float(values[low]), float(values[high]), decades, float(values[best]), low == 0, high == last)


def uncertain_range(values: Floats, scores: Floats) -> Width | None:
    """The good range of the medians over seeds, with the interval that its width lies in.

    The seeds are drawn again with repetition, the same for all values of the axis, since these share their noise. A
    value is surely in the range where nearly all draws have it there, and may be where more than a few do; the widest
    range ends where several values in a row may not. The range ends somewhere between two values of the axis, so that
    the next one counts in the widest range.

    Source: Efron & Tibshirani 1993, chapter 13 (percentile intervals), for each value of the axis.

    Args:
        values: (n,), of the axis, rising.
        scores: (n, seeds), the lower the better, and in the same proportion.
    """
    found, seeds = good_range(values, quantile(scores, 0.5)), scores.shape[1]
    if found is None:
        return None
    interval = _interval(values, scores, found.best) if seeds >= FEWEST else (0.0, np.inf)
    return Width(**vars(found) | {"interval": interval, "seeds": seeds})


def _interval(values: Floats, scores: Floats, best_value: float) -> tuple[float, float]:
    """The fewest and the most decades."""
    shares, best = _chances(scores), int(np.searchsorted(values, best_value))
    tail, last = (1 - CONFIDENCE) / 2, len(values) - 1
    inner = _reach(shares >= 1 - tail, best)
    low, high = _reach(shares > tail, best, max(_GAP, len(values) // _GAP_SHARE))
    most = np.inf if low == 0 or high == last else _decades(values, low - 1, high + 1)
    return _decades(values, *inner), most


def _chances(scores: Floats) -> Floats:
    """The share of the draws in which the median at each value is at most twice the lowest one, shape (n,)."""
    seeds = scores.shape[1]
    drawn = np.random.default_rng(0).integers(0, seeds, (_DRAWS, seeds))
    known = np.flatnonzero(np.isfinite(quantile(scores, 0.5)))
    medians = np.full((len(scores), _DRAWS), np.inf)
    for first in range(0, len(known), _CELLS):
        some = known[first : first + _CELLS]
        columns = scores[some][:, drawn]
        medians[some] = quantile(columns.reshape(-1, seeds), 0.5).reshape(len(some), _DRAWS)
    return np.asarray((medians <= _WITHIN * medians.min(axis=0)).mean(axis=1))


def _reach(good: Flags, best: int, gap: int = 1) -> tuple[int, int]:
    """The first and the last of the good places around the best one, up to so many in a row that are not good."""
    ends = []
    for step, last in ((-1, 0), (1, len(good) - 1)):
        at = end = best
        while at != last and abs(at - end) < gap:
            at += step
            end = at if good[at] else end
        ends.append(end)
    return ends[0], ends[1]


def _decades(values: Floats, low: int, high: int) -> float:
    return float(np.log10(values[high] / values[low]))
