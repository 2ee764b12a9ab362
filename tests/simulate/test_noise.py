"""The noise of many columns is that of each alone, and long runs with many seeds keep little of it."""

import tracemalloc

import numpy as np
import pytest

from lrviz.descent import Noise
from lrviz.simulate import noise
from lrviz.simulate.noise import NoiseSource


@pytest.mark.parametrize("ahead", [1, 30, 1_000_000])
def test_every_column_meets_its_stream_however_much_is_drawn_at_once(
    ahead: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noise, "_AHEAD", ahead)
    streams, scale = [(3, 0), (4, 0), (3, 1), (3, 0)], np.array([1.0, 0.5, 2.0, 3.0])
    source = NoiseSource(streams, 50, scale)
    drawn = np.stack([source.at(step) for step in range(1, 51)])
    for column, stream in enumerate(streams):
        assert np.array_equal(drawn[:, :, column], Noise(float(scale[column]), *stream).drawn(50))
    alone = NoiseSource(streams[:1], 50, 0.5)
    assert np.array_equal(np.stack([alone.at(step) for step in range(1, 51)])[:, :, 0], Noise(0.5, 3, 0).drawn(50))


def test_many_seeds_of_long_runs_keep_little() -> None:
    tracemalloc.start()
    NoiseSource([(seed, 0) for seed in range(1024)], 100_000, 1.0).at(1)
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()
