"""The gradient noise of many runs at once, from seeded random streams."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Noise

NoiseStream: TypeAlias = tuple[int, int]
"""(seed, replicate)."""

_AHEAD = 1_000_000
"""Numbers that are drawn at once, of all streams: however long the runs are, no more are kept."""


class NoiseSource:
    """The noise of N columns, step after step; some of them share a stream."""

    def __init__(self, streams: Sequence[NoiseStream], steps: int, scale: float | Floats) -> None:
        """Begins with the first step.

        Args:
            streams: of the columns, one for all of them or N.
            steps: how many there will be.
            scale: the standard deviation, one for all or (N,).
        """
        known = {stream: index for index, stream in enumerate(dict.fromkeys(streams))}
        self._generators = [Noise(1.0, *stream).generator for stream in known]
        self._stream = np.array([known[stream] for stream in streams]) if len(known) > 1 else None
        self._left, self._scale = steps, scale
        self._begin, self._units = 0, np.empty((0, 2, len(known)))

    def at(self, step: int) -> Floats:
        """What joins the gradient at a step, 1 for the first, none left out: (2, 1) or (2, N)."""
        if step > self._begin + len(self._units):
            self._draw()
        unit = self._units[step - 1 - self._begin]
        return np.asarray((unit if self._stream is None else unit.take(self._stream, axis=1)) * self._scale)

    def _draw(self) -> None:
        """Goes on to the next steps."""
        self._begin += len(self._units)
        count = min(max(1, _AHEAD // (2 * len(self._generators))), self._left)
        self._left -= count
        self._units = np.stack([generator.standard_normal((count, 2)) for generator in self._generators], axis=-1)
