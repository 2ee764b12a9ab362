"""Axes hold the values that they are asked for, inside their ends, and refuse what makes no axis."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lrviz.hyperparameters import Declared
from lrviz.objectives import OBJECTIVES
from lrviz.optimizers import OPTIMIZERS, SGD
from lrviz.schedules import SCHEDULES
from lrviz.sweeps import Axis, Setting, Sweep, settings_of, usual_axis
from lrviz.sweeps.settings import setting_at
from tests.sweeps.test_settings import scene_with

ends = st.floats(-1e12, 1e12) | st.floats(1e-300, 1e12)
counts = st.integers(1, 200)


KINDS = [*OPTIMIZERS, *SCHEDULES, *OBJECTIVES]
PLACES = {one.path: one for kind in KINDS for one in settings_of(scene_with(kind))}


@given(st.tuples(ends, ends).map(sorted), counts, st.booleans())
def test_values_rise_from_end_to_end(span: list[float], count: int, log: bool) -> None:
    low, high = span
    axis = Axis("noise", low, high, count if high > low else 1, log=log and low > 0)
    assert len(axis.values) == axis.count
    assert axis.values[0] == low
    assert axis.values[-1] == (high if axis.count > 1 else low)
    assert (np.diff(axis.values) >= 0).all()


@given(st.tuples(st.integers(0, 5000), st.integers(0, 5000)).map(sorted), counts, st.booleans())
def test_whole_values_are_distinct_integers_near_the_others(span: list[int], count: int, log: bool) -> None:
    low, high = span
    log = log and low > 0
    count = min(count, high - low + 1)
    values = Axis("steps", low, high, count, log, whole=True).values
    assert values.tolist() == sorted({int(value) for value in values})
    assert len(values) == count
    assert low <= values[0]
    assert values[-1] <= high
    exact = Axis("steps", low, high, count, log).values
    if (np.diff(exact) >= 1).all():
        assert np.abs(values - exact).max() <= 1


@pytest.mark.parametrize(
    ("axis", "values"),
    [
        (Axis("noise", 1.0, 3.0, 5), [1.0, 1.5, 2.0, 2.5, 3.0]),
        (Axis("noise", 0.01, 100.0, 5, log=True), [0.01, 0.1, 1, 10, 100]),
        (Axis("noise", 0.3, 0.3, 1), [0.3]),
        (Axis("steps", 1, 10, 4, whole=True), [1, 4, 7, 10]),
        (Axis("steps", 1, 1000, 4, log=True, whole=True), [1, 10, 100, 1000]),
        (Axis("steps", 1, 100, 8, log=True, whole=True), [1, 2, 4, 7, 14, 27, 52, 100]),
        (Axis("steps", 5, 7, 3, whole=True), [5, 6, 7]),
        (Axis("steps", 1, 4, 4, log=True, whole=True), [1, 2, 3, 4]),
        (Axis("steps", 0.4, 3.6, 3, whole=True), [1, 2, 3]),
    ],
)
def test_known_values(axis: Axis, values: list[float]) -> None:
    assert axis.values.tolist() == pytest.approx(values, rel=1e-12)


@given(st.sampled_from(list(PLACES)), st.integers(1, 99))
@settings(max_examples=300)
def test_every_place_has_a_usual_axis_inside_its_range(path: str, count: int) -> None:
    one = PLACES[path]
    axis = usual_axis(one, count)
    assert axis.path == path
    assert axis.whole == one.whole
    assert 1 <= axis.count <= count
    assert one.whole or axis.count == count
    assert all(value in one.range for value in axis.values)
    if one.range.usual:
        low, high = one.range.usual
        assert low <= axis.low < axis.high <= high


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_usual_axis_makes_a_sweep(kind: type[Declared]) -> None:
    scene = scene_with(kind)
    for one in settings_of(scene):
        assert Sweep(scene, (usual_axis(one, 4),)).cells == usual_axis(one, 4).count


@given(st.sampled_from(list(PLACES.values())), st.floats(1e-9, 1e6), st.integers(2, 30))
def test_an_axis_around_a_value_reaches_it(one: Setting, value: float, count: int) -> None:
    value = float(max(1, round(value))) if one.whole else value
    assume(value in one.range)
    axis = usual_axis(one, count, around=value)
    assert axis.low <= value <= axis.high
    assert all(number in one.range for number in axis.values)


def test_known_usual_axes() -> None:
    rate, x, steps = (setting_at(scene_with(SGD), path) for path in ("optimizer.lr", "start.x", "steps"))
    axis = usual_axis(rate, 9, around=0.1)
    assert axis.log
    assert (axis.low, axis.high) == pytest.approx((1e-3, 10.0))
    assert usual_axis(rate, 9, around=0.0) == usual_axis(rate, 9)
    assert usual_axis(x, 5) == Axis("start.x", -3.0, 3.0, 5)
    assert usual_axis(steps, 5).whole
    assert usual_axis(steps, 5).values.tolist() == [10, 56, 316, 1778, 10_000]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"path": ""}, r"Axis\.path must be .*text.*, got ''"),
        ({"low": 2.0}, r"Axis noise: high must be above low, 2, got 2"),
        ({"low": 3.0, "count": 1}, r"Axis noise: high must be above low, 3, got 2"),
        ({"low": 0.0, "log": True}, r"Axis noise: low must be above 0 on a logarithmic axis, got 0"),
        ({"low": -1.0, "log": True}, r"Axis noise: low must be above 0 on a logarithmic axis, got -1"),
        ({"log": 1}, r"Axis\.log must be True or False, got 1"),
        ({"whole": True}, r"Axis noise: count must be at most the 2 integers from 1 to 2, got 4"),
        ({"whole": True, "low": 1.2, "high": 1.8, "count": 2}, r"the 0 integers from 1\.2 to 1\.8, got 2"),
        ({"whole": True, "low": 1.5, "high": 1.5, "count": 1}, r"the 0 integers from 1\.5 to 1\.5, got 1"),
    ],
)
def test_a_bad_axis_says_what_is_allowed_and_what_came(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Axis(**{"path": "noise", "low": 1.0, "high": 2.0, "count": 4} | fields)
