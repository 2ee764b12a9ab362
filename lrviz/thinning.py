"""Leaves points out of long curves so that the picture stays the same: peaks and jumps are kept."""

import numpy as np

from lrviz.arrays import Floats, Integers


def thinned(columns: Floats, buckets: int = 400) -> Integers:
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


def enveloped(column: Floats, stretches: int = 2000) -> Integers:
    """Rows of one column that draw the same picture down to the stretch: jumps, peaks and steps stay.

    Args:
        column: (n,); NaN is never an extreme.
        stretches: of how many rows together the first, the lowest, the highest and the last stay.

    Returns:
        Increasing indices; all of them where there are no more than four a stretch.
    """
    rows = len(column)
    if rows <= 4 * stretches:
        return np.arange(rows)
    last = np.linspace(0, rows, stretches + 1).astype(np.intp)[1:] - 1
    return np.union1d(thinned(column[:, None], stretches), last)


def _extremes(column: Floats, edges: Integers, reduce: np.ufunc) -> Integers:
    best = reduce.reduceat(column, edges[:-1])
    hits = np.flatnonzero(column == np.repeat(best, np.diff(edges)))
    _, first = np.unique(np.searchsorted(edges, hits, side="right"), return_index=True)
    return hits[first]
