"""Thinned columns keep what the eye sees."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrviz.thinning import thinned

VALUES = st.floats(-1e6, 1e6) | st.just(float("nan"))


@given(arrays(float, st.tuples(st.integers(1, 400), st.integers(1, 3)), elements=VALUES), st.integers(1, 20))
def test_extremes_and_ends_stay(columns: np.ndarray, buckets: int) -> None:
    rows = thinned(columns, buckets)
    assert (np.diff(rows) > 0).all()
    assert rows[0] == 0
    assert rows[-1] == len(columns) - 1
    assert len(rows) <= buckets * (2 * columns.shape[1] + 1) + 1
    for column in columns.T:
        if not np.isnan(column).all():
            assert np.nanmin(column[rows]) == np.nanmin(column)
            assert np.nanmax(column[rows]) == np.nanmax(column)


def test_every_stretch_keeps_its_own_extremes() -> None:
    waves = np.sin(np.arange(10_000) / 3.0)
    rows = thinned(waves[:, None], 100)
    for stretch in range(100):
        here = rows[(rows >= stretch * 100) & (rows < stretch * 100 + 100)]
        own = waves[stretch * 100 : stretch * 100 + 100]
        assert waves[here].max() == own.max()
        assert waves[here].min() == own.min()
