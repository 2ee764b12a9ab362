"""The objective of a block: one for all columns, or one for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.formulas import derive_columns
from lrviz.objectives import Objective

Clock: TypeAlias = np.float64 | Floats
"""The step whose gradient is taken, counted from 0."""


@dataclass(frozen=True)
class Surface:
    """What a block asks of its objectives.

    Attributes:
        value: f of x and y, arrays of shape (N,), at the step, a numpy float or an array of shape (N,).
        write_gradient: writes ∇f of two arrays of shape (N,) into one of shape (2, N), at the step, a numpy float.
        part: the surface of some of the columns.
    """

    value: Callable[[Floats, Floats, Clock], Floats]
    write_gradient: Callable[[Floats, Floats, Floats, np.float64], None]
    part: Callable[[slice], "Surface"]


def surface(objectives: Sequence[Objective]) -> Surface:
    """The surface of one objective for all columns, or of N of one class with the same formula."""
    first = objectives[0]
    if len(objectives) == 1 or all(objective == first for objective in objectives):
        return _shared(first)
    columns = zip(*(objective.hyperparameter_values for objective in objectives), strict=True)
    value, write = derive_columns(first.expression, tuple(map(_column, columns)))
    return Surface(value, write, lambda where: surface(objectives[where]))


def _shared(objective: Objective) -> Surface:
    return Surface(objective.block_value, objective.gradient_writer, lambda _: _shared(objective))


def _column(values: tuple[float, ...]) -> float | Floats:
    return values[0] if values.count(values[0]) == len(values) else np.array(values, dtype=float)
