"""How low functions go, found quickly for many of them, against their critical points; goals and distances by hand."""

import numpy as np
import pytest

from lrviz import Run, Scene
from lrviz.objectives import OBJECTIVES, Formula, Himmelblau, Objective, Quadratic, Rastrigin, Saddle, Sphere
from lrviz.optimizers import SGD
from lrviz.sweeps import Setting, usual_axis, with_setting
from lrviz.sweeps.baselines import Baselines, baseline, quick_baselines
from tests.sweeps.oracle import VARIED

CORNERS = np.array([[-2.0, 0.5, 1.0], [1.5, -0.5, 3.0]])


def family(kind: type[Objective], place: Setting) -> list[Objective]:
    """A function with several values of one hyperparameter."""
    scene = Scene(kind(), runs=(Run(SGD()),))
    return [with_setting(scene, place.path, value).objective for value in usual_axis(place, 5).values.tolist()]


@pytest.mark.parametrize("climbs", [False, True])
@VARIED
def test_each_quick_baseline_is_that_of_the_critical_points_and_stands_alone(
    kind: type[Objective], place: Setting, climbs: bool
) -> None:
    cases = [(objective, climbs) for objective in family(kind, place)]
    for case, quick in zip(cases, quick_baselines(cases), strict=True):
        exact, (left, right), (alone,) = baseline(case), case[0].window[0], quick_baselines([case])
        assert (alone.lowest, alone.minima.tobytes()) == (quick.lowest, quick.minima.tobytes())
        assert quick.lowest <= exact.lowest + 1e-12 * max(1, abs(exact.lowest))
        if not climbs:
            assert quick.lowest == pytest.approx(exact.lowest, rel=1e-12, abs=1e-12)
        assert quick.minima.shape == exact.minima.shape
        for point in exact.minima.T:
            assert np.hypot(*(quick.minima - point[:, None])).min() <= 1e-6 * (right - left)


@pytest.mark.parametrize("climbs", [False, True])
@pytest.mark.parametrize("kind", OBJECTIVES, ids=lambda kind: kind.__name__)
def test_nothing_known_is_below_the_lowest_cost(kind: type[Objective], climbs: bool) -> None:
    objective = kind()
    found, sign = baseline((objective, climbs)), -1.0 if climbs else 1.0
    x, y = np.meshgrid(*(np.linspace(low, high, 41) for low, high in objective.window))
    costs = sign * objective.value(x, y)
    assert found.lowest <= np.min(costs, where=np.isfinite(costs), initial=np.inf)
    assert (found.lowest <= sign * objective.value(*found.minima) + 1e-12 * abs(found.lowest)).all()


def test_known_baselines() -> None:
    assert baseline((Quadratic(), False)).lowest == 0.0
    assert baseline((Quadratic(), False)).minima.tolist() == [[0.0], [0.0]]
    assert baseline((Formula("7 - x**2 - y**2"), True)).lowest == -7.0
    assert baseline((Formula("7 - x**2 - y**2"), True)).minima.tolist() == [[0.0], [0.0]]
    assert baseline((Himmelblau(), False)).minima.shape == (2, 4)
    assert baseline((Saddle(), False)).minima.shape == (2, 0)


@pytest.mark.parametrize("text", ["log(x) + log(y)", "1/x + y**2", "sqrt(x - 2.9) + y**2"])
def test_functions_with_holes_have_baselines(text: str) -> None:
    case = (Formula(text), False)
    for found in (baseline(case), *quick_baselines([case])):
        assert np.isfinite(found.lowest)
        assert np.isfinite(found.minima).all()


def test_goals_are_a_share_of_the_start_above_the_lowest_cost() -> None:
    one = Baselines.of(Formula("5 + x**2 + y**2"), climbs=False)
    np.testing.assert_allclose(one.goals(CORNERS, 0.1), 5 + 0.1 * (CORNERS**2).sum(axis=0), rtol=1e-15)
    up = Baselines.of(Formula("7 - x**2 - y**2"), climbs=True)
    np.testing.assert_allclose(up.goals(CORNERS, 0.1), -7 + 0.1 * (CORNERS**2).sum(axis=0), rtol=1e-15)
    np.testing.assert_allclose(one.goals(CORNERS, 1.0), one.costs(CORNERS), rtol=1e-15)
    holed = Baselines.of(Formula("log(x) + y**2"), climbs=False).goals(np.array([[-1.0, 2.0], [0.0, 1.0]]), 0.1)
    assert np.isfinite(holed).tolist() == [False, True]
    assert np.isnan(holed[0])


def test_distances_are_those_of_the_nearest_minimum() -> None:
    one, minima = Baselines.of(Rastrigin(), climbs=False), Rastrigin().minima
    points = np.random.default_rng(0).uniform(-5, 5, (2, 50))
    nearest = [min(np.hypot(x - a, y - b) for a, b in minima) for x, y in points.T]
    np.testing.assert_allclose(one.distances(points), nearest, rtol=1e-14)
    assert np.isnan(Baselines.of(Saddle(), climbs=False).distances(points)).all()
    assert np.isinf(one.distances(np.array([[np.inf], [0.0]]))).all()


def test_away_counts_diagonals_from_the_middle() -> None:
    one = Baselines.of(Formula("x**2 + y**2", 1.0, 4.0, 0.0, 4.0), climbs=False)
    away = one.away(np.array([[2.5, 5.5, 1e308, np.nan], [2.0, 6.0, 1e308, 0.0]]))
    assert away[:2].tolist() == [0.0, 1.0]
    assert away[2] > 1e300
    assert np.isnan(away[3])


def test_columns_stand_each_on_their_own_case() -> None:
    cases = [(Quadratic(condition=2.0), False), (Quadratic(condition=8.0), True), (Quadratic(condition=8.0), False)]
    which = np.array([2, 0, 1, 0])
    points = np.array([[1.0, 2.0, 3.0, -1.0], [1.0, 0.5, 0.25, 2.0]])
    together = Baselines.of_cases(cases, which, [baseline(case) for case in cases])
    for column, case in enumerate(which):
        alone, one = Baselines.of(*cases[case]), points[:, [column]]
        for values in ("costs", "distances", "away"):
            assert np.array_equal(
                getattr(together, values)(points)[[column]], getattr(alone, values)(one), equal_nan=True
            )
        assert together.goals(points, 0.3)[column] == alone.goals(one, 0.3)[0]


def test_one_case_needs_no_columns() -> None:
    one = Baselines.of(Sphere(), climbs=True)
    assert (one.sign, one.lowest) == (-1.0, -18.0)
    assert one.minima.shape == (0, 2, 1)
    assert one.costs(CORNERS).tolist() == (-(CORNERS**2).sum(axis=0)).tolist()
