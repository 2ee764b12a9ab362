"""Two trainings compared seed by seed: who is better how often, by how much, and how likely that is luck."""

from dataclasses import dataclass
from functools import cached_property
from math import comb
from typing import Literal

import numpy as np

from lrviz.arrays import Floats

RARE = 0.05
"""So rarely may luck alone give a count that is called clear."""

_CONFIDENT = 0.9

Verdict = Literal["first", "second", "luck"]


@dataclass(frozen=True, eq=False)
class BySeed:
    """What is measured of two trainings from the same seeds: the same first weights and the same batches.

    Attributes:
        first, second: shape (seeds,), of each of the two; not finite where a run did not come to its end.
        lower_is_better: whether less of it is better.
    """

    first: Floats
    second: Floats
    lower_is_better: bool = True

    @property
    def seeds(self) -> int:
        """How many there are."""
        return len(self.first)

    @cached_property
    def gains(self) -> Floats:
        """By how much the first is better with each seed, rising; 0 where both are equally bad."""
        equal = self.first == self.second
        with np.errstate(invalid="ignore"):
            gains = np.where(equal, 0.0, self.second - self.first)
        return np.sort(gains if self.lower_is_better else -gains)

    @property
    def better(self) -> int:
        """With how many seeds the first is better."""
        return int((self.gains > 0).sum())

    @property
    def worse(self) -> int:
        """With how many seeds the second is better."""
        return int((self.gains < 0).sum())

    @property
    def chance(self) -> float:
        """How likely one of two that are alike is better with so many seeds or more: the sign test, exact, one-sided.

        Seeds with which both are equal say nothing.
        """
        told, most = self.better + self.worse, max(self.better, self.worse)
        return float(sum(comb(told, count) for count in range(most, told + 1)) / 2**told)

    @property
    def verdict(self) -> Verdict:
        """Which is better, where luck alone would hardly count so."""
        if self.chance > RARE:
            return "luck"
        return "first" if self.better > self.worse else "second"

    @property
    def gain(self) -> float:
        """The median of what the first is better by."""
        return float(np.median(self.gains))

    @property
    def between(self) -> tuple[float, float, float]:
        """Two gains between which the median of all seeds that could be drawn lies, and how sure that is.

        They are the closest two of the sorted gains, equally far from both ends, that are sure enough; exact for any
        distribution: so many of n draws lie below their median as so many of n coins show heads.
        """
        count = self.seeds
        sure = [1 - 2 * sum(comb(count, low) for low in range(out + 1)) / 2**count for out in range((count + 1) // 2)]
        out = max([out for out, enough in enumerate(sure) if enough >= _CONFIDENT], default=0)
        return float(self.gains[out]), float(self.gains[count - 1 - out]), max(0.0, sure[out])

    @property
    def small(self) -> bool:
        """Whether the seeds alone make more than twice the difference in the first that there is between the two."""
        finite = self.first[np.isfinite(self.first)]
        return bool(len(finite) and 2 * abs(self.gain) < np.ptp(finite))
