"""Minima and saddles: the stated ones are found, and whatever is found is checked by calculus."""

from typing import Any

import numpy as np
import pytest

from lrviz.formulas import derive_bound
from lrviz.objectives import OBJECTIVES, CriticalPoints, Easom, Formula, Objective, Quadratic, Rosenbrock
from lrviz.objectives.critical_points import Surface, find_critical_points

NAMED = {kind.__name__: kind() for kind in OBJECTIVES}
every_objective = pytest.mark.parametrize("objective", NAMED.values(), ids=NAMED)

ORIGIN = (
    "Sphere Quadratic Matyas ThreeHumpCamel Rastrigin Ackley Bohachevsky Griewank AbsoluteValues Plateau "
    "SumOfSquares Zakharov Schaffer2"
)
DEEPEST, FLANKS = (-7.083506, -0.800321, 5.482864), (-7.708314, -1.425128, 4.858057)
"""Where either factor of Shubert's function is lowest, and where it is highest."""

STATED: dict[str, tuple[float | None, list[tuple[float, float]]]] = {
    **dict.fromkeys(ORIGIN.split(), (0.0, [(0, 0)])),
    **dict.fromkeys(("Saddle", "MonkeySaddle", "RiverValley"), (None, [])),
    "Rosenbrock": (0.0, [(1, 1)]),
    "Beale": (0.0, [(3, 0.5)]),
    "Himmelblau": (0.0, [(3, 2), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)]),
    "Booth": (0.0, [(1, 3)]),
    "StyblinskiTang": (-78.332331, [(-2.903534, -2.903534)]),
    "SixHumpCamel": (-1.0316285, [(0.089842, -0.7126564), (-0.089842, 0.7126564)]),
    "GoldsteinPrice": (3.0, [(0, -1)]),
    "Levy13": (0.0, [(1, 1)]),
    "McCormick": (-1.913223, [(-0.547198, -1.547198)]),
    "Easom": (-1.0, [(np.pi, np.pi)]),
    "Branin": (0.397887, [(-np.pi, 12.275), (np.pi, 2.275), (9.42478, 2.475)]),
    "DropWave": (-1.0, [(0, 0)]),
    "BoundedSaddle": (-0.25, [(0, 1), (0, -1)]),
    "Cliff": (0.0, [(2, 0)]),
    "SharpAndFlat": (0.0, [(-1, 0), (2, 0)]),
    "TiltedDoubleWell": (-0.305428, [(-1.03558, 0)]),
    "Trid": (-2.0, [(2, 2)]),
    "DixonPrice": (0.0, [(1, 0.5**0.5), (1, -(0.5**0.5))]),
    "Levy": (0.0, [(1, 1)]),
    "Schwefel": (0.0, [(420.968746, 420.968746)]),
    "Eggholder": (None, []),
    "Shubert": (-186.730909, [place for a in FLANKS for b in DEEPEST for place in ((a, b), (b, a))]),
    "Michalewicz": (-1.801303, [(2.202906, np.pi / 2)]),
    "Schaffer4": (0.292579, [(0, 1.253132), (0, -1.253132), (1.253132, 0), (-1.253132, 0)]),
    "HolderTable": (-19.208503, [(x, y) for x in (-8.055023, 8.055023) for y in (-9.664590, 9.664590)]),
    "CrossInTray": (-2.062612, [(x, y) for x in (-1.349407, 1.349407) for y in (-1.349407, 1.349407)]),
    "Bukin6": (0.0, [(-10, 1)]),
    "Bird": (-106.764537, [(4.701043, 3.152939), (-1.582142, -3.130247)]),
    "DriftingMinimum": (0.0, [(1.5, 0)]),
    "JumpingMinimum": (0.0, [(1.5, 0.75)]),
    "PeriodicSlopes": (None, []),
}
"""The lowest value and where it is taken, from the literature; of functions that move, at the first step."""

CURVES = ("ScalarFactorization", "EdgeOfStability")
"""Where every point of xy = 1 is a minimum."""

COUNTS = {
    **dict.fromkeys(("BoundedSaddle", "SharpAndFlat", "TiltedDoubleWell"), (2, 1, 0)),
    **dict.fromkeys(("Himmelblau", "StyblinskiTang", "GoldsteinPrice"), (4, 4, 1)),
    "ThreeHumpCamel": (3, 2, 0),
    "SixHumpCamel": (6, 7, 2),
    "Rastrigin": (11**2, 2 * 11 * 10, 10**2),
    "Levy13": (1179, 1826, 648),
    **dict.fromkeys(("SumOfSquares", "Trid", "Zakharov"), (1, 0, 0)),
    "DixonPrice": (2, 1, 0),
    "Bohachevsky": (5 * 5, 5 * 4 * 2, 4 * 4),
}
"""Minima, saddles and maxima of functions that rise at every edge of their window."""


