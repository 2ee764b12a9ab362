"""One run with all that is seen on its way."""

from dataclasses import dataclass

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.kernels.kinds import RunKind
from lrviz.kernels.machines import machine
from lrviz.kernels.program import recording_program
from lrviz.kernels.steps import AXES
from lrviz.kernels.tables import Given, Tables, tables
from lrviz.kernels.trace import traced
from lrviz.kernels.walk import Walk

_ROWS = 1024
"""So many rows of a record are in a memory at once."""


@dataclass(frozen=True)
class Record:
    """What a run did, as its lists compute it; after the step at which it stopped being finite it means nothing.

    Attributes:
        points: (steps + 1, 2).
        losses: (steps + 1,), the function's values there.
        gradients: (steps + 1, 2), without noise and before any clipping.
        rates: (steps,), the rates used.
        momenta: (steps,), the momentum used, or None where no schedule moves it.
        states: (steps, 2, k), the optimizer's state after each step.
    """

    points: Floats
    losses: Floats
    gradients: Floats
    rates: Floats
    momenta: Floats | None
    states: Floats


def recorded(descent: Descent, nudges: Floats | None = None) -> Record:
    """What a run does.

    Args:
        descent: the run.
        nudges: (steps, 2), what each coordinate is multiplied by after each step; nothing changes it by default.

    Raises:
        TracingError: the run is no list of operations.
        ScheduleError: its schedule ends before it.
    """
    trace, given = traced(RunKind.of(descent)), Given.of(descent)
    program, rows = recording_program(trace), descent.steps + 1
    factors = np.ones((rows, 2))
    if nudges is not None:
        factors[:-1] = nudges
    nudging = {f"nudge.{axis}": column for axis, column in zip(AXES, factors.T, strict=True)}
    known = tables(trace, Given(given.fields, {**given.columns, **nudging}), program.inputs)
    table = np.empty((rows, len(program.record)))
    with machine(program, min(rows, _ROWS)) as opened:
        walk = Walk(opened, program, known, min(rows, _ROWS), np.array(descent.start).reshape(2, 1))
        for start, stop in walk.go(0, rows):
            table[start:stop] = opened.record[: stop - start]
        del walk
    return _told(known, given, dict(zip(program.record, table.T, strict=True)))


def _told(known: Tables, given: Given, columns: dict[str, Floats]) -> Record:
    states = [[column for name, column in columns.items() if name.startswith(f"state.{axis}.")] for axis in AXES]
    count, momenta = len(states[0]), given.columns.get("momentum")
    return Record(
        np.stack([columns[axis] for axis in AXES], axis=1),
        columns["loss"],
        np.stack([columns[f"gradient.{axis}"] for axis in AXES], axis=1),
        (columns["pace"] if "pace" in columns else given.columns["rate"])[:-1],
        None if momenta is None else momenta[:-1],
        np.array(states).reshape(2, count, known.steps + 1).transpose(2, 0, 1)[:-1],
    )
