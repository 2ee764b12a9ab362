"""Wilcoxon's signed-rank test and the shift that belongs to it, exact for any number of pairs, with ties too."""

import math
from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats, Integers


@dataclass(frozen=True)
class Shift:
    """The Hodges–Lehmann estimate of what paired differences lie around.

    Attributes:
        estimate: the median of the means of all pairs of differences, each paired with itself too.
        low: the lower end of its confidence interval; −inf where there are too few differences for one.
        high: the upper end; inf where there are too few.
    """

    estimate: float
    low: float
    high: float


def signed_rank_p(differences: Floats) -> float:
    """The two-sided p value of Wilcoxon's signed-rank test.

    Zeros are left out, ties share their mean rank, and the distribution under the null hypothesis is counted out for
    these very ranks. Without any difference it is 1.
    Source: Wilcoxon 1945; Streitberg & Röhmel 1986 for ties.

    Args:
        differences: (n,), infinite ones allowed, NaN not.
    """
    told = differences[differences != 0]
    if not len(told):
        return 1.0
    ranks = _doubled_ranks(np.abs(told))
    chances = _chances(ranks)
    reached = int(ranks[told > 0].sum())
    tail = min(chances[: reached + 1].sum(), chances[reached:].sum())
    return min(1.0, 2.0 * float(tail))


def smallest_p(pairs: int) -> float:
    """The smallest p value that the test can give for so many pairs."""
    return 2.0 ** (1 - pairs) if pairs else 1.0


def shift(differences: Floats, level: float = 0.95) -> Shift:
    """The Hodges–Lehmann estimate with the interval of shifts that the signed-rank test does not refuse.

    Source: Hollander, Wolfe & Chicken 2014, sections 3.2 and 3.3.

    Args:
        differences: (n,), finite, n ≥ 1.
        level: confidence of the interval.
    """
    count = len(differences)
    rows, columns = np.triu_indices(count)
    means = np.sort((differences[rows] + differences[columns]) / 2)
    below = np.cumsum(_chances(2 * np.arange(1, count + 1)))[::2]
    cut = int(np.searchsorted(below, (1 - level) / 2, side="right"))
    low, high = (means[cut - 1], means[len(means) - cut]) if cut else (-math.inf, math.inf)
    return Shift(float(np.median(means)), float(low), float(high))


def holm(p_values: Floats) -> Floats:
    """p values adjusted for being looked at together, in their order.

    Source: Holm 1979: the smallest counts as often as there are, the next once less, and none less than one before.
    """
    order = np.argsort(p_values, kind="stable")
    risen = np.maximum.accumulate(p_values[order] * np.arange(len(order), 0, -1))
    adjusted = np.empty(len(order))
    adjusted[order] = np.minimum(risen, 1.0)
    return adjusted


def _doubled_ranks(sizes: Floats) -> Integers:
    """Twice the rank of each size, which is whole for mean ranks of ties too."""
    _, inverse, counts = np.unique(sizes, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((2 * last - counts + 1)[inverse], dtype=np.int64)


def _chances(ranks: Integers) -> Floats:
    """The chance of each sum of ranks when every rank counts with the chance ½, from the sum 0 on."""
    chances = np.zeros(int(ranks.sum()) + 1)
    chances[0] = 1.0
    for rank in ranks.tolist():
        moved = 0.5 * chances
        moved[rank:] += 0.5 * chances[: len(chances) - rank]
        chances = moved
    return chances
