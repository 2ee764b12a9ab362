"""The numbers that a run's lists take: fields, and for each step the rate, noise and what Python works out."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.kernels.evaluation import FLOATS, computed
from lrviz.kernels.operations import INPUTS, Level
from lrviz.kernels.steps import AXES, Body
from lrviz.kernels.trace import Trace
from lrviz.kernels.values import Table
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


class Remembering(NamedTuple):
    """The tables that ask for what earlier rows left, and the states that these ask for."""

    tables: frozenset[int]
    states: frozenset[int]


def remembering(trace: Trace, count: int) -> Remembering:
    """Those among the first tables of a trace."""
    found = Remembering(frozenset(), frozenset())
    while True:
        tables, states = set[int](), set[int]()
        for body in trace.bodies:
            for index, table in enumerate(body.tables[:count]):
                inputs = _asked(body, table.operands)
                if inputs["shared"] or inputs["table"] & found.tables:
                    tables.add(index)
                    states |= inputs["shared"]
            states |= _asked(body, [body.carried[f"state.x.{state}"] for state in found.states])["shared"]
        if found == Remembering(frozenset(tables), frozenset(states)):
            return found
        found = Remembering(frozenset(tables), frozenset(states))


def _asked(body: Body, outputs: Iterable[int]) -> dict[str, set[int]]:
    """The numbers of the shared states, and of the tables, that some outputs are made of."""
    names = [name.split(".") for name in body.listing.inputs(outputs)]
    return {kind: {int(name[1]) for name in names if name[0] == kind} for kind in ("shared", "table")}


class _Working:
    """Works out the columns that Python computes."""

    def __init__(self, trace: Trace, descent: Descent, given: Column, stretches: Iterable[Stretch]) -> None:
        self._trace, self._descent, self._given, self._stretches = trace, descent, given, tuple(stretches)

    def columns(self, count: int) -> dict[str, Floats]:
        """The columns of the first tables."""
        found = {f"table.{index}": np.zeros(len(self._given["step"])) for index in range(count)}
        later = remembering(self._trace, count)
        for stretch in self._stretches:
            body, rows = self._trace.bodies[stretch.body], slice(stretch.start, stretch.stop)
            for index, table in enumerate(body.tables[:count]):
                if index not in later.tables:
                    found[f"table.{index}"][rows] = self._numbers(body, table, rows, found)
        if later.tables:
            known = {name: column for name, column in found.items() if int(name.split(".")[1]) not in later.tables}
            _Rows(self._trace, self._descent, {**self._given, **known}, later).fill(self._stretches, found)
        return found

    def _numbers(self, body: Body, table: Table, rows: slice, found: Column) -> list[float]:
        def source(name: str) -> Any:
            columns = found if name in found else self._given
            return columns[name][rows] if name in columns else np.float64(_field(self._descent, name))

        values = computed(body.listing, body.listing.reachable(table.operands), source)
        operands = [np.broadcast_to(values[operand], rows.stop - rows.start).tolist() for operand in table.operands]
        if table.ahead is not None:
            operands.insert(0, list(range(rows.start + 1 + table.ahead, rows.stop + 1 + table.ahead)))
        return list(map(table.function, *operands))


class _Rows:
    """Works out tables row by row, with what each row leaves of the states that all columns have in common."""

    def __init__(self, trace: Trace, descent: Descent, given: Column, later: Remembering) -> None:
        self._trace, self._descent, self._later = trace, descent, later
        self._given = {name: column.tolist() for name, column in given.items()}
        self._shared: dict[str, float] = {}

    def fill(self, stretches: Iterable[Stretch], found: Column) -> None:
        """Writes all rows of their columns."""
        self._stretch(self._trace.begin, Stretch(0, 0, 1), {})
        for stretch in stretches:
            self._stretch(self._trace.bodies[stretch.body], stretch, found)

    def _stretch(self, body: Body, stretch: Stretch, found: Column) -> None:
        left = {f"shared.{state}": body.carried[f"state.x.{state}"] for state in self._later.states}
        tables = {f"table.{index}": body.tables[index] for index in self._later.tables if index < len(body.tables)}
        wanted = [*left.values(), *(operand for table in tables.values() for operand in table.operands)]
        order = body.listing.reachable(wanted)
        for row in range(stretch.start, stretch.stop):
            values: dict[int, Any] = {}

            def source(name: str, row: int = row, values: dict[int, Any] = values) -> float:
                if name in self._given:
                    return self._given[name][row]  # type: ignore[no-any-return]
                if name in self._shared:
                    return self._shared[name]
                return _number(tables[name], row, values) if name in tables else _field(self._descent, name)

            computed(body.listing, order, source, FLOATS, values)
            for name, table in tables.items():
                found[name][row] = _number(table, row, values)
            self._shared = {name: values[index] for name, index in left.items()}


def _number(table: Table, row: int, values: Mapping[int, float]) -> float:
    """A table's number of a row, of which the operands are known."""
    ahead = [] if table.ahead is None else [row + 1 + table.ahead]
    return table.function(*ahead, *(values[operand] for operand in table.operands))
