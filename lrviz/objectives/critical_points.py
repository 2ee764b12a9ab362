"""Finds minima, saddles and maxima in a window: sign changes of the gradient on a grid, refined by Newton's method.

Where the gradient has no zero, as at the tip of a cone, minima are found from the values alone. Saddles and maxima at
kinks are not looked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from lrviz.arrays import Flags, Floats
from lrviz.objectives.kinks import apart, sharp_minima

Points: TypeAlias = tuple[tuple[float, float], ...]

_CELLS, _FEW_CELLS = 300, 120
"""Cells along each side of the window, and for functions of many operations; finer structure may be missed."""

_MANY_OPERATIONS = 400
_MOST_WORK = 3_000_000
"""How many seeds times operations are followed."""

_MARGIN = 0.25
_ROUNDS = 70
_QUICK_ROUNDS = 12
_SLOW_SEEDS = 400
_ROUNDING = 1e-12
"""Differences this small, in cells, are rounding errors."""

_CLOSE = 1e-6
"""Points closer than this, in cells, are one."""

_FLAT = 1e-9
"""A curvature is zero when it is smaller than this share of the largest at the point."""

_NEGLIGIBLE = 1e-10
"""Points are left out when the function around them varies by less than this share of their height above the lowest."""

_REPRESENTATIVES = 8
_SPACING = 0.25


@dataclass(frozen=True)
class CriticalPoints:
    """Where the gradient vanishes inside the window, and minima at kinks; each tuple begins with the lowest.

    Attributes:
        minima: of a whole curve of lowest minima, at most eight points, the flattest first.
        saddles: degenerate ones, as the monkey saddle's, too.
        maxima: without those at kinks.
        lowest: the value of the lowest minimum; None where the function goes lower at the window's edge.
        global_minima: the minima that have this value.
    """

    minima: Points = ()
    saddles: Points = ()
    maxima: Points = ()
    lowest: float | None = None
    global_minima: Points = ()


@dataclass(frozen=True)
class Surface:
    """A function on a window: its value, gradient and Hessian for arrays of shape (N,), and what the Hessian costs."""

    value: Callable[..., Any]
    gradient: Callable[..., Any]
    hessian: Callable[..., Any]
    window: tuple[tuple[float, float], tuple[float, float]]
    operations: int

    @property
    def cells(self) -> int:
        """How many cells the grid has along each side."""
        return _CELLS if self.operations < _MANY_OPERATIONS else _FEW_CELLS

    def corners(self) -> tuple[Floats, Floats]:
        """The grid's x and y, each of shape (cells + 1, cells + 1), rows along y."""
        x, y = np.meshgrid(*(np.linspace(low, high, self.cells + 1) for low, high in self.window))
        return x, y

    @property
    def cell(self) -> Floats:
        """Width and height of a grid cell, of shape (2, 1)."""
        return np.array([[(high - low) / self.cells] for low, high in self.window])

    def inside(self, points: Floats) -> Flags:
        """Which points of shape (2, N) lie in the window, its edges included."""
        slack = 1e-9 * self.cell[:, 0]
        (left, right), (low, high) = self.window
        across = (points[0] >= left - slack[0]) & (points[0] <= right + slack[0])
        return np.asarray(across & (points[1] >= low - slack[1]) & (points[1] <= high + slack[1]))


def find_critical_points(surface: Surface) -> CriticalPoints:
    """All critical points in the window that the grid resolves, and the minima at kinks."""
    with np.errstate(all="ignore"):
        x, y = surface.corners()
        values = np.asarray(surface.value(x.ravel(), y.ravel())).reshape(x.shape)
        least = float(np.min(values, where=np.isfinite(values), initial=np.inf))
        points, reached = _newton(surface, _seeds(surface, x, y))
        points = _distinct(_polished(surface, points[:, reached]), surface.cell)
        points = points[:, surface.inside(points) & np.isfinite(_slope(surface, points))]
        kind, degenerate, curve = _kinds(surface, points)
        known = points[:, (kind == "minimum") | curve]
        kept = _noticeable(surface, points, least) & _apart_if_degenerate(surface, points, degenerate & ~curve)
        points, kind, curve = points[:, kept], kind[kept], curve[kept]
        kinks = sharp_minima(surface.value, x, y, values, known)
        kinks = kinks[:, surface.inside(kinks) & np.isfinite(surface.value(*kinks))]
        minima = np.concatenate((points[:, (kind == "minimum") & ~curve], kinks), axis=1)
        minima = np.concatenate((minima, _representatives(surface, points[:, curve], minima)), axis=1)
        saddles, maxima = points[:, (kind == "saddle") & ~curve], points[:, (kind == "maximum") & ~curve]
        return _assembled(surface, minima, saddles, maxima, least if not np.isneginf(values).any() else -np.inf)


