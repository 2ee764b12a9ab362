"""Objectives with a narrow valley, where the steep direction hides the way along the floor."""

from dataclasses import dataclass
from typing import Annotated

from lrviz.hyperparameters import Range
from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Rosenbrock(Objective):
    """A banana-shaped valley: falling into it is easy, following its curved floor to the minimum is slow.

    f = (a − x)² + b(y − x²)², lowest at (a, a²). Source: Rosenbrock 1960.
    """

    title = "Rosenbrock"
    also_called = ("banana",)
    formula = "(a - x)**2 + b*(y - x**2)**2"
    default_window = ((-2.0, 2.0), (-1.0, 3.0))
    default_start = (-1.2, 1.0)

    a: Annotated[float, "Where along x the minimum lies.", Range(-1.7, 1.7)] = 1.0
    b: Annotated[float, "How steep the walls are.", Range(0.1, 1e4, log=True, usual=(1.0, 1000.0))] = 100.0


@dataclass(frozen=True)
class Beale(Objective):
    """A flat valley between walls of eighth degree: gradients differ by a factor of thousands across the map.

    f = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)², lowest at (3, 0.5). Source: Beale 1958.
    """

    title = "Beale"
    formula = "(1.5 - x + x*y)**2 + (2.25 - x + x*y**2)**2 + (2.625 - x + x*y**3)**2"
    default_window = ((-4.5, 4.5), (-4.5, 4.5))
    default_start = (1.0, 1.5)


@dataclass(frozen=True)
class GoldsteinPrice(Objective):
    """Values from 3 to a million on one small map: any rate that survives the walls crawls on the floor.

    The product of two polynomials of fourth degree, lowest at (0, −1) with f = 3. Source: Goldstein & Price 1971.
    """

    title = "Goldstein–Price"
    formula = (
        "(1 + (x + y + 1)**2*(19 - 14*x + 3*x**2 - 14*y + 6*x*y + 3*y**2))"
        "*(30 + (2*x - 3*y)**2*(18 - 32*x + 12*x**2 + 48*y - 36*x*y + 27*y**2))"
    )
    default_window = ((-2.0, 2.0), (-2.0, 2.0))
    default_start = (-1.5, 1.5)


@dataclass(frozen=True)
class RiverValley(Objective):
    """A winding river that descends for ever: a high rate travels down it but bounces between the banks.

    f = h(y − k sin x)²/2 + c(10 − x). Warmup–stable–decay schedules live here: fast along the river while the rate is
    high, then down to the water when it decays. Source: Wen et al. 2024 (2410.05192), with a river of our own.
    """

    title = "River valley"
    formula = "h*(y - k*sin(x))**2/2 + c*(10 - x)"
    default_window = ((0.0, 10.0), (-2.0, 2.0))
    default_start = (0.5, 1.5)
    valley = "The river descends along y = k sin x for ever, so there is no minimum."

    k: Annotated[float, "How far the river winds to each side.", Range(0.0, 2.0)] = 1.0
    h: Annotated[float, "How steep the banks are.", Range(0.01, 1e4, log=True, usual=(1.0, 100.0))] = 10.0
    c: Annotated[float, "How fast the river falls.", Range(1e-6, 10.0, log=True, usual=(1e-3, 1.0))] = 0.02


@dataclass(frozen=True)
class DixonPrice(Objective):
    """A valley along a parabola on its side: it parts at a saddle, and both its arms end equally deep.

    f = (x − 1)² + 2(2y² − x)², lowest at (1, ±1/√2). Source: Dixon & Price 1989.
    """

    title = "Dixon–Price"
    formula = "(x - 1)**2 + 2*(2*y**2 - x)**2"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (-8.0, 2.0)
