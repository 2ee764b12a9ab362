"""An outcome as a plain value, and how its sentence writes numbers and points."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Kind = Literal["converged", "diverged", "stalled", "cycling", "bouncing", "descending", "chaotic"]


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    Attributes:
        kind: one word.
        step: the step at which it happened; the last one where it still goes on.
        sentence: what a person reads.
    """

    kind: Kind
    step: int
    sentence: str


def number(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"


def above(lr: float, limit: float) -> str:
    """`lr 0.02 > limit 0.002`, with as many digits as show the difference."""
    digits = next((n for n in range(3, 17) if f"{lr:.{n}g}" != f"{limit:.{n}g}"), 17)
    return f"lr {lr:.{digits}g} > limit {limit:.{digits}g}"


def point_text(point: Sequence[float], diagonal: float) -> str:
    """A point (x, y), in which what is lost on a map of this diagonal is 0."""
    x, y = (number(0.0 if abs(value) < 1e-5 * diagonal else float(value)) for value in point)
    return f"({x}, {y})"
