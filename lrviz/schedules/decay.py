"""The schedules of torch that multiply the rate by a factor, at every step or at some; and the one that keeps it."""

import math
from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import First, Length, Otherwise, Range, Symbol, Unit
from lrviz.schedules.base import counted_steps
from lrviz.schedules.elementary import Elementary
from lrviz.schedules.engine.recursion import Group, Moves, multiply, one_by_one, put_one
from lrviz.schedules.engine.walk import Move
from lrviz.source import Code

_FASTEST = 10.0
BEYOND = "a few steps of more than ten times leave the range of floats, and a factor below 0 turns the rate round"
Gamma = Annotated[
    float, "What the rate is multiplied by each time.", Range(0.0, _FASTEST, usual=(0.1, 1.0), beyond=BEYOND)
]
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
        int,
        "Steps between two drops.",
        Range(1, 1_000_000, log=True, usual=(1, 1000)),
        Unit("steps"),
        Symbol("s"),
        First(100),
    ]
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
        tuple[int, ...],
        "Steps at which the rate drops.",
        Milestone,
        Length(0, 64),
        Unit("steps"),
        Symbol("m"),
        First((250, 400)),
    ]
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
    carries_on = True
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
        First(0.995),
    ]

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        return one_by_one(self.recursion(t, base), len(t))

    def recursion(self, t: Integers, base: Any) -> Move:
        return Move(np.where(t == t, self.gamma, 1.0))

    def again(self, base: float, group: Group) -> Moves:
        return put_one(base)
