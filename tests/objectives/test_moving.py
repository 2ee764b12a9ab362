"""Functions that move: what t is, what each step's function is, and where its minima are along a run."""

from typing import Any

import numpy as np
import pytest

from lrviz.formulas import FormulaError, parse
from lrviz.objectives import OBJECTIVES, DriftingMinimum, Formula, JumpingMinimum, Objective, PeriodicSlopes, Sphere
from lrviz.objectives.course import course

MOVING = [kind() for kind in OBJECTIVES if kind().moves]
TEXTS = [
    "x**2 + y**2 + t*x*y/1000",
    "(x - sin(t/50))**2 + (y - cos(t/50))**4",
    "abs(x - sin(t/50)) + 2*abs(y)",
    "(x - sin(t/50))**2",
    "(x**2 - 1)**2 + 0.3*sin(t/20)*x + y**2/2",
    "max(x, t/400) + abs(x) + y**2",
]
followed: Any = pytest.mark.parametrize(
    "objective", [*MOVING, *map(Formula, TEXTS)], ids=lambda one: getattr(one, "text", one.label)
)


def test_a_function_moves_if_the_step_is_in_its_formula() -> None:
    assert [type(objective) for objective in MOVING] == [DriftingMinimum, JumpingMinimum, PeriodicSlopes]
    assert Formula("x + 0*t").moves
    assert not Formula("tan(x)").moves
    still, x = Sphere(), np.linspace(0.0, 1.0, 5)
    assert still.at(7) is still
    assert np.array_equal(still.value(x, 1.0, 3.0), still.value(x, 1.0))


def test_t_is_the_step_whose_gradient_is_taken() -> None:
    slopes = [PeriodicSlopes(steep=5.0).gradient(0.3, 0.2, t).tolist() for t in range(6)]
    assert slopes == [[-1.0, 0.2], [5.0, 0.2], [-1.0, 0.2]] * 2
    jumps = [JumpingMinimum(every=3, distance=2.0).at(t).minima for t in (0, 2, 3, 5, 6)]
    assert jumps == [((2.0, 1.0),)] * 2 + [((-2.0, -1.0),)] * 2 + [((2.0, 1.0),)]
    (quarter,) = DriftingMinimum(period=40.0, radius=1.25).at(10).minima
    assert quarter == pytest.approx((0.0, 1.25), abs=1e-9)
    moves = Formula("t*x + y")
    assert [moves.value(2.0, 1.0), moves.value(2.0, 1.0, 3), moves.at(3).value(2.0, 1.0)] == [1.0, 7.0, 7.0]
    assert moves.along(np.array([[1.0, 0.0]] * 4)).tolist() == [0.0, 1.0, 2.0, 3.0]


def test_what_is_undefined_at_the_first_step_or_named_like_it_is_refused() -> None:
    with pytest.raises(FormulaError, match="no real, finite value anywhere in the window at the first step, t = 0"):
        Formula("x**2/t")
    Formula("x**2/(t + 1)")
    with pytest.raises(ValueError, match="a variable must not be called t: it is the step"):
        parse("x + t", ("x", "t"), "t")
    with pytest.raises(FormulaError, match=r"unknown name z; allowed: x, y, t, pi"):
        Formula("z*t")


@followed
def test_steps_with_equal_phases_have_one_function(objective: Objective) -> None:
    t = np.arange(400.0)
    phases = objective.phases(t)
    x, y = np.random.default_rng(1).uniform(-2, 2, (2, 30, 1))
    values = objective.value(x, y, t)
    _, firsts, which = np.unique(phases, axis=1, return_index=True, return_inverse=True)
    assert np.array_equal(values[:, firsts][:, which], values)
    assert len(firsts) > 1


@followed
def test_along_a_run_the_minima_are_those_of_each_step(objective: Objective) -> None:
    way = course(objective, 250)
    for t in (0, 1, 3, 77, 150, 249, 250):
        there, careful = way.found[way.which[t]], objective.at(t).critical_points
        valley = len(careful.minima) > 2
        for place in careful.minima[: 0 if valley else None]:
            assert min(np.hypot(place[0] - x, place[1] - y) for x, y in there.minima) < 1e-5
        assert bool(there.minima) is bool(careful.minima)
        assert valley or len(there.minima) == len(careful.minima)
        assert len(there.saddles) == len(careful.saddles)
        lowest = np.nan if careful.lowest is None else careful.lowest
        assert way.lowest[t] == pytest.approx(lowest, abs=1e-8, nan_ok=True)
        far = 1e3 + np.zeros((251, 2))
        nearest = way.nearest(far)[t]
        assert np.isnan(nearest).all() or min(np.hypot(*(np.array(there.minima) - nearest).T)) == 0.0


def test_what_would_take_too_long_to_follow_is_not_known() -> None:
    rough = Formula("x**2 + y**2 - 10*cos(2*pi*(x - t/100)) - 10*cos(2*pi*y)", x_min=-5, x_max=5, y_min=-5, y_max=5)
    way = course(rough, 300)
    assert len(way.found) == 301
    assert not any(one.minima for one in way.found)
    assert np.isnan(way.lowest).all()
    assert np.isnan(way.nearest(np.zeros((301, 2)))).all()
    assert course(rough, 5).found[0].minima == rough.at(0).minima
