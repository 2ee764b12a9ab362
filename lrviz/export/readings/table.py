"""The table that says, for each class of schedule, which simple curves it is made of; the files beside it fill it."""

from functools import singledispatch

from lrviz.export.pieces import Line, Piece, Ramp
from lrviz.schedules import Schedule


@singledispatch
def pieces(schedule: Schedule, lr: float, steps: int) -> Line | None:
    """The pieces that a schedule may be over a run; None for a class that no library has.

    Args:
        schedule: any schedule.
        lr: the optimizer's own rate.
        steps: steps of the run, at least 1.
    """
    return None


def alone(piece: Piece) -> Line:
    """A line of one piece."""
    return ((0, piece),)


def after_warmup(start: float, top: float, steps: int, rest: Line) -> Line:
    """A rise from `start` to `top`, and the rest after its `steps` steps; the rest alone where they are none."""
    return ((0, Ramp(start, top, steps)), *((steps + begin, piece) for begin, piece in rest)) if steps else rest


def tidy(number: float) -> float:
    """The number at 15 significant digits, so that 0.1·0.1 prints as 0.01."""
    return float(f"{number:.15g}")
