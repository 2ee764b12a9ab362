"""Decays over a known number of steps that torch lacks: cooldowns, and cosines that hold their floor."""

from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.hyperparameters import Choice, First, Means, Range, Symbol, Unit
from lrviz.schedules.base import Schedule
from lrviz.schedules.elementary import Factor
from lrviz.schedules.ramps import LinearLR
from lrviz.schedules.warmup import Fraction, StepCount, TotalSteps, WarmupSteps

_POWER = Range(0.0, 100.0, low_open=True, usual=(0.5, 5.0))
Floor = Annotated[float, "The last rate, as a fraction of the optimizer's.", Fraction, Symbol(r"f_{\min}")]


@dataclass(frozen=True)
class Planned(Factor, abstract=True):
    """A schedule that falls over a known number of steps and then holds."""

    falls = True
    length_field = "total_steps"
    label_format = "{self.title} T={self.total_steps}"

    total_steps: Annotated[TotalSteps, First(500)]


def warmup_stable_decay(
    t: Any, warmup_steps: int, stable_steps: int, decay_steps: int, decay_shape: str, floor: float
) -> Any:
    rise = t / np.maximum(1, warmup_steps) * (1 - floor) + floor
    u = np.clip((t - warmup_steps - stable_steps) / np.maximum(1, decay_steps), 0.0, 1.0)
    if decay_shape == "linear":
        fall = 1 - u
    elif decay_shape == "cosine":
        fall = 0.5 * (1 + np.cos(np.pi * u))
    elif decay_shape == "1-sqrt":
        fall = 1 - np.sqrt(u)
    else:
        fall = (np.exp(-5 * u) - np.exp(-5.0)) / (1 - np.exp(-5.0))
    late = np.where(t < warmup_steps + stable_steps, 1.0, fall * (1 - floor) + floor)
    over = t >= warmup_steps + stable_steps + decay_steps
    return np.where(t < warmup_steps, rise, np.where(over, floor, late))


@dataclass(frozen=True)
class WarmupStableDecay(Factor):
    """Rises, stays at the top for as long as you like, and falls over the last steps.

    m + (1−m)·t/W; 1; m + (1−m)·a(u) over the last D steps, a = 1−u, (1 + cos πu)/2, 1−√u or e^(−5u) scaled to end at 0.
    Source: Hu et al., arXiv:2404.06395; Hägele et al., arXiv:2405.18392; Hugging Face get_wsd_schedule.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta \begin{cases} f_{\min} + (1 - f_{\min}) \frac{t}{W} & t < W \\ 1 & t < W + S \\
            f_{\min} + (1 - f_{\min}) a(u) & t < W + S + D \\ f_{\min} & \text{otherwise} \end{cases}, \quad
            u = \frac{t - W - S}{D} \\
        a(u) &= \begin{cases} 1 - u & \text{decay\_shape} = \text{linear} \\
            \tfrac{1}{2} (1 + \cos(\pi u)) & \text{decay\_shape} = \text{cosine} \\
            1 - \sqrt{u} & \text{decay\_shape} = \text{1-sqrt} \\
            \frac{e^{-5 u} - e^{-5}}{1 - e^{-5}} & \text{decay\_shape} = \text{exponential} \end{cases}
        \end{aligned}
    """

    title = "Warmup–stable–decay"
    also_called = ("WSD", "trapezoid", "cooldown")
    factor = warmup_stable_decay
    columns = ("warmup_steps", "stable_steps", "decay_steps", "floor")
    falls = True
    rise_field = "warmup_steps"
    label_format = "WSD {self.warmup_steps}/{self.stable_steps}/{self.decay_steps} {self.decay_shape}"

    warmup_steps: Annotated[WarmupSteps, First(50)]
    stable_steps: Annotated[int, "Steps at the top.", StepCount, Unit("steps"), Symbol("S"), First(350)]
    decay_steps: Annotated[
        int, "Steps of the fall.", StepCount, Unit("steps"), Means("cooldown"), Symbol("D"), First(100)
    ]
    decay_shape: Annotated[str, "The curve of the fall.", Choice(("linear", "cosine", "1-sqrt", "exponential"))] = (
        "1-sqrt"
    )
    floor: Floor = 0.0

    def of_torch(self) -> Schedule:
        linear = self.decay_shape == "linear" and not self.warmup_steps + self.stable_steps
        return LinearLR(1.0, self.floor, self.decay_steps) if linear else self

    @property
    def length(self) -> int | None:
        return self.warmup_steps + self.stable_steps + self.decay_steps


def cosine_decay(t: Any, total_steps: int, floor: float, exponent: float) -> Any:
    u = np.minimum(t / total_steps, 1.0)
    fall = 0.5 * (1 + np.cos(np.pi * u))
    if exponent != 1:
        fall = np.power(fall, exponent)
    return floor + (1 - floor) * fall


@dataclass(frozen=True)
class CosineDecay(Planned):
    """Falls along half a cosine to a fraction of the rate and holds it.

    m + (1−m)((1 + cos πu)/2)ᵉ, u = min(t/T, 1). Source: optax.cosine_decay_schedule, Keras CosineDecay, timm.
    """

    latex = r"""
        \eta_t = \eta \left(f_{\min} + (1 - f_{\min}) \left(\frac{1 + \cos(\pi u)}{2}\right)^p\right), \quad
            u = \min\left(1, \frac{t}{T}\right)
    """

    title = "Cosine with floor"
    factor = cosine_decay
    columns = ("total_steps", "floor")

    floor: Floor = 0.01
    exponent: Annotated[float, "Power of the cosine; above 1 it falls earlier.", _POWER, Symbol("p")] = 1.0


