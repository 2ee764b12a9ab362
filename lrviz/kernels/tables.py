"""The numbers that lists take: fields, and for each step the rate, noise and what Python works out."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import groupby, repeat
from typing import Any, TypeAlias

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.descent import Descent
from lrviz.kernels.evaluation import computed
from lrviz.kernels.operations import INPUTS, Level
from lrviz.kernels.recording import bias_correction
from lrviz.kernels.steps import AXES, Body
from lrviz.kernels.trace import Trace
from lrviz.kernels.values import Table
from lrviz.schedules import watch

Column: TypeAlias = Mapping[str, Floats]

Rows: TypeAlias = Callable[[int, int], Floats]
"""Gives the rows from one up to another, (count, N), all of one stretch; each call goes on where the last one ended."""


@dataclass(frozen=True)
class Stretch:
    """Neighbouring steps of one kind.

    Attributes:
        body: which of the trace's bodies they take.
        start, stop: their rows in the tables; the first step is row 0.
    """

    body: int
    start: int
    stop: int


@dataclass(frozen=True)
class Given:
    """What a run, or N runs side by side, say of themselves.

    Attributes:
        fields: the inputs that never change, by name.
        columns: those of each step, by name, each (rows,); "step" says how many rows there are.
        own: the numbers that each run has of its own, by name, each (N,).
        wide: those that each run has of its own at each step, by name.
    """

    fields: Mapping[str, float]
    columns: Column
    own: Column = field(default_factory=dict)
    wide: Mapping[str, Rows] = field(default_factory=dict)

    @staticmethod
    def of(descent: Descent) -> "Given":
        """What one run says.

        Raises:
            ScheduleError: its schedule ends before it.
        """
        run = descent.run
        fields = {f"field.{name}": value for name, value in vars(run.optimizer).items() if isinstance(value, float)}
        return Given(fields | {"clip": float(descent.clip or 0.0)}, _columns(descent))


@dataclass(frozen=True)
class Tables:
    """What the lists of runs take.

    Attributes:
        fields: the inputs that never change, by name.
        columns: those of each step, by name, each (rows,).
        stretches: all rows, in order.
        own: what each of N runs has of its own, by name, each (N,).
        wide: what each of them has of its own at each step, by name.
    """

    fields: dict[str, float]
    columns: dict[str, Floats]
    stretches: tuple[Stretch, ...]
    own: dict[str, Floats] = field(default_factory=dict)
    wide: dict[str, Rows] = field(default_factory=dict)

    @property
    def steps(self) -> int:
        """How many steps the run takes: one fewer than there are rows."""
        return self.stretches[-1].stop - 1


def tables(trace: Trace, given: Given, wanted: Iterable[str]) -> Tables:
    """The inputs of lists.

    There is one row more than there are steps, for what is seen at the last point; nothing it carries on counts.

    Args:
        trace: of the runs.
        given: what they say of themselves.
        wanted: the names of the inputs that are asked for.
    """
    levels = {name: INPUTS[name.split(".")[0]] for name in wanted}
    stretches = _stretches(trace, given)
    columns = {name: given.columns[name] for name, level in levels.items() if level == Level.STEP and _said(name)}
    for index in _numbers(levels, "table."):
        columns[f"table.{index}"] = _worked_out(trace, given, stretches, index)
    wide = {name: given.wide[name] for name in levels if name.startswith("wide.") and name in given.wide}
    wide |= {
        f"wide.table.{index}": OwnTable(trace, given, stretches, index) for index in _numbers(levels, "wide.table.")
    }
    return Tables(
        {name: given.fields[name] for name, level in levels.items() if level == Level.RUN},
        columns,
        stretches,
        {name: given.own[name] for name in levels if name.startswith("own.")},
        wide,
    )


def _said(name: str) -> bool:
    return not name.startswith(("table.", "shared."))


def _numbers(names: Iterable[str], prefix: str) -> list[int]:
    return [int(name.removeprefix(prefix)) for name in names if name.startswith(prefix)]


def _columns(descent: Descent) -> dict[str, Floats]:
    steps, run = descent.steps, descent.run
    columns = {"step": np.arange(1.0, steps + 2.0)}
    watching = watch(run.schedule)
    rates = watching.rates(run.optimizer.lr, steps) if watching else run.schedule.rates(run.optimizer.lr, steps)
    columns["rate"] = longer(rates)
    if watching:
        columns["next"] = np.append(columns["rate"][1:], columns["rate"][-1:])
        columns["watching"] = (columns["step"] > watching.start).astype(float)
    momenta = run.schedule.momenta(run.momentum, steps)
    if momenta is not None:
        columns["momentum"] = longer(momenta)
    noise = descent.drawn_noise()
    if noise is not None:
        columns |= {f"noise.{axis}": longer(column) for axis, column in zip(AXES, noise.T, strict=True)}
    return columns


def longer(column: Floats) -> Floats:
    """A column, or columns, with the last number once more."""
    return np.append(column, column[-1:] if len(column) else np.zeros((1, *column.shape[1:])), axis=0)


def _stretches(trace: Trace, given: Given) -> tuple[Stretch, ...]:
    rows = len(given.columns["step"])
    if "momentum" in given.columns:
        still = (given.columns["momentum"] == 0).tolist()
    elif "wide.momentum" in given.wide:
        still = (given.wide["wide.momentum"](0, rows)[:, 0] == 0).tolist()
    else:
        still = [False] * rows
    found, start = [], 0
    for body, group in groupby(trace.kinds[row == 0, held] for row, held in enumerate(still)):
        stop = start + len(list(group))
        found.append(Stretch(body, start, stop))
        start = stop
    return tuple(found)


def _worked_out(trace: Trace, given: Given, stretches: Iterable[Stretch], index: int) -> Floats:
    """The column of a table that all runs have in common."""
    found = np.zeros(len(given.columns["step"]))
    for stretch in stretches:
        body = trace.bodies[stretch.body]
        if index < len(body.tables):
            found[stretch.start : stretch.stop] = _of_all(body, given, stretch, index)
    return found


def _of_all(body: Body, given: Given, stretch: Stretch, index: int) -> list[float]:
    table, count = body.tables[index], stretch.stop - stretch.start

    def source(name: str) -> Any:
        if name.startswith("table."):
            return np.array(_of_all(body, given, stretch, int(name.removeprefix("table."))))
        known = given.columns
        return known[name][stretch.start : stretch.stop] if name in known else np.float64(given.fields[name])

    values = computed(body.listing, body.listing.reachable(table.operands), source)
    operands = [np.broadcast_to(values[operand], count).tolist() for operand in table.operands]
    if table.ahead is not None:
        operands.insert(0, list(range(stretch.start + 1 + table.ahead, stretch.stop + 1 + table.ahead)))
    return list(map(table.function, *operands))


class OwnTable:
    """A table of which each run has its own numbers, worked out once for each distinct combination of operands."""

    def __init__(self, trace: Trace, given: Given, stretches: tuple[Stretch, ...], index: int) -> None:
        self._trace, self._given, self._stretches, self._index = trace, given, stretches, index
        self._starts = [stretch.start for stretch in stretches]
        self._known: dict[int, tuple[list[list[float]], Integers]] = {}

    def __call__(self, start: int, stop: int) -> Floats:
        """The rows from one up to another, (count, N)."""
        number = self._stretches[bisect_right(self._starts, start) - 1].body
        body = self._trace.bodies[number]
        if self._index >= len(body.tables):
            return np.zeros((stop - start, 1))
        table = body.tables[self._index]
        if any(INPUTS[name.split(".")[0]] == Level.STEP or name.startswith("wide.") for name in _inputs(body, table)):
            return np.stack([self._row(table, step, *self._distinct(body, table, step)) for step in range(start, stop)])
        if number not in self._known:
            self._known[number] = self._distinct(body, table, 0)
        distinct, places = self._known[number]
        return np.stack([_values(table, step, distinct) for step in range(start, stop)]).take(places, axis=1)

    def _row(self, table: Table, step: int, distinct: list[list[float]], places: Integers) -> Floats:
        return _values(table, step, distinct).take(places)

    def _distinct(self, body: Body, table: Table, row: int) -> tuple[list[list[float]], Integers]:
        """The distinct combinations of operands, in rising order, a list for each operand, and where each run has its
        own."""

        def source(name: str) -> Any:
            if name in self._given.own:
                return self._given.own[name]
            if name in self._given.wide:
                return self._given.wide[name](row, row + 1)[0]
            return np.float64(
                self._given.columns[name][row] if name in self._given.columns else self._given.fields[name]
            )

        values = computed(body.listing, body.listing.reachable(table.operands), source)
        whole = np.stack(np.broadcast_arrays(*(values[operand] for operand in table.operands)))
        distinct, places = np.unique(whole if len(whole) > 1 else whole[0], axis=-1, return_inverse=True)
        return np.atleast_2d(distinct).tolist(), places.reshape(-1)


def _inputs(body: Body, table: Table) -> list[str]:
    return body.listing.inputs(table.operands)


def _values(table: Table, row: int, distinct: list[list[float]]) -> Floats:
    """A table's numbers of a row for operands."""
    count = len(distinct[0])
    if table.ahead is None:
        return np.fromiter(map(table.function, *distinct), float, count)
    step = row + 1 + table.ahead
    if table.function is not bias_correction:
        return np.fromiter(map(table.function, repeat(step), *distinct), float, count)
    settled, found = bisect_right(distinct[0], _LOST ** (1 / step)), np.ones(count)
    found[settled:] -= [decay**step for decay in distinct[0][settled:]]
    return found


_LOST = 1e-17
"""1 minus so little is 1."""
