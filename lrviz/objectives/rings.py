"""Objectives made of rings and folds: trenches around the centre, and creases along which the gradient jumps."""

from dataclasses import dataclass

from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class Schaffer2(Objective):
    """Ripples along hyperbolas that grow finer further out: a rate that is calm at the centre is wild outside.

    f = ½ + (sin²(x² − y²) − ½)/(1 + 0.001(x² + y²))², lowest at the origin. Source: Schaffer et al. 1989; Mishra 2006.
    """

    title = "Schaffer N.2"
    formula = "0.5 + (sin(x**2 - y**2)**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2"
    default_window = ((-4.0, 4.0), (-4.0, 4.0))
    default_start = (2.3, 1.2)


@dataclass(frozen=True)
class Schaffer4(Objective):
    """A hill in the middle, and the four deepest places on the axes beside it: every slope leads to some trench.

    f = ½ + (cos²(sin|x² − y²|) − ½)/(1 + 0.001(x² + y²))², lowest at (0, ±1.253132) and (±1.253132, 0) with
    f = 0.292579. Source: Mishra 2006.
    """

    title = "Schaffer N.4"
    formula = "0.5 + (cos(sin(abs(x**2 - y**2)))**2 - 0.5)/(1 + 0.001*(x**2 + y**2))**2"
    default_window = ((-4.0, 4.0), (-4.0, 4.0))
    default_start = (2.3, 1.2)


@dataclass(frozen=True)
class HolderTable(Objective):
    """A table on four legs: the deepest wells stand in the corners, behind rows of shallower ones.

    f = −|sin x cos y exp|1 − r/π||, r = √(x² + y²), lowest at (±8.055023, ±9.664590) with f = −19.208503. The gradient
    is NaN at the origin, as in torch. Source: Mishra 2006.
    """

    title = "Hölder table"
    formula = "-abs(sin(x)*cos(y)*exp(abs(1 - sqrt(x**2 + y**2)/pi)))"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (3.5, 4.2)


@dataclass(frozen=True)
class CrossInTray(Objective):
    """A cross of sharp ridges on a tray: on a ridge the gradient turns round at once, and steps bounce off.

    f = −0.0001(|sin x sin y exp|100 − r/π|| + 1)^0.1, r = √(x² + y²), lowest at (±1.349407, ±1.349407) with
    f = −2.062612. The gradient is NaN at the origin, as in torch. Source: Mishra 2006.
    """

    title = "Cross-in-tray"
    formula = "-0.0001*(abs(sin(x)*sin(y)*exp(abs(100 - sqrt(x**2 + y**2)/pi))) + 1)**0.1"
    default_window = ((-10.0, 10.0), (-10.0, 10.0))
    default_start = (2.6, 0.4)


@dataclass(frozen=True)
class Bukin6(Objective):
    """A ravine with a floor as sharp as a knife: the nearer a step lands, the steeper the wall that throws it back.

    f = 100√|y − 0.01x²| + 0.01|x + 10|, lowest at (−10, 1). Source: Bukin 1997; Jamil & Yang 2013, function 26.
    """

    title = "Bukin N.6"
    formula = "100*sqrt(abs(y - 0.01*x**2)) + 0.01*abs(x + 10)"
    default_window = ((-15.0, -5.0), (-3.0, 3.0))
    default_start = (-6.0, 2.0)
