"""Paths that are thinned or cut off keep what the eye sees."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from lrviz.figures.kit.thinning import near_window, traced

WINDOW = ((-2.0, 2.0), (-1.0, 3.0))


@given(arrays(float, st.tuples(st.integers(2, 30), st.just(2)), elements=st.floats(-1e4, 1e4)))
def test_what_is_kept_lies_on_the_path(points: np.ndarray) -> None:
    shown = near_window(points, WINDOW)
    shown = shown[np.isfinite(shown).all(axis=1)]
    assert (np.abs(shown - [0.0, 1.0]) <= 42.0 + 1e-9).all()
    begin, along = points[:-1], np.diff(points, axis=0)
    way = shown[:, None] - begin
    share = np.clip((way * along).sum(axis=-1) / np.maximum((along**2).sum(axis=-1), 1e-300), 0, 1)
    off = np.abs(way - share[..., None] * along).max(axis=-1).min(axis=-1)
    assert (off <= 1e-6 * (1 + np.abs(points).max())).all()


def test_a_path_near_the_window_is_left_alone_and_a_line_leaves_in_its_own_direction() -> None:
    points = np.array([[0.0, 0.0], [30.0, -20.0], [np.nan, np.nan]])
    np.testing.assert_array_equal(near_window(points, WINDOW), points)
    for far in (1e3, 1e150, 1e308, np.inf):
        shown = near_window(np.array([[0.0, 1.0], [far, 1.0]]), WINDOW)
        assert not np.isinf(shown).any()
        if np.isfinite(far):
            np.testing.assert_allclose(shown[-1], [42.0, 1.0])


def seen(points: np.ndarray) -> set[complex]:
    """The cells of a screen that a path passes through, column + 1j · row."""
    begin, end = points[:-1], points[1:]
    both = np.isfinite(begin).all(axis=1) & np.isfinite(end).all(axis=1)
    along = np.linspace(0, 1, 300)[:, None, None]
    places = ((begin[both] + along * (end - begin)[both]).reshape(-1, 2) - [-2.0, -1.0]) / 4.0
    return set(np.unique(np.floor(places * 200) @ [1, 1j]).tolist())


def spiral(turns: float, decay: float, steps: int = 6000) -> np.ndarray:
    angle = np.linspace(0, 2 * np.pi * turns, steps)
    size = 1.9 * np.exp(-decay * np.arange(steps))
    return np.stack([size * np.cos(angle), 1 + size * np.sin(angle)], axis=1)


@pytest.mark.parametrize(
    "path",
    [
        spiral(5, 1e-3),
        spiral(2000.5, 0.05),
        np.tile([[-1.0, 0.0], [1.0, 0.5], [0.3, 2.0]], (4000, 1)),
        np.concatenate([spiral(40, 0.0, 50), np.full((9000, 2), 0.25)]),
    ],
    ids=["slow spiral", "zigzag that dies out", "cycle", "rest after a start"],
)
def test_a_traced_path_looks_the_same(path: np.ndarray) -> None:
    rows = traced(path, WINDOW)
    assert len(rows) < len(path)
    drawn = seen(np.where(rows[:, None] < 0, np.nan, path[rows]))
    whole = seen(path)

    def neighbours(cells: set[complex]) -> set[complex]:
        return {cell + i + 1j * j for cell in cells for i in (-1, 0, 1) for j in (-1, 0, 1)}

    assert whole <= neighbours(drawn)
    assert drawn <= neighbours(whole)


def test_a_wild_path_is_drawn_with_few_steps() -> None:
    wild = np.random.default_rng(0).uniform(-2, 2, (50_000, 2))
    wild[40_000:] = np.nan
    rows = traced(wild, WINDOW)
    assert rows.max() < 40_000
    assert len(rows) <= 12_000
    assert traced(spiral(5, 1e-3, 3000), WINDOW).tolist() == list(range(3000))
