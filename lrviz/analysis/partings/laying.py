"""Lays a log over a plan, step for step, in the way of counting with which both agree longest."""

from dataclasses import dataclass

import numpy as np

from lrviz.analysis.partings.rows import TELLING_VALUES, Rows
from lrviz.analysis.partings.warp import COUNTINGS
from lrviz.arrays import Flags, Floats, Integers

_ABOUT = 0.9
_TELLING = 0.5


@dataclass(frozen=True, eq=False)
class Laid:
    """A log over a plan.

    Attributes:
        rows: the log's rows that lie within the plan.
        planned: what the plan has at each of them.
        counting: the log's step s is the plan's step s + counting.
        differs: which rows have not the planned rate.
        peak: the highest planned rate.
        told: whether the rows tell the way of counting from the others.
    """

    rows: Rows
    planned: Floats
    counting: int
    differs: Flags
    peak: float
    told: bool = False

    @staticmethod
    def of(plan: Floats, rows: Rows, counting: int) -> "Laid":
        """The log in one way of counting."""
        places = rows.steps + counting
        within = (places >= 0) & (places < len(plan))
        inside, planned = rows.only(within), plan[places[within]]
        peak = float(np.abs(plan[np.isfinite(plan)]).max(initial=0.0))
        return Laid(inside, planned, counting, inside.differ(planned, peak), peak)

    @property
    def first(self) -> int | None:
        """The first row that differs."""
        return int(self.differs.argmax()) if self.differs.any() else None

    @property
    def agreeing(self) -> int:
        """How many rows agree before the first that differs."""
        return len(self.differs) if self.first is None else self.first

    def deviation(self, rows: int) -> float:
        """How far apart both are on the average of the first rows."""
        return float(np.mean(np.abs(self.planned[:rows] - self.rows.rates[:rows]))) if rows else 0.0


def laid(plan: Floats, rows: Rows) -> Laid:
    """The log over the plan; of the ways of counting that agree about as long as the longest, the closest."""
    ways = [Laid.of(plan, rows, counting) for counting in COUNTINGS]
    longest = max(way.agreeing for way in ways)
    lasting = [way for way in ways if way.agreeing >= _ABOUT * longest - 1]
    count = min(way.agreeing for way in lasting)
    best = min(lasting, key=lambda way: way.deviation(count))
    return Laid(best.rows, best.planned, best.counting, best.differs, best.peak, _told(best, ways))


def _told(best: Laid, ways: list[Laid]) -> bool:
    """Whether the rows that agree, which must be some, are closer in this way of counting than in the others."""
    if best.agreeing < TELLING_VALUES:
        return False
    others = [way for way in ways if way is not best]
    steps = best.rows.steps[: best.agreeing]
    return all(_deviation(best, steps) < _TELLING * _deviation(other, steps) for other in others)


def _deviation(way: Laid, steps: Integers) -> float:
    """How far both are apart on the average of some of the log's steps."""
    some = np.isin(way.rows.steps, steps)
    return float(np.mean(np.abs(way.planned[some] - way.rows.rates[some]))) if some.any() else np.inf
