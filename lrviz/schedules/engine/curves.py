"""Computes each distinct rate curve once, for all the schedules that contain it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.schedules.base import Schedule
from lrviz.schedules.decay import Constant
from lrviz.schedules.elementary import Elementary, Factor
from lrviz.schedules.engine.recursion import Block, Group, Moves

AT_ONCE = 16384
"""Rates that are worked out together: some arrays of this length stay in the processor's cache."""

Curve: TypeAlias = tuple[int, float]
"""The column of a table, and what its values count times."""


class Curves:
    """Columns of a table with a row for each step of a schedule's own clock.

    A column of factors counts times the optimizer's own rate; all others are rates.
    """

    def __init__(self, steps: int) -> None:
        self._steps = steps
        self._numbers: dict[Hashable, int | None] = {}
        self._factors: dict[int, tuple[Schedule, float]] = {}
        self._whole: dict[Schedule, dict[int, float]] = defaultdict(dict)
        self._known: dict[int, Floats] = {}
        self.count = 0

    def whole(self, schedule: Schedule, lr: float) -> Curve:
        """The column of a schedule's rates, and what its values count times."""
        if isinstance(schedule, Constant) or (isinstance(schedule, Factor) and not takes_lr(type(schedule))):
            return self._of_factors(schedule, 1.0, schedule), lr
        if isinstance(schedule, Factor):
            return self._of_factors(schedule, lr, (schedule, lr)), lr
        key = (schedule, lr)
        if key not in self._numbers:
            self._numbers[key] = self.count
            self._whole[schedule][self.count] = lr
            self.count += 1
        return self._numbers[key] or 0, 1.0

    def stage(self, schedule: Schedule, lr: float, late: bool) -> Curve | None:
        """The same for the first stage of a sequence, or a later one; None where the stages depend on each other."""
        if isinstance(schedule, Constant | Factor):
            return self.whole(schedule, lr)
        key = (schedule, lr, late)
        if key not in self._numbers:
            rates = _stage_rates(schedule, lr, self._steps, late) if _stands_alone(schedule) else None
            self._numbers[key] = None if rates is None else self.count
            if rates is not None:
                self._known[self.count] = rates
                self.count += 1
        number = self._numbers[key]
        return None if number is None else (number, 1.0)

    def _of_factors(self, schedule: Schedule, lr: float, key: Hashable) -> int:
        number = self._numbers.setdefault(key, self.count)
        assert number is not None
        if number == self.count:
            self._factors[number] = schedule, lr
            self.count += 1
        return number

    def table(self) -> Floats:
        """(steps, count).

        Raises:
            ScheduleError: one of the schedules ends before its last step.
        """
        table = np.empty((self._steps, self.count))
        alike: dict[Hashable, list[int]] = defaultdict(list)
        for number, (schedule, lr) in self._factors.items():
            alike[fixed(schedule, lr)].append(number)
        for numbers in alike.values():
            shared = Factors([self._factors[number] for number in numbers])
            rows = max(1, AT_ONCE // len(numbers))
            for start in range(0, self._steps, rows):
                stop = min(start + rows, self._steps)
                table[start:stop, numbers] = shared.rows(start, stop)
        for schedule, lrs in self._whole.items():
            table[:, list(lrs)] = _for_rates(schedule, list(lrs.values()), self._steps)
        for number, rates in self._known.items():
            table[:, number] = rates
        return table


@cache
def takes_lr(kind: type[Factor]) -> bool:
    """Whether the factors of a class change with the optimizer's own rate."""
    code = kind.factor.__code__
    return "lr" in code.co_varnames[: code.co_argcount]


def fixed(schedule: Schedule, lr: float) -> Hashable:
    """Equal for schedules of one class that differ in its `columns` alone."""
    if not isinstance(schedule, Factor):
        columns = schedule.columns if isinstance(schedule, Elementary) else ()
        return type(schedule), *(value for name, value in schedule.arguments().items() if name not in columns)
    arguments = schedule.factor_arguments(lr).items()
    return type(schedule), *(value for name, value in arguments if name not in schedule.columns)


class Factors:
    """The factors of n schedules of one class, with their own rates, that differ in its `columns` alone."""

    def __init__(self, owned: Sequence[tuple[Schedule, float]]) -> None:
        first, self._count = owned[0][0], len(owned)
        self._factor: Callable[..., Any] = type(first).factor if isinstance(first, Factor) else lambda t: 1.0
        arguments = [schedule.factor_arguments(lr) for schedule, lr in owned if isinstance(schedule, Factor)]
        self._arguments: dict[str, Any] = dict(arguments[0]) if arguments else {}
        self._kind = float if isinstance(first, Factor) and first.columns else int
        for name in type(first).columns if isinstance(first, Factor) else ():
            values = [own[name] for own in arguments if name in own]
            if values.count(values[0]) < len(values):
                self._arguments[name] = np.array(values, dtype=float)

    def rows(self, start: int, stop: int) -> Floats:
        """(stop − start, n): those of some steps."""
        with np.errstate(all="ignore"):
            factors = self._factor(np.arange(start, stop, dtype=self._kind)[:, None], **self._arguments)
        return np.broadcast_to(factors, (stop - start, self._count))


def _for_rates(schedule: Schedule, lrs: Sequence[float], steps: int) -> Floats:
    """(steps, n): the rates of one schedule for n own rates."""
    return np.stack([schedule.rates(lr, steps) for lr in lrs], axis=1)


def _stands_alone(schedule: Schedule) -> bool:
    """Whether building the schedule leaves nothing behind for others, and takes nothing but the own rate from them."""
    if not isinstance(schedule, Elementary) or schedule.counts_calls:
        return False
    kind: type[Elementary] = type(schedule)
    return kind.enter is Elementary.enter and kind.own_base is Elementary.own_base


def _stage_rates(schedule: Schedule, lr: float, steps: int, late: bool) -> Floats | None:
    """The rates of a stage; None where they depend on the stage before or on the length of the stage."""
    with np.errstate(all="ignore"):
        group = Group(lr)
        scheduler = schedule.attach(group)
        if not late:
            moves = scheduler.run(steps)
            rates = np.concatenate(([group.lr], moves.rates(group.lr)))[:steps]
            return rates if _stepwise(moves) else None
        scheduler.undo()
        begun = scheduler.restart()
        if any(move.p is not None for block in begun.blocks for move in block.moves):
            return None
        moves = scheduler.run(steps)
        return (begun + moves).rates(lr)[:steps] if _stepwise(moves) else None


def _stepwise(moves: Moves) -> bool:
    """Whether the rates after any number of steps are the first of those after more, in their last bits too."""
    return all(_block_is_stepwise(block) for block in moves.blocks)


def _block_is_stepwise(block: Block) -> bool:
    move = block.moves[0]
    if len(block.moves) > 1 or move.multiplies or move.p is None:
        return len(block.moves) == 1
    q, r = (np.zeros(block.steps) if column is None else column for column in (move.q, move.r))
    other = (move.p != 0) & (q != r)
    return not bool((other[1:] & other[:-1]).any())