def _kinked(objective: Objective, point: tuple[float, float]) -> bool:
    kinks = dict.fromkeys(("Ackley", "AbsoluteValues", "DropWave"), (0.0, 0.0)) | {"Bukin6": (-10.0, 1.0)}
    return kinks.get(type(objective).__name__) == point


@pytest.mark.parametrize("name", STATED)
def test_stated_minima_are_found(name: str) -> None:
    lowest, places = STATED[name]
    objective, found = NAMED[name], NAMED[name].global_minima
    assert objective.minimum_value == (None if lowest is None else pytest.approx(lowest, abs=1e-6))
    assert len(found) == len(places)
    for place in places:
        assert min(np.hypot(x - place[0], y - place[1]) for x, y in found) < 3e-6
        assert objective.value(*place) == pytest.approx(lowest, abs=1e-6)


def test_every_objective_has_stated_minima() -> None:
    assert set(NAMED) == {*STATED, *CURVES, "Formula"}


@every_objective
def test_minima_are_minima_and_saddles_saddles(objective: Objective) -> None:
    low, high = np.array(objective.window).T
    for point in (*objective.minima[:200], *objective.saddles[:200]):
        assert (low - 1e-9 <= point).all()
        assert (point <= high + 1e-9).all()
        curvature = max(float(np.abs(objective.hessian(*point)).max()), 1e-9)
        assert _kinked(objective, point) or np.linalg.norm(objective.gradient(*point)) <= 1e-9 * curvature
    for point in objective.minima[:200]:
        if not _kinked(objective, point):
            flattest, steepest = np.linalg.eigvalsh(objective.hessian(*point))
            assert flattest >= -1e-9 * steepest
        value = objective.value(*point)
        for share in (1e-4, 1e-6):
            assert _around(objective, point, share).min() >= value - 1e-12 * max(1.0, abs(value))
    for point in objective.saddles[:200]:
        flattest, steepest = np.linalg.eigvalsh(objective.hessian(*point))
        assert flattest < 0 < steepest or objective is NAMED["MonkeySaddle"]
        around = _around(objective, point, 1e-3)
        assert around.min() < objective.value(*point) < around.max()


def _around(objective: Objective, point: tuple[float, float], share: float) -> Any:
    angles = np.linspace(0, 2 * np.pi, 97)
    (left, right), (low, high) = objective.window
    x = point[0] + share * (right - left) * np.cos(angles)
    y = point[1] + share * (high - low) * np.sin(angles)
    return objective.value(x, y)


@every_objective
def test_nothing_on_a_grid_is_lower_than_the_lowest_minimum(objective: Objective) -> None:
    (left, right), (low, high) = objective.window
    lowest_seen = objective.value(*np.meshgrid(np.linspace(left, right, 173), np.linspace(low, high, 179))).min()
    if objective.minimum_value is not None:
        assert objective.minimum_value <= lowest_seen + 1e-12
        assert objective.value(*objective.minima[0]) == pytest.approx(objective.minimum_value, abs=1e-9)
    else:
        assert all(objective.value(*point) > lowest_seen for point in objective.minima)


@pytest.mark.parametrize("name", COUNTS)
def test_all_critical_points_are_found(name: str) -> None:
    points, (minima, saddles, maxima) = NAMED[name].critical_points, COUNTS[name]
    assert (len(points.minima), len(points.saddles), len(points.maxima)) == (minima, saddles, maxima)
    assert minima + maxima - saddles == 1


@pytest.mark.parametrize("name", CURVES)
def test_of_a_curve_of_minima_a_few_stand_for_it(name: str) -> None:
    objective = NAMED[name]
    assert objective.valley
    assert 2 <= len(objective.minima) <= 8
    assert objective.minimum_value == pytest.approx(0.0, abs=1e-15)
    for x, y in objective.minima:
        assert x * y == pytest.approx(1.0, abs=1e-9)
    sharpness = [np.linalg.eigvalsh(objective.hessian(*point)).max() for point in objective.minima]
    assert sharpness[0] == pytest.approx(min(sharpness))
    assert abs(objective.minima[0][0]) == pytest.approx(1.0, abs=0.01)


def test_a_lowest_place_on_the_edge_is_named_where_no_minimum_is() -> None:
    eggholder = NAMED["Eggholder"]
    assert "at the map's right edge" in eggholder.caption()
    assert eggholder.value(512.0, 404.2319) == pytest.approx(-959.6407, abs=1e-4)
    assert all(eggholder.value(*point) > -959.6407 for point in eggholder.minima)
    across, along = eggholder.gradient(512.0, 404.2319)
    assert across < -1
    assert abs(along) < 1e-3


