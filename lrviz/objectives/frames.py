"""Finds the critical points of a moving function at many steps at once, on a coarse grid for each."""

from collections.abc import Callable
from typing import Any

import numpy as np

from lrviz.arrays import Flags, Floats, Integers
from lrviz.objectives.base import Objective
from lrviz.objectives.critical_points import CriticalPoints, Points, Surface, eigen, newton_step

_AT_ONCE = 200_000
"""Places that are looked at together."""

_MARGIN = 0.25
_ROUNDS = 20
_REACH = 2.5
_ARRIVED = 1e-7
_FLAT = 1e-9
_CLOSE = 1e-5
"""Points of one function closer than this, in cells, are one."""

_MOST_OF_A_CURVE = 8
_DIRECTIONS = np.linspace(0, 2 * np.pi, 16, endpoint=False)[:, None]
_HALVINGS = 40


class Frames:
    """The functions of n steps, on one grid each.

    Points are columns, of shape (2, m), and go with the indices of their functions, (m,).
    """

    @staticmethod
    def searched(objective: Objective, t: Floats, cells: int) -> list[CriticalPoints]:
        """The critical points of an objective at each of the steps of shape (n,), as grids of so many cells find them.

        Minima at kinks are among them, saddles and maxima there are not; of a curve of minima a few points are.
        """
        chunks = np.array_split(t, -(-len(t) * (cells + 1) ** 2 // _AT_ONCE))
        with np.errstate(all="ignore"):
            return [one for chunk in chunks if len(chunk) for one in Frames(objective, chunk, cells).critical_points()]

    def __init__(self, objective: Objective, t: Floats, cells: int) -> None:
        self._objective, self._t, self._window = objective, t, np.array(objective.window)
        self._cell = np.ptp(self._window, axis=1)[:, None] / cells
        self._x, self._y = np.meshgrid(*(np.linspace(low, high, cells + 1) for low, high in objective.window))
        shape = (len(t), *self._x.shape)
        self._grid = [np.broadcast_to(part, shape).ravel() for part in (self._x, self._y, t[:, None, None])]
        self._values = objective.block_value(*self._grid).reshape(shape)
        self._least = np.min(self._values, axis=(1, 2), where=np.isfinite(self._values), initial=np.inf)

    def critical_points(self) -> list[CriticalPoints]:
        """Those of each function."""
        points, which = self._stationary()
        large, small, _, _ = eigen(self._surface(which), points)
        flat = np.minimum(np.abs(large), np.abs(small)) <= _FLAT * np.maximum(np.abs(large), np.abs(small))
        bottom = np.where(flat, np.maximum(large, small), small) > 0
        kinks, kinked = self._kinks(points[:, bottom], which[bottom])
        smooth = bottom & self._thinned(which, flat)
        minima, of_minima = np.hstack((points[:, smooth], kinks)), np.append(which[smooth], kinked)
        saddles, maxima = ~flat & (small < 0) & (large > 0), ~flat & (large < 0)
        found = zip(
            self._split(minima, of_minima),
            self._split(points[:, saddles], which[saddles]),
            self._split(points[:, maxima], which[maxima]),
            self._least.tolist(),
            strict=True,
        )
        return [_assembled(*one) for one in found]

    def _surface(self, which: Integers) -> Surface:
        """The functions of points, in the order of their columns, however often these are repeated."""
        own, t = self._objective, self._t[which]
        value, gradient, hessian = (_at(f, t) for f in (own.block_value, own.block_gradient, own.block_hessian))
        return Surface(value, gradient, hessian, own.window, 0)

    def _stationary(self) -> tuple[Floats, Integers]:
        """Where Newton's method arrives from the cells in which both derivatives may vanish."""
        seeds, which = self._seeds()
        surface, points = self._surface(which), seeds
        arrived = np.zeros(len(which), dtype=bool)
        for _ in range(_ROUNDS):
            step, vanishing = newton_step(surface, points)
            length = np.max(np.abs(step) / self._cell, axis=0)
            points = points - step / np.maximum(length, 1.0)
            arrived = vanishing & (length < _ARRIVED)
            if arrived.all():
                break
        near = np.max(np.abs(points - seeds) / self._cell, axis=0) <= _REACH
        return self._distinct(points[:, arrived & near], which[arrived & near])

    def _seeds(self) -> tuple[Floats, Integers]:
        """The middles of the cells in which both derivatives change sign, or come so close to it that they might."""
        change = np.array(True)
        for component in self._objective.block_gradient(*self._grid):
            lowest, highest = _extremes(component.reshape(self._values.shape), 2)
            margin = _MARGIN * (highest - lowest)
            change = change & (lowest <= margin) & (highest >= -margin)
        which, row, column = np.nonzero(change)
        return np.stack((self._x[row, column], self._y[row, column])) + self._cell / 2, which

    def _distinct(self, points: Floats, which: Integers) -> tuple[Floats, Integers]:
        """Points inside the window, each once, rounded where that is no more than rounding."""
        slack = 1e-9 * self._cell
        inside = (points >= self._window[:, :1] - slack) & (points <= self._window[:, 1:] + slack)
        points, which = points[:, inside.all(axis=0)], which[inside.all(axis=0)]
        keys = np.vstack((which, np.round(points / (self._cell * _CLOSE) + 0.3137)))
        _, first = np.unique(keys, axis=1, return_index=True)
        points, which = points[:, np.sort(first)], which[np.sort(first)]
        rounded = np.round(points, 10) + 0.0
        return np.where(np.abs(rounded - points) <= 1e-9 * self._cell, rounded, points), which

    def _thinned(self, which: Integers, flat: Flags) -> Flags:
        """All points but those of a curve, of which a few are kept, evenly over all that were found."""
        counts = np.bincount(which[flat], minlength=len(self._t))
        order = np.argsort(which[flat], kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
        kept = ~flat
        kept[flat] = rank % np.maximum(1, -(-counts[which[flat]] // _MOST_OF_A_CURVE)) == 0
        return kept

    def _kinks(self, known: Floats, owners: Integers) -> tuple[Floats, Integers]:
        """Minima at which the slope jumps: from the lowest places of the grids, as far as no smooth minimum is near."""
        inner = self._values[:, 1:-1, 1:-1]
        least, most = _extremes(self._values, 3)
        which, row, column = np.nonzero(np.isfinite(inner) & (inner <= least) & (inner < most))
        points = np.stack((self._x[row + 1, column + 1], self._y[row + 1, column + 1]))
        alone, order = np.ones(len(which), dtype=bool), np.argsort(owners, kind="stable")
        begins = np.searchsorted(owners[order], np.arange(len(self._t) + 1)).tolist()
        for index, one in enumerate(which.tolist()):
            near = known[:, order[begins[one] : begins[one + 1]]] - points[:, [index]]
            alone[index] = (np.abs(near) > 2 * self._cell).any(axis=0).all()
        return self._distinct(*self._descended(points[:, alone], which[alone]))

    def _descended(self, points: Floats, which: Integers) -> tuple[Floats, Integers]:
        """The points after a compass search, as far as every direction leads up from there."""
        value, radius = self._surface(which).value, np.repeat(self._cell, points.shape[1], axis=1)
        for _ in range(_HALVINGS if len(which) else 0):
            ring, heights = _ring(value, points, radius)
            best, columns = np.argmin(heights, axis=0), np.arange(len(which))
            lower = heights[best, columns] < value(*points)
            points = np.where(lower, ring[:, best, columns], points)
            radius = np.where(lower, radius, radius / 2)
        up = [(_ring(value, points, share * self._cell)[1] > value(*points)).all(axis=0) for share in (0.3, 1e-2)]
        proven = np.all(up, axis=0)
        return points[:, proven], which[proven]

    def _split(self, points: Floats, which: Integers) -> list[tuple[Points, list[float]]]:
        """The points of each function with their values, the lowest first."""
        values = np.asarray(self._objective.block_value(*points, self._t[which]))
        order = np.lexsort((np.round(values, 9), which))
        cuts = np.searchsorted(which[order], np.arange(1, len(self._t)))
        parts = zip(np.split(points[:, order].T, cuts), np.split(values[order], cuts), strict=True)
        return [(tuple((x, y) for x, y in own.tolist()), heights.tolist()) for own, heights in parts]


def _extremes(values: Floats, width: int) -> tuple[Floats, Floats]:
    """The least and the largest of each square of so many neighbours a side, in the last two axes."""
    found = []
    for extreme in (np.minimum, np.maximum):
        part = values
        for axis in (1, 2):
            count = part.shape[axis] - width + 1
            shifted = [np.take(part, range(shift, shift + count), axis) for shift in range(width)]
            part = extreme(extreme(shifted[0], shifted[1]), shifted[-1])
        found.append(part)
    return found[0], found[1]


def _at(function: Callable[..., Any], t: Floats) -> Callable[..., Any]:
    return lambda x, y: function(x, y, np.resize(t, np.shape(x)))


def _ring(value: Callable[..., Any], points: Floats, radius: Floats) -> tuple[Floats, Floats]:
    """Places around each point, (2, directions, m), and the values there."""
    ring = points[:, None] + radius[:, None] * np.stack((np.cos(_DIRECTIONS), np.sin(_DIRECTIONS)))
    heights = np.asarray(value(ring[0].ravel(), ring[1].ravel())).reshape(ring.shape[1:])
    return ring, np.where(np.isnan(heights), np.inf, heights)


def _assembled(
    minima: tuple[Points, list[float]],
    saddles: tuple[Points, list[float]],
    maxima: tuple[Points, list[float]],
    least: float,
) -> CriticalPoints:
    places, heights = minima
    lowest = min(heights, default=np.inf)
    slack = 1e-9 * max(1.0, abs(lowest)) if heights else 0.0
    if not (heights and least >= lowest - slack):
        return CriticalPoints(places, saddles[0], maxima[0])
    deepest = tuple(place for place, height in zip(places, heights, strict=True) if height <= lowest + slack)
    return CriticalPoints(places, saddles[0], maxima[0], lowest, deepest)
