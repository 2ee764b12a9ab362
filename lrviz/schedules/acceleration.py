"""Step sizes from theory that make gradient descent faster without momentum: long steps among short ones."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import Range, Symbol, Unit
from lrviz.schedules.elementary import Factor

Condition = Range(1.0, 1e12, log=True, usual=(1.0, 1e4))
Levels = Range(0, 16)


@dataclass(frozen=True)
class Rounds(Factor, abstract=True):
    """Steps of a round whose order matters, again and again."""

    falls = False

    condition: Annotated[float, "Condition number κ = L/μ.", Condition, Symbol(r"\kappa")] = 100.0
    levels: Annotated[int, "Doublings: a round has 2 to this power steps.", Levels, Unit("doublings"), Symbol("k")] = 5

    @property
    def length(self) -> int | None:
        return int(2**self.levels)

    @property
    def repeats(self) -> bool:
        return True


def chebyshev_steps(t: Any, condition: float, levels: int) -> Any:
    order = np.array([0])
    for _ in range(levels):
        order = np.column_stack((order, 2 * len(order) - 1 - order)).ravel()
    node = np.cos(np.pi * (order[t % len(order)] + 0.5) / len(order))
    return 2 / ((1 + 1 / condition) - (1 - 1 / condition) * node)


@dataclass(frozen=True)
class ChebyshevSteps(Rounds):
    """The best steps for a quadratic, in an order that stays stable.

    2/((1 + 1/κ) − (1 − 1/κ)·cos(π(σ+½)/n)), n = 2^levels, repeated, for a rate of 1/L; the order σ is fractal:
    each doubling puts σ beside 2n−1−σ. Source: Agarwal, Goel and Zhang, arXiv:2103.01338.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \frac{2 \eta}{\left(1 + \frac{1}{\kappa}\right) - \left(1
            - \frac{1}{\kappa}\right) \cos\left(\frac{\pi}{n} (\sigma(k, t \bmod n) + \tfrac{1}{2})\right)}, \quad
            n = 2^k \\
        \sigma(j, i) &= \begin{cases} 0 & j = 0 \\ \sigma\left(j - 1, \frac{i}{2}\right) & i \bmod 2 = 0 \\
            2^j - 1 - \sigma\left(j - 1, \frac{i - 1}{2}\right) & \text{otherwise} \end{cases}
        \end{aligned}
    """

    title = "Chebyshev steps"
    factor = chebyshev_steps
    label_format = "Chebyshev κ={self.condition:g} n={self.length}"


def silver_steps(t: Any) -> Any:
    n = t + 1
    twos = np.log2(n & -n)
    return 1 + np.power(1 + np.sqrt(2.0), twos - 1)


@dataclass(frozen=True)
class SilverSteps(Factor):
    """Steps of ever longer reach that speed up convex descent to n^(−1.27).

    1 + ρ^(ν−1), ρ = 1 + √2, ν the number of times that 2 divides t+1, for a rate of 1/L.
    Source: Altschuler and Parrilo, arXiv:2309.16530.
    """

    latex = r"""
        \eta_t = \eta (1 + \rho^{\nu - 1}), \quad \rho = 1 + \sqrt{2}, \quad
            \nu = \#\{j : (t + 1) \bmod 2^j = 0\}
    """

    title = "Silver steps"
    factor = silver_steps
    falls = False
    label_format = "silver"


def strong_silver_steps(t: Any, condition: float, levels: int) -> Any:
    y = z = 1 / condition
    steps = np.array([2 / (1 + z)])
    for _ in range(levels):
        xi = 1 - z
        stretch = xi + np.sqrt(1 + xi**2)
        y, z = z / stretch, z * stretch
        middle = (1 + condition * y) / (1 + y)
        last = (1 + condition * z) / (1 + z)
        steps = np.concatenate((steps[:-1], [middle], steps[:-1], [last]))
    return steps[t % len(steps)]


@dataclass(frozen=True)
class StrongSilverSteps(Rounds):
    """Steps of varying reach that speed up strongly convex descent, in rounds.

    A round of 2n steps is [h̃, ψ(y), h̃, ψ(z)], h̃ the round of n without its last, ψ(s) = (1+κs)/(1+s), for a rate
    of 1/L. Source: Altschuler and Parrilo, arXiv:2309.07879.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta h(k, t \bmod 2^k), \quad h(j, i) = \begin{cases} \psi\left(\frac{1}{\kappa}\right) & j = 0 \\
            \psi(y_j) & i = 2^{j-1} - 1 \\ \psi(z_j) & i = 2^j - 1 \\ h(j - 1, i \bmod 2^{j-1}) & \text{otherwise}
            \end{cases} \\
        \psi(x) &= \frac{1 + \kappa x}{1 + x}, \quad s_j = 1 - z_{j-1} + \sqrt{1 + (1 - z_{j-1})^2} \\
        y_j &= \frac{z_{j-1}}{s_j}, \quad z_0 = \frac{1}{\kappa}, \quad z_j = z_{j-1} s_j
        \end{aligned}
    """

    title = "Silver steps, strongly convex"
    factor = strong_silver_steps
    label_format = "silver κ={self.condition:g} n={self.length}"
