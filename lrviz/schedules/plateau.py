"""ReduceLROnPlateau: the one schedule that looks at the losses."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, TypeAlias

import numpy as np

from lrviz.arithmetic import FLOATS, Arithmetic, Value
from lrviz.arrays import Floats
from lrviz.hyperparameters import Choice, Means, Range, Symbol, Unit
from lrviz.schedules.base import NONE, SIGN, Schedule, ScheduleError
from lrviz.schedules.engine.recursion import Group, Scheduler
from lrviz.source import Code, call

PlateauState: TypeAlias = tuple[Value, ...]

_PATIENCE = Range(0, 1_000_000, log=True, usual=(1, 1000), beyond=NONE)
_SMALL = Range(-1e4, 1e4, log=True, usual=(1e-8, 1.0))


@dataclass(frozen=True)
class ReduceLROnPlateau(Schedule):
    """Multiplies the rate by a factor once the loss has stopped improving for a while.

    An epoch is bad unless the metric beats the best one by the threshold; NaN is bad. After more than `patience`
    bad ones the rate drops, and bad ones do not count for `cooldown` steps.
    Source: torch.optim.lr_scheduler.ReduceLROnPlateau.
    """

    latex = r"""
        \begin{aligned}
        \eta_0 &= \eta, \quad \eta_{t+1} = \begin{cases}
            l_t & k_t > \text{patience} \text{ and } \eta_t - l_t > \epsilon \\ \eta_t & \text{otherwise}
            \end{cases}, \quad l_t = \max(f \eta_t, \eta_{\min}) \\
        \sigma &= \begin{cases} 1 & \text{mode} = \text{min} \\ -1 & \text{otherwise} \end{cases}, \quad G_t =
            \begin{cases} (1 - \sigma \delta) B_{t-1} & \text{threshold\_mode} = \text{rel} \\
            B_{t-1} - \delta & \text{otherwise} \end{cases} \\
        B_{-1} &= \infty, \quad B_t = \begin{cases} \sigma L_t & \sigma L_t < G_t \\ B_{t-1} & \text{otherwise}
            \end{cases}, \quad q_t = \begin{cases} \text{cooldown} & k_t > \text{patience} \\
            \max(0, q_{t-1} - 1) & \text{otherwise} \end{cases} \\
        k_t &= \begin{cases} 0 & \sigma L_t < G_t \\ 0 & q_{t-1} > 0 \\ 1 & k_{t-1} > \text{patience} \\
            k_{t-1} + 1 & \text{otherwise} \end{cases}
        \end{aligned}
    """

    title = "ReduceLROnPlateau"
    also_called = ("reduce on plateau",)
    torch_name = "torch.optim.lr_scheduler.ReduceLROnPlateau"
    feedback = True
    falls = False
    always_told = ("factor", "patience")
    listed = ("min_lr",)
    label_format = "on plateau ×{self.factor:g} after {self.patience}"

    mode: Annotated[str, "Whether lower or higher is better.", Choice(("min", "max"))] = "min"
    factor: Annotated[
        float, "What the rate is multiplied by.", Range(0.0, 1.0, high_open=True, beyond=SIGN), Symbol("f")
    ] = 0.1
    patience: Annotated[int, "Bad steps that are forgiven before a drop.", _PATIENCE, Unit("steps")] = 10
    threshold: Annotated[float, "Smallest improvement that counts.", _SMALL, Symbol(r"\delta")] = 1e-4
    threshold_mode: Annotated[
        str, "Whether the threshold is a share of the best so far or absolute.", Choice(("rel", "abs"))
    ] = "rel"
    cooldown: Annotated[
        int, "Steps after a drop in which bad ones do not count.", _PATIENCE, Unit("steps"), Means("cooldown")
    ] = 0
    min_lr: Annotated[float, "The lowest rate, absolute.", _SMALL, Symbol(r"\eta_{\min}")] = 0.0
    eps: Annotated[float, "Smaller drops of the rate are left out.", _SMALL, Symbol(r"\epsilon")] = 1e-8

    def begin(self, lr: Value, ops: Arithmetic) -> PlateauState:
        """The state before the first metric: the best one, the bad ones, the cooldown that is left.

        Args:
            lr: the optimizer's rate, a float or of shape (N,).
            ops: the arithmetic for floats or for blocks.
        """
        worst = math.inf if self.mode == "min" else -math.inf
        return ops.fill(lr, worst), ops.fill(lr, 0.0), ops.fill(lr, 0.0)

    def react(self, state: PlateauState, lr: Value, metric: Value, ops: Arithmetic) -> tuple[PlateauState, Value]:
        """What a step's metric does.

        Args:
            state: what the last call returned.
            lr: the rate of the step, a float or of shape (N,).
            metric: what was measured in the step, of the same shape.
            ops: the arithmetic for floats or for blocks.

        Returns:
            The new state and the rate of the next step.
        """
        best, bad, cooling = state
        better = self._is_better(metric, best)
        best = ops.where(better, metric, best)
        bad = ops.where(better, 0.0, bad + 1)
        cools = cooling > 0
        cooling = ops.where(cools, cooling - 1, cooling)
        bad = ops.where(cools, 0.0, bad)
        drops = bad > self.patience
        lr = ops.where(drops, self._lowered(lr, ops), lr)
        return (best, ops.where(drops, 0.0, bad), ops.where(drops, self.cooldown, cooling)), lr

    def _lowered(self, lr: Value, ops: Arithmetic) -> Value:
        lower = ops.maximum(lr * self.factor, self.min_lr)
        return ops.where(lr - lower > self.eps, lower, lr)

    def _is_better(self, metric: Value, best: Value) -> Value:
        with np.errstate(invalid="ignore"):  # 0 times the first, infinite best: as in torch, nothing is better
            if self.mode == "min":
                goal = best * (1.0 - self.threshold) if self.threshold_mode == "rel" else best - self.threshold
                return metric < goal
            return metric > (best * (self.threshold + 1.0) if self.threshold_mode == "rel" else best + self.threshold)

    def rates_for(self, lr: float, metrics: Sequence[float]) -> Floats:
        """The rates used at each step, shape (steps,), given the metric of each step, which decides on the next one."""
        rates, starts = [float(lr)], [0]
        for step in self._drops(np.asarray(metrics, dtype=float)):
            lower = self._lowered(rates[-1], FLOATS)
            if lower == rates[-1]:
                break
            rates.append(lower)
            starts.append(step + 1)
        return np.repeat(rates, np.diff([*starts, len(metrics)]))

    def _drops(self, metrics: Floats) -> list[int]:
        """The steps with one bad metric too many: `react` of many metrics, quickly."""
        sign = 1.0 if self.mode == "min" else -1.0
        share, margin = (1 - sign * self.threshold, 0.0) if self.threshold_mode == "rel" else (1.0, self.threshold)
        drops: list[int] = []
        goal, bad, cooling = math.inf * share - margin, 0, 0
        for step, metric in enumerate((sign * metrics).tolist()):
            bad += 1
            if metric < goal:
                goal, bad = metric * share - margin, 0
            if cooling:
                cooling, bad = cooling - 1, 0
            if bad > self.patience:
                drops.append(step)
                cooling, bad = self.cooldown, 0
        return drops

    def rates(self, lr: float, steps: int) -> Floats:
        raise ScheduleError(
            "ReduceLROnPlateau needs the losses: it has no rates of its own; use rates_for(lr, metrics)"
        )

    def attach(self, group: Group) -> Scheduler:
        raise ScheduleError("ReduceLROnPlateau needs the losses: what it is a part of has no rates of its own either")

    def torch_code(self, lr: float) -> Code:
        return Code(call(self.torch_name, "optimizer", self.told_arguments()))

    def code_after(self, before: Code, start: int) -> Code:
        """Python that builds a scheduler which steps another one first, `start` times, and then this one."""
        first = f"optimizer, {before.expression}, {start}"
        return Code(call("PlateauAfter", first, self.told_arguments()), (*before.definitions, _PLATEAU_AFTER))


_PLATEAU_AFTER = '''class PlateauAfter(torch.optim.lr_scheduler.ReduceLROnPlateau):
    """Steps another scheduler first, then itself: SequentialLR takes no scheduler that needs a metric."""

    def __init__(self, optimizer, before, start, **arguments):
        super().__init__(optimizer, **arguments)
        self.before, self.start, self.calls = before, start, 0

    def step(self, metrics, epoch=None):
        self.calls += 1
        if self.calls <= self.start:
            self.before.step()
        else:
            super().step(metrics)
'''
