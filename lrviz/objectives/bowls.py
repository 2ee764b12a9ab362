"""Objectives with one minimum in a bowl, whose shape limits the learning rate."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lrviz.hyperparameters import Means, Range
from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Sphere(Objective):
    """The simplest bowl: its curvature is 2 in every direction, so gradient descent is stable up to a rate of 1.

    f = x² + y². Source: De Jong 1975, function 1.
    """

    title = "Sphere"
    also_called = ("bowl",)
    formula = "x**2 + y**2"
    default_window = ((-3.0, 3.0), (-3.0, 3.0))
    default_start = (2.5, -2.0)


@dataclass(frozen=True)
class Quadratic(Objective):
    """A stretched bowl: the steep direction limits the rate, and the flat one then needs κ times as many steps.

    f = (u² + κv²)/2, with (u, v) the point (x, y) turned by −θ, so that the flat axis lies at the angle θ. Optimizers
    that scale each coordinate (Adam, RMSprop) depend on θ; gradient descent does not. Source: Nocedal & Wright 2006,
    section 3.3.
    """

    title = "Quadratic"
    also_called = ("ravine", "ill-conditioned bowl")
    formula = (
        "((x*cos(pi*angle/180) + y*sin(pi*angle/180))**2 + condition*(y*cos(pi*angle/180) - x*sin(pi*angle/180))**2)/2"
    )
    default_window = ((-3.0, 3.0), (-3.0, 3.0))
    default_start = (2.5, 0.8)
    symbols: ClassVar[dict[str, str]] = {"condition": r"\kappa", "angle": r"\theta"}

    condition: Annotated[
        float,
        "Largest curvature over the smallest.",
        Range(1.0, 1e6, log=True, usual=(1.0, 1000.0)),
        Means("condition-number"),
    ] = 10.0
    angle: Annotated[float, "Direction of the flat axis, in degrees.", Range(-180.0, 180.0)] = 0.0


@dataclass(frozen=True)
class Booth(Objective):
    """A plain quadratic with its axes at 45° and a condition number of 9: what Adam's scaling cannot see.

    f = (x + 2y − 7)² + (2x + y − 5)², lowest at (1, 3). Source: Jamil & Yang 2013, function 17.
    """

    title = "Booth"
    formula = "(x + 2*y - 7)**2 + (2*x + y - 5)**2"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (-8.0, 8.0)


@dataclass(frozen=True)
class Matyas(Objective):
    """A flat quadratic at 45°: curvatures of 1 and 0.04, so the last stretch along the diagonal takes long.

    f = 0.26(x² + y²) − 0.48xy, lowest at the origin. Source: Jamil & Yang 2013, function 71.
    """

    title = "Matyas"
    formula = "0.26*(x**2 + y**2) - 0.48*x*y"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (8.0, -4.0)


@dataclass(frozen=True)
class SumOfSquares(Objective):
    """A bowl twice as steep along y as along x: the mildest case of two curvatures under one rate.

    f = x² + 2y², lowest at the origin. Source: Surjanovic & Bingham, Virtual Library of Simulation Experiments.
    """

    title = "Sum of squares"
    formula = "x**2 + 2*y**2"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (-8.0, 7.0)


@dataclass(frozen=True)
class Trid(Objective):
    """A quadratic whose minimum lies away from the centre, since each coordinate pulls the other along.

    f = (x − 1)² + (y − 1)² − xy, lowest at (2, 2) with f = −2. Source: Neumaier, in Adorio & Diliman 2005.
    """

    title = "Trid"
    formula = "(x - 1)**2 + (y - 1)**2 - x*y"
    default_window = ((-4.0, 4.0), (-4.0, 4.0))
    default_start = (-3.0, 2.5)


@dataclass(frozen=True)
class Zakharov(Objective):
    """A gentle bowl crossed by a wall of fourth degree: what is stable in the bowl is thrown out by the wall.

    f = x² + y² + (x/2 + y)² + (x/2 + y)⁴, lowest at the origin. Source: Jamil & Yang 2013, function 173.
    """

    title = "Zakharov"
    formula = "x**2 + y**2 + (0.5*x + y)**2 + (0.5*x + y)**4"
    default_window = ((-5.0, 10.0), (-5.0, 10.0))
    default_start = (8.0, 3.0)
