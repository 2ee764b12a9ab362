"""What seeds say of one setting: the median of a measure over them, and how far off it may be."""

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lrviz.arrays import Floats
from lrviz.simulate.outcomes.english import number
from lrviz.sweeps.measures import Measure, quantile

CONFIDENCE = 0.95
"""How often the intervals that are told hold the truth, at least."""

FEWEST = 6
"""The fewest seeds from which an interval for a median follows."""

_NORMAL = 1.959964
"""How many standard deviations hold that share of a normal distribution."""


@dataclass(frozen=True)
class Judged:
    """A setting, judged by seeds.

    Attributes:
        value: the median of the measure over the seeds; of a share the mean.
        low: where the interval begins that holds the median of all seeds there could be, 19 times of 20 at least; of
            a share about that often.
        high: where it ends; infinite, as the beginning is, where there are fewer than `FEWEST` seeds.
        seeds: how many there are.
        fresh: whether none of them took part in choosing the setting.
    """

    value: float
    low: float
    high: float
    seeds: int
    fresh: bool

    @staticmethod
    def of(values: Floats, measure: Measure, fresh: bool) -> "Judged":
        """What the values of a measure say, one a seed, shape (n,)."""
        value = float(values.mean() if measure.share else quantile(values[None], 0.5)[0])
        low, high = share_interval(value, len(values)) if measure.share else median_interval(values)
        return Judged(value, low, high, len(values), fresh)

    @property
    def known(self) -> bool:
        """Whether there are seeds enough for an interval."""
        return not math.isinf(self.low) or math.isinf(self.value)

    def interval(self, infinite: str = "diverged") -> str:
        """The interval in words: "95 %: 0.0012 to 0.0021"; or why there is none.

        Args:
            infinite: what an infinite value means.
        """
        if not self.known:
            return f"{self.seeds} {'seeds are' if self.seeds > 1 else 'seed is'} too few to say how far off that may be"
        return "95 %: " + " to ".join(number(end) if math.isfinite(end) else infinite for end in (self.low, self.high))

    def words(self, infinite: str = "diverged") -> str:
        """The value and its interval: "0.00153 (95 %: 0.0012 to 0.0021, 64 fresh seeds)"."""
        value = number(self.value) if math.isfinite(self.value) else infinite
        seeds = f", {self.seeds} {'fresh ' if self.fresh else ''}seeds" if self.known else ""
        return f"{value} ({self.interval(infinite)}{seeds})"


def median_interval(values: Floats) -> tuple[float, float]:
    """The order statistics between which the median lies with 95 %, whatever the distribution; infinite for few values.

    Source: Thompson 1936; David & Nagaraja 2003, section 7.1.
    """
    rank = _rank(len(values))
    if not rank:
        return -math.inf, math.inf
    ordered = np.sort(values)
    return float(ordered[rank - 1]), float(ordered[-rank])


@lru_cache(maxsize=256)
def _rank(count: int) -> int:
    """The largest rank, from 1, up to which fewer than 2.5 % of samples have their median; 0 where there is none."""
    below, rank = 0.0, 0
    for successes in range(count):
        below += math.comb(count, successes) / 2**count
        if below > (1 - CONFIDENCE) / 2:
            break
        rank = successes + 1
    return rank


def share_interval(share: float, count: int) -> tuple[float, float]:
    """Wilson's interval of 95 % for a share that was seen in so many trials."""
    spread = _NORMAL**2 / count
    middle = (share + spread / 2) / (1 + spread)
    reach = math.sqrt(spread * (share * (1 - share) + spread / 4)) / (1 + spread)
    return max(0.0, middle - reach), min(1.0, middle + reach)
