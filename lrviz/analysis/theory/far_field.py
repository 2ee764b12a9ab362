"""Computes the sums in the last-iterate bound quickly, for one last step or for many of the same schedule."""

import numpy as np
from numpy.typing import ArrayLike

from lrviz.arrays import Floats, Integers

_WIDTH = 1024
_ORDER = 20
_FAR = 2.0


def checked_rows(rows: ArrayLike, steps: int) -> Integers:
    """Numbers of steps, as an array.

    Raises:
        ValueError: one is outside 0 … steps.
    """
    counts = np.asarray(rows, dtype=np.int64)
    if counts.size and not 0 <= counts.min() <= counts.max() <= steps:
        raise ValueError(f"rows must be in [0, {steps}], got {counts.min()} to {counts.max()}")
    return counts


def terms(rates: Floats) -> tuple[float, float]:
    """½/Ση and ½(η_T + Σ_{k<T} η_k²/Σ_{t>k}η_t) of positive rates."""
    left = np.cumsum(rates[::-1])[::-1]  # from the end: no digits cancel where the rates have decayed
    with np.errstate(over="ignore", under="ignore"):
        noise = rates[-1] + np.sum(rates[:-1] * (rates[:-1] / left[1:]))
        return float(0.5 / left[0]), float(0.5 * noise)


class FarField:
    """Positive rates, made ready for `terms` of many beginnings of them.

    The steps k of a block that lies far before the last step are taken together: with R the sum of the block's rates,
    s the sum of those after k in the block, and A the sum of all rates between the block and the last step,

        1/Σ_{t>k}η_t = 1/(A + R/2 + dR) = Σ_p (−dR)^p/(A + R/2)^(p+1),    d = s/R − ½ in [−½, ½),

    so Σ_k η_k²d^p is all that is needed of the block, and where A ≥ 2R, 20 powers give 13 digits.
    """

    def __init__(self, rates: Floats) -> None:
        self._rates = rates
        blocks = rates[: len(rates) // _WIDTH * _WIDTH].reshape(-1, _WIDTH)
        self._totals = blocks.sum(axis=1)
        scaled = blocks / self._totals[:, None]
        places = 0.5 - np.cumsum(scaled, axis=1)
        weights = np.square(scaled)
        self._moments = np.empty((_ORDER, len(blocks)))
        for moment in self._moments:
            moment[:] = weights.sum(axis=1)
            weights *= places

    def terms(self, count: int) -> tuple[float, float]:
        """`terms(rates[:count])`, to twelve digits."""
        before = max(count - 1, 0) // _WIDTH
        rest = self._rates[before * _WIDTH : count].sum()
        totals = self._totals[:before]
        after = np.cumsum(np.append(totals, rest)[::-1])[::-1]
        near = after[1:] < _FAR * totals
        far = int(near.argmax()) if near.any() else before
        _, noise = terms(self._rates[far * _WIDTH : count])
        return float(0.5 / after[0]), noise + 0.5 * self._far_noise(far, after[1 : far + 1])

    def _far_noise(self, blocks: int, after: Floats) -> float:
        """Σ η_k²/Σ_{t>k}η_t over the steps of the first blocks."""
        totals = self._totals[:blocks]
        ratios = totals / (after + totals / 2)
        series = np.zeros(blocks)
        for moment in self._moments[::-1, :blocks]:
            series = moment - ratios * series
        return float(np.sum(totals * ratios * series))
