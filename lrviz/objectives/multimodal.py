"""Objectives with many minima, in which a path gets caught unless noise, momentum or a large rate helps."""

from dataclasses import dataclass
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
