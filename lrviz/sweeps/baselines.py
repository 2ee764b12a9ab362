"""What the runs of a sweep are measured against: how low their objectives go, and where."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.objectives import Objective, Point
from lrviz.simulate.outcomes.measures import lowest_cost


class Case(NamedTuple):
    """An objective, whether it is climbed, and after how many steps runs end, which counts where it moves."""

    objective: Objective
    climbs: bool
    steps: int = 0


_SIDE = 41
_ROUNDS = 30
_SETTLED = 1e-10
_APART = 1e-6


@dataclass(frozen=True, eq=False)
class Baseline:
    """How low a case goes in its window where runs end, as costs: values, negated where it is climbed.

    Attributes:
        lowest: the lowest cost known.
        minima: (2, m), the minima of the cost.
    """

    lowest: float
    minima: Floats


def baseline(case: Case) -> Baseline:
    """The baseline of one objective, from its critical points."""
    last = case.objective.at(case.steps)
    points = last.critical_points
    minima = np.array(points.maxima if case.climbs else points.minima, dtype=float).reshape(-1, 2).T
    return Baseline(lowest_cost(last, case.climbs), minima)


def quick_baselines(cases: Sequence[Case]) -> list[Baseline]:
    """The baselines of many objectives of one class, all climbed or none, from a coarse grid of each.

    Minima whose basins are narrower than a fortieth of the window may be missed.
    """
    first, sign = cases[0].objective, -1.0 if cases[0].climbs else 1.0
    lowest, seeds, which = _grids(cases, sign)
    ends = _descended(cases, which, seeds, sign)
    with np.errstate(all="ignore"):
        reached = sign * first.compiled().value(*ends, *_columns(cases, which))
    order = np.lexsort((reached, which))
    order = order[_inside(first, ends[:, order])]
    cuts = np.searchsorted(which[order], np.arange(1, len(cases)))
    np.minimum.at(lowest, which[order], reached[order])
    apart = _APART * np.ptp(first.window[0])
    minima = [_distinct(ends[:, members], apart) for members in np.split(order, cuts)]
    return [Baseline(low, points) for low, points in zip(lowest.tolist(), minima, strict=True)]


def _grids(cases: Sequence[Case], sign: float) -> tuple[Floats, Floats, Integers]:
    """The lowest cost on each grid; the points (2, n) of all grids that no neighbour is below, and whose they are."""
    x, y = np.meshgrid(*(np.linspace(*edges, _SIDE) for edges in cases[0].objective.window))
    lowest, points, which = np.empty(len(cases)), [np.empty((2, 0))], [np.empty(0, dtype=np.int64)]
    for index, (objective, _, steps) in enumerate(cases):
        with np.errstate(all="ignore"):
            costs = sign * objective.compiled().value(x, y, *objective.hyperparameter_values, np.float64(steps))
        costs = np.where(np.isfinite(costs), costs, np.inf)
        row, column = np.nonzero(_lower_than_neighbours(costs))
        lowest[index] = costs.min()
        points.append(np.stack((x[row, column], y[row, column])))
        which.append(np.full(len(row), index))
    return lowest, np.concatenate(points, axis=1), np.concatenate(which)


def _columns(cases: Sequence[Case], which: Integers) -> tuple[Floats, ...]:
    """The hyperparameters of the objectives and the last step at each of n points."""
    values = np.array([(*case.objective.hyperparameter_values, case.steps) for case in cases], dtype=float)
    return tuple(values[which].T)


def _lower_than_neighbours(costs: Floats) -> Flags:
    padded = np.full((_SIDE + 2, _SIDE + 2), np.inf)
    padded[1:-1, 1:-1] = costs
    lowest = np.isfinite(costs)
    for down, right in product(range(3), repeat=2):
        lowest &= costs <= padded[down : down + _SIDE, right : right + _SIDE]
    return lowest


def _descended(cases: Sequence[Case], which: Integers, points: Floats, sign: float) -> Floats:
    """Newton's method from points (2, n) on their objectives; NaN where it finds no minimum."""
    functions, columns = cases[0].objective.compiled(), _columns(cases, which)
    size = np.ptp(np.array(cases[0].objective.window), axis=1)[:, None]
    settled = np.zeros(len(which), dtype=bool)
    for _ in range(_ROUNDS):
        with np.errstate(all="ignore"):
            gradient = np.stack(functions.gradient(*points, *columns)) * sign
            xx, xy, yy = (sign * second for second in functions.hessian(*points, *columns))
            determinant = xx * yy - xy * xy
            move = np.stack((yy * gradient[0] - xy * gradient[1], xx * gradient[1] - xy * gradient[0])) / determinant
        bowl = (determinant > 0) & (xx > 0)
        points = np.where(bowl & ~settled, points - move, np.where(settled, points, np.nan))
        settled |= bowl & (np.abs(move) <= _SETTLED * size).all(axis=0)
        if (settled | ~bowl).all():
            break
    return np.where(settled, points, np.nan)


