"""Leaves points out of long paths, and what lies far away, so that the picture stays the same."""

from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.thinning import thinned

Window: TypeAlias = tuple[tuple[float, float], tuple[float, float]]


def traced(points: Floats, window: Window, most: int = 4000) -> Integers:
    """Rows of a path that draw the same picture, −1 where the pen is lifted.

    Steps inside a cell of a fine grid over the window are left out, and so is a step between two cells that an earlier
    one has already drawn. A path that still has more than `most` steps is drawn on coarser grids, and one that fills
    the map even there only by its extremes.

    Args:
        points: (n, 2), NaN from some row on.
        window: ((x_min, x_max), (y_min, y_max)).
        most: how many rows are drawn without thinning.
    """
    if len(points) <= most:
        return np.arange(len(points))
    low, high = np.array(window, dtype=float).T
    finite = np.isfinite(points).all(axis=1)
    places = np.clip((points[finite] - low) / (high - low), -_FAR, _FAR)
    rows: Integers = np.zeros(1, dtype=np.intp)
    for cells in _GRIDS:
        rows = _pen_rows(np.floor(places * cells).astype(np.int64))
        if len(rows) <= most:
            break
    return rows if len(rows) <= 3 * most else thinned(points[finite])


_GRIDS = (2000, 1000, 500, 250, 125)
_FAR = 10.0


def _pen_rows(cells: Integers) -> Integers:
    codes = (cells[:, 0] << 31) + cells[:, 1]
    moved = np.flatnonzero(codes[1:] != codes[:-1]) + 1
    _, first = np.unique(np.stack([codes[moved - 1], codes[moved]]), axis=1, return_index=True)
    drawn = np.sort(first)
    ends = moved[drawn]
    lifted = np.diff(drawn, prepend=-1) != 1
    pieces = np.stack([np.full(len(ends), -1), ends - 1, ends], axis=1)
    kept = np.stack([lifted, lifted, np.full(len(ends), True)], axis=1)
    return np.concatenate([[0], pieces[kept]]).astype(np.intp)


def near_window(points: Floats, window: Window, spans: float = 10.0) -> Floats:
    """A path for drawing, cut off `spans` windows away: screens cannot address 1e300 pixels.

    Args:
        points: (n, 2); NaN breaks the path.
        window: ((x_min, x_max), (y_min, y_max)).
        spans: how far out it is cut, in widths and heights of the window.

    Returns:
        Points (m, 2), with a row of NaN before each piece where anything was cut.
    """
    low, high = np.array(window, dtype=float).T
    low, high = low - spans * (high - low), high + spans * (high - low)
    if not ((points < low) | (points > high)).any():
        return points
    begin = points[:-1]
    with np.errstate(all="ignore"):
        along = points[1:] - begin
        crossings = np.stack([(low - begin) / along, (high - begin) / along])
        still = along == 0
        crossings[0][still], crossings[1][still] = -np.inf, np.inf
        inside = (~still | ((begin >= low) & (begin <= high))).all(axis=1)
        enters = np.maximum(crossings.min(axis=0).max(axis=1), 0.0)
        leaves = np.minimum(crossings.max(axis=0).min(axis=1), 1.0)
        seen = inside & (enters < leaves)
        pieces = np.stack(
            [np.full_like(begin, np.nan), begin + enters[:, None] * along, begin + leaves[:, None] * along], 1
        )
    continued = np.concatenate([[False], seen[1:] & seen[:-1] & (leaves[:-1] == 1.0)])
    kept = np.stack([seen & ~continued, seen & ~continued, seen], axis=1)
    return np.asarray(pieces[kept])
