"""Schedules that repeat a decay in cycles, each longer and lower than the one before, as timm has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

import numpy as np

from lrviz.hyperparameters import First, HyperparameterError, Range, Symbol, Unit
from lrviz.schedules.cooldown import Floor
from lrviz.schedules.decay import Gamma
from lrviz.schedules.elementary import Factor
from lrviz.schedules.warmup import PositiveCount

KDecay = Annotated[
    float,
    "Above 1 stays high for longer, below 1 falls earlier.",
    Range(0.01, 100.0, log=True, usual=(0.2, 5.0)),
    Symbol("k"),
]


def cycle_position(t: Any, t_initial: int, cycle_mul: float, cycle_limit: int) -> Any:
    lengths = t_initial * np.power(cycle_mul, np.arange(cycle_limit))
    ends = np.cumsum(lengths)
    cycle = np.searchsorted(ends, t, side="right")
    i = np.minimum(cycle, cycle_limit - 1)
    return cycle, np.maximum(t - (ends - lengths)[i], 0.0) / lengths[i], lengths[i]


@dataclass(frozen=True)
class Cycled(Factor, abstract=True):
    """A fall that is repeated `cycle_limit` times, each longer by `cycle_mul` and lower by `cycle_decay`."""

    helpers = (cycle_position,)
    columns: ClassVar[tuple[str, ...]] = ("floor",)
    label_format = "{self.title} {self.cycle_limit}×{self.t_initial}"

    t_initial: Annotated[int, "Steps of the first cycle.", PositiveCount, Unit("steps"), Symbol("T_0"), First(100)]
    floor: Floor = 0.0
    cycle_mul: Annotated[
        float, "How much longer each cycle is than the one before.", Range(1.0, 10.0, usual=(1.0, 4.0)), Symbol("c")
    ] = 2.0
    cycle_decay: Annotated[float, "How high each cycle is beside the one before.", Range(0.0, 1.0), Symbol("d")] = 0.5
    cycle_limit: Annotated[
        int, "How many cycles; the rest stays at the floor.", Range(1, 100, usual=(1, 10)), Unit("cycles"), Symbol("L")
    ] = 3

    def low_ends(self, steps: int) -> Sequence[float]:
        ends = [float(self.t_initial)]
        while ends[-1] < steps and len(ends) < self.cycle_limit:
            ends.append(ends[-1] + self.t_initial * self.cycle_mul ** len(ends))
        return ends

    @property
    def length(self) -> int | None:
        cycles = (self.t_initial * self.cycle_mul**i for i in range(self.cycle_limit))
        total = 0.0
        for cycle in cycles:
            total += cycle
            if total > 1e6:
                return None
        return int(np.ceil(total))


def cosine_cycles(
    t: Any, t_initial: int, cycle_mul: float, cycle_decay: float, cycle_limit: int, floor: float, k_decay: float
) -> Any:
    cycle, u, _ = cycle_position(t, t_initial, cycle_mul, cycle_limit)
    fall = 0.5 * (1 + np.cos(np.pi * np.power(np.minimum(u, 1.0), k_decay)))
    return np.where(cycle < cycle_limit, floor + (np.power(cycle_decay, cycle) - floor) * fall, floor)


@dataclass(frozen=True)
class CosineCycles(Cycled):
    """Falls along cosines that grow longer and lower, bent by k so that the top or the bottom lasts longer.

    m + (dⁱ − m)(1 + cos πuᵏ)/2 in cycle i, u = t_cur/T_i, T_i = T₀·cⁱ; m past the last cycle.
    Source: timm CosineLRScheduler; k-decay: Zhang and Li, arXiv:2004.05909.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta \begin{cases} f_{\min} + \tfrac{1}{2} (d^i - f_{\min}) (1 + \cos(\pi u^k)) & i < L \\
            f_{\min} & \text{otherwise} \end{cases}, \quad u = \frac{t - S_i}{T_0 c^i} \\
        S_i &= T_0 \sum_{j=1}^{i} c^{j-1}, \quad i = \#\{j : S_j \le t\}
        \end{aligned}
    """

    title = "k-decay cosine"
    factor = cosine_cycles
    falls = True

    k_decay: KDecay = 1.0

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.cycle_limit > 1 or self.k_decay != 1


def polynomial_cycles(
    t: Any,
    t_initial: int,
    cycle_mul: float,
    cycle_decay: float,
    cycle_limit: int,
    floor: float,
    power: float,
    k_decay: float,
) -> Any:
    cycle, u, _ = cycle_position(t, t_initial, cycle_mul, cycle_limit)
    fall = np.power(1 - np.power(np.minimum(u, 1.0), k_decay), power)
    return np.where(cycle < cycle_limit, floor + (np.power(cycle_decay, cycle) - floor) * fall, floor)


@dataclass(frozen=True)
class PolynomialCycles(Cycled):
    """Falls along powers of the remaining share, in cycles that grow longer and lower.

    m + (dⁱ − m)(1 − uᵏ)^p in cycle i, u = t_cur/T_i, T_i = T₀·cⁱ; m past the last cycle.
    Source: timm PolyLRScheduler; k-decay: Zhang and Li, arXiv:2004.05909.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta \begin{cases} f_{\min} + (d^i - f_{\min}) (1 - u^k)^p & i < L \\
            f_{\min} & \text{otherwise} \end{cases}, \quad u = \frac{t - S_i}{T_0 c^i} \\
        S_i &= T_0 \sum_{j=1}^{i} c^{j-1}, \quad i = \#\{j : S_j \le t\}
        \end{aligned}
    """

    title = "k-decay polynomial"
    factor = polynomial_cycles
    falls = True

    power: Annotated[
        float, "Power of the remaining share.", Range(0.0, 100.0, low_open=True, usual=(0.5, 5.0)), Symbol("p")
    ] = 0.5
    k_decay: KDecay = 1.0

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.cycle_limit > 1 or self.k_decay != 1


def tanh_cycles(
    t: Any, t_initial: int, cycle_mul: float, cycle_decay: float, cycle_limit: int, floor: float, lb: float, ub: float
) -> Any:
    cycle, u, _ = cycle_position(t, t_initial, cycle_mul, cycle_limit)
    fall = 0.5 * (1 - np.tanh(lb * (1 - u) + ub * u))
    return np.where(cycle < cycle_limit, floor + (np.power(cycle_decay, cycle) - floor) * fall, floor)


@dataclass(frozen=True)
class TanhCycles(Cycled):
    """Stays high, falls along a hyperbolic tangent and stays low, in cycles that grow longer and lower.

    m + (dⁱ − m)(1 − tanh(l(1−u) + hu))/2 in cycle i, u = t_cur/T_i, T_i = T₀·cⁱ; m past the last cycle.
    Source: timm TanhLRScheduler; Hsueh et al., arXiv:1806.01593.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta \begin{cases}
            f_{\min} + \tfrac{1}{2} (d^i - f_{\min}) (1 - \tanh(a (1 - u) + b u)) & i < L \\
            f_{\min} & \text{otherwise} \end{cases}, \quad u = \frac{t - S_i}{T_0 c^i} \\
        S_i &= T_0 \sum_{j=1}^{i} c^{j-1}, \quad i = \#\{j : S_j \le t\}
        \end{aligned}
    """

    title = "Tanh (HTD)"
    factor = tanh_cycles
    columns = ("floor", "lb", "ub")
    falls = True

    lb: Annotated[
        float, "The argument of tanh at the start of a cycle.", Range(-100.0, 0.0, usual=(-10.0, 0.0)), Symbol("a")
    ] = -7.0
    ub: Annotated[
        float, "The argument of tanh at the end of a cycle.", Range(0.0, 100.0, usual=(0.0, 10.0)), Symbol("b")
    ] = 3.0

    def check(self) -> None:
        if self.lb >= self.ub:
            raise HyperparameterError(f"TanhCycles.lb must be below ub = {self.ub:g}, got {self.lb:g}")


def step_cycles(
    t: Any,
    t_initial: int,
    cycle_mul: float,
    cycle_decay: float,
    cycle_limit: int,
    floor: float,
    step_size: int,
    gamma: float,
) -> Any:
    cycle, u, length = cycle_position(t, t_initial, cycle_mul, cycle_limit)
    fall = np.power(gamma, np.floor(np.round(u * length, 6) / step_size))
    return np.where(cycle < cycle_limit, floor + (np.power(cycle_decay, cycle) - floor) * fall, floor)


@dataclass(frozen=True)
class StepCycles(Cycled):
    """Drops by gamma every step_size steps, in cycles that grow longer and lower.

    m + (dⁱ − m)·γ^⌊t_cur/s⌋ in cycle i, T_i = T₀·cⁱ; m past the last cycle.
    Source: the stairs of timm StepLRScheduler in the cycles of timm CosineLRScheduler.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta \begin{cases}
            f_{\min} + (d^i - f_{\min}) \gamma^{\lfloor (t - S_i) / s \rfloor} & i < L \\
            f_{\min} & \text{otherwise} \end{cases} \\
        S_i &= T_0 \sum_{j=1}^{i} c^{j-1}, \quad i = \#\{j : S_j \le t\}
        \end{aligned}
    """

    title = "Step cycles"
    factor = step_cycles
    falls = False
    decay_field = "gamma"

    step_size: Annotated[int, "Steps between two drops.", PositiveCount, Unit("steps"), Symbol("s")] = 25
    gamma: Gamma = 0.5


def exponential_cycles(
    t: Any, t_initial: int, cycle_mul: float, cycle_decay: float, cycle_limit: int, floor: float, final: float
) -> Any:
    cycle, u, _ = cycle_position(t, t_initial, cycle_mul, cycle_limit)
    return np.where(cycle < cycle_limit, floor + (np.power(cycle_decay, cycle) - floor) * np.power(final, u), floor)


@dataclass(frozen=True)
class ExponentialCycles(Cycled):
    """Falls exponentially to a fraction of each cycle's height, in cycles that grow longer and lower.

    m + (dⁱ − m)·fᵘ in cycle i, u = t_cur/T_i, T_i = T₀·cⁱ; m past the last cycle.
    Source: an exponential fall in the cycles of timm CosineLRScheduler.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta \begin{cases} f_{\min} + (d^i - f_{\min}) f^u & i < L \\ f_{\min} & \text{otherwise}
            \end{cases}, \quad u = \frac{t - S_i}{T_0 c^i} \\
        S_i &= T_0 \sum_{j=1}^{i} c^{j-1}, \quad i = \#\{j : S_j \le t\}
        \end{aligned}
    """

    title = "Exponential cycles"
    factor = exponential_cycles
    falls = False

    final: Annotated[
        float, "What is left of a cycle's height at its end.", Range(0.0, 1.0, low_open=True), Symbol("f")
    ] = 0.01
