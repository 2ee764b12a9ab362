"""CyclicLR and OneCycleLR of torch, which change the learning rate and the momentum in opposite directions."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Annotated, ClassVar, Self

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import Choice, First, HyperparameterError, Range, Symbol, Unit
from lrviz.schedules.base import NONE, SIGN, ScheduleError
from lrviz.schedules.cosine import Count, LowestRate, Rate
from lrviz.schedules.decay import BEYOND
from lrviz.schedules.elementary import Absolute
from lrviz.schedules.engine.recursion import Group, Moves, put
from lrviz.schedules.engine.walk import cosines

CycledMomentum = Annotated[
    float, "Momentum or β₁.", Range(0.0, 1.0, beyond="above 1 it grows by itself, below 0 it swings")
]
_RATIO = Range(1e-6, 1e12, log=True, beyond=SIGN)


@dataclass(frozen=True)
class CyclicLR(Absolute):
    """Moves the rate up and down between two bounds, and the momentum the other way.

    Triangles, of constant height (triangular), half as high each time (triangular2) or lower by gamma at each step
    (exp_range). The optimizer's own rate is ignored.
    Source: torch.optim.lr_scheduler.CyclicLR; Smith, arXiv:1506.01186.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta_{\text{base}} + (\eta_{\max} - \eta_{\text{base}}) h q, \quad
            \mu_t = \mu_{\max} - (\mu_{\max} - \mu_{\text{base}}) h q \\
        d &= \begin{cases} s_{\text{up}} & s_{\text{down}} = \text{None} \\ s_{\text{down}} & \text{otherwise}
            \end{cases}, \quad P = s_{\text{up}} + d, \quad x = t \bmod P \\
        h &= \begin{cases} \frac{x}{s_{\text{up}}} & x \le s_{\text{up}} \\ \frac{P - x}{d} & \text{otherwise}
            \end{cases}, \quad q = \begin{cases} 2^{-\lfloor t / P \rfloor} & \text{mode} = \text{triangular2} \\
            \gamma^t & \text{mode} = \text{exp\_range} \\ 1 & \text{otherwise} \end{cases}
        \end{aligned}
    """

    title = "CyclicLR"
    also_called = ("cyclical learning rate", "triangular")
    torch_name = "torch.optim.lr_scheduler.CyclicLR"
    always_told = ("base_lr", "max_lr", "step_size_up")
    overwrites_lr = True
    falls = False
    peak_field = "max_lr"
    momentum_fields = ("cycle_momentum", "max_momentum")
    listed = ("base_lr", "max_lr", "base_momentum", "max_momentum")
    label_format = "cyclic {self.base_lr:g}–{self.max_lr:g} every {self.length}"

    base_lr: Annotated[float, "The lowest rate.", LowestRate, Symbol(r"\eta_{\text{base}}"), First(1e-3)]
    max_lr: Annotated[float, "The highest rate.", Rate, Symbol(r"\eta_{\max}"), First(1e-1)]
    step_size_up: Annotated[
        int, "Steps from the bottom to the top.", Count, Unit("steps"), Symbol(r"s_{\text{up}}")
    ] = 2000
    step_size_down: Annotated[
        int | None,
        "Steps from the top to the bottom; None is as many as up, and 0 falls at once.",
        replace(Count, low=0, beyond=NONE),
        Unit("steps"),
        Symbol(r"s_{\text{down}}"),
    ] = None
    mode: Annotated[
        str, "How the height of the triangles changes.", Choice(("triangular", "triangular2", "exp_range"))
    ] = "triangular"
    gamma: Annotated[
        float, "Decay a step in the mode exp_range.", Range(0.0, 10.0, usual=(0.9, 1.0), beyond=BEYOND)
    ] = 1.0
    cycle_momentum: Annotated[bool, "Also move the momentum, downwards while the rate rises."] = True
    base_momentum: Annotated[CycledMomentum, Symbol(r"\mu_{\text{base}}")] = 0.8
    max_momentum: Annotated[CycledMomentum, Symbol(r"\mu_{\max}")] = 0.9

    def enter(self, group: Group) -> None:
        group.lr = self.base_lr
        if self.cycle_momentum:
            group.momentum = self.max_momentum
            group.notes |= {"max_momentum": self.max_momentum, "base_momentum": self.base_momentum}

    def own_base(self, base: float) -> float:
        return self.base_lr

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        heights, scales = self._heights(t), self._scales(t)
        rates = base + (self.max_lr - base) * heights * scales
        if not self.cycle_momentum:
            return put(rates)
        return put(rates, self.max_momentum - (self.max_momentum - self.base_momentum) * heights * scales)

    @property
    def _period(self) -> int:
        down = self.step_size_up if self.step_size_down is None else self.step_size_down
        return self.step_size_up + down

    def _heights(self, t: Integers) -> Floats:
        ratio = self.step_size_up / self._period
        x = 1.0 + t / self._period - np.floor(1 + t / self._period)
        return np.asarray(np.where(x <= ratio, x / ratio, (x - 1) / (ratio - 1)))

    def _scales(self, t: Integers) -> Floats | float:
        if self.mode == "exp_range":
            scales = np.asarray(np.power(self.gamma, t))
            if np.isinf(scales).any():
                raise ScheduleError(
                    f"CyclicLR.gamma must not leave the range of floats, got {self.gamma:g} (torch raises as well)"
                )
            return scales
        if self.mode == "triangular":
            return 1.0
        halvings = np.floor(1 + t / self._period) - 1
        if halvings.max(initial=0) >= 1024:
            raise ScheduleError(
                "CyclicLR in mode triangular2 must have at most 1024 cycles, where torch overflows, got more"
            )
        return np.asarray(1 / 2.0**halvings)

    @property
    def rise(self) -> float:
        return self.step_size_up

    def low_ends(self, steps: int) -> Sequence[float]:
        return range(self._period, steps + self._period, self._period)

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.mode != "triangular" or self.base_lr < 0

    def at_peak(self, peak: float) -> Self:
        return replace(self, max_lr=peak, base_lr=peak * (self.base_lr / self.max_lr if self.max_lr else 1.0))

    def times(self, factor: float) -> Self:
        return replace(self, base_lr=self.base_lr * factor, max_lr=self.max_lr * factor)

    @property
    def length(self) -> int | None:
        return self._period

    @property
    def repeats(self) -> bool:
        return True


@dataclass(frozen=True)
class OneCycleLR(Absolute):
    """Rises from max_lr/div_factor to max_lr and falls far below, the momentum going the other way.

    Phases end at pct_start·T − 1 and T − 1; with three_phase the fall first mirrors the rise. Ends after total_steps.
    The optimizer's own rate is ignored. Source: torch.optim.lr_scheduler.OneCycleLR; Smith and Topin, arXiv:1708.07120.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \begin{cases}
            \eta_{\text{start}} + (\eta_{\max} - \eta_{\text{start}}) a\left(\frac{t}{q}\right) & t \le q \\
            \eta_{\max} + (\eta_{\text{start}} - \eta_{\max}) a\left(\frac{t - q}{q}\right)
            & \text{three\_phase} \text{ and } t \le 2 q \\
            \eta_{\text{start}} + (\eta_{\text{end}} - \eta_{\text{start}}) a\left(\frac{t - 2 q}{T - 1 - 2 q}\right)
            & \text{three\_phase} \\
            \eta_{\max} + (\eta_{\text{end}} - \eta_{\max}) a\left(\frac{t - q}{T - 1 - q}\right) & \text{otherwise}
            \end{cases} \\
        \mu_t &= \begin{cases} \mu_{\max} + (\mu_{\text{base}} - \mu_{\max}) a\left(\frac{t}{q}\right) & t \le q \\
            \mu_{\text{base}} + (\mu_{\max} - \mu_{\text{base}}) a\left(\frac{t - q}{q}\right)
            & \text{three\_phase} \text{ and } t \le 2 q \\
            \mu_{\max} & \text{three\_phase} \\
            \mu_{\text{base}} + (\mu_{\max} - \mu_{\text{base}}) a\left(\frac{t - q}{T - 1 - q}\right)
            & \text{otherwise}
            \end{cases} \\
        q &= p T - 1, \quad \eta_{\text{start}} = \frac{\eta_{\max}}{d}, \quad
            \eta_{\text{end}} = \frac{\eta_{\max}}{d \, d_{\text{final}}} \\
        a(u) &= \begin{cases} \tfrac{1}{2} (1 - \cos(\pi u)) & \text{anneal\_strategy} = \text{cos} \\
            u & \text{otherwise} \end{cases}
        \end{aligned}
    """

    title = "OneCycleLR"
    also_called = ("one cycle", "1cycle")
    torch_name = "torch.optim.lr_scheduler.OneCycleLR"
    always_told = ("max_lr", "total_steps")
    overwrites_lr = True
    falls = True
    length_field = "total_steps"
    ends = True
    stretches = False
    peak_field = "max_lr"
    momentum_fields = ("cycle_momentum", "max_momentum")
    listed = ("max_lr", "base_momentum", "max_momentum")
    label_format = "one cycle max={self.max_lr:g} T={self.total_steps}"

    max_lr: Annotated[float, "The highest rate.", Rate, Symbol(r"\eta_{\max}"), First(0.1)]
    total_steps: Annotated[
        int, "Steps of the cycle; there are no steps after it.", Count, Unit("steps"), Symbol("T"), First(500)
    ]
    pct_start: Annotated[float, "Share of the steps in which the rate rises.", Range(0.0, 1.0), Symbol("p")] = 0.3
    anneal_strategy: Annotated[str, "Along cosines or lines.", Choice(("cos", "linear"))] = "cos"
    cycle_momentum: Annotated[bool, "Also move the momentum, downwards while the rate rises."] = True
    base_momentum: Annotated[CycledMomentum, Symbol(r"\mu_{\text{base}}")] = 0.85
    max_momentum: Annotated[CycledMomentum, Symbol(r"\mu_{\max}")] = 0.95
    div_factor: Annotated[float, "max_lr over the first rate.", replace(_RATIO, usual=(1.0, 1000.0)), Symbol("d")] = (
        25.0
    )
    final_div_factor: Annotated[
        float, "The first rate over the last one.", replace(_RATIO, usual=(1.0, 1e6)), Symbol(r"d_{\text{final}}")
    ] = 1e4
    three_phase: Annotated[bool, "Fall back to the first rate before the last fall."] = False

    #: lr from, lr to, momentum from, momentum to, of each phase.
    _PHASES: ClassVar[dict[bool, tuple[tuple[str, str, str, str], ...]]] = {
        False: (
            ("initial_lr", "max_lr", "max_momentum", "base_momentum"),
            ("max_lr", "min_lr", "base_momentum", "max_momentum"),
        ),
        True: (
            ("initial_lr", "max_lr", "max_momentum", "base_momentum"),
            ("max_lr", "initial_lr", "base_momentum", "max_momentum"),
            ("initial_lr", "min_lr", "max_momentum", "max_momentum"),
        ),
    }

    def check(self) -> None:
        if self._ends()[0] == 0:
            raise HyperparameterError(
                "OneCycleLR.pct_start · total_steps must not be 1, where torch divides by zero, "
                f"got {self.pct_start:g} · {self.total_steps}"
            )

    def _ends(self) -> tuple[float, ...]:
        """The step at which each phase ends."""
        first = float(self.pct_start * self.total_steps) - 1
        second = (float(2 * self.pct_start * self.total_steps) - 2,) if self.three_phase else ()
        return (first, *second, float(self.total_steps - 1))

    def enter(self, group: Group) -> None:
        initial = self.max_lr / self.div_factor
        group.initial_lr = initial
        group.notes |= {"max_lr": self.max_lr, "min_lr": initial / self.final_div_factor}
        if self.cycle_momentum:
            group.momentum = self.max_momentum
            group.notes |= {"max_momentum": self.max_momentum, "base_momentum": self.base_momentum}

    def picked_up(self, calls: int, base: float, group: Group) -> Moves:
        if self.cycle_momentum and "max_momentum" not in group.notes:
            raise ScheduleError(
                "OneCycleLR.cycle_momentum must be as it was before last_epoch, got True, where torch finds no "
                "max_momentum in the optimizer and raises"
            )
        return super().picked_up(calls, base, group)

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        if len(t) and t[-1] > self.total_steps:
            raise ScheduleError(
                f"OneCycleLR.total_steps must be at least the number of steps, got {self.total_steps}, after which "
                f"torch still runs step {self.total_steps} and raises in the next scheduler.step()"
            )
        values = {"initial_lr": group.settle_base()} | group.notes
        rates, momenta = np.empty(len(t)), np.empty(len(t))
        for names, part, share in self._parts(t):
            corners = [values.get(name, 0.0) for name in names]
            curve = share if self.anneal_strategy == "linear" else cosines(math.pi * share) + 1
            rates[part] = self._anneal(corners[0], corners[1], curve)
            momenta[part] = self._anneal(corners[2], corners[3], curve) if self.cycle_momentum else math.nan
        return put(rates, momenta if self.cycle_momentum else None)

    def _parts(self, t: Integers) -> Iterator[tuple[tuple[str, str, str, str], slice, Floats]]:
        """Each phase that some of the steps are in: its corners, where these steps stand, how much of it is done."""
        ends = self._ends()
        done = np.maximum.accumulate([0, *np.searchsorted(t, ends[:-1], side="right"), len(t)]).tolist()
        starts = (0.0, *ends[:-1])
        for names, start, end, (first, last) in zip(
            self._PHASES[self.three_phase], starts, ends, pairwise(done), strict=True
        ):
            if first == last:
                continue
            if end == start:
                raise ScheduleError(
                    f"OneCycleLR.pct_start must leave steps for every phase, got {self.pct_start:g} of "
                    f"{self.total_steps} (torch divides by zero)"
                )
            yield names, slice(first, last), np.asarray((t[first:last] - start) / (end - start), dtype=float)

    def _anneal(self, start: float, end: float, curve: Floats) -> Floats:
        return (end - start) * curve + start if self.anneal_strategy == "linear" else end + (start - end) / 2.0 * curve

    @property
    def rise(self) -> float:
        return max(0.0, self._ends()[0])

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return not (self.total_steps >= steps and 1 < self.pct_start * self.total_steps < self.total_steps / 2)

    def times(self, factor: float) -> Self:
        return replace(self, max_lr=self.max_lr * factor)
