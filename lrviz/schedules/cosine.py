"""Schedules of torch along cosines: annealing, warm restarts, and the annealing before weight averaging."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.hyperparameters import Choice, First, Fractions, Range, Symbol, Unit
from lrviz.schedules.base import SIGN, ScheduleError
from lrviz.schedules.elementary import Absolute, Elementary
from lrviz.schedules.engine.recursion import Group, Moves, affine, one_by_one, put, put_one
from lrviz.schedules.engine.walk import Move, cosines, cosines_of_c
from lrviz.schedules.ramps import Iterations

Rate = Range(0.0, 1e4, log=True, usual=(1e-6, 10.0), beyond=SIGN)
LowestRate = Range(-1e4, 1e4, log=True, usual=(1e-6, 10.0))
Count = Range(1, 1_000_000, log=True, usual=(1, 1000))
EtaMin = Annotated[float, "The lowest rate, absolute.", LowestRate]


@dataclass(frozen=True)
class CosineAnnealingLR(Elementary):
    """Falls along half a cosine to eta_min and rises again after T_max.

    lr(t) = m + (b−m)(1 + cos(πt/T_max))/2, by torch's own recursion.
    Source: torch.optim.lr_scheduler.CosineAnnealingLR; Loshchilov and Hutter, arXiv:1608.03983.
    """

    latex = r"""
        \eta_t = \eta_{\min} + \tfrac{1}{2} (\eta - \eta_{\min}) \left(1
            + \cos\left(\frac{\pi t}{T_{\max}}\right)\right)
    """

    title = "CosineAnnealingLR"
    also_called = ("cosine annealing",)
    torch_name = "torch.optim.lr_scheduler.CosineAnnealingLR"
    always_told = ("T_max",)
    carries_on = True
    columns = ("T_max", "eta_min")
    falls = True
    length_field = "T_max"
    floor_field = "eta_min"

    T_max: Annotated[float, "Steps from the top to the bottom.", Count, Unit("steps"), Fractions(), First(500)]
    eta_min: EtaMin = 0.0

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        if not len(t):
            return Moves()
        move = self.recursion(t, base)
        rises = self.T_max < t[-1]
        return one_by_one(move if rises or self.eta_min else Move(move.p), len(t))

    def recursion(self, t: Integers, base: Any) -> Move:
        around: Floats = 1 + cosines(np.asarray(math.pi * np.concatenate((t[:1] - 1, t)) / self.T_max, dtype=float))
        rising = (t - 1 - self.T_max) % (2 * self.T_max) == 0
        if np.any((around[:-1] == 0) & ~rising):
            raise ScheduleError(
                "CosineAnnealingLR.T_max must not be this near to a whole number without being one, "
                f"got {self.T_max!r} (torch divides by zero)"
            )
        with np.errstate(divide="ignore", invalid="ignore"):
            # A ratio of 0 sets the rate to eta_min, as p = 0 does.
            ratios = np.where(rising, 1.0, around[1:] / around[:-1])
        rise = (base - self.eta_min) * (1 - cosines_of_c(math.pi / self.T_max)) / 2
        return Move(ratios, np.where(rising, 0.0, self.eta_min), np.where(rising, rise, self.eta_min))

    def again(self, base: float, group: Group) -> Moves:
        return put_one(self.eta_min + (base - self.eta_min) * 2.0 / 2)

    @property
    def bottom(self) -> int:
        return math.ceil(self.T_max)

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return (chained and self.eta_min > 0) or self.eta_min < 0 or self.T_max % 1 > 0

    def rates_at(self, lr: float, steps: Sequence[int]) -> Floats:
        return np.asarray(self.eta_min + (lr - self.eta_min) * (1 + np.cos(np.pi * np.array(steps) / self.T_max)) / 2)

    @property
    def label(self) -> str:
        return f"cosine T={self.T_max}" + (f" min={self.eta_min:g}" if self.eta_min else "")


@dataclass(frozen=True)
class CosineAnnealingWarmRestarts(Absolute):
    """Falls along half a cosine and jumps back to the top, each cycle T_mult times as long as the one before.

    lr = m + (b−m)(1 + cos(π·T_cur/T_i))/2, T_i = T_0·T_multⁿ.
    Source: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts; Loshchilov and Hutter, arXiv:1608.03983.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta_{\min} + \tfrac{1}{2} (\eta - \eta_{\min}) \left(1
            + \cos\left(\frac{\pi T_{\text{cur}}}{T_i}\right)\right), \quad
            T_i = T_0 \, \text{T\_mult}^i \\
        T_{\text{cur}} &= t - S_i, \quad S_i = T_0 \sum_{j=1}^{i} \text{T\_mult}^{j-1}, \quad
            i = \#\{j : S_j \le t\}
        \end{aligned}
    """

    title = "CosineAnnealingWarmRestarts"
    also_called = ("SGDR", "cosine annealing")
    torch_name = "torch.optim.lr_scheduler.CosineAnnealingWarmRestarts"
    always_told = ("T_0",)
    takes_fractions = True
    falls = False
    length_field = "T_0"
    floor_field = "eta_min"

    T_0: Annotated[int, "Steps of the first cycle.", Count, Unit("steps"), First(100)]
    T_mult: Annotated[
        int,
        "How much longer each cycle is than the one before.",
        Range(1, 100, usual=(1, 4), beyond="the second cycle would never end"),
        Unit("times"),
    ] = 1
    eta_min: EtaMin = 0.0

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        current, lengths = self._clock(t)
        return put(self.eta_min + (base - self.eta_min) * (1 + cosines(math.pi * current / lengths)) / 2)

    def _clock(self, t: Integers) -> tuple[Integers, Integers]:
        if self.T_mult == 1:
            return t % self.T_0, np.full(len(t), self.T_0)
        starts, lengths = [0], [self.T_0]
        while len(t) and starts[-1] + lengths[-1] <= t[-1]:
            starts.append(starts[-1] + lengths[-1])
            lengths.append(lengths[-1] * self.T_mult)
        cycle = np.searchsorted(starts, t, side="right") - 1
        return t - np.array(starts)[cycle], np.array(lengths)[cycle]

    def between(self, t: Floats, base: float) -> Floats:
        if self.T_mult == 1:
            current, lengths = t % self.T_0, np.full(len(t), float(self.T_0))
        else:
            # torch's own logarithm: beside the end of a cycle it may slip into the neighbouring one.
            grown = (t / self.T_0 * (self.T_mult - 1) + 1).tolist()
            cycle = np.array(
                [int(math.log(one, self.T_mult)) if one >= self.T_mult else 0 for one in grown], dtype=float
            )
            whole = float(self.T_mult) ** cycle
            current, lengths = t - self.T_0 * (whole - 1) / (self.T_mult - 1), self.T_0 * whole
        return np.asarray(self.eta_min + (base - self.eta_min) * (1 + cosines(math.pi * current / lengths)) / 2)

    def clock_after(self, calls: int) -> int:
        # torch divides by the first cycle once, however many cycles there were.
        return calls if calls < self.T_0 else self.T_0 + calls % self.T_0

    def picked_up(self, calls: int, base: float, group: Group) -> Moves:
        return self.moves(np.array([self.clock_after(calls)]), base, group)

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return self.eta_min < 0

    def low_ends(self, steps: int) -> Sequence[float]:
        if self.T_mult == 1:
            return range(self.T_0, steps + self.T_0, self.T_0)
        ends = [self.T_0]
        while ends[-1] < steps:
            ends.append(ends[-1] * self.T_mult + self.T_0)
        return ends

    @classmethod
    def idle(cls) -> str:
        return ""

    @property
    def repeats(self) -> bool:
        return True

    @property
    def label(self) -> str:
        return f"cosine restarts T₀={self.T_0}" + (f" ×{self.T_mult}" if self.T_mult > 1 else "")


@dataclass(frozen=True)
class SWALR(Absolute):
    """Anneals the rate to a fixed value and holds it, for averaging weights.

    lr(t) = b + (swa_lr − b)·a(min(t, N)/N), a linear or (1 − cos πu)/2.
    Source: torch.optim.swa_utils.SWALR; Izmailov et al., arXiv:1803.05407.
    """

    latex = r"""
        \begin{aligned}
        \eta_t &= \eta + (\eta_{\text{swa}} - \eta) a(u), \quad u = \begin{cases} 1 & N = 0 \\
            \min\left(1, \frac{t}{N}\right) & \text{otherwise} \end{cases} \\
        a(u) &= \begin{cases} \tfrac{1}{2} (1 - \cos(\pi u)) & \text{anneal\_strategy} = \text{cos} \\
            u & \text{otherwise} \end{cases}
        \end{aligned}
    """

    title = "SWALR"
    torch_name = "torch.optim.swa_utils.SWALR"
    listed = ("swa_lr",)
    always_told = ("swa_lr", "anneal_epochs")
    counts_calls = True
    afresh = False
    falls = False
    length_field = "anneal_epochs"
    label_format = "SWA to {self.swa_lr:g} in {self.anneal_epochs}"

    swa_lr: Annotated[float, "The rate to end at, absolute.", LowestRate, Symbol(r"\eta_{\text{swa}}"), First(0.05)]
    anneal_epochs: Iterations = 10
    anneal_strategy: Annotated[str, "Along a cosine or a line.", Choice(("cos", "linear"))] = "cos"

    def enter(self, group: Group) -> None:
        group.notes["swa_lr"] = self.swa_lr

    def picked_up(self, calls: int, base: float, group: Group) -> Moves:
        # It counts its own calls, so that it anneals anew.
        self.enter(group)
        return self.moves(np.arange(1), base, group)

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        target = group.notes["swa_lr"]
        if self.anneal_epochs == 0:
            t = np.maximum(1, t)
        if not len(t):
            return Moves()
        shares = self._shares(np.concatenate((t[:1] - 1, t)))
        before, now = shares[:-1], shares[1:]
        done = before == 1
        left = np.where(done, 0.0, (1 - now) / np.where(done, 1.0, 1 - before))
        return affine(left, before * target, target * now)

    def _shares(self, t: Integers) -> Floats:
        line = np.clip(t / max(1, self.anneal_epochs), 0, 1)
        return line if self.anneal_strategy == "linear" else (1 - cosines(math.pi * line)) / 2

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        return chained or self.swa_lr < 0

    def rates_at(self, lr: float, steps: Sequence[int]) -> Floats:
        # Without any steps to anneal in, it is done at once.
        return lr + (self.swa_lr - lr) * self._shares(np.maximum(steps, int(self.anneal_epochs == 0)))
