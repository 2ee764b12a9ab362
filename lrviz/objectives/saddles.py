"""Objectives with saddles: points of zero gradient from which the function still goes down."""

from dataclasses import dataclass

from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Saddle(Objective):
    """The simplest saddle: from the ridge the way down starts at almost nothing and grows by the same factor each step.

    f = x² − y², unbounded below: every path that leaves the ridge diverges, and that is right. Source: Dauphin
    et al. 2014 (1406.2572).
    """

    title = "Saddle"
    also_called = ("hyperbolic paraboloid",)
    formula = "x**2 - y**2"
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (1.5, 0.001)


@dataclass(frozen=True)
class MonkeySaddle(Objective):
    """A saddle with three ways down and no curvature at all in the middle: Newton's picture fails here.

    f = x³ − 3xy², unbounded below, with a Hessian of zero at the origin. Source: Hilbert & Cohn-Vossen 1932.
    """

    title = "Monkey saddle"
    formula = "x**3 - 3*x*y**2"
    default_window = ((-1.5, 1.5), (-1.5, 1.5))
    default_start = (-0.02, 0.0)


@dataclass(frozen=True)
class BoundedSaddle(Objective):
    """A saddle between two minima: how long a path waits on the ridge is what optimizers differ in.

    f = x²/2 + y⁴/4 − y²/2, lowest at (0, ±1) with f = −0.25. Source: Nesterov 2004, example 1.2.2.
    """

    title = "Bounded saddle"
    formula = "x**2/2 + y**4/4 - y**2/2"
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (1.5, 0.001)
