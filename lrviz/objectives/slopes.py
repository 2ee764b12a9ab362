"""Objectives whose gradient misleads: tiny far from the minimum, huge at a cliff, or of constant size."""

from dataclasses import dataclass

from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Easom(Objective):
    """A single well in a flat plain: outside it the gradient is almost zero, and only normalised steps move.

    f = −cos x cos y exp(−(x − π)² − (y − π)²), lowest at (π, π) with f = −1. Source: Easom 1990.
    """

    title = "Easom"
    formula = "-cos(x)*cos(y)*exp(-(x - pi)**2 - (y - pi)**2)"
    default_window = ((-2.0, 8.0), (-2.0, 8.0))
    default_start = (1.5, 1.8)


@dataclass(frozen=True)
class AbsoluteValues(Objective):
    """A pyramid with constant slopes: with a constant rate no step ever gets shorter, so only a decaying one converges.

    f = |x| + |y|, lowest at the origin, where torch takes 0 for the slope of each kink. Source: Boyd &
    Vandenberghe 2004, section 6.1.
    """

    title = "Absolute values"
    also_called = ("L1 norm",)
    formula = "abs(x) + abs(y)"
    default_window = ((-3.0, 3.0), (-3.0, 3.0))
    default_start = (2.3, -1.7)


@dataclass(frozen=True)
class Plateau(Objective):
    """A well in a plateau: far out the gradient is a millionth, and methods that divide by its size still march in.

    f = 1 − exp(−(x² + y²)/2), lowest at the origin: the Welsch loss. Source: Dennis & Welsch 1978.
    """

    title = "Plateau"
    formula = "1 - exp(-(x**2 + y**2)/2)"
    default_window = ((-6.0, 6.0), (-6.0, 6.0))
    default_start = (4.5, 3.0)


@dataclass(frozen=True)
class Cliff(Objective):
    """A plain, a cliff, then a gentle bowl: one huge gradient throws a path far unless it is clipped.

    f = σ(−10x) + 0.05(x − 2)² + 0.5y², lowest near (2, 0). Source: the cliffs of Pascanu et al. 2013 (1211.5063).
    """

    title = "Cliff"
    formula = "sigmoid(-10*x) + 0.05*(x - 2)**2 + 0.5*y**2"
    default_window = ((-3.0, 4.0), (-2.0, 2.0))
    default_start = (-2.0, 1.0)
