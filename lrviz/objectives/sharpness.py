"""Objectives with a curve of equally deep minima of different sharpness: the rate decides which are stable."""

from dataclasses import dataclass

from lrviz.objectives.base import Objective


@dataclass(frozen=True)
class ScalarFactorization(Objective):
    """A whole curve of minima, sharper away from its middle: a large rate slides along it to where it is flat.

    f = (xy − 1)²/2, zero on xy = 1, where the sharpness is x² + y²: the smallest two-layer linear network. A rate η
    stays only where x² + y² < 2/η. Source: Wang et al. 2022 (2110.03677).
    """

    title = "Scalar factorisation"
    formula = "(x*y - 1)**2/2"
    default_window = ((-2.5, 2.5), (-2.5, 2.5))
    default_start = (-1.5, 1.4)
    valley = "Every point of the hyperbola xy = 1 is a minimum; the marked ones stand for it, the flattest first."


@dataclass(frozen=True)
class EdgeOfStability(Objective):
    """Progressive sharpening and its end in two dimensions: the sharpness climbs to 2/η and then hovers there.

    f = (x²y² − 1)²/4, zero on xy = 1, where the sharpness is 2(x² + y²): a four-layer linear network with tied weights.
    Source: Zhu et al. 2023 (2210.03294).
    """

    title = "Edge of stability"
    formula = "(x**2*y**2 - 1)**2/4"
    default_window = ((0.0, 4.0), (0.0, 2.0))
    default_start = (2.57, 0.44)
    valley = "Every point of the hyperbola xy = 1 is a minimum; the marked ones stand for it, the flattest first."
