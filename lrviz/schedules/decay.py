"""The schedules of torch that compute each rate from the last one: constant, step, linear, power, exponential."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import Length, Otherwise, Range, Symbol, Unit
from lrviz.schedules.base import NONE, ScheduleError, counted_steps
from lrviz.schedules.elementary import Elementary
from lrviz.schedules.engine.recursion import Group, Moves, multiply, one_by_one, put_one
from lrviz.schedules.engine.walk import Move, powers
from lrviz.source import Code

_FASTEST = 10.0
BEYOND = "a few steps of more than ten times leave the range of floats, and a factor below 0 turns the rate round"
Gamma = Annotated[
    float, "What the rate is multiplied by each time.", Range(0.0, _FASTEST, usual=(0.1, 1.0), beyond=BEYOND)
]
Iterations = Annotated[
    int,
    "How many steps it takes.",
    Range(0, 1_000_000, log=True, usual=(1, 1000), beyond=NONE),
    Unit("steps"),
    Symbol("N"),
]
_TINY = 1e-6
"""Below this, torch's division by a factor may leave the range of floats."""

Milestone = Range(0, 1_000_000, log=True, usual=(1, 1000))


@dataclass(frozen=True)
class Constant(Elementary):
    """Keeps the optimizer's own rate for ever.

    lr(t) = b. Exported as ConstantLR with factor 1, which is neutral in SequentialLR and in ChainedScheduler.
    """

    latex = r"\eta_t = \eta"

    title = "(none)"
    also_called = ("constant", "fixed rate")
    falls = False
    label_format = "constant"

    def rates(self, lr: float, steps: int) -> Floats:
        return np.full(counted_steps(steps), lr)

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return multiply(np.ones(len(t)))

    def again(self, base: float, group: Group) -> Moves:
        return put_one(base)

    def torch_code(self, lr: float) -> Code:
        return Code("torch.optim.lr_scheduler.ConstantLR(optimizer, factor=1.0, total_iters=0)")


@dataclass(frozen=True)
class StepLR(Elementary):
    """Multiplies the rate by gamma every step_size steps.

    lr(t) = b·γ^⌊t/s⌋. Source: torch.optim.lr_scheduler.StepLR.
    """

    latex = r"\eta_t = \eta \gamma^{\lfloor t / s \rfloor}"

    title = "StepLR"
    also_called = ("step decay",)
    torch_name = "torch.optim.lr_scheduler.StepLR"
    decay_field = "gamma"
    always_told = ("step_size", "gamma")
    columns = ("step_size", "gamma")
    falls = False
    jumps = True
    label_format = "step ×{self.gamma:g} every {self.step_size}"

    step_size: Annotated[
        int, "Steps between two drops.", Range(1, 1_000_000, log=True, usual=(1, 1000)), Unit("steps"), Symbol("s")
    ] = 100
    gamma: Gamma = 0.1

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return one_by_one(self.recursion(t, base), len(t))

    def recursion(self, t: Integers, base: Any) -> Move:
        return Move(np.where((t == 0) | (t % self.step_size != 0), 1.0, self.gamma))

    def again(self, base: float, group: Group) -> Moves:
        return put_one(base)

    @property
    def turns(self) -> tuple[float, ...]:
        return (self.step_size,)


@dataclass(frozen=True)
class MultiStepLR(Elementary):
    """Multiplies the rate by gamma at each milestone, twice where a milestone stands twice.

    lr(t) = b·γ^#{mᵢ ≤ t}. Source: torch.optim.lr_scheduler.MultiStepLR.
    """

    latex = r"\eta_t = \eta \gamma^{\#\{i : m_i \le t\}}"

    title = "MultiStepLR"
    also_called = ("multi-step decay", "milestones")
    torch_name = "torch.optim.lr_scheduler.MultiStepLR"
    decay_field = "gamma"
    always_told = ("milestones", "gamma")
    falls = False
    jumps = True

    milestones: Annotated[
        tuple[int, ...], "Steps at which the rate drops.", Milestone, Length(0, 64), Unit("steps"), Symbol("m")
    ] = (250, 400)
    gamma: Gamma = 0.1

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        factors = np.ones(len(t))
        for milestone, times in Counter(self.milestones).items():
            factors[t == milestone] = self.gamma**times
        return multiply(factors)

    def first(self, base: float, group: Group) -> Moves:
        return self.moves(np.arange(1), base, group)

    def again(self, base: float, group: Group) -> Moves:
        return put_one(base * self.gamma ** self.milestones.count(0))

    @property
    def turns(self) -> tuple[float, ...]:
        return tuple(sorted(self.milestones))

    @property
    def length(self) -> int | None:
        return max(self.milestones, default=0) + 1

    @property
    def label(self) -> str:
        return f"×{self.gamma:g} at {', '.join(map(str, self.milestones))}"