def _seeds(surface: Surface, x: Floats, y: Floats) -> Floats:
    """Centres of the cells where both derivatives change sign, or come so close to it that they might inside."""
    gradient = surface.gradient(x.ravel(), y.ravel())
    change = np.ones((surface.cells, surface.cells), dtype=bool)
    for component in gradient:
        part = np.asarray(component).reshape(x.shape)
        corners = np.stack((part[:-1, :-1], part[1:, :-1], part[:-1, 1:], part[1:, 1:]))
        lowest, highest = corners.min(axis=0), corners.max(axis=0)
        margin = _MARGIN * (highest - lowest)
        change &= (lowest <= margin) & (highest >= -margin)
    seeds = np.stack((x[:-1, :-1][change], y[:-1, :-1][change])) + surface.cell / 2
    return seeds[:, :: 1 + seeds.shape[1] * surface.operations // _MOST_WORK]


def _newton(surface: Surface, seeds: Floats) -> tuple[Floats, Flags]:
    """Where Newton's method leads, and whether it reached a critical point within three cells of the seed."""
    cell, points = surface.cell, seeds.copy()
    running, reached = np.ones((2, seeds.shape[1]), dtype=bool)
    reached[:] = False
    for round_number in range(_ROUNDS):
        if round_number == _QUICK_ROUNDS:
            running[np.flatnonzero(running)[_SLOW_SEEDS:]] = False
        if not running.any():
            break
        step, vanishing = newton_step(surface, points[:, running])
        length = np.max(np.abs(step) / cell, axis=0)
        points[:, running] -= step / np.maximum(length, 1.0)
        lost = ~np.isfinite(length) | (np.max(np.abs(points - seeds)[:, running] / cell, axis=0) > 3)
        arrived = vanishing & (length < 1e-9) & ~lost
        lost |= (length == 0) & ~arrived  # on a plain it stands still for ever
        reached[np.flatnonzero(running)[arrived]] = True
        running[running] = ~(lost | arrived)
    return points, reached


def _polished(surface: Surface, points: Floats) -> Floats:
    """The points after three more steps, and rounded where the gradient is no larger there."""
    for _ in range(3):
        moved = points - newton_step(surface, points)[0]
        points = np.where(_slope(surface, moved) <= _slope(surface, points), moved, points)
    for axes in ([True, True], [True, False], [False, True]):
        rounded = np.where(np.array(axes)[:, None], np.round(points, 10) + 0.0, points)
        no_worse = ~(_slope(surface, rounded) > _slope(surface, points)) & np.isfinite(surface.value(*rounded))
        same = (np.abs(rounded - points) <= _ROUNDING * surface.cell).all(axis=0)
        points = np.where(no_worse | same, rounded, points)
    return points


def newton_step(surface: Surface, points: Floats) -> tuple[Floats, Flags]:
    """Newton's step, none along directions without curvature, and whether the gradient is small for its curvature."""
    gradient = np.stack(surface.gradient(*points))
    large, small, along, across = eigen(surface, points)
    step = np.zeros_like(points)
    scale = np.maximum(np.abs(large), np.abs(small))
    for value, direction in ((large, along), (small, across)):
        share = np.where(np.abs(value) > _FLAT * scale, np.sum(direction * gradient, axis=0) / value, 0.0)
        step += share * direction
    small_enough = np.hypot(*gradient) <= 1e-6 * scale * np.hypot(*surface.cell)
    return step, small_enough & (scale > 0)


def eigen(surface: Surface, points: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """The Hessian's larger and smaller eigenvalue, and their directions of shape (2, N)."""
    xx, xy, yy = surface.hessian(*points)
    mean, half = (xx + yy) / 2, (xx - yy) / 2
    radius = np.hypot(half, xy)
    angle = np.arctan2(xy, half) / 2
    along = np.stack((np.cos(angle), np.sin(angle)))
    return mean + radius, mean - radius, along, np.stack((-along[1], along[0]))


def _slope(surface: Surface, points: Floats) -> Floats:
    return np.asarray(np.hypot(*surface.gradient(*points)))


def _distinct(points: Floats, cell: Floats) -> Floats:
    """The points without those that lie within `_CLOSE` cells of another."""
    _, first = np.unique(np.round(points / (cell * _CLOSE) + 0.3137), axis=1, return_index=True)
    return points[:, np.sort(first)]


def _ring(surface: Surface, points: Floats, directions: int = 64) -> Floats:
    """Values half a cell around the points, minus the points' own, of shape (directions, N)."""
    angles = np.linspace(0, 2 * np.pi, directions, endpoint=False)[:, None]
    shape = (directions, points.shape[1])
    x = points[0] + surface.cell[0] / 2 * np.cos(angles)
    y = points[1] + surface.cell[1] / 2 * np.sin(angles)
    around = np.asarray(surface.value(x.ravel(), y.ravel())).reshape(shape)
    return np.asarray(around - surface.value(*points))


def _noticeable(surface: Surface, points: Floats, least: float) -> Flags:
    values = surface.value(*points)
    variation = np.max(np.abs(_ring(surface, points, 8)), axis=0, initial=0.0)
    rounding = 16 * np.finfo(float).eps * np.abs(values)
    return np.asarray(variation > np.maximum(_NEGLIGIBLE * (values - least), rounding))


def _kinds(surface: Surface, points: Floats) -> tuple[NDArray[np.str_], Flags, Flags]:
    """What each point is, whether a curvature vanishes there, and whether it is one of a curve of critical points."""
    large, small, along, across = eigen(surface, points)
    kind = np.where(small > 0, "minimum", np.where(large < 0, "maximum", "saddle"))
    around = _ring(surface, points)
    vanishing = np.maximum(np.abs(large), np.abs(small)) * surface.cell.max() ** 2 < 1e-6 * np.abs(around).max(axis=0)
    degenerate = vanishing | (np.minimum(np.abs(large), np.abs(small)) < _FLAT * np.maximum(abs(large), abs(small)))
    rounding = 1e-9 * np.abs(around).max(axis=0)
    no_lower, no_higher = (around > -rounding).all(axis=0), (around < rounding).all(axis=0)
    sampled = np.where(no_higher, "maximum", np.where(no_lower, "minimum", "saddle"))
    kind = np.where((kind == "saddle") & (no_lower | no_higher), "crossing of creases", kind)
    curve = degenerate.copy()
    level = np.where(np.abs(large) < np.abs(small), along, across)[:, degenerate]
    curve[degenerate] = _on_curve(surface, points[:, degenerate], level)
    return np.where(degenerate, sampled, kind), degenerate, curve


def _apart_if_degenerate(surface: Surface, points: Floats, degenerate: Flags) -> Flags:
    """All points but those that are one degenerate point, found several times with the errors of a flat gradient."""
    members = np.flatnonzero(degenerate)[:_SLOW_SEEDS]
    kept = ~degenerate
    kept[members[apart(points[:, members], surface.value(*points[:, members]), 0.05 * surface.cell)]] = True
    return kept


def _on_curve(surface: Surface, points: Floats, level: Floats) -> Flags:
    """Which points have another critical point two cells along the direction without curvature."""
    neighbours, reached = _newton(surface, points + 2 * surface.cell * level)
    return np.asarray(reached & (np.max(np.abs(neighbours - points) / surface.cell, axis=0) > 0.5))


def _representatives(surface: Surface, curve: Floats, minima: Floats) -> Floats:
    """A few points of a curve of critical points that is lower than every other minimum, the flattest first."""
    if curve.shape[1]:
        around = _ring(surface, curve)
        curve = curve[:, (around > -1e-9 * np.abs(around).max(axis=0)).all(axis=0)]
    if not curve.shape[1]:
        return curve
    values = surface.value(*curve)
    lowest = min(np.min(values), np.min(surface.value(*minima), initial=np.inf))
    curve = curve[:, values <= lowest + 1e-9 * max(1.0, abs(lowest))]
    large, small, _, _ = eigen(surface, curve)
    order = np.argsort(np.round(np.maximum(large, small), 9), kind="stable")
    chosen: list[int] = []
    position = curve / (surface.cell * surface.cells)
    for index in order:
        if all(np.hypot(*(position[:, index] - position[:, other])) >= _SPACING for other in chosen):
            chosen.append(int(index))
    return curve[:, chosen[:_REPRESENTATIVES]]


def _assembled(surface: Surface, minima: Floats, saddles: Floats, maxima: Floats, least: float) -> CriticalPoints:
    heights = surface.value(*minima)
    lowest = float(np.min(heights, initial=np.inf))
    slack = 1e-9 * max(1.0, abs(lowest)) if minima.shape[1] else 0.0
    held = minima.shape[1] > 0 and least >= lowest - slack
    deepest = minima[:, heights <= lowest + slack] if held else minima[:, :0]
    return CriticalPoints(
        minima=_sorted(surface, minima),
        saddles=_sorted(surface, saddles),
        maxima=_sorted(surface, maxima),
        lowest=lowest if held else None,
        global_minima=_sorted(surface, deepest),
    )


def _sorted(surface: Surface, points: Floats) -> Points:
    order = np.argsort(np.round(surface.value(*points), 9), kind="stable")
    return tuple((float(x), float(y)) for x, y in points[:, order].T)