def _inside(objective: Objective, points: Floats) -> Flags:
    (left, right), (low, high) = objective.window
    inside = (points[0] >= left) & (points[0] <= right) & (points[1] >= low) & (points[1] <= high)
    return np.asarray(inside)


def _distinct(points: Floats, apart: float) -> Floats:
    kept: list[int] = []
    for index in range(points.shape[1]):
        gaps = np.abs(points[:, kept] - points[:, [index]]).max(axis=0)
        if not (gaps <= apart).any():
            kept.append(index)
    return points[:, kept]


@dataclass(frozen=True, eq=False)
class Baselines:
    """What of their objectives n columns need to be measured.

    Attributes:
        value: f of x and y, each of shape (n,), at the first step.
        moves: whether it is another function at later steps.
        sign: -1 for columns that climb, else 1; (n,) or (1,).
        lowest: the lowest cost known where runs end, (n,) or (1,).
        minima: those that there are then, (m, 2, 1) or (m, 2, n), NaN where a column has fewer.
        centre: the middle of the window.
        diagonal: its length.
    """

    value: Callable[[Floats, Floats], Floats]
    moves: bool
    sign: Floats
    lowest: Floats
    minima: Floats
    centre: Point
    diagonal: float

    @staticmethod
    def of(objective: Objective, climbs: bool, steps: int = 0) -> "Baselines":
        """The baseline of one objective, after so many steps where it moves."""
        case = Case(objective, climbs, steps)
        return Baselines.of_cases([case], np.zeros(1, dtype=np.int64), [baseline(case)])

    @staticmethod
    def of_cases(cases: Sequence[Case], which: Integers, found: Sequence[Baseline]) -> "Baselines":
        """Those of columns with several cases of one formula; `which` says which case each column has, (n,)."""
        first = cases[0].objective
        signs = np.array([-1.0 if case.climbs else 1.0 for case in cases])
        lowest = np.array([one.lowest for one in found])
        minima = np.full((max(b.minima.shape[1] for b in found), 2, len(cases)), np.nan)
        for index, one in enumerate(found):
            minima[: one.minima.shape[1], :, index] = one.minima.T
        which = which if len(cases) > 1 else np.zeros(1, dtype=np.int64)
        value, columns = first.compiled().value, _columns(cases, which)[:-1]
        return Baselines(
            lambda x, y: value(x, y, *columns, np.float64(0.0)),
            first.moves,
            signs[which],
            lowest[which],
            minima[:, :, which],
            first.centre,
            first.diagonal,
        )

    def costs(self, points: Floats) -> Floats:
        """(n,): at points (2, n), at the first step."""
        with np.errstate(all="ignore"):
            return self.sign * self.value(points[0], points[1])

    def goals(self, starts: Floats, tolerance: float) -> Floats:
        """(n,): the cost at which a run from a start, (2, n), has arrived; NaN if there is none.

        There is none where the function moves: what is low at one step is not at another.
        """
        if self.moves:
            return np.full(starts.shape[1], np.nan)
        with np.errstate(all="ignore"):
            goals = self.lowest + tolerance * (self.costs(starts) - self.lowest)
        return np.where(np.isfinite(goals), goals, np.nan)

    def away(self, points: Floats) -> Floats:
        """(n,): the distances of points (2, n) from the middle of the window, in diagonals."""
        with np.errstate(all="ignore"):
            gaps = [(axis - middle) / self.diagonal for axis, middle in zip(points, self.centre, strict=True)]
            return np.asarray(np.hypot(*gaps))

    def distances(self, points: Floats) -> Floats:
        """(n,): the distances of points (2, n) from the nearest minimum; NaN where there is none."""
        nearest = np.full(points.shape[1], np.nan)
        with np.errstate(all="ignore"):
            for x, y in self.minima:
                nearest = np.fmin(nearest, np.hypot(points[0] - x, points[1] - y))
        return nearest
