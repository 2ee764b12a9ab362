"""Describes schedules made of other schedules by the simple curves of their parts."""

import math

from lrviz.export.pieces import Line, Piece
from lrviz.export.readings.table import pieces
from lrviz.schedules import Sequential, Warmup
from lrviz.schedules.combinators import flat
from lrviz.schedules.phases import Phases


@pieces.register
def _(schedule: Warmup | Sequential | Phases, lr: float, steps: int) -> Line | None:
    if schedule.alone:
        return None
    whole = schedule.sequence if isinstance(schedule, Phases) else schedule
    stages = whole.stages() if isinstance(whole, Sequential) else flat(whole)
    ends = [*(start for _, start in stages[1:]), math.inf]
    line: list[tuple[int, Piece]] = []
    for (part, start), end in zip(stages, ends, strict=True):
        inner = pieces(part, lr, max(1, int(min(end, steps)) - start))
        if inner is None:
            return None
        line += [(start + begin, piece) for begin, piece in inner if start + begin < end]
    return tuple(line)
