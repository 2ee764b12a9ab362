"""A function as a small picture for phones: how low each cell of its window lies among all cells."""

from base64 import b64encode
from functools import lru_cache

import numpy as np

from lrviz.objectives import Objective

SIDE = 48
"""Cells along each side."""


@lru_cache(maxsize=64)
def levels(objective: Objective) -> str:
    """How low a function lies in the cells of its window, as base64 of SIDE × SIDE bytes.

    A cell's byte is its rank among all cells: 255 is the lowest loss, 0 the highest or none. The first row is the
    top one.
    """
    (left, right), (low, high) = objective.window
    share = (np.arange(SIDE) + 0.5) / SIDE
    x, y = np.meshgrid(left + share * (right - left), high - share * (high - low))
    with np.errstate(all="ignore"):
        losses = np.asarray(objective.value(x, y), dtype=float).ravel()
    known = np.where(np.isnan(losses), np.inf, losses)
    distinct, rank = np.unique(known, return_inverse=True)
    lightness = 255.0 * (1.0 - rank / max(1, len(distinct) - 1)) if len(distinct) > 1 else np.full(len(known), 255.0)
    return b64encode(lightness.round().astype(np.uint8).tobytes()).decode("ascii")
