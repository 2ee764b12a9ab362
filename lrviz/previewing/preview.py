"""The curve of the code that trains: what a live scheduler or a function will do, read without disturbing it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.comparison import MOST_STEPS, Comparison, Curve, Entry
from lrviz.previewing.functions import read_function, setter, takes_optimizer
from lrviz.previewing.reading import Reading
from lrviz.previewing.recognising import Found, entry_of
from lrviz.previewing.schedulers import is_scheduler, optimizer_of, read_scheduler, read_setter
from lrviz.previewing.undisturbed import undisturbed
from lrviz.scalars import told
from lrviz.shown import Shown


@dataclass(frozen=True, eq=False, repr=False)
class Preview(Curve):
    """What a scheduler or a function does from where it stands; a notebook shows it on the board.

    `rates` and `momenta` are those of the first parameter group.

    Attributes:
        name: the class or function that was read.
        groups: the rates of each parameter group, (n,), by its name.
        group_momenta: the momenta or β₁ of those groups whose momentum moves, (n,), by their names.
        start: the scheduler's step that the first rate belongs to: how many steps it had made.
        unit: what a rate is for: "step" or, where the scheduler is stepped by epoch, "epoch".
        entries: a schedule of lrviz for each group, from step 0 on; fewer where a rate is none that lrviz allows.
        notes: what else is to be said.
    """

    name: str = ""
    groups: Mapping[str, Floats] = field(default_factory=dict)
    group_momenta: Mapping[str, Floats] = field(default_factory=dict)
    start: int = 0
    unit: str = "step"
    entries: tuple[Entry, ...] = ()
    notes: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"<Preview of {self.sentence}>"

    @property
    def steps(self) -> Integers:
        """The scheduler's step of each rate, (n,) int64: start, start + 1, …"""
        return np.arange(self.start, self.start + len(self.rates))

    @property
    def sentence(self) -> str:
        """What was read, in words."""
        some = f"{len(self.rates):,} {self.unit}{'s' if len(self.rates) != 1 else ''}"
        stands = f", from its {self.unit} {self.start:,} on, where it stands" if self.start else ""
        groups = f", {len(self.groups)} parameter groups" if len(self.groups) > 1 else ""
        ends = f" It ends there: {self.problem}." if self.problem else ""
        return f"{self.name}: {some}{stands}{groups}.{ends}{''.join(f' {_sentence(note)}' for note in self.notes)}"

    def beside(self, others: Comparison) -> "Beside":
        """The same curve beside a plan's, for a notebook or `lrviz.show`."""
        return Beside(self, others)


@dataclass(frozen=True, eq=False)
class Beside(Shown):
    """What code does beside what was planned: both on one board."""

    preview: Preview
    planned: Comparison


def preview(scheduler: Any, steps: int = 1000, optimizer: Any = None, metric: Any = None) -> Preview:
    """The learning rates that the code that trains will use, read off that code itself.

    The scheduler is stepped, from where it stands, as a training steps it, and put back afterwards with its optimizer,
    also where it fails on the way; then the curve ends there, and `problem` says why. The optimizer makes no step.

    Args:
        scheduler: one of these:
            a live scheduler of torch, of Hugging Face, of timm (whichever of `step` and `step_update` moves it), or any
            object with `step()` that sets the rates of its optimizer;
            a schedule of optax or Keras, or any function of the step 0, 1, … that returns a rate, a list or a dict with
            one for each group, also one that takes only a whole array of steps;
            with an optimizer also a function (optimizer, step), or of the step alone, that sets the optimizer's rates.
        steps: how many rates are read, one for each `scheduler.step()`: of a scheduler that is stepped each epoch so
            many epochs. From 1 to 1,000,000.
        optimizer: whose rates are read, where the scheduler does not say that itself.
        metric: what a scheduler such as ReduceLROnPlateau looks at: a number for all steps, a sequence with a value for
            each step that is read, or a function of the scheduler's step.

    Returns:
        The curve: `.rates` `.groups` `.momenta` `.start` `.problem` `.entry` `.sentence`.

    Raises:
        ValueError: it is nothing that gives rates; it asks for a metric or an optimizer; it draws on a generator, which
            cannot be put back; or `steps` is out of range.
    """
    _check_steps(steps)
    read = _reader(scheduler, optimizer)
    touched = (scheduler, optimizer, metric)
    with undisturbed(*touched, *_driven(scheduler, optimizer)):
        reading = read(int(steps), metric)
        found = [entry_of(scheduler, reading, place) for place in range(len(reading.names))]
    return _preview_of(_name(scheduler), reading, [one for one in found if one is not None])


