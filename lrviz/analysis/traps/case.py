"""The schedule that is being checked, and what the checks for mistakes ask about it."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeAlias

import numpy as np

from lrviz.analysis.trap import Severity, Trap
from lrviz.analysis.traps.parts import Fix, Part, parts
from lrviz.arrays import Floats
from lrviz.comparison import EACH_EPOCH, Curve, Entry, Plan, curve
from lrviz.optimizers import Optimizer

_ALMOST = 0.995
"""From here on a share would be rounded to the whole."""
_ROUNDING = 1e-9
"""torch's recursions may end this far below 0, as a share of the peak."""


@dataclass(frozen=True, eq=False)
class Case:
    """An entry over a plan's run, counted in steps of the scheduler: "calls", which are epochs or optimizer steps."""

    entry: Entry
    plan: Plan
    optimizer: Optimizer
    curve: Curve

    @property
    def by_epoch(self) -> bool:
        """Whether the scheduler is stepped once an epoch."""
        return self.entry.stepped == EACH_EPOCH

    @property
    def per_call(self) -> int:
        """Optimizer steps between two steps of the scheduler."""
        return self.plan.steps_per_epoch if self.by_epoch else 1

    @property
    def calls(self) -> int:
        """How many rates the scheduler is asked for."""
        return self.entry.calls(self.plan)

    @cached_property
    def rates(self) -> Floats:
        """The rate of each step of the scheduler, as far as it gives one."""
        return self.curve.rates[:: self.per_call]

    @cached_property
    def peak(self) -> float:
        """The highest rate of the run; 0 where there is none."""
        return float(self.rates.max(initial=0.0))

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Every schedule inside the entry's, outer ones first."""
        return parts(self.entry.schedule, self.calls)

    @cached_property
    def leaves(self) -> tuple[Part, ...]:
        """The parts that are made of no others and are in charge for at least a step, in order."""
        return tuple(part for part in self.parts if part.leaf and part.duration > 0)

    def own(self, part: Part) -> Floats:
        """The rates of the steps that a part is in charge of."""
        return self.rates[max(0, part.start) : part.stop]

    def final(self, part: Part) -> bool:
        """Whether nothing comes after a part."""
        return part.stop == self.calls

    @cached_property
    def swaps_base(self) -> bool:
        """Whether one schedule changes the rate that the others start from."""
        return len(self.leaves) > 1 and any(part.schedule.overwrites_lr for part in self.parts)

    def when(self, call: int) -> str:
        """A moment in words."""
        return f"{'epoch' if self.by_epoch else 'step'} {call:,}"

    def count(self, calls: int) -> str:
        """A duration in words."""
        unit = "epoch" if self.by_epoch else "step"
        return f"{calls:,} {unit}{'' if calls == 1 else 's'}"

    @staticmethod
    def percent(share: float) -> str:
        """A share in words."""
        if _ALMOST <= share < 1:
            return f"{math.floor(1000 * share) / 10:.1f} %"
        return f"{100 * share:.3g} %" if share < 0.1 else f"{100 * share:.0f} %"

    def trap(
        self,
        kind: str,
        sentence: str,
        call: int | None,
        severity: Severity = "warning",
        fix: Fix | None = None,
    ) -> Trap:
        """A finding at a step of the scheduler; its fix is offered if the schedule then gives every rate."""
        step = None if call is None else call * self.per_call
        if fix is None or fix.schedule == self.entry.schedule:
            return Trap(kind, sentence, step, severity)
        return self.offered(Trap(kind, sentence, step, severity), replace(self.entry, schedule=fix.schedule), fix.label)

    def offered(self, trap: Trap, entry: Entry, label: str) -> Trap:
        """A finding with another entry as its fix, if that gives every rate."""
        return replace(trap, fix=entry, fix_label=label) if self.runs(entry) else trap

    def runs(self, entry: Entry) -> bool:
        """Whether another entry gives a finite rate of at least 0 at every step of the plan.

        Schedules that always do are not run.
        """
        calls = replace(self, entry=entry).calls
        if not any(part.may_fail(entry.lr) for part in parts(entry.schedule, calls)):
            return True
        other = curve(entry, self.plan)
        return not other.problem and first_wrong(other.rates) is None


def first_wrong(rates: Floats) -> int | None:
    """The first rate that is not finite or below 0 by more than rounding; None where all are rates."""
    if not len(rates):
        return None
    lowest = -_ROUNDING * float(rates.max())
    if rates.min() >= lowest and np.isfinite(rates.max()):
        return None
    return int(np.argmin(np.isfinite(rates) & (rates >= lowest)))


Finder: TypeAlias = Callable[[Case], Iterator[Trap]]
