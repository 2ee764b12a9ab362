"""What a cause of a parting looks at: the plan, as far beyond its end as its schedule goes, and the log's rows."""

from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np

from lrviz.analysis.partings.rows import Rows
from lrviz.analysis.traps.lengths import attempt
from lrviz.analysis.traps.parts import Part, parts
from lrviz.arrays import Flags, Floats
from lrviz.comparison import MOST_STEPS, Entry, Plan, curve

_BEYOND, _LEAST_BEYOND = 256, 4
_SAMPLE = 2000


@dataclass(frozen=True, eq=False)
class Case:
    """A log that parts from its plan.

    Attributes:
        planned: (n,), the rate planned for each step.
        rows: all of the log's rows.
        differing: (m,), which rows have not the planned rate; those beyond the plan are among them.
        counting: the log's step s is the plan's step s + counting, as far as they agree.
        entry: what the rates are of, where that is known.
        plan: the run.
    """

    planned: Floats
    rows: Rows
    differing: Flags
    counting: int = 0
    entry: Entry | None = None
    plan: Plan | None = None

    @cached_property
    def sample(self) -> Rows:
        """Rows enough to fit by."""
        return self.rows.thinned(_SAMPLE)

    @cached_property
    def agreeing(self) -> int:
        """How many rows agree with the plan before the first that differs."""
        return int(self.differing.argmax()) if self.differing.any() else len(self.rows)

    @cached_property
    def after(self) -> Rows:
        """Rows enough of those from the first that differs to the last."""
        last = len(self.rows) - int(self.differing[::-1].argmax())
        return self.rows.only(slice(self.agreeing, last)).thinned(_SAMPLE)

    @property
    def gap(self) -> tuple[int, int]:
        """Between which of the log's steps it begins to differ: the first that may, and the first that does."""
        steps = self.rows.steps
        return int(steps[self.agreeing - 1]) + 1, int(steps[self.agreeing])

    @cached_property
    def known(self) -> Floats:
        """(L,), the rates of the schedule at its steps 0 … L−1, far beyond the plan where it goes on there."""
        return _kept(self.planned if self.entry is None else self.far(self.entry))

    @cached_property
    def slope(self) -> Floats:
        """(L,), what once more the base rate adds to each: less than the rate itself where a floor is absolute."""
        other = self.at_rate(2.0)
        twice = np.empty(0) if other is None else self.far(other)
        added = twice[: len(self.known)] - self.known[: len(twice)]
        usable = len(added) == len(self.known) and np.isfinite(added).all() and np.abs(added).max(initial=0.0) > 0
        return _kept(added) if usable else self.known

    @cached_property
    def peak(self) -> float:
        """The highest planned rate."""
        return float(np.abs(self.planned[np.isfinite(self.planned)]).max(initial=0.0))

    @cached_property
    def length(self) -> int:
        """How many steps the schedule is planned for, or the run."""
        schedule = None if self.entry is None else self.entry.schedule
        own = None if schedule is None or schedule.repeats else schedule.length
        return len(self.planned) if own is None or own < 2 else own * self.repeats

    @cached_property
    def rising(self) -> Part | None:
        """The part of the schedule that is a warmup from the first step on; None without one."""
        if self.entry is None or self.plan is None or self.entry.schedule.watches:
            return None
        found = parts(self.entry.schedule, self.entry.calls(self.plan))
        first = (part for part in found if part.leaf and part.start <= 0 < part.duration)
        return next((part for part in first if 0 < part.schedule.rise < np.inf and not part.schedule.peak_field), None)

    @cached_property
    def rise(self) -> int:
        """How many steps of the optimizer the warmup takes; 0 without one."""
        return 0 if self.rising is None else int(self.rising.schedule.rise) * self.repeats

    @property
    def repeats(self) -> int:
        """How many steps of the optimizer make one of the scheduler."""
        return 1 if self.entry is None or self.plan is None else self.entry.repeats(self.plan)

    def far(self, entry: Entry) -> Floats:
        """The rates of an entry as far as they may be needed."""
        if self.plan is None or entry.schedule.watches:
            return self.planned
        last = max(len(self.planned), int(min(self.rows.steps[-1], MOST_STEPS)) + 2)
        steps = min(MOST_STEPS, _BEYOND * last)
        longer = replace(self.plan, budget=float(steps), unit="steps")
        near = curve(entry, longer).rates
        if _LEAST_BEYOND * last <= steps or len(near) < steps:
            return near
        repeats = entry.repeats(self.plan)
        further = attempt(lambda: entry.schedule.rates(entry.lr, -(-_LEAST_BEYOND * last // repeats)))
        return near if further is None else np.repeat(further, repeats)

    def at_rate(self, factor: float) -> Entry | None:
        """The entry with its base rate, or the highest rate of a schedule that ignores it, times a factor."""
        if self.entry is None:
            return None
        schedule = self.entry.schedule
        if not schedule.overwrites_lr:
            return attempt(partial(replace, self.entry, lr=round_off(self.entry.lr * factor)))
        peak = getattr(schedule, schedule.peak_field) if schedule.peak_field else self.peak
        higher = attempt(partial(schedule.at_peak, round_off(peak * factor)))
        return None if higher is None else replace(self.entry, schedule=higher)


def round_off(value: float) -> float:
    """A number without the last bits that arithmetic has left."""
    return float(f"{value:.6g}")


def _kept(rates: Floats) -> Floats:
    """At least two rates, so that there is something between them."""
    return rates if len(rates) > 1 else np.repeat(rates, 2) if len(rates) else np.full(2, np.nan)
