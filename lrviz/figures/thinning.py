"""Fewer points for the same picture: long columns are thinned without losing their extremes."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Indices = NDArray[np.intp]


def thinned(columns: Floats, buckets: int = 400) -> Indices:
    """Rows that are worth drawing, in order.

    Args:
        columns: (n, k); NaN is never an extreme.
        buckets: how many stretches; of each, the first row and every column's smallest and largest stay.

    Returns:
        Indices of at most buckets · (2k + 1) + 1 rows; the first and the last row are among them.
    """
    rows, width = columns.shape
    if rows <= buckets * (2 * width + 1):
        return np.arange(rows)
    edges = np.linspace(0, rows, buckets + 1).astype(np.intp)
    kept = [edges[:-1], np.array([rows - 1])]
    for column in columns.T:
        low, high = np.where(np.isnan(column), np.inf, column), np.where(np.isnan(column), -np.inf, column)
        kept += [_extremes(low, edges, np.minimum), _extremes(high, edges, np.maximum)]
    return np.unique(np.concatenate(kept))


def _extremes(column: Floats, edges: Indices, reduce: np.ufunc) -> Indices:
    best = reduce.reduceat(column, edges[:-1])
    hits = np.flatnonzero(column == np.repeat(best, np.diff(edges)))
    _, first = np.unique(np.searchsorted(edges, hits, side="right"), return_index=True)
    return hits[first]


def brought_near(points: Floats, window: tuple[tuple[float, float], tuple[float, float]], spans: float = 1e4) -> Floats:
    """Points for drawing: those further than `spans` windows away are moved towards the window, far outside it.

    Screens cannot address 1e300 pixels; at this distance the direction in which a line leaves the window stays.
    """
    low, high = np.array(window, dtype=float).T
    span = high - low
    away = (points - (low + high) / 2) / span
    with np.errstate(invalid="ignore"):
        distance = np.abs(away).max(axis=1, keepdims=True)
        return np.where(distance > spans, (low + high) / 2 + away / distance * spans * span, points)
