"""The noise of many columns is that of each alone, however many steps are asked for at once."""

import tracemalloc

import numpy as np
import pytest

from lrviz.descent import Noise
from lrviz.simulate import noise
from lrviz.simulate.noise import NoiseSource


@pytest.mark.parametrize("kept", [1, 100, 1_000_000])
@pytest.mark.parametrize("ahead", [1, 30, 50])
def test_every_column_meets_its_stream_however_much_is_drawn_at_once(
    ahead: int, kept: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(noise, "_AHEAD", kept)
    streams, scale = [(3, 0), (4, 0), (3, 1), (3, 0)], np.array([1.0, 0.5, 2.0, 3.0])
    for source, count in ((NoiseSource(streams, 50, scale), 4), (NoiseSource(streams[:1], 50, scale[:1]), 1)):
        parts = [
            np.stack([source.rows(axis, start, min(start + ahead, 50)) for axis in (0, 1)], axis=1)
            for start in range(0, 50, ahead)
        ]
        drawn = np.concatenate(parts)
        for column, stream in enumerate(streams[:count]):
            assert np.array_equal(drawn[:, :, column], Noise(float(scale[column]), *stream).drawn(50))
    shared = NoiseSource(streams[:1], 50, scale)
    assert np.array_equal(shared.rows(1, 0, 9)[:, 3], Noise(3.0, 3, 0).drawn(9)[:, 1])


def test_many_seeds_of_long_runs_keep_little() -> None:
    tracemalloc.start()
    NoiseSource([(seed, 0) for seed in range(1024)], 100_000, np.ones(1)).rows(0, 0, 1)
    assert tracemalloc.get_traced_memory()[1] < 40_000_000
    tracemalloc.stop()
