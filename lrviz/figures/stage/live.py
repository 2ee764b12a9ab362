"""What lets a browser compute the paths of a scene by itself from any start: of each run its kernel and its numbers."""

import hashlib
import zlib
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Descent
from lrviz.figures.kit.columns import halves, packed
from lrviz.figures.stage.knobs import knobs
from lrviz.kernels import Kernel, TracingError, kernel
from lrviz.objectives import Objective
from lrviz.objectives.course import course
from lrviz.optimizers import Rule
from lrviz.scene import Scene
from lrviz.simulate.stability import limit_factors

MOST_ROWS = 48_000
"""Of all runs together: what the server sends is thinned to so many, and what the browser computes has no more."""


class Live(NamedTuple):
    """What the browser is given.

    Attributes:
        id: the same for the same kernels, so that they are sent once.
        facts: where in the blob and in the memory of the modules things stand, and what the function is measured by.
        blob: the modules, then columns of each run: its fields, the cells of its tables, and what is no input.
    """

    id: str
    facts: dict[str, Any]
    blob: bytes


def live(scene: Scene) -> Live | None:
    """The kernels of all runs; None where one of them is no list of operations, or where they are too long."""
    if not scene.runs or len(scene.runs) * (scene.steps + 1) > MOST_ROWS:
        return None
    try:
        return _live(replace(scene, start=None))  # kernels do not depend on the start
    except TracingError:
        return None


@lru_cache(maxsize=16)
def _live(scene: Scene) -> Live:
    runs = [_run(Descent.of(scene, index)) for index in range(len(scene.runs))]
    modules = list(dict.fromkeys(run.kernel.module for run in runs))
    facts = {
        "modules": list(map(len, modules)),
        "runs": [
            {"module": modules.index(run.kernel.module), "knobs": knobs(scene, index, run.kernel), **run.facts}
            for index, run in enumerate(runs)
        ],
        **_measures(scene.objective, scene.steps),
    }
    whole = b"".join((*modules, *(run.numbers for run in runs)))
    return Live(hashlib.sha256(whole + repr(facts).encode()).hexdigest()[:16], facts, zlib.compress(whole, 1))


class _Run(NamedTuple):
    """The part of one run: its kernel, where in the memory things stand, and the columns of its numbers."""

    kernel: Kernel
    facts: dict[str, Any]
    numbers: bytes


@lru_cache(maxsize=64)
def _run(descent: Descent) -> _Run:
    found = kernel(descent)
    layout, tables, rows = found.layout, found.tables, found.rows
    fields = np.array([tables.fields.get(name, 0.0) for name in layout.fields])
    cells = [tables.columns[name][:rows] for name in layout.cells]
    columns = _columns(descent, found)
    facts = {
        "bytes": found.bytes_needed,
        "calls": [[call.name, call.start, call.stop] for call in found.calls],
        "refresh": [[call.name, call.start, call.stop] for call in found.refresh],
        "start": [layout.columns[axis] for axis in "xy"],
        "fields": layout.fields,
        "tables": layout.tables,
        "row": layout.row,
        "cells": layout.cells,
        "record": layout.record(rows),
        "names": found.record,
        "columns": list(columns),
    }
    numbers = (packed(halves(np.ascontiguousarray(one))) for one in (fields, *cells, *columns.values()))
    return _Run(found, facts, b"".join(numbers))


def _columns(descent: Descent, found: Kernel) -> dict[str, Floats]:
    """What is shown of each step and is neither an input of the kernel nor in its record, each (steps,)."""
    run, steps = descent.run, descent.steps
    assert isinstance(run.optimizer, Rule)
    momenta = run.schedule.momenta(run.momentum, steps)
    columns = {"factor": limit_factors(run.optimizer, steps, momenta)}
    if "pace" not in found.record and "rate" not in found.layout.cells:
        columns["rate"] = run.schedule.rates(run.optimizer.lr, steps)
    if momenta is not None and "momentum" not in found.layout.cells:
        columns["momentum"] = momenta
    return columns


@lru_cache(maxsize=32)
def _measures(objective: Objective, steps: int) -> dict[str, Any]:
    """The minima that distances are counted from; of a function that moves the lowest value of each step."""
    if not objective.moves:
        return {"minima": objective.minima}
    lowest = course(objective, steps).lowest
    return {"lowest": [float(value) if np.isfinite(value) else None for value in lowest]}