def polynomial_decay(t: Any, total_steps: int, floor: float, power: float, cycle: bool) -> Any:
    lasting = total_steps * np.maximum(1.0, np.ceil(t / total_steps)) if cycle else total_steps
    return floor + (1 - floor) * np.power(1 - np.minimum(t / lasting, 1.0), power)


@dataclass(frozen=True)
class PolynomialDecay(Planned):
    """Falls along a power to a fraction of the rate and holds it, or begins again from lower and lower.

    m + (1−m)(1−u)^p, u = min(t/T, 1); with cycle u = t/(T⌈t/T⌉), so that each round begins where the remaining share of
    a run of so many rounds is. Source: Keras PolynomialDecay; optax.polynomial_schedule; timm PolyLRScheduler.
    """

    latex = r"""
        \eta_t = \eta (f_{\min} + (1 - f_{\min}) (1 - u)^p), \quad u = \begin{cases}
            \frac{t}{T \max(1, \lceil t / T \rceil)} & \text{cycle} \\ \min\left(1, \frac{t}{T}\right)
            & \text{otherwise}
            \end{cases}
    """

    title = "Polynomial with floor"
    factor = polynomial_decay
    columns = ("total_steps", "floor")

    floor: Floor = 0.0
    power: Annotated[float, "Power of the remaining share.", _POWER, Symbol("p")] = 1.0
    cycle: Annotated[bool, "Begin again at the end of each round, each time from lower."] = False


def rex(t: Any, total_steps: int) -> Any:
    u = np.minimum(t / total_steps, 1.0)
    return (1 - u) / (1 - u / 2)


@dataclass(frozen=True)
class Rex(Planned):
    """Falls slowly at first and steeply at the end.

    (1−u)/(1−u/2), u = min(t/T, 1). Source: Chen, Wolfe and Kyrillidis, arXiv:2107.04197.
    """

    latex = r"\eta_t = \eta \frac{1 - u}{1 - u / 2}, \quad u = \min\left(1, \frac{t}{T}\right)"

    title = "REX"
    also_called = ("reflected exponential",)
    factor = rex
    columns = ("total_steps",)


def one_minus_sqrt(t: Any, total_steps: int) -> Any:
    return 1 - np.sqrt(np.minimum(t / total_steps, 1.0))


@dataclass(frozen=True)
class OneMinusSqrt(Planned):
    """Falls steeply at first and slowly at the end.

    1 − √u, u = min(t/T, 1). Source: Hägele et al., arXiv:2405.18392.
    """

    latex = r"\eta_t = \eta (1 - \sqrt{u}), \quad u = \min\left(1, \frac{t}{T}\right)"

    title = "1 − sqrt"
    factor = one_minus_sqrt
    columns = ("total_steps",)


def one_minus_square(t: Any, total_steps: int) -> Any:
    return 1 - np.square(np.minimum(t / total_steps, 1.0))


@dataclass(frozen=True)
class OneMinusSquare(Planned):
    """Falls slowly at first and fastest at the end.

    1 − u², u = min(t/T, 1). Source: Hägele et al., arXiv:2405.18392.
    """

    latex = r"\eta_t = \eta (1 - u^2), \quad u = \min\left(1, \frac{t}{T}\right)"

    title = "1 − square"
    factor = one_minus_square
    columns = ("total_steps",)


def power_decay(
    t: Any, amplitude: float, exponent: float, warmup_steps: int, total_steps: int, decay_steps: int
) -> Any:
    n = t + 1.0
    body = np.minimum(amplitude * np.power(n, -exponent), 1.0)
    rise = np.minimum(n / (warmup_steps + 1), 1.0)
    left = np.where(decay_steps > 0, np.clip((total_steps - t) / np.maximum(1, decay_steps), 0.0, 1.0), 1.0)
    return body * rise * left


@dataclass(frozen=True)
class PowerDecay(Factor):
    """Falls as a power of the step whatever the length of the run, then along a line over the last steps.

    min(1, a·n^(−b)), n = t+1, times n/(W+1) at most 1, times (T−t)/D between 0 and 1 at the end.
    Source: Shen et al., arXiv:2408.13359.
    """

    latex = r"""
        \eta_t = \eta \min(1, a (t + 1)^{-b}) \min\left(1, \frac{t + 1}{W + 1}\right) \begin{cases} 1 & D = 0 \\
            \min\left(1, \max\left(0, \frac{T - t}{D}\right)\right) & \text{otherwise} \end{cases}
    """

    title = "Power"
    factor = power_decay
    columns = ("amplitude", "warmup_steps", "total_steps", "decay_steps")
    falls = True
    length_field = "total_steps"
    stretches = False
    rise_field = "warmup_steps"
    label_format = "power a={self.amplitude:g} b={self.exponent:g}"

    amplitude: Annotated[
        float, "Height a of the power.", Range(1e-6, 1e9, log=True, usual=(0.1, 1000.0)), Symbol("a")
    ] = 4.0
    exponent: Annotated[float, "Power b of the step.", Range(0.0, 10.0, usual=(0.1, 1.0)), Symbol("b")] = 0.51
    warmup_steps: WarmupSteps = 0
    total_steps: TotalSteps = 500
    decay_steps: Annotated[
        int, "Steps of the last fall; 0 is none.", StepCount, Unit("steps"), Means("cooldown"), Symbol("D")
    ] = 100
