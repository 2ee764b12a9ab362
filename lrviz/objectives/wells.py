"""Objectives with a few minima: the start and the learning rate decide in which one a path ends."""

from dataclasses import dataclass
from math import pi
from typing import Annotated, ClassVar

from lrviz.hyperparameters import Range
from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Himmelblau(Objective):
    """Four minima of equal depth: which one wins depends on the start, the momentum and the rate.

    f = (x² + y − 11)² + (x + y² − 7)², zero at (3, 2) and at three other points. Source: Himmelblau 1972.
    """

    title = "Himmelblau"
    formula = "(x**2 + y - 11)**2 + (x + y**2 - 7)**2"
    default_window = ((-6.0, 6.0), (-6.0, 6.0))
    default_start = (0.0, 0.0)


@dataclass(frozen=True)
class StyblinskiTang(Objective):
    """Four wells of different depths: a larger first step can jump from a shallow one into the deepest.

    f = ½Σ(z⁴ − 16z² + 5z), lowest at (−2.903534, −2.903534). Source: Styblinski & Tang 1990.
    """

    title = "Styblinski–Tang"
    formula = "(x**4 - 16*x**2 + 5*x + y**4 - 16*y**2 + 5*y)/2"
    default_window = ((-5.0, 5.0), (-5.0, 5.0))
    default_start = (4.0, -0.5)


@dataclass(frozen=True)
class ThreeHumpCamel(Objective):
    """Three wells in a row: momentum carries a path over a hump where plain descent stays.

    f = 2x² − 1.05x⁴ + x⁶/6 + xy + y², lowest at the origin. Source: Branin 1972; Jamil & Yang 2013, function 29.
    """

    title = "Three-hump camel"
    formula = "2*x**2 - 1.05*x**4 + x**6/6 + x*y + y**2"
    default_window = ((-3.0, 3.0), (-3.0, 3.0))
    default_start = (-2.5, 2.0)


@dataclass(frozen=True)
class SixHumpCamel(Objective):
    """Six wells, two of them the deepest, with steep flanks outside: a large rate diverges at the rim.

    f = (4 − 2.1x² + x⁴/3)x² + xy + (4y² − 4)y², lowest at ±(0.089842, −0.712656). Source: Dixon & Szegö 1978.
    """

    title = "Six-hump camel"
    formula = "(4 - 2.1*x**2 + x**4/3)*x**2 + x*y + (4*y**2 - 4)*y**2"
    default_window = ((-2.2, 2.2), (-1.3, 1.3))
    default_start = (-1.8, 1.1)


@dataclass(frozen=True)
class McCormick(Objective):
    """A tilted trough with a wave in it: one well in view, and endless deeper ones if a path escapes.

    f = sin(x + y) + (x − y)² − 1.5x + 2.5y + 1, lowest in the window at (−0.547198, −1.547198). Source: McCormick 1976.
    """

    title = "McCormick"
    formula = "sin(x + y) + (x - y)**2 - 1.5*x + 2.5*y + 1"
    default_window = ((-1.5, 4.0), (-3.0, 4.0))
    default_start = (3.0, 3.5)


@dataclass(frozen=True)
class Branin(Objective):
    """Three minima of equal depth on a parabola's floor: the valley decides, not the height.

    f = (y − 5.1x²/4π² + 5x/π − 6)² + 10(1 − 1/8π)cos x + 10, lowest value 0.397887. Source: Branin 1972.
    """

    title = "Branin"
    formula = "(y - 5.1/(4*pi**2)*x**2 + 5/pi*x - 6)**2 + 10*(1 - 1/(8*pi))*cos(x) + 10"
    default_window = ((-5.0, 10.0), (0.0, 15.0))
    default_start = (2.0, 12.0)


@dataclass(frozen=True)
class SharpAndFlat(Objective):
    """A sharp and a flat minimum, equally deep: a rate above 0.02 cannot stay in the sharp one.

    f = −s·log(exp(−50(x + 1)²/s) + exp(−(x − 2)²/s)) + y²/2: a smooth minimum of two parabolas, with curvatures 100
    and 2 along x. Source: the flat-minimum picture of Hochreiter & Schmidhuber 1997.
    """

    title = "Sharp and flat"
    formula = "-s*logaddexp(-50*(x + 1)**2/s, -(x - 2)**2/s) + y**2/2"
    default_window = ((-2.0, 4.0), (-2.0, 2.0))
    default_start = (-1.001, 0.5)

    s: Annotated[float, "How softly the two parabolas join.", Range(1e-3, 1.0, log=True)] = 0.05


@dataclass(frozen=True)
class TiltedDoubleWell(Objective):
    """Two wells, one a little deeper: the start is in the wrong one, and only a bold step gets out.

    f = (x² − 1)² + tilt·x + y²/2; with a tilt of 0.3 the deeper well is at (−1.03558, 0). Source: the Duffing
    potential.
    """

    title = "Tilted double well"
    formula = "(x**2 - 1)**2 + tilt*x + y**2/2"
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (0.96, 1.0)
    symbols: ClassVar[dict[str, str]] = {"tilt": r"\tau"}

    tilt: Annotated[float, "How much deeper the left well is.", Range(-2.0, 2.0)] = 0.3


@dataclass(frozen=True)
class Bird(Objective):
    """Deep wells in a wide trough: their curvature is seventy times the trough's, and its rates overshoot them.

    f = sin x exp((1 − cos y)²) + cos y exp((1 − sin x)²) + (x − y)², lowest at (4.70104, 3.15294) and
    (−1.58214, −3.13024) with f = −106.764537. Source: Mishra 2006.
    """

    title = "Bird"
    formula = "sin(x)*exp((1 - cos(y))**2) + cos(y)*exp((1 - sin(x))**2) + (x - y)**2"
    default_window = ((-2 * pi, 2 * pi), (-2 * pi, 2 * pi))
    default_start = (3.0, -1.0)
