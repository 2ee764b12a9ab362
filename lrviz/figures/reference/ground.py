"""A function as a grey relief: a PNG whose bands get darker downhill and let the page's background through."""

import numpy as np
from numpy.typing import NDArray

from lrviz.arrays import Floats
from lrviz.export.png import png
from lrviz.objectives import Objective

WIDE, HIGH = 240, 160
"""The pixels of the relief."""

_BANDS = 12
_GREY, _DENSEST = 128, 150


def relief(objective: Objective) -> bytes:
    """The PNG of a function in its window, the lowest band the densest, each of them of equal area."""
    (left, right), (low, high) = objective.window
    x, y = np.meshgrid(np.linspace(left, right, WIDE), np.linspace(high, low, HIGH))
    return png(_pixels(_bands(objective.value(x, y))))


def _bands(values: Floats) -> Floats:
    """(HIGH, WIDE): from 0 for the highest values to 1 for the lowest; 0 where there is no number."""
    known = np.isfinite(values)
    ends = np.quantile(values[known], np.linspace(0, 1, _BANDS + 1)[1:-1]) if known.any() else np.empty(0)
    band = np.searchsorted(np.unique(ends), np.where(known, values, np.inf), side="left")
    shares: Floats = 1 - band / max(1, int(band.max()))
    return shares


def _pixels(shares: Floats) -> NDArray[np.uint8]:
    covers = np.round(_DENSEST * shares).astype(np.uint8)
    return np.stack((np.full_like(covers, _GREY), covers), axis=-1)