def test_where_creases_cross_there_is_no_saddle() -> None:
    assert NAMED["HolderTable"].saddles == ()
    for text in ("-abs(sin(x)*cos(y))", "abs(sin(x)*cos(y))"):
        assert Formula(text, x_max=7.0).saddles == ()


def test_no_point_of_a_knife_sharp_ravine_is_taken_for_a_minimum() -> None:
    assert NAMED["Bukin6"].minima == ((-10.0, 1.0),)
    assert Formula("50*sqrt(abs(y - x)) + 0.01*abs(x - 1)").minima == ((1.0, 1.0),)


def test_hyperparameters_move_the_minima() -> None:
    assert Rosenbrock(a=-1.5, b=3.0).minima == ((-1.5, 2.25),)
    steep = Quadratic(condition=1e6, angle=33.0)
    assert steep.minima == ((0.0, 0.0),)
    assert np.linalg.eigvalsh(steep.hessian(1.0, 2.0)) == pytest.approx([1.0, 1e6], rel=1e-9)


BOTTOMS = ("max(abs(x), abs(y))", "sqrt(abs(x)) + sqrt(abs(y))", "1e-12*(x**2 + y**2)")
FOUND = {
    **dict.fromkeys(("x**2*y", "x + y", "3", "floor(x)", "sqrt(x)*y", "tanh(20 + x**2 + y**2)"), CriticalPoints()),
    **dict.fromkeys(BOTTOMS, CriticalPoints(minima=((0.0, 0.0),), lowest=0.0, global_minima=((0.0, 0.0),))),
    "x**3 - 3*x*y**2": CriticalPoints(saddles=((0.0, 0.0),)),
    "-x**2 - y**2": CriticalPoints(maxima=((0.0, 0.0),)),
    "(x - 1)**4 + y**4": CriticalPoints(minima=((1.0, 0.0),), lowest=0.0, global_minima=((1.0, 0.0),)),
    "abs(x - 0.3) + (y - 0.2)**2": CriticalPoints(minima=((0.3, 0.2),), lowest=0.0, global_minima=((0.3, 0.2),)),
    "100*abs(y - x**2) + (1 - x)**2": CriticalPoints(minima=((1.0, 1.0),), lowest=0.0, global_minima=((1.0, 1.0),)),
    "exp(5*x**2) + y**2": CriticalPoints(minima=((0.0, 0.0),), lowest=1.0, global_minima=((0.0, 0.0),)),
    "1e6 + x**2 + y**2": CriticalPoints(minima=((0.0, 0.0),), lowest=1e6, global_minima=((0.0, 0.0),)),
    "y**2 + (x**2 - 1)*(x - 9)": CriticalPoints(
        minima=((6.0550504633038935, 0.0),), saddles=((-0.0550504633038935, 0.0),)
    ),
}


@pytest.mark.parametrize("text", FOUND)
def test_awkward_functions(text: str) -> None:
    expected, found = FOUND[text], Formula(text, x_max=7.0 if "9" in text else 3.0).critical_points
    for kind in ("minima", "saddles", "maxima"):
        np.testing.assert_allclose(getattr(found, kind), getattr(expected, kind), rtol=1e-9, atol=1e-12)
    if "9" not in text:
        assert found.global_minima == found.minima
        assert found.lowest == expected.lowest


def test_a_minimum_above_the_edge_is_local_only_and_of_a_line_of_minima_a_few_are_told() -> None:
    local, line = Formula("x**3 - 3*x + y**2"), Formula("(x - 1)**2")
    assert (local.minima, local.minimum_value, local.global_minima) == (((1.0, 0.0),), None, ())
    assert 2 <= len(line.minima) <= 8
    assert all(x == 1.0 for x, _ in line.minima)
    assert line.saddles == ()


def test_what_is_too_flat_to_see_is_left_out() -> None:
    points = Easom().critical_points
    assert (len(points.minima), len(points.saddles), len(points.maxima)) == (5, 4, 4)


def test_a_pole_is_no_minimum() -> None:
    assert {Formula(text).minima for text in ("1/(x*y)", "1/x", "-1/x**2", "log(abs(x)) + y**2")} == {()}


def test_who_stands_still_on_a_plain_is_not_followed() -> None:
    plain, looked = Formula("7"), list[int]()
    derived = derive_bound(plain.expression, ())

    def hessian(x: Any, y: Any) -> Any:
        looked.append(len(x))
        return derived.hessian(x, y)

    find_critical_points(Surface(derived.value, derived.gradient, hessian, plain.window, derived.operations))
    assert sum(looked) == max(looked) == 90_000
