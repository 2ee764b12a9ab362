"""The user's own formula."""

import math

import numpy as np
import pytest

from lrviz.formulas import FormulaError
from lrviz.hyperparameters import HyperparameterError
from lrviz.objectives import Formula, Rosenbrock


def test_a_formula_is_an_objective_like_the_built_in_one() -> None:
    own, built_in = Formula("(1 - x)**2 + 100*(y - x**2)**2"), Rosenbrock()
    x, y = np.random.default_rng(0).normal(size=(2, 50))
    np.testing.assert_array_equal(own.value(x, y), built_in.value(x, y))
    np.testing.assert_allclose(own.gradient(x, y), built_in.gradient(x, y), rtol=1e-13)
    assert own.minima == built_in.minima


def test_bad_text_is_refused_when_the_formula_is_made() -> None:
    for text in ("", "x +", "z", "__import__('os')", "1/0", "x**9**9**9", "(" * 1000, "x" * 10**6):
        with pytest.raises(FormulaError) as caught:
            Formula(text)
        assert isinstance(caught.value, ValueError)
        assert 0 <= caught.value.position <= len(text)


def test_a_formula_needs_a_real_value_somewhere_in_its_window() -> None:
    for text in ("sqrt(-1 - x**2)", "log(-exp(y))", "(-1 - x**2)**0.5", "exp(exp(exp(9 + x**2)))"):
        with pytest.raises(FormulaError, match="no real, finite value anywhere in the window"):
            Formula(text)
    formula = Formula("log(x) + sqrt(y)")
    assert math.isnan(formula.value(-1.0, 1.0))
    assert np.isfinite(formula.value(*formula.start))


def test_the_window_is_the_users_and_not_empty() -> None:
    assert Formula(x_min=-1, x_max=2, y_min=-3, y_max=4).window == ((-1.0, 2.0), (-3.0, 4.0))
    for low, high in ((1.0, 1.0), (2.0, -2.0)):
        with pytest.raises(HyperparameterError, match=rf"Formula.x_max must be above x_min, {low:g}, got {high:g}"):
            Formula(x_min=low, x_max=high)
        with pytest.raises(HyperparameterError, match=r"Formula.y_max must be above y_min"):
            Formula(y_min=low, y_max=high)


def test_the_start_is_in_the_window_where_the_formula_is_finite_or_given() -> None:
    for text in ("x**2 + y**2", "log(x)", "3", "sqrt(-x)*sqrt(-y)", "floor(x)", "exp(-1000*x**2)"):
        formula = Formula(text)
        x, y = formula.start
        assert -3 <= min(x, y) <= max(x, y) <= 3, text
        assert np.isfinite([formula.value(x, y), *formula.gradient(x, y)]).all(), text
    assert Formula(start_x=1.0, start_y=-2.0).start == (1.0, -2.0)
    assert Formula(start_x=1.0).start == (1.0, Formula().start[1])


def test_constant_parts_keep_the_shape() -> None:
    ones = np.ones(4)
    for formula in map(Formula, ("3", "x", "max(y, 0.1)", "x**2")):
        assert formula.block_value(ones, ones).shape == (4,)
        assert [part.shape for part in formula.block_gradient(ones, ones)] == [(4,), (4,)]
        assert [part.shape for part in formula.block_hessian(ones, ones)] == [(4,)] * 3
        assert formula.hessian(ones, 1.0).shape == (2, 2, 4)
