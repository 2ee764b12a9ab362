"""The schedules of torch that take a rate somewhere else in so many steps: constant, linear, power."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import Range, Symbol, Unit
from lrviz.schedules.base import NONE, ScheduleError
from lrviz.schedules.elementary import Elementary
from lrviz.schedules.engine.recursion import Group, Moves, multiply, one_by_one, put_one
from lrviz.schedules.engine.walk import Move, powers

Iterations = Annotated[
    int,
    "How many steps it takes.",
    Range(0, 1_000_000, log=True, usual=(1, 1000), beyond=NONE),
    Unit("steps"),
    Symbol("N"),
]
_TINY = 1e-6
"""Below this, torch's division by a factor may leave the range of floats."""


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
        \eta_t = \eta \left(f_{\text{start}} + (f_{\text{end}} - f_{\text{start}}) \frac{\min(t, N)}{\max(1, N)}\right)
    """

    title = "LinearLR"
    also_called = ("linear decay",)
    torch_name = "torch.optim.lr_scheduler.LinearLR"
    always_told = ("start_factor", "total_iters")
    carries_on = True
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


@dataclass(frozen=True)
class PolynomialLR(Elementary):
    """Brings the rate to zero along a power of the remaining share of steps.

    lr(t) = b·(1 − min(t, N)/N)^p. Source: torch.optim.lr_scheduler.PolynomialLR.
    """

    latex = r"\eta_t = \eta \left(1 - \frac{\min(t, N)}{\max(1, N)}\right)^p"

    title = "PolynomialLR"
    also_called = ("polynomial decay",)
    torch_name = "torch.optim.lr_scheduler.PolynomialLR"
    always_told = ("total_iters",)
    carries_on = True
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
