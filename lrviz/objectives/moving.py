"""Objectives that move: the step t stands in their formula, and the (t + 1)-th step takes the gradient at t."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from lrviz.hyperparameters import Range
from lrviz.objectives.base import Objective

Curvature = Annotated[float, "Curvature along y; along x it is 1.", Range(1e-3, 1e3, log=True, usual=(0.1, 100.0))]


@dataclass(frozen=True)
class DriftingMinimum(Objective):
    """A bowl whose minimum goes round in a circle: what averages over the past runs behind it, what stops is left.

    f = ((x − r·cos(2πt/T))² + κ·(y − r·sin(2πt/T))²)/2 at step t, lowest on the circle of radius r, once round in T
    steps. Source: the tracking error of stochastic gradient, Widrow et al. 1976 (Proc. IEEE 64, 1151).
    """

    title = "Drifting minimum"
    formula = "((x - radius*cos(2*pi*t/period))**2 + curvature*(y - radius*sin(2*pi*t/period))**2)/2"
    default_window = ((-3.0, 3.0), (-3.0, 3.0))
    default_start = (-2.0, -1.5)
    symbols: ClassVar[dict[str, str]] = {"radius": "r", "period": "T", "curvature": r"\kappa"}

    period: Annotated[
        float, "Steps that the minimum takes for a round.", Range(2.0, 1e6, log=True, usual=(10, 1e4))
    ] = 500.0
    radius: Annotated[float, "How far from the origin the minimum is.", Range(0.0, 1e3, usual=(0.0, 3.0))] = 1.5
    curvature: Curvature = 4.0


@dataclass(frozen=True)
class JumpingMinimum(Objective):
    """A bowl whose minimum jumps to and fro: what divides by all gradients since the start has grown too slow by then.

    f = ((x − d·s)² + κ·(y − d·s/2)²)/2, where s is 1 for the first k steps, −1 for the next k, then 1 again.
    Source: non-stationary objectives, Tieleman & Hinton 2012 (Neural Networks for Machine Learning, lecture 6.5).
    """

    title = "Jumping minimum"
    formula = (
        "((x - distance*(1 - 2*floor(t/every) + 4*floor(t/(2*every))))**2"
        " + curvature*(y - distance*(1 - 2*floor(t/every) + 4*floor(t/(2*every)))/2)**2)/2"
    )
    default_window = ((-3.0, 3.0), (-3.0, 3.0))
    default_start = (-2.5, 2.0)
    symbols: ClassVar[dict[str, str]] = {"distance": "d", "every": "k", "curvature": r"\kappa"}

    every: Annotated[int, "Steps from one jump to the next.", Range(1, 100_000, log=True, usual=(5, 1000))] = 150
    distance: Annotated[float, "How far from the origin the minimum is along x.", Range(0.0, 1e3, usual=(0.0, 3.0))] = (
        1.5
    )
    curvature: Curvature = 4.0


@dataclass(frozen=True)
class PeriodicSlopes(Objective):
    """A steep slope one way at one step, gentle ones the other way at the next two: in a box Adam goes the wrong way.

    f = C·x if t mod 3 = 1, else −x, and y²/2 besides, so that y has its minimum at 0. The mean slope is (C − 2)/3: on
    [−1, 1] the best place is x = −1, where gradient descent and AMSGrad come to rest; Adam with β₁ = 0 and
    β₂ = 1/(1 + C²) divides the rare steep slope by itself, and goes to x = 1. Without a box there is no lowest place.
    Source: Reddi, Kale & Kumar 2018 (On the convergence of Adam and beyond), theorem 1.
    """

    title = "Periodic slopes"
    formula = "((steep + 1)*(floor((t + 2)/3) - floor((t + 1)/3)) - 1)*x + y**2/2"
    default_window = ((-1.5, 1.5), (-1.5, 1.5))
    default_start = (0.0, 1.0)
    symbols: ClassVar[dict[str, str]] = {"steep": "C"}

    steep: Annotated[float, "The steep slope; the gentle ones are −1.", Range(0.01, 1e4, usual=(0.5, 10.0))] = 3.0
