"""Bases of the schedules that are one torch scheduler: absolute ones, and factors that torch lacks."""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.schedules.base import Schedule, ScheduleError
from lrviz.schedules.engine.recursion import Group, Moves, Scheduler, keep_one, put
from lrviz.schedules.engine.walk import Move
from lrviz.source import Code, call, factor_source, plain_source


@dataclass(frozen=True)
class Elementary(Schedule, abstract=True):
    """A schedule that is one torch scheduler.

    The methods speak of its own clock, which is 0 at its first step, and of `base`, the rate it takes as its base.
    """

    #: Whether the clock counts the calls of `step`, as SWALR's does, and not the epochs.
    counts_calls: ClassVar[bool] = False

    #: Whether building it with `last_epoch` leaves the rate as it finds it.
    carries_on: ClassVar[bool] = False

    #: Whether torch's `step` takes an epoch with a fraction, so that `between` gives the rates there.
    takes_fractions: ClassVar[bool] = False

    #: The fields that may be float arrays of shape (n,) in `recursion`, with the bits that each value gives alone.
    columns: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        """What the steps at the clock times `t` do."""

    def recursion(self, t: Integers, base: Any) -> Move:
        """What consecutive steps do, of a schedule that has `columns`.

        Args:
            t: (steps,), or (steps, 1) where some fields or the base are arrays of shape (n,).
            base: the rate that the schedule takes as its base.
        """
        raise NotImplementedError

    def first(self, base: float, group: Group) -> Moves:
        """What building the scheduler does; most leave the rate alone."""
        return keep_one()

    @abstractmethod
    def again(self, base: float, group: Group) -> Moves:
        """What a later stage does at its time 0: torch's closed form where there is one."""

    def enter(self, group: Group) -> None:
        """Writes into the group what the constructor writes there, before its first step; most write nothing."""

    def own_base(self, base: float) -> float:
        """The base from the end of the constructor on, for a base `base` found in the group."""
        return base

    def attach(self, group: Group) -> Scheduler:
        return _ElementaryScheduler(self, group)

    def pick_up(self, group: Group, calls: int) -> Scheduler:
        """Builds the scheduler with last_epoch = calls − 1 on the group of a run that has made so many calls before.

        Raises:
            ScheduleError: torch raises.
        """
        return _ElementaryScheduler(self, group, calls)

    def picked_up(self, calls: int, base: float, group: Group) -> Moves:
        """What `pick_up` does to the rate."""
        return keep_one() if self.carries_on else self.moves(np.array([calls]), base, group)

    def between(self, t: Floats, base: float) -> Floats:
        """The rates that torch's `step(t)` sets at the fractional clock times `t`, of a schedule that takes them."""
        raise NotImplementedError

    def clock_after(self, calls: int) -> int:
        """The time on its own clock at which `pick_up` goes on."""
        return calls

    def torch_code(self, lr: float) -> Code:
        return Code(call(str(self.torch_name), "optimizer", self.told_arguments()))


class _ElementaryScheduler(Scheduler):
    def __init__(self, schedule: Elementary, group: Group, calls: int = 0) -> None:
        self._schedule = schedule
        self._group = group
        if not calls:
            schedule.enter(group)
        self._base = group.settle_base()
        self._epoch = -1
        self._calls = 0
        if calls:
            group.follow(schedule.picked_up(calls, self._base, group))
            self._epoch, self._calls = schedule.clock_after(calls), 1
        else:
            self.begin()
        self._base = schedule.own_base(self._base)

    def undo(self) -> None:
        self._epoch -= 1

    def begin(self) -> None:
        self._epoch += 1
        self._calls = 1
        self._group.follow(self._schedule.first(self._base, self._group))

    def restart(self) -> Moves:
        self._epoch = 0
        return self._schedule.again(self._base, self._group)

    def run(self, steps: int) -> Moves:
        start = self._calls if self._schedule.counts_calls else self._epoch + 1
        self._epoch += steps
        self._calls += steps
        return self._schedule.moves(np.arange(start, start + steps), self._base, self._group)

    def skip(self, steps: int) -> None:
        self._epoch += steps
        self._calls += steps


@dataclass(frozen=True)
class Absolute(Elementary, abstract=True):
    """A schedule that does at its start, early or late, what its rule says for time 0."""

    afresh = True

    def first(self, base: float, group: Group) -> Moves:
        return self.moves(np.arange(1), base, group)

    def again(self, base: float, group: Group) -> Moves:
        return self.moves(np.arange(1), base, group)

    def rates_at(self, lr: float, steps: Sequence[int]) -> Floats | None:
        group = Group(lr)
        self.enter(group)
        base = self.own_base(group.settle_base())
        try:
            with np.errstate(all="ignore"):
                return np.concatenate([self.moves(np.array([step]), base, group).rates(lr) for step in steps])
        except ScheduleError:
            return None


@dataclass(frozen=True)
class Factor(Absolute, abstract=True):
    """A schedule that torch lacks: LambdaLR with a factor declared here, once, and exported with its source.

    Attributes:
        factor: a module-level function of the step, a number or an array, and of `factor_arguments`; it needs nothing
            but numpy under the name np, and `helpers`.
        helpers: module-level functions that `factor` calls.
        columns: the arguments of `factor` that may be float arrays of shape (n,) while the step is a float array of
            shape (steps, 1), with the bits that each value gives alone.
    """

    factor: ClassVar[Callable[..., Any]]
    helpers: ClassVar[tuple[Callable[..., Any], ...]] = ()

    def factor_arguments(self, lr: float) -> dict[str, Any]:
        """What `factor` takes besides the step, for an optimizer whose own rate is `lr`."""
        return self.arguments()

    def moves(self, t: Integers, base: float, group: Group) -> Moves:
        factors = type(self).factor(t, **self.factor_arguments(group.own_lr))
        return put(base * np.broadcast_to(np.asarray(factors, dtype=float), t.shape))

    def torch_code(self, lr: float) -> Code:
        function = type(self).factor
        definitions = (
            *map(plain_source, self.helpers),
            factor_source(function, self.factor_arguments(lr), self.caption()),
        )
        return Code(f"torch.optim.lr_scheduler.LambdaLR(optimizer, {function.__name__})", definitions)
