"""What the code writers of all libraries share: the curve they are asked for, and the call they answer with."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from lrviz.export.pieces import Line, Piece, Ramp, Restarts, Stairs, Steady
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


def unlike(arguments: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments that are not a library's defaults."""
    return {name: value for name, value in arguments.items() if name not in defaults or value != defaults[name]}


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


def plateau(rest: Line) -> tuple[int, Ramp] | None:
    """The steps that a line stays at the top of its one fall, and the fall; None for any other line."""
    match rest:
        case ((_, Ramp() as fall),):
            return 0, fall
        case ((_, Steady(rate)), (stable, Ramp() as fall)) if rate == fall.start:
            return stable, fall
    return None


def slips(piece: Restarts) -> bool:
    """Whether a library's logarithm puts a step beside the end of a cycle into the neighbouring cycle."""
    if piece.longer == 1:
        return False
    for cycle, end in enumerate(piece.ends.tolist()):
        for t, expected in ((math.ceil(end) - 1, cycle), (math.ceil(end), cycle + 1)):
            grown = 1.0 - t / piece.steps * (1.0 - piece.longer)
            if math.floor(math.log(grown) / math.log(piece.longer)) != expected:
                return True
    return False


def top(piece: Piece) -> float:
    """The rate that a piece starts from."""
    if isinstance(piece, Stairs):
        return piece.values[0]
    if isinstance(piece, Restarts):
        return piece.top
    return float(piece.rates(np.zeros(1, dtype=np.int64))[0])