@dataclass(frozen=True)
class ConstantLR(Elementary):
    """Holds the rate at a fraction for the first steps, then gives it back.

    lr(t) = b·factor while t < total_iters, then b. total_iters = 0 stays at the fraction for ever, as torch does.
    Source: torch.optim.lr_scheduler.ConstantLR.
    """

    latex = r"""
        \eta_t = \begin{cases} f \eta & t < N \\ f \eta & N = 0 \\ \eta & \text{otherwise} \end{cases}
    """

    title = "ConstantLR"
    also_called = ("constant factor",)
    torch_name = "torch.optim.lr_scheduler.ConstantLR"
    always_told = ("factor", "total_iters")
    columns = ("factor", "total_iters")
    falls = False
    length_field = "total_iters"
    jumps = True
    rise_field = "total_iters"
    label_format = "×{self.factor:.3g} for {self.total_iters}"

    factor: Annotated[float, "Fraction of the rate at the start.", Range(0.0, 1.0, low_open=True), Symbol("f")] = 1 / 3
    total_iters: Iterations = 5

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return one_by_one(self.recursion(t, base), len(t))

    def recursion(self, t: Integers, base: Any) -> Move:
        factors = np.where(t == self.total_iters, 1.0 / self.factor, 1.0)
        return Move(np.where(t == 0, self.factor, factors))

    def first(self, base: float, group: Group) -> Moves:
        return multiply(np.array([self.factor]))

    def again(self, base: float, group: Group) -> Moves:
        return put_one(base * (self.factor + (self.total_iters <= 0) * (1 - self.factor)))

    @property
    def rise(self) -> float:
        return (self.total_iters or math.inf) if self.factor < 1 else 0

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.factor < _TINY

    def rates_at(self, lr: float, steps: Sequence[int]) -> Floats:
        held = (np.array(steps) < self.total_iters) | (self.total_iters == 0)
        return np.asarray(lr * np.where(held, self.factor, 1.0))


@dataclass(frozen=True)
class LinearLR(Elementary):
    """Moves the rate along a line from one fraction to another, then holds it.

    lr(t) = b·(s + (e−s)·min(t, N)/N). Source: torch.optim.lr_scheduler.LinearLR, whose start must be above 0 and whose
    total_iters = 0 stays at the start for ever; for a warmup that may start at 0 or be absent use Warmup.
    """

    latex = r"""
        \eta_t = \eta (f_{\text{start}} + (f_{\text{end}} - f_{\text{start}}) \frac{\min(t, N)}{\max(1, N)})
    """

    title = "LinearLR"
    also_called = ("linear decay",)
    torch_name = "torch.optim.lr_scheduler.LinearLR"
    always_told = ("start_factor", "total_iters")
    columns = ("start_factor", "end_factor", "total_iters")
    falls = True
    length_field = "total_iters"
    rise_field = "total_iters"
    label_format = "linear ×{self.start_factor:.3g}→{self.end_factor:.3g} N={self.total_iters}"

    start_factor: Annotated[
        float, "Fraction of the rate at the start.", Range(0.0, 1.0, low_open=True), Symbol(r"f_{\text{start}}")
    ] = 1 / 3
    end_factor: Annotated[float, "Fraction of the rate at the end.", Range(0.0, 1.0), Symbol(r"f_{\text{end}}")] = 1.0
    total_iters: Iterations = 5

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return one_by_one(self.recursion(t, base), len(t))

    def recursion(self, t: Integers, base: Any) -> Move:
        rise = self.end_factor - self.start_factor
        with np.errstate(all="ignore"):
            moving = 1.0 + rise / (self.total_iters * self.start_factor + (t - 1) * rise)
        return Move(np.where(t == 0, self.start_factor, np.where(t <= self.total_iters, moving, 1.0)))

    def first(self, base: float, group: Group) -> Moves:
        return multiply(np.array([self.start_factor]))

    def again(self, base: float, group: Group) -> Moves:
        refuse_empty_stage("LinearLR", self.total_iters)
        return put_one(base * (self.start_factor + (self.end_factor - self.start_factor) * 0 / self.total_iters))

    @property
    def rise(self) -> float:
        return (self.total_iters or math.inf) if self.end_factor > self.start_factor else 0

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.total_iters == 0 or self.start_factor < _TINY

    def rates_at(self, lr: float, steps: Sequence[int]) -> Floats:
        done = np.minimum(steps, self.total_iters) / max(1, self.total_iters)
        return np.asarray(lr * (self.start_factor + (self.end_factor - self.start_factor) * done))

    def led_up(self, steps: int) -> "LinearLR | None":
        iterations = min(steps, self.total_iters) or steps
        return replace(self, end_factor=1.0, total_iters=iterations) if self.start_factor < 1 else None