def _check_steps(steps: Any) -> None:
    whole = isinstance(steps, int | np.integer) and not isinstance(steps, bool)
    if not whole or not 1 <= steps <= MOST_STEPS:
        raise ValueError(f"steps must be a whole number in [1, {MOST_STEPS:,}], got {told(steps)}")


def _reader(scheduler: Any, optimizer: Any) -> Any:
    """How that is read; it is called with the steps and the metric."""
    if isinstance(scheduler, type) or not (is_scheduler(scheduler) or callable(scheduler)):
        raise ValueError(f"a scheduler or a function of the step is read, got {told(scheduler)}")
    if is_scheduler(scheduler):
        driven = optimizer_of(scheduler, optimizer)
        return lambda steps, metric: read_scheduler(scheduler, driven, steps, metric)
    if optimizer is None:
        return lambda steps, _: read_function(scheduler, steps)
    driven = optimizer_of(scheduler, optimizer)
    return lambda steps, _: _read_with(scheduler, driven, steps)


def _read_with(function: Any, optimizer: Any, steps: int) -> Reading:
    """A function that sets an optimizer's rates, or returns them all the same."""
    if takes_optimizer(function):
        reading = read_setter(setter(function, optimizer), optimizer, steps)
    else:
        with undisturbed(function, optimizer):
            returned = _first_answer(function)
        if returned is not None:
            return read_function(function, steps)
        reading = read_setter(function, optimizer, steps)
    if not reading.rates:
        raise ValueError(f"it sets no learning rate at step 0: {reading.problem}")
    return reading


def _first_answer(function: Any) -> Any:
    try:
        return function(0)
    except Exception:  # somebody's code, which is asked in another way then
        return ()


def _driven(scheduler: Any, optimizer: Any) -> tuple[Any, ...]:
    """The optimizer, also where only the scheduler knows it."""
    return (optimizer_of(scheduler, optimizer),) if is_scheduler(scheduler) else ()


def _name(scheduler: Any) -> str:
    said = getattr(scheduler, "__name__", None)
    own = said if isinstance(said, str) else type(scheduler).__name__
    return "a function" if own == "<lambda>" else own


def _preview_of(name: str, reading: Reading, found: list[Found]) -> Preview:
    groups = reading.columns(reading.rates)
    momenta = {group: column for group, column in reading.columns(reading.momenta).items() if _moves(column)}
    first = reading.names[0]
    bad = int(sum(np.sum(~np.isfinite(column)) for column in groups.values()))
    notes = [*reading.notes, *([f"{bad:,} rates are not finite"] if bad else []), *(found[0].notes if found else ())]
    entries = tuple(one.entry for one in found)
    return Preview(
        rates=groups[first],
        momenta=momenta.get(first),
        problem=reading.problem,
        entry=entries[0] if entries else None,
        name=name,
        groups=groups,
        group_momenta=momenta,
        start=reading.start,
        unit=reading.unit,
        entries=entries,
        notes=tuple(notes),
    )


def _moves(column: Floats) -> bool:
    return bool(np.isfinite(column).all() and np.any(column != column[0]))


def _sentence(note: str) -> str:
    return f"{note[0].upper()}{note[1:]}."
