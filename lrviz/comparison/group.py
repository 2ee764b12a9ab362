"""A group of parameters in a comparison, with what its rate, its weight decay and its start have of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import Declared, Length, Means, Range, Unit
from lrviz.optimizers.base import RATES, SIGN
from lrviz.schedules import Schedule
from lrviz.schedules.inside import changed_inside

MOST_GROUPS = 6

_STEPS = Range(0, 1_000_000, log=True, usual=(0, 10_000), beyond="there are no fewer steps than none")


@dataclass(frozen=True)
class Group(Declared):
    """Some of a network's parameters, with a rate of their own under the schedule of an entry.

    Where its schedule gives the rate r(t) on the base rate times `factor`, the group has 0 before `start`, then for
    `warmup_steps` steps w + (r(t) − w)·(t − start)/warmup_steps with w = `warmup_lr`, then r(t): the clock of the
    schedule runs on underneath. That is how Ultralytics' YOLO begins.
    """

    name: Annotated[str, "What legends, logs and code call the group; numbered when empty.", Length(0, 80)] = ""
    parameters: Annotated[
        str,
        "Which parameters are in it, by patterns for their names with commas between: *.bias, head.*. The word vectors "
        "is for all with one dimension at most, such as norms and biases. The last group that fits a parameter has it, "
        "so that a first group with * takes the rest.",
        Length(1, 400),
    ] = "*"
    factor: Annotated[
        float,
        "What the base rate is multiplied by; the rates of a schedule that ignores the base rate are, too.",
        Range(0.0, 1e4, log=True, usual=(1e-3, 100.0), beyond=SIGN),
        Means("learning-rate"),
    ] = 1.0
    weight_decay: Annotated[
        float | None,
        "Its weight decay; None is the optimizer's own.",
        Range(0.0, 1e4, log=True, usual=(1e-6, 1.0), beyond=SIGN),
    ] = None
    schedule: Annotated[Schedule | None, "A schedule of its own; none is that of the entry."] = None
    start: Annotated[
        int,
        "The optimizer step at which it begins: before it its rate is 0, and the group stands still.",
        _STEPS,
        Unit("steps"),
    ] = 0
    warmup_steps: Annotated[
        int,
        "Optimizer steps from its start on in which the rate runs from warmup_lr to the schedule.",
        _STEPS,
        Unit("steps"),
    ] = 0
    warmup_lr: Annotated[
        float, "The rate at its start, where it has warmup_steps; it may be above the schedule.", RATES
    ] = 0.0
    warmup_momentum: Annotated[
        float | None,
        "The momentum or β₁ at its start, where it has warmup_steps; None leaves the momentum alone.",
        Range(0.0, 1.0, beyond="above 1 it grows by itself, below 0 it swings"),
    ] = None

    @property
    def begins_late(self) -> bool:
        """Whether it has a start of its own: it stands still at first, or has a warmup."""
        return self.start > 0 or self.warmup_steps > 0

    @property
    def warms_momentum(self) -> bool:
        """Whether its momentum has a warmup."""
        return self.warmup_steps > 0 and self.warmup_momentum is not None

    @property
    def patterns(self) -> tuple[str, ...]:
        """The patterns for the names of its parameters, one by one."""
        return tuple(filter(None, (part.strip() for part in self.parameters.split(","))))

    def follows(self, schedule: Schedule) -> Schedule:
        """The schedule on which its rate goes in an entry with this one.

        Raises:
            HyperparameterError: a declaration refuses what its factor makes of a rate.
        """
        return _times(self.schedule or schedule, self.factor)

    def followed_by(self, schedule: Schedule) -> Schedule:
        """The schedule that its factor makes this one of; of the factor 0 this one.

        Raises:
            HyperparameterError: a declaration refuses what comes out.
        """
        return _times(schedule, 1 / self.factor) if self.factor else schedule

    def begun(self, rates: Floats) -> Floats:
        """Its rates where the schedule alone gives these, (n,)."""
        since = np.arange(len(rates)) - self.start
        return np.where(since < 0, 0.0, self._warmed(rates, self.warmup_lr))

    def begun_momenta(self, momenta: Floats) -> Floats:
        """Its momenta where the optimizer, or the schedule, alone gives these, (n,)."""
        return momenta if self.warmup_momentum is None else self._warmed(momenta, self.warmup_momentum)

    def _warmed(self, values: Floats, first: float) -> Floats:
        since = np.maximum(np.arange(len(values)) - self.start, 0)
        rising = since < self.warmup_steps
        return np.where(rising, first + (values - first) * since / max(1, self.warmup_steps), values)


def _times(schedule: Schedule, factor: float) -> Schedule:
    return schedule if factor == 1 else changed_inside(schedule, lambda inner: inner.times(factor))


def group_names(groups: Sequence[Group]) -> tuple[str, ...]:
    """What groups are called; those without a name are numbered."""
    return tuple(group.name or f"group {number}" for number, group in enumerate(groups, 1))
