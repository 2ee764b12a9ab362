"""Measures of made-up and of real paths, against brute force."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from lrviz import Run, Scene, simulate
from lrviz.objectives import Formula, Quadratic, Sphere
from lrviz.optimizers import SGD
from lrviz.simulate.monitor import RunStatistics
from lrviz.sweeps import MEASURES
from lrviz.sweeps.baselines import Baselines
from lrviz.sweeps.measures import has_left, measure, measured, quantile
from tests.sweeps.oracle import path_measures

numbers = arrays(np.float64, array_shapes(min_dims=2, max_dims=2, max_side=6), elements=st.floats(-1e6, 1e6))
GROUND = Baselines.of(Sphere(), climbs=False)
DIAGONAL = float(np.hypot(6, 6))


def seen(**columns: Any) -> RunStatistics:
    """What one run did that ended at the origin."""
    known: dict[str, Any] = {"ends": [[0.0], [0.0]], "earlier": [[0.0], [0.0]]}
    known |= {"costs": [0.0], "lowest": [0.0], "late": [0.0], "arrivals": [0.0]} | columns
    return RunStatistics(**{name: np.array(column, dtype=float) for name, column in known.items()})


def test_measures_are_known_by_their_names() -> None:
    names = (
        "final loss, best loss, mean of the last 10 %, steps to tolerance, diverged, distance to a minimum, excess loss"
    )
    assert ", ".join(MEASURES) == names
    assert all(measure(name) is one and one.name == name and one.caption for name, one in MEASURES.items())
    assert [name for name, one in MEASURES.items() if one.share] == ["diverged"]
    for name in ("", "loss", "Final loss", "accuracy"):
        with pytest.raises(ValueError, match=f"a measure must be one of {names}, got '{name}'"):
            measure(name)


@given(numbers, st.floats(0, 1))
def test_quantiles_are_numpys(values: np.ndarray, share: float) -> None:
    np.testing.assert_allclose(quantile(values, share), np.quantile(values, share, axis=1), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize(
    ("row", "share", "found"),
    [
        ([1.0, np.inf, 2.0], 0.5, 2.0),
        ([1.0, np.inf, np.inf], 0.5, np.inf),
        ([1.0, np.inf], 0.5, np.inf),
        ([1.0, np.inf], 0.0, 1.0),
        ([np.inf, np.inf], 0.25, np.inf),
        ([1.0, 2.0, 3.0, 4.0, np.inf], 0.75, 4.0),
        ([-np.inf, -np.inf, 1.0], 0.25, -np.inf),
        ([1.0, np.nan, 2.0], 0.0, np.nan),
        ([np.nan, np.inf], 1.0, np.nan),
        ([4.0], 0.9, 4.0),
        ([1.0, 2.0], 0.5, 1.5),
    ],
)
def test_quantiles_reach_among_inf_and_nan_stays(row: list[float], share: float, found: float) -> None:
    assert np.array_equal(quantile(np.array([row]), share), [found], equal_nan=True)


@pytest.mark.parametrize(
    ("columns", "start", "left"),
    [
        ({}, 1.0, False),
        ({"ends": [[np.nan], [0.0]]}, 1.0, True),
        ({"ends": [[0.0], [np.inf]]}, 1.0, True),
        ({"costs": [np.nan]}, 1.0, True),
        ({"costs": [np.inf]}, 1.0, False),
        ({"ends": [[9.9 * DIAGONAL], [0.0]]}, 1.0, False),
        ({"ends": [[10.1 * DIAGONAL], [0.0]]}, 1.0, True),
        ({"ends": [[10.1 * DIAGONAL], [0.0]], "earlier": [[11 * DIAGONAL], [0.0]]}, 1.0, False),
        ({"ends": [[1e200], [0.0]], "earlier": [[np.nan], [0.0]]}, 1.0, False),
        ({"ends": [[23 * DIAGONAL], [0.0]], "earlier": [[9 * DIAGONAL], [0.0]]}, 8 * DIAGONAL, False),
        ({"ends": [[25 * DIAGONAL], [0.0]], "earlier": [[9 * DIAGONAL], [0.0]]}, 8 * DIAGONAL, True),
    ],
)
def test_who_has_left(columns: dict[str, Any], start: float, left: bool) -> None:
    one, origin = seen(**columns), np.array([[start], [0.0]])
    assert has_left(one, GROUND, origin).tolist() == [left]
    values = {name: float(column[0]) for name, column in measured(one, GROUND, origin).items()}
    assert values.pop("diverged") == left
    assert (set(values.values()) == {np.inf}) == left


@pytest.mark.parametrize(("text", "climbs", "lowest"), [("x**2 + y**2 + 3", False, 3), ("3 - x**2 - y**2", True, -3)])
def test_measures_of_a_path_by_hand_and_upside_down_where_it_climbs(text: str, climbs: bool, lowest: int) -> None:
    run = Run(SGD(lr=0.25, maximize=climbs))
    (path,) = simulate(Scene(Formula(text), start=(1.0, 0.0), steps=12, runs=(run,)))
    losses = [lowest + 0.25**step for step in range(13)]
    assert path_measures(path, 1e-3) == {
        "final loss": losses[12],
        "best loss": losses[12],
        "mean of the last 10 %": (losses[11] + losses[12]) / 2,
        "steps to tolerance": 5.0,
        "diverged": 0.0,
        "distance to a minimum": 0.5**12,
        "excess loss": losses[12] - lowest,
    }


def test_a_best_loss_may_be_the_start_and_without_a_minimum_there_is_no_distance() -> None:
    (path,) = simulate(Scene(Quadratic(), start=(0.0, 1.0), steps=4, runs=(Run(SGD(lr=0.25)),)))
    assert path_measures(path, 0.5)["best loss"] == path.losses[0] < path.losses[-1]
    assert path_measures(path, 1.0)["steps to tolerance"] == 0.0
    (path,) = simulate(Scene(Formula("x + y"), steps=5, runs=(Run(SGD(lr=0.1)),)))
    assert np.isnan(path_measures(path, 1e-3)["distance to a minimum"])
