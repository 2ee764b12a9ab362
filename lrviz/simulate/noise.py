"""The gradient noise of many runs at once, from seeded random streams."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats, Integers
from lrviz.descent import Noise

NoiseStream: TypeAlias = tuple[int, int]
"""(seed, replicate)."""


@dataclass(frozen=True, eq=False)
class NoiseTable:
    """The noise of N columns: some of them share a stream.

    Attributes:
        units: (steps, 2, streams), of standard deviation 1.
        stream: (N,), which one each column meets; None where there is only one.
        scale: the standard deviation, one for all or (N,).
    """

    units: Floats
    stream: Integers | None
    scale: float | Floats

    @staticmethod
    def of(streams: Sequence[NoiseStream], steps: int, scale: float | Floats) -> "NoiseTable":
        """The noise of columns with these streams, one for all of them or N."""
        known = {stream: index for index, stream in enumerate(dict.fromkeys(streams))}
        units = np.stack([Noise(1.0, *stream).drawn(steps) for stream in known], axis=-1)
        return NoiseTable(units, np.array([known[stream] for stream in streams]) if len(known) > 1 else None, scale)

    def at(self, step: int) -> Floats:
        """What joins the gradient at a step, 1 for the first: (2, 1) or (2, N)."""
        unit = self.units[step - 1]
        return np.asarray((unit if self.stream is None else unit.take(self.stream, axis=1)) * self.scale)
