"""Finds minima where the gradient jumps or does not exist, from function values alone."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from lrviz.arrays import Flags, Floats

_MOST = 60
_ROUNDS = 120
_FLAT = 1e-9
_FAN = np.linspace(-1, 1, 64, endpoint=False)[:, None]
_FANS, _FINEST_FANS = 3, 8
"""How often directions are searched, each time 32 times as finely: the floor of a ravine may be as sharp as a knife."""


def sharp_minima(value: Callable[..., Any], x: Floats, y: Floats, values: Floats, known: Floats) -> Floats:
    """Minima that Newton's method cannot reach, of shape (2, N).

    Args:
        value: the function, on arrays of shape (N,).
        x: the grid, of shape (rows, columns), rows along y.
        y: of the same shape.
        values: of the same shape.
        known: minima found already, of shape (2, N), which are left out.
    """
    cell = np.array([[x[0, 1] - x[0, 0]], [y[1, 0] - y[0, 0]]])
    points = _without(_grid_minima(x, y, values), known, 2.0 * cell)
    if not points.shape[1]:
        return points
    points = _descended(value, points, cell)
    points = points[:, _proven(value, points, cell)]
    points = _without(points, known, 0.01 * cell)
    return points[:, apart(points, np.asarray(value(*points)), 0.5 * cell)]


def apart(points: Floats, values: Floats, distance: Floats) -> list[int]:
    """Which points to keep so that no two are closer than a distance of shape (2, 1); of those too close, the lower."""
    kept: list[int] = []
    for index in np.argsort(values, kind="stable"):
        point = points[:, index : index + 1]
        if (np.abs(points[:, kept] - point) > distance).any(axis=0).all():
            kept.append(int(index))
    return kept


def _grid_minima(x: Floats, y: Floats, values: Floats) -> Floats:
    """Inner grid points that no neighbour is below and at least one is above, the lowest first."""
    inner = values[1:-1, 1:-1]
    rows, columns = values.shape
    shifts = [(i, j) for i in range(3) for j in range(3) if (i, j) != (1, 1)]
    around = np.stack([values[i : rows - 2 + i, j : columns - 2 + j] for i, j in shifts])
    lowest = (inner <= around).all(axis=0) & (inner < around).any(axis=0)
    order = np.argsort(inner[lowest], kind="stable")[:_MOST]
    return np.stack((x[1:-1, 1:-1][lowest][order], y[1:-1, 1:-1][lowest][order]))


def _without(points: Floats, known: Floats, distance: Floats) -> Floats:
    if not known.shape[1]:
        return points
    apart = (np.abs(points[:, :, None] - known[:, None, :]) / distance[:, :, None]).max(axis=0).min(axis=1)
    return points[:, apart > 1.0]


def _lowest_around(
    value: Callable[..., Any],
    points: Floats,
    radius: Floats,
    fans: int = _FANS,
    ahead: float = 0.0,
    half: float = np.pi,
) -> tuple[Floats, Floats, Floats]:
    """The lowest place on an ellipse around each point, of shape (2, N), its value, and the spread of the values.

    The angle is searched in finer and finer fans, so that the floor of a sharp valley is not missed; the first of them
    reaches by `half` to both sides of the angle `ahead`.
    """
    columns = np.arange(points.shape[1])
    centre, spread = np.full(points.shape[1], ahead), np.zeros(points.shape[1])
    for _ in range(fans):
        angles = centre + half * _FAN
        around = points[:, None, :] + radius[:, None, :] * np.stack((np.cos(angles), np.sin(angles)))
        heights = np.asarray(value(around[0].ravel(), around[1].ravel())).reshape(angles.shape)
        heights = np.where(np.isnan(heights), np.inf, heights)
        best = np.argmin(heights, axis=0)
        spread = np.maximum(spread, heights.max(axis=0) - heights.min(axis=0))
        centre, half = angles[best, columns], half * 2 / len(_FAN)
    return around[:, best, columns], heights[best, columns], spread


def _descended(value: Callable[..., Any], points: Floats, cell: Floats) -> Floats:
    """The points after a compass search: to the lowest place around, or half the radius where none is lower."""
    radius = np.repeat(cell, points.shape[1], axis=1)
    height = value(*points)
    for _ in range(_ROUNDS):
        around, heights, _ = _lowest_around(value, points, radius)
        lower = heights < height
        points, height = np.where(lower, around, points), np.where(lower, heights, height)
        radius = np.where(lower, radius, radius / 2)
    for digits in (12, 7):
        rounded = np.round(points, digits) + 0.0
        points = np.where(value(*rounded) <= value(*points), rounded, points)
    return points


def _proven(value: Callable[..., Any], points: Floats, cell: Floats) -> Flags:
    """Whether every direction leads up, near and nearer.

    A ravine leaves a point on two sides, of which only one may lead down: each quarter is searched by itself.
    """
    proven = np.ones(points.shape[1], dtype=bool)
    for share, quarter in product((0.3, 1e-2, 1e-3), range(4)):
        radius = np.repeat(share * cell, points.shape[1], axis=1)
        _, heights, spread = _lowest_around(value, points, radius, _FINEST_FANS, quarter * np.pi / 2, np.pi / 4)
        proven &= heights - value(*points) > _FLAT * spread
    return proven
