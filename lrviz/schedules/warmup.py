"""Schedules that begin with a warmup, in the forms of Hugging Face and of the Transformer paper."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Self

import numpy as np

from lrviz.hyperparameters import Choice, First, Means, Range, Symbol, Unit
from lrviz.schedules.base import Schedule, ScheduleError
from lrviz.schedules.cosine import CosineAnnealingLR
from lrviz.schedules.decay import Constant
from lrviz.schedules.elementary import Factor
from lrviz.schedules.ramps import LinearLR, PolynomialLR

StepCount = Range(0, 1_000_000, log=True, usual=(1, 1000))
PositiveCount = Range(1, 1_000_000, log=True, usual=(1, 1000))
WarmupSteps = Annotated[int, "Steps in which the rate rises.", StepCount, Unit("steps"), Means("warmup"), Symbol("W")]
TotalSteps = Annotated[int, "Steps of the whole schedule.", PositiveCount, Unit("steps"), Symbol("T")]
StartFactor = Annotated[float, "Fraction of the rate at the very start.", Range(0.0, 1.0), Symbol(r"f_{\text{start}}")]
Shape = Annotated[str, "How the warmup rises.", Choice(("linear", "cosine", "exponential"))]
Fraction = Range(0.0, 1.0)
_MOST_WAVES = 1000


def constant_with_warmup(t: Any, warmup_steps: int, start_factor: float, shape: str) -> Any:
    u = np.where(warmup_steps > 0, np.minimum(t / np.maximum(1, warmup_steps), 1.0), 1.0)
    if shape == "cosine":
        u = 0.5 * (1 - np.cos(np.pi * u))
    elif shape == "exponential":
        u = np.expm1(-5 * u) / np.expm1(-5)
    return start_factor + (1 - start_factor) * u


@dataclass(frozen=True)
class ConstantWithWarmup(Factor):
    """Rises over the warmup, then stays.

    s + (1−s)·a(min(t/W, 1)), a linear, (1 − cos πu)/2 or (1 − e^(−5u))/(1 − e^(−5)).
    Source: Hugging Face get_constant_schedule_with_warmup, which is linear from 0.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta (f_{\text{start}} + (1 - f_{\text{start}}) a(u)), \quad u = \begin{cases} 1 & W = 0 \\
            \min\left(1, \frac{t}{W}\right) & \text{otherwise} \end{cases} \\
        a(u) &= \begin{cases} u & \text{shape} = \text{linear} \\
            \tfrac{1}{2} (1 - \cos(\pi u)) & \text{shape} = \text{cosine} \\
            \frac{1 - e^{-5 u}}{1 - e^{-5}} & \text{shape} = \text{exponential} \end{cases}
        \end{aligned}
    """

    title = "Constant with warmup"
    factor = constant_with_warmup
    columns = ("warmup_steps", "start_factor")
    falls = False
    length_field = "warmup_steps"
    rise_field = "warmup_steps"
    label_format = "warmup {self.warmup_steps}"

    warmup_steps: Annotated[WarmupSteps, First(50)]
    start_factor: StartFactor = 0.0
    shape: Shape = "linear"

    def of_torch(self) -> Schedule:
        if self.warmup_steps == 0 or self.start_factor == 1:
            return Constant()
        linear = self.shape == "linear" and self.start_factor
        return LinearLR(self.start_factor, 1.0, self.warmup_steps) if linear else self

    def off_zero(self) -> "ConstantWithWarmup | None":
        lifts = self.warmup_steps and not self.start_factor
        return replace(self, start_factor=1 / self.warmup_steps) if lifts else None


@dataclass(frozen=True)
class Warmed(Factor, abstract=True):
    """A schedule that rises from 0 over its first steps and falls over the rest."""

    falls = True
    rise_field = "warmup_steps"

    warmup_steps: Annotated[WarmupSteps, First(50)]
    total_steps: Annotated[TotalSteps, First(500)]

    @property
    def length(self) -> int | None:
        return max(self.warmup_steps, self.total_steps)

    @property
    def label(self) -> str:
        return f"{self.title} {self.warmup_steps}/{self.total_steps}".lower()


def linear_with_warmup(t: Any, warmup_steps: int, total_steps: int) -> Any:
    fall = np.maximum((total_steps - t) / np.maximum(1, total_steps - warmup_steps), 0.0)
    return np.where(t < warmup_steps, t / np.maximum(1, warmup_steps), fall)


@dataclass(frozen=True)
class LinearWithWarmup(Warmed):
    """Rises along a line over the warmup, then falls along a line to zero.

    t/W, then (T−t)/(T−W), never below 0. Source: Hugging Face get_linear_schedule_with_warmup.
    """

    latex = r"""
        \eta_t = \eta \begin{cases} \frac{t}{W} & t < W \\
            \max\left(0, \frac{T - t}{\max(1, T - W)}\right) & \text{otherwise} \end{cases}
    """

    title = "Linear with warmup"
    factor = linear_with_warmup
    columns = ("warmup_steps", "total_steps")

    def of_torch(self) -> Schedule:
        return self if self.warmup_steps else LinearLR(1.0, 0.0, self.total_steps)


def cosine_with_warmup(t: Any, warmup_steps: int, total_steps: int, num_cycles: float, floor: float) -> Any:
    u = (t - warmup_steps) / np.maximum(1, total_steps - warmup_steps)
    fall = np.maximum(0.5 * (1 + np.cos(np.pi * num_cycles * 2.0 * u)), 0.0)
    if floor != 0:
        fall = fall * (1 - floor) + floor
    return np.where(t < warmup_steps, t / np.maximum(1, warmup_steps), fall)


@dataclass(frozen=True)
class CosineWithWarmup(Warmed):
    """Rises along a line over the warmup, then falls along a cosine, and rises again past the end.

    t/W, then m + (1−m)(1 + cos(2πcu))/2, u = (t−W)/(T−W). Source: Hugging Face get_cosine_schedule_with_warmup and
    get_cosine_with_min_lr_schedule_with_warmup.
    """

    latex = r"""
        \eta_t = \eta \begin{cases} \frac{t}{W} & t < W \\
            f_{\min} + \tfrac{1}{2} (1 - f_{\min}) (1 + \cos(2 \pi c u)) & \text{otherwise} \end{cases}, \quad
            u = \frac{t - W}{\max(1, T - W)}
    """

    title = "Cosine with warmup"
    factor = cosine_with_warmup
    columns = ("warmup_steps", "total_steps", "num_cycles")

    num_cycles: Annotated[
        float, "Waves of the cosine; one half falls once.", Range(0.0, 100.0, usual=(0.5, 5.0)), Symbol("c")
    ] = 0.5
    floor: Annotated[float, "The lowest rate, as a fraction of the optimizer's.", Fraction, Symbol(r"f_{\min}")] = 0.0

    def of_torch(self) -> Schedule:
        half_waves = 2 * self.num_cycles
        falls_once = half_waves and (self.total_steps / half_waves).is_integer()
        return self if self.warmup_steps or not falls_once else CosineAnnealingLR(int(self.total_steps / half_waves))

    @property
    def bottom(self) -> int | None:
        if not 0 < self.num_cycles <= 0.5 or self.total_steps <= self.warmup_steps:
            return None
        return self.warmup_steps + round(min((self.total_steps - self.warmup_steps) / (2 * self.num_cycles), 1e6))

    def low_ends(self, steps: int) -> Sequence[float]:
        if not self.num_cycles or self.total_steps <= self.warmup_steps:
            return ()
        wave = (self.total_steps - self.warmup_steps) / self.num_cycles
        return [self.warmup_steps + (k + 0.5) * wave for k in range(math.ceil(max(0, steps) / wave) + 1)][:_MOST_WAVES]

    def settled(self, steps: int) -> "CosineWithWarmup":
        return replace(self, total_steps=steps, num_cycles=max(0.5, math.ceil(self.num_cycles - 1) + 0.5))


def cosine_restarts_with_warmup(t: Any, warmup_steps: int, total_steps: int, num_cycles: int) -> Any:
    u = (t - warmup_steps) / np.maximum(1, total_steps - warmup_steps)
    fall = np.where(u < 1, np.maximum(0.5 * (1 + np.cos(np.pi * (num_cycles * u % 1.0))), 0.0), 0.0)
    return np.where(t < warmup_steps, t / np.maximum(1, warmup_steps), fall)


@dataclass(frozen=True)
class CosineRestartsWithWarmup(Warmed):
    """Rises along a line over the warmup, then falls along a cosine several times, jumping back up in between.

    t/W, then (1 + cos(π(cu mod 1)))/2, u = (t−W)/(T−W), 0 past the end.
    Source: Hugging Face get_cosine_with_hard_restarts_schedule_with_warmup.
    """

    latex = r"""
        \eta_t = \eta \begin{cases} \frac{t}{W} & t < W \\
            \tfrac{1}{2} (1 + \cos(\pi (c u \bmod 1))) & u < 1 \\ 0 & \text{otherwise} \end{cases}, \quad
            u = \frac{t - W}{\max(1, T - W)}
    """

    title = "Cosine restarts with warmup"
    factor = cosine_restarts_with_warmup
    columns = ("warmup_steps", "total_steps", "num_cycles")

    num_cycles: Annotated[
        int, "How many times the rate falls.", Range(1, 100, usual=(1, 10)), Unit("times"), Symbol("c")
    ] = 3


def polynomial_with_warmup(t: Any, warmup_steps: int, total_steps: int, lr_end: float, power: float, lr: float) -> Any:
    left = np.clip(1 - (t - warmup_steps) / np.maximum(1, total_steps - warmup_steps), 0.0, 1.0)
    fall = np.where(t > total_steps, lr_end, (lr - lr_end) * np.power(left, power) + lr_end) / lr
    return np.where(t < warmup_steps, t / np.maximum(1, warmup_steps), fall)


@dataclass(frozen=True)
class PolynomialWithWarmup(Warmed):
    """Rises along a line over the warmup, then falls along a power to a small rate, which it holds.

    t/W, then ((b−e)(1−u)^p + e)/b, u = (t−W)/(T−W), e absolute and below b.
    Source: Hugging Face get_polynomial_decay_schedule_with_warmup.
    """

    latex = r"""
        \eta_t = \begin{cases} \eta \frac{t}{W} & t < W \\ \eta_{\text{end}} & t > T \\
            (\eta - \eta_{\text{end}}) (1 - u)^p + \eta_{\text{end}} & \text{otherwise} \end{cases}, \quad
            u = \min\left(1, \frac{t - W}{\max(1, T - W)}\right)
    """

    title = "Polynomial with warmup"
    factor = polynomial_with_warmup
    columns = ("warmup_steps", "total_steps", "lr_end", "lr")

    lr_end: Annotated[
        float, "The last rate, absolute.", Range(-1e4, 1e4, log=True, usual=(1e-9, 1.0)), Symbol(r"\eta_{\text{end}}")
    ] = 1e-7
    power: Annotated[float, "Power of the remaining share.", Range(0.0, 100.0, usual=(0.5, 5.0)), Symbol("p")] = 1.0

    def of_torch(self) -> Schedule:
        return self if self.warmup_steps or self.lr_end else PolynomialLR(self.total_steps, self.power)

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return lr <= self.lr_end or self.lr_end < 0

    def factor_arguments(self, lr: float) -> dict[str, Any]:
        if lr <= self.lr_end:
            raise ScheduleError(
                f"PolynomialWithWarmup.lr_end must be below the optimizer's rate {lr:g}, got {self.lr_end:g} "
                "(transformers raises as well)"
            )
        return super().factor_arguments(lr) | {"lr": lr}


def inverse_sqrt(t: Any, warmup_steps: int, timescale: float) -> Any:
    fall = np.sqrt(timescale / (np.maximum(t, warmup_steps) + (timescale - warmup_steps)))
    return np.where(t < warmup_steps, t / np.maximum(1, warmup_steps), fall)


@dataclass(frozen=True)
class InverseSqrt(Factor):
    """Rises along a line over the warmup, then falls as one over the square root.

    t/W, then √(s/(t+s−W)), s = W where None (10,000 without a warmup).
    Source: Hugging Face get_inverse_sqrt_schedule; Zhai et al., arXiv:2106.04560.
    """

    latex = r"""
        \eta_t = \eta \begin{cases} \frac{t}{W} & t < W \\ \sqrt{\frac{q}{t + q - W}} & \text{otherwise}
            \end{cases}, \quad q = \begin{cases} \tau & \tau \ne \text{None} \\ W & W > 0 \\
            10000 & \text{otherwise} \end{cases}
    """

    title = "Inverse square root"
    factor = inverse_sqrt
    columns = ("warmup_steps", "timescale")
    falls = False
    rise_field = "warmup_steps"
    label_format = "inverse square root, warmup {self.warmup_steps}"

    warmup_steps: Annotated[WarmupSteps, First(50)]
    timescale: Annotated[
        int | None,
        "Steps that set how slowly the rate falls; None is the warmup.",
        PositiveCount,
        Unit("steps"),
        Symbol(r"\tau"),
    ] = None

    def factor_arguments(self, lr: float) -> dict[str, Any]:
        return {"warmup_steps": self.warmup_steps, "timescale": self.timescale or self.warmup_steps or 10_000}


def noam(t: Any, d_model: int, warmup_steps: int, scale: float, lr: float) -> Any:
    n = t + 1.0
    return scale * d_model**-0.5 * np.minimum(1 / np.sqrt(n), n * warmup_steps**-1.5) / lr


@dataclass(frozen=True)
class Noam(Factor):
    """Rises along a line, then falls as one over the square root, at a height set by the width of the model.

    scale·d^(−½)·min(n^(−½), n·W^(−1.5)), n = t+1: absolute, so the optimizer's own rate is ignored.
    Source: Vaswani et al., arXiv:1706.03762.
    """

    latex = r"\eta_t = s \, d_{\text{model}}^{-1/2} \min((t + 1)^{-1/2}, (t + 1) W^{-3/2})"

    title = "Noam"
    also_called = ("Transformer",)
    factor = noam
    columns = ("scale", "lr")
    overwrites_lr = True
    falls = False
    stretches = False
    rise_field = "warmup_steps"
    label_format = "Noam d={self.d_model} W={self.warmup_steps}"

    d_model: Annotated[
        int,
        "Width of the model.",
        Range(1, 1_000_000, log=True, usual=(16, 16384)),
        Unit("numbers"),
        Symbol(r"d_{\text{model}}"),
    ] = 512
    warmup_steps: Annotated[int, "Steps in which the rate rises.", PositiveCount, Unit("steps"), Symbol("W")] = 50
    scale: Annotated[
        float, "What the paper's rate is multiplied by.", Range(0.0, 1e4, log=True, usual=(0.01, 100.0)), Symbol("s")
    ] = 1.0

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return lr == 0

    def at_peak(self, peak: float) -> Self:
        return replace(self, scale=peak * (self.d_model * self.warmup_steps) ** 0.5)

    def times(self, factor: float) -> Self:
        return replace(self, scale=self.scale * factor)

    def factor_arguments(self, lr: float) -> dict[str, Any]:
        if lr == 0:
            raise ScheduleError("Noam is exported as a factor of the optimizer's rate, which must not be 0, got 0")
        return super().factor_arguments(lr) | {"lr": lr}
