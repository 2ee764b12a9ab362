"""Finds the steps during which each part of a combined schedule sets the rate, and replaces one part by another."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from lrviz.analysis.traps.lengths import attempt, ending
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import Constant, Schedule
from lrviz.schedules.combination import Combination, Inside
from lrviz.schedules.scaling import fitted

_LONGEST = 1e9
"""Below this, whole numbers are written out."""


@dataclass(frozen=True)
class Fix:
    """A whole schedule with one thing changed, and what was changed."""

    schedule: Schedule
    label: str


@dataclass(frozen=True)
class Part:
    """One schedule inside another, or the whole one.

    Attributes:
        schedule: what it does.
        start: the scheduler's step at which its own clock is 0; below 0 where torch is ahead of it from the start.
        stop: the step at which another one takes over or the run ends; `start` where it never starts.
        whole: the schedule that it is a part of.
        rebuild: the whole schedule with another one in the place of this part.
        chained: whether others act on the rate at the same time.
        refit: the whole schedule with so many steps for this part, where something above it rules its length.
        words: what the user's widgets call fields of the schedule, where they have other names.
    """

    schedule: Schedule
    start: int
    stop: int
    whole: Schedule
    rebuild: Callable[[Schedule], Schedule]
    chained: bool = False
    refit: Callable[[int], Schedule] | None = None
    words: tuple[tuple[str, str], ...] = ()

    @property
    def duration(self) -> int:
        """How many steps it is in charge."""
        return self.stop - self.start

    @property
    def leaf(self) -> bool:
        """Whether it is made of no other schedules."""
        return not isinstance(self.schedule, Combination)

    @property
    def name(self) -> str:
        """What the app calls the schedule."""
        return "a constant rate" if isinstance(self.schedule, Constant) else self.schedule.title

    def may_fail(self, lr: float) -> bool:
        """Whether it can refuse a step or give a rate below 0, as far as its declaration tells."""
        return self.schedule.may_fail(self.duration, lr, self.start > 0, self.chained)

    def changed(self, schedule: Schedule | None) -> Fix | None:
        """Another schedule for this part; None where there is none, it makes no difference or the whole refuses it."""
        return None if schedule is None else self._fix(partial(self.rebuild, schedule), _changes(self, schedule))

    def ended(self, steps: int) -> Fix | None:
        """The part planned for `steps` steps; None where that cannot be."""
        if self.refit is None:
            return self.changed(ending(self.schedule, steps))
        return self._fix(partial(self.refit, steps), f"Fit the phases to {self.start + steps:,} steps")

    def _fix(self, make: Callable[[], Schedule], label: str) -> Fix | None:
        whole = attempt(make)
        return None if whole is None or whole == self.whole else Fix(whole, label)


def parts(schedule: Schedule, calls: int) -> tuple[Part, ...]:
    """Every schedule inside a schedule, itself included, over so many steps of the scheduler; outer ones first."""
    return tuple(_walk(Part(schedule, 0, calls, schedule, lambda schedule: schedule)))


def _walk(part: Part) -> Iterator[Part]:
    yield part
    if isinstance(part.schedule, Combination):
        for inside in part.schedule.inside():
            yield from _walk(_placed(part, part.schedule, inside))


def _placed(outer: Part, combination: Combination, inside: Inside) -> Part:
    """A schedule inside that of a part, as a part of the whole."""
    start = outer.stop if inside.start is None else min(outer.start + inside.start, outer.stop)
    start = max(start, 0) if inside.start == 0 else start
    stop = outer.stop if inside.start is None or inside.stop is None else outer.start + inside.stop
    return Part(
        inside.schedule,
        start,
        min(stop, outer.stop),
        outer.whole,
        lambda schedule: outer.rebuild(inside.exchanged(schedule)),
        outer.chained or combination.together,
        _later(_refit(outer, combination) if inside.ruled else None, inside.start or 0),
        inside.words,
    )


def _refit(outer: Part, combination: Combination) -> Callable[[int], Schedule] | None:
    if outer.refit is None and combination.rules_lengths:
        return lambda steps: outer.rebuild(fitted(combination, steps))
    return outer.refit


def _later(refit: Callable[[int], Schedule] | None, offset: int) -> Callable[[int], Schedule] | None:
    return (lambda steps: refit(offset + steps)) if refit else None


def _changes(part: Part, new: Schedule) -> str:
    """What is different in words: "Set T_max to 9,500"."""
    words = dict(part.words)
    names = [p.name for p in hyperparameters(type(new)) if getattr(new, p.name) != getattr(part.schedule, p.name)]
    if isinstance(new, Combination) and names != ["milestones"]:
        inner = new.parts_word
        return f"Scale the {inner} into the run" if new.length is None else f"Fit the {inner} to {new.length:,} steps"
    return "Set " + ", ".join(f"{words.get(name, name)} to {_told(getattr(new, name))}" for name in names)


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return " · ".join(_told(item) for item in value) if value else "nothing"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,.0f}" if value == round(value) and abs(value) < _LONGEST else f"{value:.4g}"
