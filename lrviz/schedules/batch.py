"""The rates of many schedules at once, with the bits that each has alone."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np

from lrviz.schedules.base import Factor, Schedule, ScheduleError
from lrviz.schedules.combinators import flat
from lrviz.schedules.curves import Curves, factors, fixed
from lrviz.schedules.decay import Constant
from lrviz.schedules.phases import Phases
from lrviz.schedules.walk import Rates

Pair: TypeAlias = tuple[Schedule, float]
Stages: TypeAlias = tuple[tuple[Schedule, int], ...]


def rates_of(schedules: Sequence[Schedule], lrs: Sequence[float], steps: int) -> Rates:
    """The rates used by steps 0 … steps−1 under N schedules, shape (steps, N), each as its `rates` gives them.

    The array may be read-only and repeat one row or one column.

    Args:
        schedules: N of them.
        lrs: the optimizers' own rates, N of them.
        steps: how many.

    Raises:
        ScheduleError: one of the schedules ends before `steps`.
    """
    pairs = list(zip(schedules, lrs, strict=True))
    first = pairs[0]
    if all(pair[0] is first[0] and pair[1] == first[1] for pair in pairs):
        return np.broadcast_to(first[0].rates(first[1], steps)[:, None], (steps, len(pairs)))
    if all(type(schedule) is Constant for schedule in schedules):
        return np.broadcast_to(np.array(lrs, dtype=float), (steps, len(pairs)))
    try:
        return _different_factors(pairs, steps) if _all_different_factors(pairs) else _from_curves(pairs, steps)
    except ScheduleError:
        return np.stack([schedule.rates(lr, steps) for schedule, lr in pairs], axis=1)


def _all_different_factors(pairs: Sequence[Pair]) -> bool:
    """Whether all are factors of one class that can be worked out together, and few are the same."""
    schedule, lr = pairs[0]
    if not isinstance(schedule, Factor) or len({id(schedule) for schedule, _ in pairs}) <= len(pairs) // 2:
        return False
    alike = fixed(schedule, lr)
    return all(type(other) is type(schedule) and fixed(other, rate) == alike for other, rate in pairs)


def _different_factors(pairs: Sequence[Pair], steps: int) -> Rates:
    table = factors(pairs, steps)
    table *= np.array([lr for _, lr in pairs])
    return table


class _Piece(NamedTuple):
    """What one column follows from a step on: a curve from its beginning, times a number."""

    start: int
    number: int
    times: float


def _from_curves(pairs: Sequence[Pair], steps: int) -> Rates:
    curves = Curves(steps)
    known: dict[tuple[int, float], list[_Piece]] = {}
    columns = []
    for schedule, lr in pairs:
        key = (id(schedule), lr)
        if key not in known:
            known[key] = _pieces(schedule, lr, curves)
        columns.append(known[key])
    return _followed(columns, curves.table(), steps)


def _pieces(schedule: Schedule, lr: float, curves: Curves) -> list[_Piece]:
    stages = _stages(schedule)
    if len(stages) > 1 and _in_order(stages):
        found = [curves.stage(part, lr, index > 0) for index, (part, _) in enumerate(stages)]
        pieces = [_Piece(start, *curve) for (_, start), curve in zip(stages, found, strict=True) if curve is not None]
        if len(pieces) == len(stages):
            return pieces
    return [_Piece(0, *curves.whole(schedule, lr))]


def _stages(schedule: Schedule) -> Stages:
    """The schedules that follow one another, each with the step at which it starts."""
    if isinstance(schedule, Phases):
        return schedule.sequence.stages()
    return flat(schedule)


def _in_order(stages: Stages) -> bool:
    starts = [start for _, start in stages]
    return starts[0] == 0 and all(later > earlier for earlier, later in pairwise(starts))


def _followed(columns: Sequence[list[_Piece]], table: Rates, steps: int) -> Rates:
    """(steps, N): the rates of columns that are made of pieces of the table's curves."""
    begin: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
    for column, pieces in enumerate(columns):
        for start, number, multiplier in pieces:
            begin[start].append((column, number, multiplier))
    values = np.ascontiguousarray(table.T).ravel()
    rates, at, times = np.empty((steps, len(columns))), np.zeros(len(columns), dtype=np.int64), np.ones(len(columns))
    for step in range(steps):
        if step in begin:
            starting, numbers, multipliers = zip(*begin[step], strict=True)
            at[list(starting)], times[list(starting)] = np.array(numbers) * steps, multipliers
        np.take(values, at, out=rates[step], mode="clip")
        rates[step] *= times
        at += 1
    return rates
