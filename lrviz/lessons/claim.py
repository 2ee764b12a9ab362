"""A claim: a number that a text tells, with the way to measure it anew."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial

_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_SMALLEST_PLAIN = 1e-4


@dataclass(frozen=True)
class Claim:
    """One number that is told.

    Attributes:
        key: its name in the texts, where it stands as `{key}`.
        says: the number told; a whole number is a count and must be met exactly.
        measure: computes it anew from the library.
        tolerance: how far the measured number may lie from the one told; None is half a unit of its last digit.
    """

    key: str
    says: float
    measure: Callable[[], float] = field(compare=False, repr=False)
    tolerance: float | None = None

    def measured(self) -> float:
        """The number as the library computes it now."""
        return float(self.measure())

    @property
    def slack(self) -> float:
        """How far the measured number may lie from the one told."""
        if self.tolerance is not None:
            return self.tolerance
        exponent = int(Decimal(str(self.says)).as_tuple().exponent)
        return 0.5 * 10.0**exponent * (1 + 1e-9)

    @property
    def holds(self) -> bool:
        """Whether the number told is the measured one, within the tolerance."""
        return abs(self.measured() - self.says) <= self.slack

    @property
    def text(self) -> str:
        """The number as texts write it."""
        return written(self.says)


def numbered(key: str, says: Sequence[float], measure: Callable[[int], float]) -> tuple[Claim, ...]:
    """A claim for each run of a scene, `key_1`, `key_2`, …; the measure takes the run, counted from 1."""
    return tuple(Claim(f"{key}_{run}", told, partial(measure, run)) for run, told in enumerate(says, 1))


def written(number: float) -> str:
    """A number for a reader: `13,809`, `0.0064`, `1.5 × 10⁻⁷`, `−2`."""
    if isinstance(number, int):
        return f"{number:,}".replace("-", "−")
    if number == 0 or not math.isfinite(number) or _SMALLEST_PLAIN <= abs(number) < 1e6:
        return f"{number:,}".removesuffix(".0").replace("-", "−")
    mantissa, exponent = f"{number:.12e}".split("e")
    mantissa = mantissa.rstrip("0").rstrip(".")
    power = f"10{str(int(exponent)).translate(_SUPERSCRIPTS)}"
    return (power if mantissa == "1" else f"{mantissa} × {power}").replace("-", "−")
