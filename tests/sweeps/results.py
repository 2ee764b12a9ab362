"""What the tests of results share: sweeps and maps of starts by their blocks, made-up results, how they end early."""

import csv
import io
from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pytest

from lrviz import Run, Scene
from lrviz.objectives import Rosenbrock
from lrviz.optimizers import SGD, Adam
from lrviz.schedules import CosineAnnealingLR, OneCycleLR, Warmup
from lrviz.sweeps import Axis, Measured, Result, Sweep, offline, run_block
from lrviz.sweeps.basins import Basins, BasinsResult

MAP = Sweep(
    Scene(
        Rosenbrock(),
        steps=15,
        noise=0.1,
        seed=4,
        runs=(
            Run(Adam(lr=0.1), Warmup(CosineAnnealingLR(T_max=12), steps=3), 'quoted "name", with a comma'),
            Run(SGD(lr=0.1), OneCycleLR(max_lr=0.01, total_steps=10, cycle_momentum=False)),
            Run(SGD(lr=10.0)),
        ),
    ),
    (Axis("schedule.steps", 1, 6, 3, whole=True), Axis("clip", 0.5, 2.0, 2)),
    seeds=3,
)


def filled(sweep: Sweep, values: Any, name: str = "final loss") -> Result:
    """A result with made-up values of one measure, one a cell or one a cell and seed."""
    result = Result.empty(sweep)
    result.values[name][...] = np.array(values, dtype=float).reshape(sweep.cells, -1)
    result.done[...] = True
    return result


def computed(sweep: Sweep, size: int = 1000, blocks: int | None = None) -> Result:
    """The result of some blocks, or of all."""
    result = Result.empty(sweep)
    for block in sweep.blocks(size)[:blocks]:
        result.take(run_block(sweep, block))
    return result


def mapped(starts: Basins, size: int = 50, blocks: int | None = None) -> BasinsResult:
    """The map of some blocks of starts, or of all."""
    found = BasinsResult.empty(starts)
    for block in starts.blocks(size)[:blocks]:
        found.run(block)
    return found


def csv_rows(text: str) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    return list(csv.DictReader(io.StringIO(text, newline="")))


def same(one: Result | Measured, other: Result | Measured) -> bool:
    """Whether two results, or two blocks, hold the same bits."""
    if isinstance(one, Result) and isinstance(other, Result):
        alike = one.sweep == other.sweep and one.done.tolist() == other.done.tolist()
    else:
        alike = one.index == other.index and one.cells.tolist() == other.cells.tolist()
    bits = [{name: values.tobytes() for name, values in each.values.items()} for each in (one, other)]
    return alike and one.refusals == other.refusals and bits[0] == bits[1]


@cache
def whole_map() -> Result:
    """All of the map; nobody changes it."""
    return computed(MAP)


def after(count: int, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """Makes the blocks of offline sweeps small, and acts once some of them have run."""
    real, done = offline.run_block, []

    def counted(*arguments: Any) -> Any:
        if len(done) == count:
            act()
        done.append(arguments)
        return real(*arguments)

    monkeypatch.setattr(offline, "run_block", counted)
    monkeypatch.setattr(offline, "block_size", lambda sweep: 4)
