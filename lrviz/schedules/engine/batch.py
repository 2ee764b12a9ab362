"""Computes the rates of many schedules at once, with the same bits that each gives alone."""

from collections import defaultdict
from collections.abc import Sequence
from operator import lt
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.hyperparameters import stacked
from lrviz.schedules.base import Schedule, ScheduleError
from lrviz.schedules.combinators import flat
from lrviz.schedules.decay import Constant
from lrviz.schedules.elementary import Elementary, Factor
from lrviz.schedules.engine.curves import Curve, Curves, Factors, fixed
from lrviz.schedules.phases import Phases

Pair: TypeAlias = tuple[Schedule, float]
Stages: TypeAlias = tuple[tuple[Schedule, int], ...]


class Rows(Protocol):
    """The rates of N columns, row by row.

    Attributes:
        width: N.
    """

    width: int

    def rows(self, start: int, stop: int) -> Floats:
        """(stop − start, N): the rates of some steps; each call goes on where the last one ended."""


def rate_rows(schedules: Sequence[Schedule], lrs: Sequence[float], steps: int) -> Rows:
    """The rates under N schedules, each as the schedule's `rates` gives them, worked out as they are asked for.

    Args:
        schedules: N of them.
        lrs: the optimizers' own rates, N of them.
        steps: how many.

    Raises:
        ScheduleError: one of the schedules ends before `steps`.
    """
    pairs = list(zip(schedules, lrs, strict=True))
    first, count = pairs[0], len(pairs)
    if all(pair[0] is first[0] and pair[1] == first[1] for pair in pairs):
        return Whole(np.broadcast_to(first[0].rates(first[1], steps)[:, None], (steps, count)))
    if all(type(schedule) is Constant for schedule in schedules):
        return Whole(np.broadcast_to(np.array(lrs, dtype=float), (steps, count)))
    try:
        return _together(pairs) or _of_curves(pairs, steps)
    except ScheduleError:
        return Whole(np.stack([schedule.rates(lr, steps) for schedule, lr in pairs], axis=1))


class Whole:
    """Rates that are known, (steps, N)."""

    def __init__(self, rates: Floats) -> None:
        self.rates, self.width = rates, rates.shape[-1]

    def rows(self, start: int, stop: int) -> Floats:
        """Those of some steps."""
        return self.rates[start:stop]


def _together(pairs: Sequence[Pair]) -> Rows | None:
    """Schedules of one class that differ in its `columns` alone, few of them the same; None where they are others."""
    kind = type(pairs[0][0])
    if not issubclass(kind, Elementary) or not all(type(schedule) is kind for schedule, _ in pairs):
        return None
    distinct = {id(schedule): (schedule, lr) for schedule, lr in pairs}
    if len({fixed(schedule, lr) for schedule, lr in distinct.values()}) > 1:
        return None
    if issubclass(kind, Factor):
        return _DifferentFactors(pairs) if len(distinct) > len(pairs) // 2 else None
    walked = [schedule for schedule, _ in pairs if isinstance(schedule, Elementary) and schedule.columns]
    return _Walked(stacked(walked), [lr for _, lr in pairs]) if walked else None


