"""The numbers that a run's lists take: fields, and for each step the rate, noise and what Python works out."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.kernels.evaluation import computed
from lrviz.kernels.operations import INPUTS, Level
from lrviz.kernels.recording import Table
from lrviz.kernels.steps import AXES, Body
from lrviz.kernels.trace import Trace
from lrviz.schedules import watch

Column = Mapping[str, Floats]


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
class Tables:
    """What the lists of one run take.

    Attributes:
        fields: the inputs that never change, by name.
        columns: those of each step, by name, each (rows,).
        stretches: all rows, in order.
    """

    fields: dict[str, float]
    columns: dict[str, Floats]
    stretches: tuple[Stretch, ...]

    @property
    def steps(self) -> int:
        """How many steps the run takes: one fewer than there are rows."""
        return self.stretches[-1].stop - 1


def tables(trace: Trace, descent: Descent, wanted: Iterable[str]) -> Tables:
    """The inputs of a run's lists.

    There is one row more than there are steps, for what is seen at the last point; nothing it carries on counts.

    Args:
        trace: of the run.
        descent: the run.
        wanted: the names of the inputs that are asked for.

    Raises:
        ScheduleError: the schedule ends before the run.
    """
    names = dict.fromkeys(wanted)
    levels = {name: INPUTS[name.split(".")[0]] for name in names}
    given = _given(descent)
    stretches = _stretches(trace, given, descent.steps + 1)
    fields = {name: _field(descent, name) for name, level in levels.items() if level == Level.RUN}
    columns = {name: given[name] for name, level in levels.items() if level == Level.STEP and name in given}
    asked = [int(name.split(".")[1]) for name in names if name.startswith("table.")]
    if asked:
        columns |= _Working(trace, descent, given, stretches).columns(max(asked) + 1)
    return Tables(fields, columns, stretches)


def _field(descent: Descent, name: str) -> float:
    if name == "clip":
        return float(descent.clip or 0.0)
    return float(getattr(descent.run.optimizer, name.removeprefix("field.")))


def _given(descent: Descent) -> dict[str, Floats]:
    """The columns that the run itself says."""
    steps, run = descent.steps, descent.run
    columns = {"step": np.arange(1.0, steps + 2.0)}
    watching = watch(run.schedule)
    rates = watching.rates(run.optimizer.lr, steps) if watching else run.schedule.rates(run.optimizer.lr, steps)
    columns["rate"] = _longer(rates)
    if watching:
        columns["next"] = np.append(columns["rate"][1:], columns["rate"][-1:])
        columns["watching"] = (columns["step"] > watching.start).astype(float)
    momenta = run.schedule.momenta(run.momentum, steps)
    if momenta is not None:
        columns["momentum"] = _longer(momenta)
    noise = descent.drawn_noise()
    if noise is not None:
        columns |= {f"noise.{axis}": _longer(column) for axis, column in zip(AXES, noise.T, strict=True)}
    return columns


def _longer(column: Floats) -> Floats:
    """A column with its last number once more."""
    return np.append(column, column[-1:] if len(column) else [0.0])


def _stretches(trace: Trace, given: Column, rows: int) -> tuple[Stretch, ...]:
    momenta = given["momentum"].tolist() if "momentum" in given else [1.0] * rows
    bodies = [trace.kinds[row == 0, momentum == 0] for row, momentum in enumerate(momenta)]
    found, start = [], 0
    for body, group in groupby(bodies):
        stop = start + len(list(group))
        found.append(Stretch(body, start, stop))
        start = stop
    return tuple(found)


class _Working:
    """Works out the columns that Python computes."""

    def __init__(self, trace: Trace, descent: Descent, given: Column, stretches: Iterable[Stretch]) -> None:
        self._trace, self._descent, self._given, self._stretches = trace, descent, given, tuple(stretches)
        self._shared: dict[str, Any] = {}

    def columns(self, count: int) -> dict[str, Floats]:
        """The columns of the first tables."""
        rows = len(self._given["step"])
        found = {f"table.{index}": np.zeros(rows) for index in range(count)}
        if self._trace.shared:
            self._carry(self._trace.begin, lambda name: self._input(name, slice(0, 1), {}), 0)
        for stretch in self._stretches:
            body = self._trace.bodies[stretch.body]
            for part in self._parts(body, stretch, count):
                self._fill(body, part, {name: column[part] for name, column in found.items()})
        return found

    def _parts(self, body: Body, stretch: Stretch, count: int) -> Iterator[slice]:
        """A stretch as a whole, or row by row where a table asks for what the last row left."""
        operands = [operand for table in body.tables[:count] for operand in table.operands]
        if not any(name.startswith("shared.") for name in body.listing.inputs(operands)):
            yield slice(stretch.start, stretch.stop)
            return
        for row in range(stretch.start, stretch.stop):
            yield slice(row, row + 1)

    def _fill(self, body: Body, rows: slice, found: Column) -> None:
        for index, column in enumerate(found.values()):
            if index < len(body.tables):
                column[:] = self._numbers(body, body.tables[index], rows, found)
        if rows.stop - rows.start == 1:
            self._carry(body, lambda name: self._input(name, rows, found), rows.start)

    def _numbers(self, body: Body, table: Table, rows: slice, found: Column) -> list[float]:
        order = body.listing.reachable(table.operands)
        values = computed(body.listing, order, lambda name: self._input(name, rows, found))
        count = rows.stop - rows.start
        operands = [np.broadcast_to(values[operand], count).tolist() for operand in table.operands]
        if table.ahead is not None:
            operands.insert(0, list(range(rows.start + 1 + table.ahead, rows.stop + 1 + table.ahead)))
        return list(map(table.function, *operands))

    def _carry(self, body: Body, source: Any, row: int) -> None:
        """What a row leaves of the states that are the same for all columns."""
        names = {f"shared.{state}": body.carried[f"state.x.{state}"] for state in self._trace.shared}
        values = computed(body.listing, body.listing.reachable(names.values()), source)
        self._shared = {name: values[index] for name, index in names.items()}

    def _input(self, name: str, rows: slice, found: Column) -> Any:
        if name in self._shared:
            return self._shared[name]
        if name in found:
            return found[name]
        if name in self._given:
            return self._given[name][rows]
        return np.float64(_field(self._descent, name))
