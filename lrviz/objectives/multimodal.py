"""Objectives with many minima, in which a path gets caught unless noise, momentum or a large rate helps."""

from dataclasses import dataclass
from math import pi
from typing import Annotated

from lrviz.hyperparameters import Range
from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Rastrigin(Objective):
    """A bowl covered with ripples: every path ends in the nearest dent unless noise or a large rate lifts it out.

    f = 2A + x² + y² − A(cos 2πx + cos 2πy), lowest at the origin. Source: Rastrigin 1974.
    """

    title = "Rastrigin"
    formula = "2*A + x**2 - A*cos(2*pi*x) + y**2 - A*cos(2*pi*y)"
    default_window = ((-5.12, 5.12), (-5.12, 5.12))
    default_start = (-2.0, 3.5)

    A: Annotated[float, "Height of the ripples.", Range(0.0, 100.0, usual=(0.0, 20.0))] = 10.0


@dataclass(frozen=True)
class Ackley(Objective):
    """A rippled funnel that ends in a cone: at the very bottom there is no gradient, so fixed steps keep bouncing.

    f = −20 exp(−0.2√((x² + y²)/2)) − exp((cos 2πx + cos 2πy)/2) + 20 + e. The gradient is NaN at the origin itself,
    as in torch. Source: Ackley 1987.
    """

    title = "Ackley"
    formula = "-20*exp(-0.2*sqrt((x**2 + y**2)/2)) - exp((cos(2*pi*x) + cos(2*pi*y))/2) + 20 + e"
    default_window = ((-5.0, 5.0), (-5.0, 5.0))
    default_start = (-3.5, 2.7)


@dataclass(frozen=True)
class Levy13(Objective):
    """Thousands of small waves on a wide bowl: nearly every learning rate ends in some other wave.

    f = sin²3πx + (x − 1)²(1 + sin²3πy) + (y − 1)²(1 + sin²2πy), lowest at (1, 1). Source: Lévy & Montalvo 1985.
    """

    title = "Lévy N.13"
    formula = "sin(3*pi*x)**2 + (x - 1)**2*(1 + sin(3*pi*y)**2) + (y - 1)**2*(1 + sin(2*pi*y)**2)"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (-4.0, 5.0)


@dataclass(frozen=True)
class Bohachevsky(Objective):
    """A small bowl whose ripples run at two frequencies: traps near the bottom, none on the slopes.

    f = x² + 2y² − 0.3 cos 3πx − 0.4 cos 4πy + 0.7, lowest at the origin. Source: Bohachevsky et al. 1986, function 1.
    """

    title = "Bohachevsky"
    formula = "x**2 + 2*y**2 - 0.3*cos(3*pi*x) - 0.4*cos(4*pi*y) + 0.7"
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (1.6, -1.4)


@dataclass(frozen=True)
class Griewank(Objective):
    """Waves on an almost flat bowl: the slope that leads home is a hundred times weaker than the waves.

    f = 1 + (x² + y²)/4000 − cos x cos(y/√2), lowest at the origin. Source: Griewank 1981.
    """

    title = "Griewank"
    formula = "1 + (x**2 + y**2)/4000 - cos(x)*cos(y/sqrt(2))"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (7.0, 8.0)


@dataclass(frozen=True)
class DropWave(Objective):
    """Rings around a drop: every ring is a circular trench, and a path must cross them all to reach the centre.

    f = −(1 + cos 12r)/(0.5r² + 2), r = √(x² + y²), lowest at the origin with f = −1. The gradient is NaN at the origin
    itself, as in torch. Source: Surjanovic & Bingham, Virtual Library of Simulation Experiments.
    """

    title = "Drop-wave"
    formula = "-(1 + cos(12*sqrt(x**2 + y**2)))/(0.5*(x**2 + y**2) + 2)"
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (1.4, 1.1)
    valley = "Each trench is a whole circle of local minima around the origin."


@dataclass(frozen=True)
class Levy(Objective):
    """A bowl with broad waves: few enough that momentum or a large rate carries a path across them.

    f = sin²πu + (u − 1)²(1 + 10 sin²(πu + 1)) + (v − 1)²(1 + sin²2πv) with u = 1 + (x − 1)/4, v = 1 + (y − 1)/4, lowest
    at (1, 1). Source: Lévy & Montalvo 1985; Laguna & Martí 2005.
    """

    title = "Lévy"
    formula = (
        "sin(pi*(x + 3)/4)**2 + ((x - 1)/4)**2*(1 + 10*sin(pi*(x + 3)/4 + 1)**2)"
        " + ((y - 1)/4)**2*(1 + sin(2*pi*(y + 3)/4)**2)"
    )
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (-8.0, 7.0)


@dataclass(frozen=True)
class Schwefel(Objective):
    """The deepest well lies in a corner, far from the next one: all slopes in between lead elsewhere.

    f = 2c − x sin√|x| − y sin√|y| with c = 418.98288727, lowest at (420.968746, 420.968746). The gradient is NaN where
    x or y is exactly 0, as in torch. Source: Schwefel 1981.
    """

    title = "Schwefel"
    formula = "2*418.9828872724338 - x*sin(sqrt(abs(x))) - y*sin(sqrt(abs(y)))"
    default_window = ((-500.0, 500.0), (-500.0, 500.0))
    default_start = (250.0, -180.0)


@dataclass(frozen=True)
class Eggholder(Objective):
    """Waves as deep as the map is tall; the lowest place shown lies at the map's right edge and is no minimum.

    f = −(y + 47) sin√|x/2 + y + 47| − x sin√|x − y − 47|. In the usual window it is lowest at (512, 404.2319) with
    f = −959.6407, where it still falls to the right: a path that gets there goes on. Source: Whitley et al. 1996.
    """

    title = "Eggholder"
    formula = "-(y + 47)*sin(sqrt(abs(x/2 + y + 47))) - x*sin(sqrt(abs(x - (y + 47))))"
    default_window = ((-512.0, 512.0), (-512.0, 512.0))
    default_start = (300.0, 200.0)


@dataclass(frozen=True)
class Shubert(Objective):
    """Hundreds of pits and eighteen that are deepest: which of them a path finds depends on where it begins.

    f = Σ i cos((i + 1)x + i) · Σ i cos((i + 1)y + i), i from 1 to 5, lowest value −186.7309. Source: Shubert 1972.
    """

    title = "Shubert"
    formula = (
        "(cos(2*x + 1) + 2*cos(3*x + 2) + 3*cos(4*x + 3) + 4*cos(5*x + 4) + 5*cos(6*x + 5))"
        "*(cos(2*y + 1) + 2*cos(3*y + 2) + 3*cos(4*y + 3) + 4*cos(5*y + 4) + 5*cos(6*y + 5))"
    )
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (1.0, 2.0)


@dataclass(frozen=True)
class Michalewicz(Objective):
    """Narrow ditches in a plain that is flat almost everywhere: without a slope no rate helps.

    f = −sin x sin²⁰(x²/π) − sin y sin²⁰(2y²/π), lowest at (2.202906, π/2) with f = −1.801303.
    Source: Michalewicz 1992.
    """

    title = "Michalewicz"
    formula = "-sin(x)*sin(x**2/pi)**20 - sin(y)*sin(2*y**2/pi)**20"
    default_window = ((0.0, pi), (0.0, pi))
    default_start = (1.85, 1.3)