class _DifferentFactors:
    """Factors that differ from column to column, times the columns' own rates."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        self._factors, self.width = Factors(pairs), len(pairs)
        self._lrs = np.array([lr for _, lr in pairs])

    def rows(self, start: int, stop: int) -> Floats:
        return np.asarray(self._factors.rows(start, stop) * self._lrs)


class _Walked:
    """Rates that each step makes from those before it."""

    def __init__(self, schedule: Elementary, lrs: Sequence[float]) -> None:
        self._schedule, self.width = schedule, len(lrs)
        self._lrs = self._rates = np.array(lrs)

    def rows(self, start: int, stop: int) -> Floats:
        kind: type[Elementary] = type(self._schedule)
        kept = start == 0 and kind.first is Elementary.first
        with np.errstate(all="ignore"):
            move = self._schedule.recursion(np.arange(start, stop)[:, None], self._lrs)
            p, q, r = (_spread(column, stop - start, self.width) for column in (move.p, move.q, move.r))
            rates = np.empty((stop - start, self.width))
            for row in range(stop - start):
                if row or not kept:
                    self._rates = self._stepped(p[row], q[row], r[row], move.multiplies)
                rates[row] = self._rates
        return rates

    def _stepped(self, p: Floats, q: Floats, r: Floats, multiplies: bool) -> Floats:
        if multiplies:
            return self._rates * p
        return np.where(p == 0, r, p * (self._rates - q) + r)


def _spread(column: Floats | None, steps: int, width: int) -> Floats:
    return np.broadcast_to(0.0 if column is None else column, (steps, width))


class _Piece(NamedTuple):
    """What one column follows from a step on: a curve from its beginning, times a number."""

    start: int
    number: int
    times: float


def _of_curves(pairs: Sequence[Pair], steps: int) -> Rows:
    layout = _Layout(Curves(steps))
    columns = [layout.pieces(schedule, lr) for schedule, lr in pairs]
    return _FromCurves(columns, layout.curves.table())


class _Layout:
    """Lays schedules out as pieces of curves; objects that it has met it knows again by their identity."""

    def __init__(self, curves: Curves) -> None:
        self.curves = curves
        self._pieces: dict[tuple[int, float], list[_Piece]] = {}
        self._stages: dict[tuple[int, float, bool], Curve | None] = {}

    def pieces(self, schedule: Schedule, lr: float) -> list[_Piece]:
        key = (id(schedule), lr)
        if key not in self._pieces:
            self._pieces[key] = self._laid_out(schedule, lr)
        return self._pieces[key]

    def _laid_out(self, schedule: Schedule, lr: float) -> list[_Piece]:
        stages = _stages(schedule)
        if len(stages) > 1 and _in_order(stages):
            pieces = []
            for part, start in stages:
                curve = self._stage(part, lr, start > 0)
                if curve is None:
                    break
                pieces.append(_Piece(start, *curve))
            else:
                return pieces
        return [_Piece(0, *self.curves.whole(schedule, lr))]

    def _stage(self, part: Schedule, lr: float, late: bool) -> Curve | None:
        key = (id(part), lr, late)
        if key not in self._stages:
            self._stages[key] = self.curves.stage(part, lr, late)
        return self._stages[key]


def _stages(schedule: Schedule) -> Stages:
    """The schedules that follow one another, each with the step at which it starts."""
    if isinstance(schedule, Phases):
        return schedule.sequence.stages()
    return flat(schedule)


def _in_order(stages: Stages) -> bool:
    starts = [start for _, start in stages]
    return starts[0] == 0 and all(map(lt, starts, starts[1:]))


class _FromCurves:
    """Columns that are made of pieces of the curves of a table."""

    def __init__(self, columns: Sequence[list[_Piece]], table: Floats) -> None:
        self.width = len(columns)
        self._begin: dict[int, list[tuple[int, int, float]]] = defaultdict(list)
        for column, pieces in enumerate(columns):
            for start, number, times in pieces:
                self._begin[start].append((column, number, times))
        self._values, self._steps = np.ascontiguousarray(table.T).ravel(), len(table)
        self._at, self._times = np.zeros(len(columns), dtype=np.int64), np.ones(len(columns))

    def rows(self, start: int, stop: int) -> Floats:
        rates = np.empty((stop - start, len(self._at)))
        for step in range(start, stop):
            row = rates[step - start]
            if step in self._begin:
                columns, numbers, times = (np.array(part) for part in zip(*self._begin[step], strict=True))
                self._at[columns], self._times[columns] = numbers * self._steps, times
            np.take(self._values, self._at, out=row, mode="clip")
            row *= self._times
            self._at += 1
        return rates