def _decay_constant(gamma: float) -> float | None:
    return -math.log(gamma) if gamma > 0 else None


def _factor(k: float) -> float:
    return min(math.exp(min(-k, _FASTEST)), _FASTEST)


@dataclass(frozen=True)
class ExponentialLR(Elementary):
    """Multiplies the rate by gamma at every step.

    lr(t) = b·γᵗ, so the textbook's e^(−kt) has k = −ln γ. Source: torch.optim.lr_scheduler.ExponentialLR.
    """

    latex = r"\eta_t = \eta \gamma^t"

    title = "ExponentialLR"
    also_called = ("exponential decay",)
    torch_name = "torch.optim.lr_scheduler.ExponentialLR"
    decay_field = "gamma"
    always_told = ("gamma",)
    columns = ("gamma",)
    falls = False
    label_format = "exponential γ={self.gamma:g}"

    gamma: Annotated[
        float,
        "What the rate is multiplied by at each step.",
        Range(0.0, _FASTEST, usual=(0.9, 1.0), beyond=BEYOND),
        Otherwise("k", "The k of the textbook's e^(−kt): k = −ln γ.", _decay_constant, _factor),
    ] = 0.995

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return one_by_one(self.recursion(t, base), len(t))

    def recursion(self, t: Integers, base: Any) -> Move:
        return Move(np.where(t == t, self.gamma, 1.0))

    def again(self, base: float, group: Group) -> Moves:
        return put_one(base)


@dataclass(frozen=True)
class PolynomialLR(Elementary):
    """Brings the rate to zero along a power of the remaining share of steps.

    lr(t) = b·(1 − min(t, N)/N)^p. Source: torch.optim.lr_scheduler.PolynomialLR.
    """

    latex = r"\eta_t = \eta (1 - \frac{\min(t, N)}{\max(1, N)})^p"

    title = "PolynomialLR"
    also_called = ("polynomial decay",)
    torch_name = "torch.optim.lr_scheduler.PolynomialLR"
    always_told = ("total_iters",)
    falls = True
    length_field = "total_iters"
    label_format = "polynomial p={self.power:g} N={self.total_iters}"

    total_iters: Iterations = 5
    power: Annotated[
        float,
        "Power of the remaining share.",
        Range(0.0, 100.0, usual=(0.5, 5.0), beyond="it would be 0 after one step"),
        Symbol("p"),
    ] = 1.0

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        if self.total_iters == 0 and np.any(t <= 0):
            refuse_empty_stage("PolynomialLR", self.total_iters)
        factors = np.ones(len(t))
        moving = t <= self.total_iters
        s = t[moving]
        ratios = (1.0 - s / self.total_iters) / (1.0 - (s - 1) / self.total_iters) if len(s) else np.empty(0)
        factors[moving] = powers(ratios, self.power)
        return multiply(factors)

    def again(self, base: float, group: Group) -> Moves:
        refuse_empty_stage("PolynomialLR", self.total_iters)
        return put_one(base)

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.total_iters == 0

    def rates_at(self, lr: float, steps: Sequence[int]) -> Floats:
        left = 1 - np.minimum(steps, self.total_iters) / max(1, self.total_iters)
        return np.asarray(lr * left**self.power)


def refuse_empty_stage(name: str, total_iters: int) -> None:
    """Raises where torch divides by total_iters = 0.

    Raises:
        ScheduleError: total_iters is 0.
    """
    if total_iters == 0:
        raise ScheduleError(
            f"{name}.total_iters must be at least 1 in a stage that starts later, got 0 (torch divides by it)"
        )
