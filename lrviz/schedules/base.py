"""The base classes of all schedules: a schedule gives the learning rate of every step."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import Declared, check_kept, counted, hyperparameters
from lrviz.schedules.engine.recursion import Group, Moves, Scheduler
from lrviz.shown import Shown
from lrviz.source import Code, told

_ANY_RATE = 1e9
"""Stands for the optimizer's rate where only momenta are asked for: no floor that a schedule may have is above it."""


SIGN = "a rate below 0 climbs: that is what an optimizer's `maximize` is for"
NONE = "there are no fewer steps than none"


_BYTES_A_STEP = 200
"""What a number for each step takes while it is made, from several schedules in one as well."""


class ScheduleError(ValueError):
    """A schedule cannot give the rates that were asked for, as its torch class cannot."""


def counted_steps(steps: int, what: str = "the rates of a schedule") -> int:
    """How many steps that are, none where it is negative.

    Raises:
        ValueError: nobody could keep `what` is made for so many steps.
    """
    count = max(int(steps), 0)
    check_kept(what, _BYTES_A_STEP * count, counted(count, "step"))
    return count


@dataclass(frozen=True)
class Schedule(Declared, Shown, ABC, abstract=True):
    """One schedule with its hyperparameters, and what is known of its curve without drawing it.

    Attributes:
        latex: its rate ηₜ at step t = 0, 1, … as a formula, in the symbols of the fields (`Hyperparameter.symbol`): η
            is the optimizer's own rate, μₜ a momentum that is cycled too, #{i : …} counts, n is how many items a tuple
            has, and [x] is 1 where x holds and 0 elsewhere.
        title: what the app calls it.
        label_format: what a legend calls it, with its fields in braces, as `str.format` fills them in.
        falls: whether the rate comes down to a floor at the end of `length`, without a jump.
        torch_name: the dotted name of the torch class that this one is; None for a schedule that torch lacks, which is
            exported as LambdaLR with the source of its `factor`.
        overwrites_lr: whether the schedule ignores the optimizer's own learning rate, as OneCycleLR does.
        feedback: whether every instance's rates depend on the losses, as in ReduceLROnPlateau; then `rates` raises.
        ends: whether there are no rates after `length`, so that torch raises there.
        jumps: whether the rate jumps at its `turns` and at the end of its rise, and does not run there.
        stretches: whether twice all lengths give the same rates at twice the steps.
        length_field: the field that is the length, where one alone is.
        rise_field: the field that says for how many steps a warmup rises; None where it does not begin with one.
        peak_field: the field with the highest rate, of a cycle that ignores the optimizer's.
        momentum_fields: the field that turns the cycling of the momentum on and the one with the highest momentum.
        decay_field: the field with the factor of a decay, which makes the rate grow where it is above 1.
        floor_field: the field with the absolute rate that a fall ends at, which makes the rate rise where it is higher.
        afresh: whether it sets every rate whatever others have made of it, so that it undoes them in a product.
        reloads: whether it loads the whole optimizer on the way, as a resumed one does.
        always_told: the fields that exported code writes at their defaults too: those that torch wants and those that a
            reader must see.
        listed: the fields for which torch takes a list as well, with a value for each group of parameters.
    """

    latex: ClassVar[str]
    title: ClassVar[str]
    label_format: ClassVar[str] = "{self.title}"
    torch_name: ClassVar[str | None] = None
    overwrites_lr: ClassVar[bool] = False
    feedback: ClassVar[bool] = False
    falls: ClassVar[bool]
    ends: ClassVar[bool] = False
    jumps: ClassVar[bool] = False
    stretches: ClassVar[bool] = True
    length_field: ClassVar[str | None] = None
    rise_field: ClassVar[str | None] = None
    peak_field: ClassVar[str | None] = None
    momentum_fields: ClassVar[tuple[str, str] | None] = None
    decay_field: ClassVar[str | None] = None
    floor_field: ClassVar[str | None] = None
    afresh: ClassVar[bool] = False
    reloads: ClassVar[bool] = False
    always_told: ClassVar[tuple[str, ...]] = ()
    listed: ClassVar[tuple[str, ...]] = ()

    @abstractmethod
    def attach(self, group: Group) -> Scheduler:
        """Builds the scheduler on a group, with all that torch's constructor does to the group."""

    def rates(self, lr: float, steps: int) -> Floats:
        """The learning rates used by steps 0 … steps−1, shape (steps,), for an optimizer whose own rate is `lr`.

        Raises:
            ScheduleError: the schedule ends before `steps`, where torch raises too.
            ValueError: nobody could keep so many rates.
        """
        with np.errstate(all="ignore"):
            group, moves = self._run(Group(float(lr)), steps)
            return np.concatenate(([group.lr], moves.rates(group.lr)))[:steps]

    def momenta(self, momentum: float, steps: int) -> Floats | None:
        """The momentum (or β₁) used by each step, shape (steps,), or None where the schedule leaves it alone.

        Args:
            momentum: the optimizer's own value, which a schedule may keep for the steps it does not cover.
            steps: how many.
        """
        if not self.cycles_momentum:
            return None
        with np.errstate(all="ignore"):
            group, moves = self._run(Group(_ANY_RATE, float(momentum)), steps)
            return np.concatenate(([group.momentum], moves.momenta(group.momentum)))[:steps]

    def used(self, lr: float, momentum: float, calls: int) -> tuple[Floats, Floats]:
        """The rates and momenta, shape (calls + 1,), of the optimizer steps around so many calls of the scheduler.

        A scheduler that raises at its next call has been followed by the optimizer as far as this.

        Raises:
            ScheduleError: a call raises, or the constructor.
        """
        with np.errstate(all="ignore"):
            group, moves = self._run(Group(float(lr), float(momentum)), calls)
            rates = np.concatenate(([group.lr], moves.rates(group.lr)))
            return rates, np.concatenate(([group.momentum], moves.momenta(group.momentum)))

    def rates_and_momenta(self, lr: float, momentum: float, steps: int) -> tuple[Floats, Floats]:
        """What `rates` and, of a schedule that cycles the momentum, `momenta` return, at half the cost.

        Raises:
            ScheduleError: as `rates`.
        """
        rates, momenta = self.used(lr, momentum, steps)
        return rates[:steps], momenta[:steps]

    def _run(self, group: Group, steps: int) -> tuple[Group, Moves]:
        """The group before the first step, and what happens after each of `steps` steps, the last one included."""
        count = counted_steps(steps)
        scheduler = self.attach(group)
        return group, scheduler.run(count)

    @property
    def watches(self) -> bool:
        """Whether the rates depend on the losses, those of a part too; then `rates` raises, and `watch` tells more."""
        return self.feedback

    @property
    def alone(self) -> bool:
        """Whether it can be no part of another schedule."""
        return False

    @property
    def cycles_momentum(self) -> bool:
        """Whether `momenta` returns a column; torch then refuses optimizers with neither momentum nor β₁."""
        return self.momentum_fields is not None and bool(getattr(self, self.momentum_fields[0]))

    @property
    def length(self) -> int | None:
        """The number of steps that the schedule is planned for; None where it has no end."""
        return int(getattr(self, self.length_field)) if self.length_field else None

    @classmethod
    def idle(cls) -> str:
        counts = [parameter.name for parameter in hyperparameters(cls) if parameter.unit == "steps"]
        return cls.length_field or "" if counts == [cls.length_field] else ""

    @property
    def repeats(self) -> bool:
        """Whether `length` is a round, after which the schedule begins anew."""
        return False

    @property
    def rise(self) -> float:
        """Steps from the start to the peak; infinite where torch never leaves the start."""
        return int(getattr(self, self.rise_field)) if self.rise_field else 0

    @property
    def bottom(self) -> int | None:
        """The step at which a rate that is meant to fall once has fallen, if it climbs again after it."""
        return None

    @property
    def turns(self) -> tuple[float, ...]:
        """The steps at which the schedule turns to something else, in order."""
        return ()

    def may_fail(self, steps: int, lr: float, late: bool, chained: bool) -> bool:
        """Whether it can refuse one of so many steps or give a rate below 0, as far as the hyperparameters tell.

        Args:
            steps: how many it is asked for.
            lr: the optimizer's own rate.
            late: whether it starts after another schedule.
            chained: whether others act on the rate at the same time.
        """
        return False

    def low_ends(self, steps: int) -> Sequence[float]:
        """After how many steps a rate that goes down and up again is low, up to the first that is at least `steps`."""
        return ()

    def settled(self, steps: int) -> "Schedule | None":
        """The same, low at the end of so many steps, where that takes more than another length of its cycles."""
        return None

    def rates_at(self, lr: float, steps: Sequence[int]) -> Floats | None:
        """The rates at a few steps of a schedule that stands alone, without walking there, where that can be."""
        return None

    def at_peak(self, peak: float) -> Self:
        """The same with its highest rate at `peak`, where it ignores the optimizer's."""
        changes: dict[str, Any] = {self.peak_field: peak} if self.peak_field else {}
        return replace(self, **changes)

    def times(self, factor: float) -> Self:
        """The same with the rates that it does not take from the optimizer's own times a factor; inner ones stay.

        Absolute floors stay where they are, as they do in torch for every group of parameters.
        """
        return self

    def led_up(self, steps: int) -> "Schedule | None":
        """The same rising to the whole rate in `steps` steps, where that takes more than another length of its rise."""
        return None

    def off_zero(self) -> "Schedule | None":
        """The same with a small rate in the place of 0 at its first step, where it can have one."""
        return None

    def of_torch(self) -> "Schedule":
        """What may have the same rates and be a class of torch itself, where this one is none; compare them."""
        return self

    def told_arguments(self) -> dict[str, Any]:
        """The arguments that a call of the class in torch writes: its defaults are left out."""
        return told(self.arguments(), type(self).usual().arguments(), self.always_told)

    @abstractmethod
    def torch_code(self, lr: float) -> Code:
        """Python that builds the real scheduler for an optimizer named `optimizer`, whose own rate is `lr`.

        The exporter prints it and the tests' oracle runs it, so what is checked is what leaves.
        """

    @property
    def label(self) -> str:
        """What a legend calls it."""
        return self.label_format.format(self=self)
