"""Runs a trace with numpy: many columns at once, or one with all that is seen on its way."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.kernels.evaluation import computed
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.steps import AXES, Body
from lrviz.kernels.tables import Tables, tables
from lrviz.kernels.trace import Trace, traced


@dataclass(frozen=True)
class Record:
    """What a run did, as its lists compute it; after the step at which it stopped being finite it means nothing.

    Attributes:
        points: (steps + 1, 2).
        losses: (steps + 1,), the function's values there.
        gradients: (steps + 1, 2), without noise and before any clipping.
        rates: (steps,), the rates used.
        states: (steps, 2, k), the optimizer's state after each step.
        limits: (steps,), the largest linearly stable rates; None where none are known, or where they are no list.
    """

    points: Floats
    losses: Floats
    gradients: Floats
    rates: Floats
    states: Floats
    limits: Floats | None


def wanted(trace: Trace, seen: Sequence[str]) -> list[str]:
    """The names of the inputs that the lists of a trace take, if they are to give what is carried and seen."""
    names = dict.fromkeys(trace.begin.listing.inputs(trace.begin.carried.values()))
    for body in trace.bodies:
        names |= dict.fromkeys(body.listing.inputs(outputs(body, seen).values()))
    return list(names)


def outputs(body: Body, seen: Sequence[str]) -> dict[str, int]:
    """What is computed at a step: all that is carried, and some of what is seen."""
    return body.carried | {name: body.seen[name] for name in seen}


SEEN = ("loss", "gradient.x", "gradient.y", "limit")


def recorded(descent: Descent) -> Record:
    """What a run does, computed with numpy.

    Raises:
        TracingError: the run is no list of operations.
        ScheduleError: its schedule ends before it.
    """
    trace = traced(RunKind.of(descent))
    seen = [name for name in SEEN if all(name in body.seen for body in trace.bodies)]
    known = tables(trace, descent, wanted(trace, seen))
    rows: list[dict[str, Any]] = []
    run(trace, known, np.array(descent.start).reshape(2, 1), seen, rows.append)
    columns = {name: np.array([np.ravel(row[name])[0] for row in rows]) for name in rows[0]}
    pairs = {name: np.stack([columns[f"{name}{axis}"] for axis in AXES], axis=1) for name in ("", "gradient.")}
    states = [[columns[f"after.state.{axis}.{index}"][:-1] for index in range(trace.states)] for axis in AXES]
    return Record(
        pairs[""],
        columns["loss"],
        pairs["gradient."],
        columns["pace" if "pace" in columns else "rate"][:-1],
        np.array(states, dtype=float).reshape(2, trace.states, -1).transpose(2, 0, 1),
        columns["limit"][:-1] if "limit" in seen else None,
    )


def run(
    trace: Trace, known: Tables, starts: Floats, seen: Sequence[str], record: Callable[[dict[str, Any]], None] | None
) -> Floats:
    """Takes all steps, and one more where they are recorded.

    Args:
        trace: of the run.
        known: its inputs.
        starts: (2, N).
        seen: what is computed besides the steps.
        record: sees each row: its inputs, what is seen, and what is carried on, the latter as "after." and its name.

    Returns:
        (2, N): where the columns ended.
    """
    with np.errstate(all="ignore"):
        columns = _Columns(trace, known, starts)
        for stretch in known.stretches:
            for row in range(stretch.start, stretch.stop if record else min(stretch.stop, known.steps)):
                found = columns.step(trace.bodies[stretch.body], row, seen)
                if record is not None:
                    record({**columns.inputs(row), **found})
                columns.carry(found)
    return columns.points


class _Columns:
    """All that is carried from step to step."""

    def __init__(self, trace: Trace, known: Tables, starts: Floats) -> None:
        self._trace, self._known, self._count = trace, known, starts.shape[1]
        self._carried: dict[str, Any] = dict(zip(AXES, np.array(starts, dtype=float), strict=True))
        self.carry(self.step(trace.begin, 0, ()))

    @property
    def points(self) -> Floats:
        """(2, N)."""
        return np.stack([np.broadcast_to(self._carried[axis], self._count) for axis in AXES])

    def inputs(self, row: int) -> dict[str, Any]:
        """Whatever changes from row to row, by name."""
        return {name: column[row] for name, column in self._known.columns.items()} | self._carried

    def step(self, body: Body, row: int, seen: Sequence[str]) -> dict[str, Any]:
        """What a row computes: what is seen, and what is carried on, as "after." and its name."""
        found = outputs(body, seen)
        given = {name: np.float64(value) for name, value in self._known.fields.items()} | self.inputs(row)
        values = computed(body.listing, body.listing.reachable(found.values()), given.__getitem__)
        return {name if name in seen else f"after.{name}": values[index] for name, index in found.items()}

    def carry(self, found: Mapping[str, Any]) -> None:
        """Goes on to the next row."""
        after = {name.removeprefix("after."): value for name, value in found.items() if name.startswith("after.")}
        self._carried |= after | {f"shared.{state}": after[f"state.x.{state}"] for state in self._trace.shared}
