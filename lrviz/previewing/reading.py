"""What is read off a scheduler or a function, before it is a curve."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from lrviz.arrays import Floats
from lrviz.scalars import as_float, told

Row = Sequence[float]
Metric = Callable[[int], Any]


@dataclass
class Reading:
    """The rates of each parameter group, a row for each step, as they are read.

    Attributes:
        names: of the groups.
        rates: one row a step, one rate a group.
        momenta: likewise, NaN where a group has none.
        start: the step of the scheduler that the first row belongs to.
        unit: what a row is: "step" or "epoch".
        problem: why there are no more rows.
        notes: what else is to be said.
    """

    names: list[str]
    rates: list[Row] = field(default_factory=list)
    momenta: list[Row] = field(default_factory=list)
    start: int = 0
    unit: str = "step"
    problem: str = ""
    notes: list[str] = field(default_factory=list)

    def columns(self, rows: list[Row]) -> dict[str, Floats]:
        """A read-only column (n,) for each group, by its name."""
        table = np.array(rows, dtype=float).reshape(len(rows), len(self.names) if rows else 0)
        table.flags.writeable = False
        return {name: table[:, place] for place, name in enumerate(self.names)} if rows else {}


def what_it_said(error: Exception) -> str:
    """An error of somebody's code, in one line."""
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def metrics(metric: Any, start: int) -> tuple[Metric, float]:
    """What a scheduler that looks at a metric is told at each of its steps, and for how many steps that is known.

    Args:
        metric: a number for all steps, one for each step that is read, or a function of the scheduler's step.
        start: the step at which reading begins.

    Raises:
        ValueError: it is none of these.
    """
    if callable(metric):
        return metric, np.inf
    if hasattr(metric, "__len__") and not isinstance(metric, str | bytes | Mapping) and np.ndim(metric) == 1:
        values = [as_float(value) for value in metric]
        return (lambda step: values[step - start]), len(values)
    if isinstance(metric, str | bytes) or np.ndim(metric):
        raise ValueError(
            f"metric must be a number, a sequence of numbers or a function of the step, got {told(metric)}"
        )
    number = as_float(metric)
    return (lambda step: number), np.inf
