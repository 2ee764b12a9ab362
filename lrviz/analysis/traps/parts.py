"""Where in a run each part of a schedule is in charge, and how to put another one there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from lrviz.analysis.traps.lengths import attempt, ending
from lrviz.hyperparameters import hyperparameters
from lrviz.schedules import Chained, Constant, ConstantWithWarmup, Phases, Schedule, Sequential, Warmup
from lrviz.schedules.combinators import Combination
from lrviz.schedules.scaling import fitted


@dataclass(frozen=True)
class Mending:
    """A whole schedule with one thing changed, and what was changed."""

    schedule: Schedule
    label: str


@dataclass(frozen=True)
class Part:
    """One schedule inside another, or the whole one.

    Attributes:
        part: the schedule.
        start: the scheduler's step at which its own clock is 0.
        stop: the step at which another one takes over or the run ends; not above `start` where it never starts.
        whole: the schedule that the places are of.
        rebuild: the whole schedule with another part in this place.
        chained: whether others act on the rate at the same time.
        refit: the whole schedule with so many steps for this place, where something above it rules its length.
        words: what the user's widgets call fields of the part, where they have other names.
    """

    part: Schedule
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
        return not isinstance(self.part, Combination)

    @property
    def name(self) -> str:
        """What the app calls the schedule."""
        return "a constant rate" if isinstance(self.part, Constant) else self.part.title

    def changed(self, part: Schedule | None) -> Mending | None:
        """Another part in this place; None where there is none, it makes no difference or the whole refuses it."""
        return None if part is None else self._mending(partial(self.rebuild, part), _changes(self, part))

    def ended(self, steps: int) -> Mending | None:
        """The part planned for `steps` steps; None where that cannot be."""
        if self.refit is None:
            return self.changed(ending(self.part, steps))
        return self._mending(partial(self.refit, steps), f"Fit the phases to {self.start + steps:,} steps")

    def _mending(self, make: Callable[[], Schedule], label: str) -> Mending | None:
        whole = attempt(make)
        return None if whole is None or whole == self.whole else Mending(whole, label)


def places(schedule: Schedule, calls: int) -> tuple[Part, ...]:
    """Every schedule inside a schedule, itself included, over so many steps of the scheduler; outer ones first."""
    return tuple(_walk(Part(schedule, 0, calls, schedule, lambda part: part)))


def _walk(place: Part) -> Iterator[Part]:
    yield place
    inside = _INSIDE.get(type(place.part))
    for inner in inside(place) if inside else ():
        yield from _walk(inner)


def _in_warmup(place: Part) -> Iterator[Part]:
    warmup: Any = place.part
    handover = place.start + warmup.steps

    def risen(rise: Any) -> Schedule:
        return place.rebuild(replace(warmup, steps=rise.warmup_steps, start_factor=rise.start_factor, shape=rise.shape))

    if warmup.steps:
        rise = ConstantWithWarmup(warmup.steps, warmup.start_factor, warmup.shape)
        words = (("warmup_steps", "steps"),)
        yield replace(place, part=rise, stop=min(handover, place.stop), rebuild=risen, words=words)
    yield replace(
        place,
        part=warmup.schedule,
        start=handover,
        rebuild=lambda part: place.rebuild(replace(warmup, schedule=part)),
        refit=_later(place.refit, warmup.steps),
    )


def _in_sequence(place: Part) -> Iterator[Part]:
    sequence: Any = place.part
    if any(later < earlier for earlier, later in pairwise(sequence.milestones)):
        # Which stage runs when is then torch's riddle: none is said to be in charge.
        yield from (
            replace(place, part=part, start=place.stop, rebuild=partial(_exchanged, place, index))
            for index, part in enumerate(sequence.schedules)
        )
        return
    for index, stage in enumerate(_stages(place, sequence)):
        yield replace(stage, rebuild=partial(_exchanged, place, index))


def _in_phases(place: Part) -> Iterator[Part]:
    phases: Any = place.part
    lasting = [index for index, steps in enumerate(phases.lengths()) if steps]

    def refit(steps: int) -> Schedule:
        return place.rebuild(fitted(phases, steps)) if place.refit is None else place.refit(steps)

    for index, stage in zip(lasting, _stages(replace(place, refit=refit), phases.sequence), strict=True):
        yield replace(stage, rebuild=partial(_rephased, place, index))


def _stages(place: Part, sequence: Sequential) -> Iterator[Part]:
    starts = [place.start + start for start in (0, *sequence.milestones)]
    for part, start, stop in zip(sequence.schedules, starts, [*starts[1:], place.stop], strict=True):
        yield replace(
            place, part=part, start=start, stop=min(stop, place.stop), refit=_later(place.refit, start - place.start)
        )


def _rephased(place: Part, index: int, part: Schedule) -> Schedule:
    """The whole schedule with another one in a phase."""
    whole: Any = place.part
    phase = replace(whole.phases[index], schedule=part)
    return place.rebuild(replace(whole, phases=(*whole.phases[:index], phase, *whole.phases[index + 1 :])))


def _in_chain(place: Part) -> Iterator[Part]:
    chain: Any = place.part
    for index, part in enumerate(chain.schedules):
        yield replace(
            place,
            part=part,
            chained=True,
            rebuild=partial(_exchanged, place, index),
        )


def _exchanged(place: Part, index: int, part: Schedule) -> Schedule:
    """The whole schedule with another one among those that a place's part lists."""
    whole: Any = place.part
    return place.rebuild(replace(whole, schedules=(*whole.schedules[:index], part, *whole.schedules[index + 1 :])))


def _later(refit: Callable[[int], Schedule] | None, offset: int) -> Callable[[int], Schedule] | None:
    return (lambda steps: refit(offset + steps)) if refit else None


_INSIDE: dict[type[Schedule], Callable[[Part], Iterator[Part]]] = {
    Warmup: _in_warmup,
    Sequential: _in_sequence,
    Phases: _in_phases,
    Chained: _in_chain,
}


def _changes(place: Part, new: Schedule) -> str:
    """What is different in words: "Set T_max to 9,500"."""
    words = dict(place.words)
    names = [p.name for p in hyperparameters(type(new)) if getattr(new, p.name) != getattr(place.part, p.name)]
    if isinstance(new, Combination) and names != ["milestones"]:
        parts = "phases" if isinstance(new, Phases) else "stages"
        return f"Scale the {parts} into the run" if new.length is None else f"Fit the {parts} to {new.length:,} steps"
    return "Set " + ", ".join(f"{words.get(name, name)} to {_told(getattr(new, name))}" for name in names)


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return " · ".join(_told(item) for item in value) if value else "nothing"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value)
    return f"{value:,}" if isinstance(value, int) else f"{value:.4g}"
