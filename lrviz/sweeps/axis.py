"""One axis of a sweep: the values that one setting of a scene takes."""

import math
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import Declared, HyperparameterError, Length, Range
from lrviz.sweeps.settings import Setting

MOST_VALUES = 4096

_EDGE = Range(-1e12, 1e12)
_DECADES = 2.0
"""How far a logarithmic axis reaches to either side of a value that it is laid around."""


@dataclass(frozen=True)
class Axis(Declared):
    """The values of one setting, from low to high, at equal distances or at equal ratios.

    A whole axis has distinct integers, as near to those values as they can be.
    """

    path: Annotated[str, "The setting that is varied.", Length(1, 200)]
    low: Annotated[float, "The first value.", _EDGE]
    high: Annotated[float, "The last value.", _EDGE]
    count: Annotated[int, "How many values.", Range(1, MOST_VALUES, log=True, usual=(8, 256))] = 64
    log: Annotated[bool, "At equal ratios instead of equal distances."] = False
    whole: Annotated[bool, "Integers only."] = False

    def check(self) -> None:
        name = f"Axis {self.path}"
        if self.high < self.low or (self.high == self.low and self.count > 1):
            raise HyperparameterError(f"{name}: high must be above low, {self.low:g}, got {self.high:g}")
        if self.log and self.low <= 0:
            raise HyperparameterError(f"{name}: low must be above 0 on a logarithmic axis, got {self.low:g}")
        if self.whole and self.count > self._integers:
            raise HyperparameterError(
                f"{name}: count must be at most the {self._integers} integers from {self.low:g} to {self.high:g}, "
                f"got {self.count}"
            )

    @property
    def _integers(self) -> int:
        return max(0, math.floor(self.high) - math.ceil(self.low) + 1)

    @property
    def values(self) -> Floats:
        """The values, rising, shape (count,)."""
        spaced = np.geomspace if self.log else np.linspace
        values = np.asarray(spaced(self.low, self.high, self.count), dtype=float)
        return self._rounded(values) if self.whole else values

    def _rounded(self, values: Floats) -> Floats:
        order = np.arange(self.count)
        nearest = np.clip(np.round(values), math.ceil(self.low), math.floor(self.high)) - order
        risen = np.maximum.accumulate(nearest)
        most = math.floor(self.high) - self.count + 1
        return np.minimum(risen, most) + order


def usual_axis(setting: Setting, count: int, around: float | None = None) -> Axis:
    """An axis over what is usual for a setting, on the scale of its declaration.

    Args:
        setting: what is varied.
        count: how many values; fewer where the setting has fewer integers.
        around: a value that the axis shall hold, with the two decades to either side of it on a logarithmic scale.
    """
    allowed = setting.range
    low, high = allowed.usual or (allowed.low, allowed.high)
    log = allowed.log and high > 0
    if around is not None and log and around > 0:
        low, high = around * 10**-_DECADES, around * 10**_DECADES
    low, high = max(low, allowed.low), min(high, allowed.high)
    if log and low <= 0:
        low = 1.0 if setting.whole else high * 1e-6
    low, high = _inside(setting, low, high)
    if around is not None:
        low, high = min(low, around) if around > 0 or not log else low, max(high, around)
    if setting.whole:
        low, high = float(math.ceil(low)), float(math.floor(high))
        count = min(count, int(high - low) + 1)
    return Axis(setting.path, low, high, count, log, setting.whole)


def _inside(setting: Setting, low: float, high: float) -> tuple[float, float]:
    """The ends, moved a little inwards where the declaration leaves them out."""
    allowed, span = setting.range, high - low
    if allowed.low_open and low == allowed.low:
        low = low + 1e-3 * span
    if allowed.high_open and high == allowed.high:
        high = high - 1e-3 * span
    return low, high
