"""One schedule in a comparison, with its base rate, how often it is stepped and its groups of parameters."""

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Annotated, Any

from lrviz.comparison.group import MOST_GROUPS, Group, group_names
from lrviz.comparison.plan import Plan
from lrviz.hyperparameters import Choice, Declared, HyperparameterError, Length, Means
from lrviz.optimizers import Optimizer
from lrviz.optimizers.base import RATES
from lrviz.scene import Moving, Name
from lrviz.schedules import Constant
from lrviz.shown import Shown

EACH_STEP, EACH_EPOCH = "each step", "each epoch"

BaseRate = Annotated[
    float, "The optimizer's own learning rate, which the schedule starts from.", RATES, Means("learning-rate")
]


@dataclass(frozen=True)
class Entry(Declared, Shown):
    """A schedule on its base rate, for all parameters alike or for groups of them."""

    schedule: Moving = Constant()
    lr: BaseRate = 1e-3
    name: Name = ""
    stepped: Annotated[str, "How often scheduler.step() is called.", Choice((EACH_STEP, EACH_EPOCH))] = EACH_STEP
    groups: Annotated[
        tuple[Group, ...], "Groups of parameters; without any all are treated alike.", Length(0, MOST_GROUPS)
    ] = ()

    def check(self) -> None:
        twice = [name for name, count in Counter(self.group_names).items() if count > 1]
        if twice:
            raise HyperparameterError(f"Entry.groups must have different names, got {twice[0]!r} more than once")
        # A part refuses what its factor makes of the rate.
        loading = next((part for part in self._of_groups if part.schedule.reloads), None)
        if loading is not None:
            raise HyperparameterError(
                "Entry.groups must be none where the schedule is resumed, which loads the whole optimizer, "
                f"got {len(self.groups)}"
            )

    @property
    def group_names(self) -> tuple[str, ...]:
        """What its groups are called; those without a name are numbered."""
        return group_names(self.groups)

    @property
    def parts(self) -> "tuple[Entry, ...]":
        """An entry for each group, without how the group starts; the entry itself where it has no groups."""
        return self._of_groups or (self,)

    @cached_property
    def _of_groups(self) -> "tuple[Entry, ...]":
        return tuple(self._part(number) for number in range(len(self.groups)))

    def _part(self, number: int) -> "Entry":
        group, name = self.groups[number], self.group_names[number]
        try:
            return Entry(group.follows(self.schedule), self.lr * group.factor, _joined(self.label, name), self.stepped)
        except HyperparameterError as error:
            raise HyperparameterError(f"Entry.groups, {name} with the factor {group.factor:g}: {error}") from None

    def with_part(self, number: int, part: "Entry") -> "Entry | None":
        """The same where one of the `parts` is another one; None where no change of one field gives exactly that.

        A schedule that the group shares changes for all that share it, and so does how often it is stepped.

        Args:
            number: which part, from 0.
            part: what it is to be; its name is of no account.
        """
        if not self.groups:
            return part
        try:
            changed = replace(self, **self._changes(number, part))
        except HyperparameterError:
            return None
        return changed if replace(changed.parts[number], name=part.name) == part else None

    def _changes(self, number: int, part: "Entry") -> dict[str, Any]:
        """The fields that must change so that a part becomes another one."""
        group, before = self.groups[number], self.parts[number]
        changes: dict[str, Any] = {"stepped": part.stepped}
        if part.schedule != before.schedule:
            plain = group.followed_by(part.schedule)
            if group.schedule is None:
                changes["schedule"] = plain
            else:
                changes["groups"] = _exchanged(self.groups, number, replace(group, schedule=plain))
        if part.lr != before.lr and group.factor:
            changes["lr"] = part.lr / group.factor
        return changes

    def to_dict(self) -> dict[str, Any]:
        """The values as plain data; the groups only where there are any, so that older versions read the rest."""
        return {name: value for name, value in super().to_dict().items() if name != "groups" or value}

    @property
    def watches(self) -> bool:
        """Whether the rates of any of its parts depend on the losses."""
        return any(part.schedule.watches for part in self.parts)

    def repeats(self, plan: Plan) -> int:
        """How many optimizer steps of a plan make one step of the schedule."""
        return plan.steps_per_epoch if self.stepped == EACH_EPOCH else 1

    def calls(self, plan: Plan) -> int:
        """How many rates the schedule is asked for in a plan."""
        return -(-plan.steps // self.repeats(plan))

    def driven(self, optimizer: Optimizer) -> Optimizer:
        """An optimizer as the schedule drives it: with the base rate in the place of its own."""
        return replace(optimizer, lr=self.lr)

    @property
    def label(self) -> str:
        """The name, or the schedule and its base rate."""
        if self.name:
            return self.name
        return self.schedule.label if self.schedule.overwrites_lr else f"{self.schedule.label} · lr {self.lr:g}"


def _joined(label: str, name: str) -> str:
    """What a group of an entry is called, within the length of a name."""
    room = max(80 - len(name) - 3, 0)
    return f"{label if len(label) <= room else label[: max(room - 1, 0)] + '…'} · {name}"[-80:]


def _exchanged(groups: tuple[Group, ...], number: int, group: Group) -> tuple[Group, ...]:
    return (*groups[:number], group, *groups[number + 1 :])
