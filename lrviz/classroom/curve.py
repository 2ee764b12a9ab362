"""The sensitivity curve behind the answers to a rate: the loss in the end over the value that is set."""

from typing import TypeAlias

import numpy as np

from lrviz.classroom.checking import alone, finite
from lrviz.classroom.item import Item
from lrviz.classroom.rate import Rate
from lrviz.sweeps import Axis, sweep

Curve: TypeAlias = tuple[tuple[float, float | None], ...]
"""Pairs of a value and the last loss of its run, which is None where the run diverged, in rising order of values."""

COUNT = 161
"""How many values a curve has, spaced as the slider is."""


def curve(item: Item) -> Curve | None:
    """The sensitivity curve of an item as the page Tune computes it; None where nothing of one number is asked."""
    task = item.task
    if not isinstance(task, Rate):
        return None
    axis = Axis(task.path, task.low, task.high, COUNT, task.logarithmic)
    losses = sweep(alone(item.scene, task.run), [axis], scheduler="").table("final loss")[0]
    return tuple((value, finite(loss)) for value, loss in zip(axis.values.tolist(), np.ravel(losses), strict=True))
