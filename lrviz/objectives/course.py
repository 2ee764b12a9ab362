"""The critical points of a moving function at every step of a run."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.objectives.base import Objective
from lrviz.objectives.critical_points import CriticalPoints
from lrviz.objectives.frames import Frames

_FEW = 16
"""Of so many different functions each is searched as carefully as one that stands still."""

_PROBES = 3
_FEWEST_CELLS, _MOST_CELLS = 12, 60
_MOST_PLACES = 5_000_000
_MOST_POINTS = 100_000


@dataclass(frozen=True, eq=False)
class Course:
    """The critical points of the function of each step of a run, from step 0 to the one that would come next.

    Attributes:
        found: those of each different function; none where the function is another one at so many steps, or has so
            many critical points, that to search for them would take too long.
        which: (steps + 1,), the function of each step.
    """

    found: tuple[CriticalPoints, ...]
    which: Integers

    @property
    def lowest(self) -> Floats:
        """(steps + 1,): the lowest value in the window at each step; NaN where no minimum inside it is that low."""
        return np.array([np.nan if one.lowest is None else one.lowest for one in self.found])[self.which]

    def nearest(self, points: Floats, climbs: bool = False) -> Floats:
        """(n, 2): the minimum of its step's function that is nearest to each of the points of a path, (n, 2).

        NaN where none is known in the window.

        Args:
            points: at most steps + 1 of them.
            climbs: whether maxima count, in the place of minima.
        """
        places = [one.maxima if climbs else one.minima for one in self.found]
        marks = np.full((len(places), max(map(len, places)), 2), np.nan)
        for index, own in enumerate(places):
            marks[index, : len(own)] = np.reshape(own, (-1, 2))
        nearest, best, which = np.full(points.shape, np.nan), np.full(len(points), np.inf), self.which[: len(points)]
        with np.errstate(all="ignore"):
            for mark in range(marks.shape[1]):
                places_there = marks[which, mark]
                away = np.hypot(*(points - places_there).T)
                nearest, best = np.where((away < best)[:, None], places_there, nearest), np.fmin(best, away)
        return nearest


@lru_cache(maxsize=32)
def course(objective: Objective, steps: int) -> Course:
    """The critical points along a run of so many steps; the most recent ones are remembered.

    Where the function is another one at each of many steps, they are searched for on coarser grids than `Objective.at`
    uses, after which at some steps as many minima have to be known as there.
    """
    if not objective.moves:
        return Course((objective.critical_points,), np.zeros(steps + 1, dtype=np.int64))
    _, firsts, which = np.unique(
        objective.phases(np.arange(steps + 1.0)), axis=1, return_index=True, return_inverse=True
    )
    if len(firsts) <= _FEW:
        return Course(tuple(objective.at(t).critical_points for t in firsts.tolist()), which)
    return Course(_searched(objective, firsts.astype(float)) or (CriticalPoints(),) * len(firsts), which)


def _searched(objective: Objective, t: Floats) -> tuple[CriticalPoints, ...]:
    """The critical points at many steps; nothing where they are too many or some are missed."""
    probes = np.linspace(0, len(t) - 1, _PROBES).astype(int).tolist()
    careful = [objective.at(t[index]).critical_points for index in probes]
    most = max(len(one.minima) + len(one.saddles) + len(one.maxima) for one in careful)
    cells = int(min(8 + 8 * np.sqrt(most), _MOST_CELLS, np.sqrt(_MOST_PLACES / len(t))))
    if cells < _FEWEST_CELLS or most * len(t) > _MOST_POINTS:
        return ()
    found = Frames.searched(objective, t, cells)
    missed = any(len(found[index].minima) < len(one.minima) for index, one in zip(probes, careful, strict=True))
    return () if missed else tuple(found)
