"""What a library is asked for, and the parts of its answer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrviz.export.pieces import Line, Piece, Ramp, Restarts, Stairs
from lrviz.schedules import Schedule


@dataclass(frozen=True)
class Wanted:
    """A curve that a library shall give.

    Attributes:
        schedule: what gives it here.
        lr: the optimizer's own rate.
        line: its pieces; None where it has none.
        calls: for how many steps of the scheduler it must hold.
        steps_per_epoch: optimizer steps between two of them where it is stepped each epoch; else None.
    """

    schedule: Schedule
    lr: float
    line: Line | None
    calls: int
    steps_per_epoch: int | None = None


@dataclass(frozen=True)
class Call:
    """A call of a library, with its keyword arguments."""

    name: str
    arguments: Mapping[str, Any]

    def source(self, *before: str) -> str:
        """The call as Python, behind the arguments `before`."""
        return f"{self.name}({', '.join((*before, *(f'{key}={value!r}' for key, value in self.arguments.items())))})"


@dataclass(frozen=True)
class Source:
    """Python source as the value of an argument."""

    text: str

    def __repr__(self) -> str:
        return self.text


def warmup(line: Line) -> tuple[Ramp | None, Line]:
    """The straight rise that a line begins with, if it does, and the rest on its own clock."""
    match line:
        case ((0, Ramp(shape="linear", power=1.0) as rise), (after, piece), *_) if (
            rise.start <= rise.end and after == rise.steps and rise.end == top(piece)
        ):
            return rise, tuple((start - after, piece) for start, piece in line[1:])
    return None, line


def top(piece: Piece) -> float:
    """The rate that a piece starts from."""
    if isinstance(piece, Stairs):
        return piece.values[0]
    if isinstance(piece, Restarts):
        return piece.top
    return float(piece.rates(np.zeros(1, dtype=np.int64))[0])
