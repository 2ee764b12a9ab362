"""Thinned columns keep what the eye sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrviz.figures.thinning import near_window, thinned

WINDOW = ((-2.0, 2.0), (-1.0, 3.0))
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


def test_a_path_near_the_window_is_left_alone() -> None:
    points = np.array([[0.0, 0.0], [30.0, -20.0], [np.nan, np.nan]])
    shown, rows = near_window(points, WINDOW)
    np.testing.assert_array_equal(shown, points)
    np.testing.assert_array_equal(rows, [0, 1, 2])


@given(arrays(float, st.tuples(st.integers(2, 30), st.just(2)), elements=st.floats(-1e4, 1e4)))
def test_what_is_kept_lies_on_the_path(points: np.ndarray) -> None:
    shown, rows = near_window(points, WINDOW)
    finite = np.isfinite(shown).all(axis=1)
    assert (np.abs(shown[finite] - [0.0, 1.0]) <= [42.0 + 1e-9, 42.0 + 1e-9]).all()
    for point, row in zip(shown[finite], rows[finite], strict=True):
        distance = min(
            _distance(point, points, segment) for segment in (row - 1, row) if 0 <= segment < len(points) - 1
        )
        assert distance <= 1e-6 * (1 + np.abs(points).max())


def _distance(point: np.ndarray, points: np.ndarray, segment: int) -> float:
    begin, along = points[segment], points[segment + 1] - points[segment]
    length = along @ along
    share = np.clip((point - begin) @ along / length, 0, 1) if length else 0.0
    return float(np.abs(begin + share * along - point).max())


@pytest.mark.parametrize("far", [1e3, 1e150, 1e308, np.inf])
def test_a_line_leaves_in_its_own_direction(far: float) -> None:
    shown, _ = near_window(np.array([[0.0, 1.0], [far, 1.0]]), WINDOW)
    if np.isfinite(far):
        np.testing.assert_allclose(shown[-1], [42.0, 1.0])
    assert not np.isinf(shown).any()
