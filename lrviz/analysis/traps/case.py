"""One entry under examination: what every finder of traps may ask."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, TypeAlias

import numpy as np

from lrviz.analysis.trap import Severity, Trap
from lrviz.analysis.traps.parts import Mending, Part, places
from lrviz.arrays import Floats
from lrviz.comparison import EACH_EPOCH, Curve, Entry, Plan, curve
from lrviz.optimizers import Optimizer
from lrviz.schedules import (
    SWALR,
    Chained,
    ConstantLR,
    CosineAnnealingLR,
    CosineCycles,
    CyclicLR,
    LambdaLR,
    LinearLR,
    MultiplicativeLR,
    Noam,
    OneCycleLR,
    PolynomialLR,
    PolynomialWithWarmup,
    Schedule,
    Sequential,
)

_ROUNDING = 1e-9
"""torch's recursions may end this far below 0, as a share of the peak."""
_TINY = 1e-6
"""Below this, torch's division by a factor may leave the range of floats."""


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
        return -(-self.plan.steps // self.per_call)

    @cached_property
    def rates(self) -> Floats:
        """The rate of each step of the scheduler, as far as it gives one."""
        return self.curve.rates[:: self.per_call]

    @cached_property
    def peak(self) -> float:
        """The highest rate of the run; 0 where there is none."""
        return float(self.rates.max(initial=0.0))

    @cached_property
    def places(self) -> tuple[Part, ...]:
        """Every schedule inside the entry's, outer ones first."""
        return places(self.entry.schedule, self.calls)

    @cached_property
    def leaves(self) -> tuple[Part, ...]:
        """The schedules that are made of no others and are in charge for at least a step, in order."""
        return tuple(place for place in self.places if place.leaf and place.duration > 0)

    def final(self, place: Part) -> bool:
        """Whether nothing comes after a place."""
        return place.stop == self.calls

    @cached_property
    def swaps_base(self) -> bool:
        """Whether one part changes the rate that the others start from."""
        return len(self.leaves) > 1 and any(place.part.overwrites_lr for place in self.places)

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
        return f"{100 * share:.3g} %" if share < 0.1 else f"{100 * share:.0f} %"

    def trap(
        self,
        kind: str,
        sentence: str,
        call: int | None,
        severity: Severity = "warning",
        mending: Mending | None = None,
    ) -> Trap:
        """A finding at a step of the scheduler; its mending is offered if the schedule then gives every rate."""
        step = None if call is None else call * self.per_call
        fix = replace(self.entry, schedule=mending.schedule) if mending else None
        if fix is None or mending is None or not self.runs(fix):
            return Trap(kind, sentence, step, severity)
        return Trap(kind, sentence, step, severity, fix, mending.label)

    def runs(self, entry: Entry) -> bool:
        """Whether another entry gives a finite rate of at least 0 at every step of the plan.

        Schedules that always do are not run.
        """
        calls = replace(self, entry=entry).calls
        if not any(_may_fail(place, entry.lr) for place in places(entry.schedule, calls)):
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


def _may_fail(place: Part, lr: float) -> bool:
    """Whether a schedule can refuse a step or give a rate that is no rate, as far as its declaration tells."""
    part = place.part
    rule = _DANGERS.get(type(part))
    late = place.start > 0 and isinstance(part, Sequential | Chained)
    lifted = place.chained and (isinstance(part, SWALR) or (isinstance(part, CosineAnnealingLR) and part.eta_min > 0))
    return late or lifted or (rule is not None and rule(part, place.duration, lr))


def _one_cycle_may_fail(part: Any, steps: int, lr: float) -> bool:
    return not (part.total_steps >= steps and 1 < part.pct_start * part.total_steps < part.total_steps / 2)


_DANGERS: dict[type[Schedule], Callable[[Any, int, float], bool]] = {
    OneCycleLR: _one_cycle_may_fail,
    LinearLR: lambda part, steps, lr: part.total_iters == 0 or part.start_factor < _TINY,
    ConstantLR: lambda part, steps, lr: part.factor < _TINY,
    PolynomialLR: lambda part, steps, lr: part.total_iters == 0,
    PolynomialWithWarmup: lambda part, steps, lr: lr <= part.lr_end,
    Noam: lambda part, steps, lr: lr == 0,
    CyclicLR: lambda part, steps, lr: part.mode != "triangular",
    CosineCycles: lambda part, steps, lr: part.cycle_limit > 1 or part.k_decay != 1,
    LambdaLR: lambda part, steps, lr: True,
    MultiplicativeLR: lambda part, steps, lr: True,
}


Finder: TypeAlias = Callable[[Case], Iterator[Trap]]
