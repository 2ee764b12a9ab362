"""The gradient noise of many runs at once, from seeded random streams."""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from lrviz.arrays import Floats
from lrviz.descent import Noise

NoiseStream: TypeAlias = tuple[int, int]
"""(seed, replicate)."""

_AHEAD = 1_000_000
"""Numbers that are drawn at once, of all streams, or as many more as are asked for."""


class NoiseSource:
    """The noise of N columns, step after step; some of them share a stream."""

    def __init__(self, streams: Sequence[NoiseStream], steps: int, scale: Floats) -> None:
        """Begins with the first step.

        Args:
            streams: of the columns, one for all of them or N.
            steps: how many there will be.
            scale: the standard deviation, (1,) or (N,).
        """
        known = {stream: index for index, stream in enumerate(dict.fromkeys(streams))}
        self._generators = [Noise(1.0, *stream).generator for stream in known]
        self._stream = np.array([known[stream] for stream in streams])
        self._scale, self._steps, self._start = scale, steps, 0
        self._units = np.empty((2, 0, len(known)))

    def rows(self, axis: int, start: int, stop: int) -> Floats:
        """(stop − start, N): what joins one coordinate's gradient at some steps.

        The steps of a call, which both coordinates are asked for, are those of the last one or follow them.
        """
        if stop > self._start + self._units.shape[1]:
            self._draw(start, stop)
        units = self._units[axis, start - self._start : stop - self._start]
        if len(self._scale) == 1:
            units = units * self._scale
            return units if len(self._generators) == len(self._stream) else units.take(self._stream, axis=1)
        return np.asarray(units.take(self._stream, axis=1) * self._scale)

    def _draw(self, start: int, stop: int) -> None:
        """Goes on to steps from a start on, at least up to a stop."""
        left, known = self._units[:, start - self._start :], len(self._generators)
        count = min(max(stop - start, _AHEAD // (2 * known)), self._steps - start) - left.shape[1]
        drawn = np.empty((known, count, 2))
        for generator, numbers in zip(self._generators, drawn, strict=True):
            generator.standard_normal(out=numbers)
        units = drawn.transpose(2, 1, 0)
        self._units, self._start = np.concatenate([left, units], axis=1) if left.size else units, start
