"""Derivatives: equal to torch's, with torch's choices at kinks."""

import math

import numpy as np
import pytest

from lrviz.formulas import parse
from lrviz.formulas.expression import derive, derive_bound
from lrviz.formulas.graph import Graph
from lrviz.objectives import Formula
from tests.autograd import torch_derivatives

NAMES = ("x", "y")

SMOOTH = [
    "3",
    "x",
    "x*y - y/x",
    "-(x + y)**3 + 2**x",
    "x**y + x**-2 + x**0.5",
    "exp(-x)*sin(y) - cos(x*y)",
    "log(x)*tan(y) + tanh(x - y)",
    "sigmoid(x*y) + logaddexp(x, 2*y)",
    "1/(1 + x**2)/(2 - y)",
    "(x - 1)**6*(y + 2)**7",
    "e**x - pi*y",
]

KINKED = [
    "abs(x) + abs(y)",
    "abs(x*y)",
    "max(x, y)",
    "min(x, y)",
    "max(x, 0, y**2)",
    "min(2*x, y + x, 1)",
    "sqrt(x**2)",
    "sqrt(x**2 + y**2)",
    "abs(x)**1.5",
    "floor(x)*y",
    "max(abs(x), abs(y))",
    "sqrt(abs(x) + y**2)",
]


@pytest.mark.parametrize("text", SMOOTH + KINKED)
def test_derivatives_are_autograds(text: str) -> None:
    formula, (x, y) = Formula(text), np.random.default_rng(0).uniform(0.1, 1.4, (2, 50))
    ours = formula.value(x, y), formula.gradient(x, y), formula.hessian(x, y)
    for mine, torchs in zip(ours, torch_derivatives(formula, x, y), strict=True):
        np.testing.assert_allclose(mine, torchs, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("text", [*KINKED, "0**x + y**2", "abs(x)**y", "x**y", "(x*y)**x", "(x - 1)**(y + 1)"])
def test_gradients_at_kinks_are_autograds(text: str) -> None:
    x, y = np.array([[0.0, 0.0, 1.0, 1.0, -1.0, 0.0], [0.0, 1.0, 1.0, 0.0, 1.0, -1.0]])
    torchs = torch_derivatives(Formula(text), x, y)[1]
    np.testing.assert_allclose(Formula(text).gradient(x, y), torchs, rtol=4e-16, atol=0)


def test_trivial_operations_leave_no_trace() -> None:
    graph = Graph()
    x, zero, one, two = graph.name("x"), graph.number(0.0), graph.number(1.0), graph.number(2.0)
    assert graph.add(x, zero) == graph.add(zero, x) == graph.subtract(x, zero) == x
    assert graph.multiply(one, x) == graph.multiply(x, one) == graph.divide(x, one) == graph.power(x, 1.0) == x
    assert graph.multiply(x, zero) == graph.divide(zero, x) == zero
    assert graph.power(x, 0.0) == one
    assert graph.negate(graph.negate(x)) == x
    assert graph.multiply(two, graph.multiply(two, x)) == graph.multiply(graph.number(4.0), x)
    assert graph.subtract(x, graph.negate(x)) == graph.add(x, x)
    assert graph.add(x, graph.negate(x)) == graph.subtract(x, x)


COMPLICATED = {
    "product": "*".join(f"(x + {i}*y)" for i in range(80)),
    "nested tan": "tan(" * 45 + "x*y" + ")" * 45,
    "nested tanh": "tanh(" * 45 + "x*y" + ")" * 45,
    "tower of powers": "(" * 20 + "x" + "**y)" * 20,
    "powers": "*".join(f"(x + {i})**(y + {i})" for i in range(50)),
    "extremes": "max(x*y, min(x + y, " * 20 + "1" + "))" * 20,
    "large powers": "(" * 40 + "x" + ")**100" * 40,
}


@pytest.mark.parametrize("text", COMPLICATED.values(), ids=COMPLICATED)
def test_derivatives_stay_in_proportion_to_the_formula(text: str) -> None:
    expression = parse(text, NAMES)
    assert derive(expression).operations <= 40 * len(expression.graph.reachable(expression.root))
    with np.errstate(all="ignore"):
        assert np.shape(derive(expression).hessian(*np.ones((2, 3)))) == (3, 3)


@pytest.mark.parametrize("text", [*SMOOTH, *KINKED, *COMPLICATED.values()])
def test_a_point_has_the_same_bits_alone_and_among_others(text: str) -> None:
    x, y = np.random.default_rng(1).normal(size=(2, 37))
    functions = derive_bound(parse(text, NAMES), ())
    for part in ("value", "gradient", "hessian"):
        with np.errstate(all="ignore"):
            block = np.reshape(getattr(functions, part)(x, y), (-1, 37))
            singly = [getattr(functions, part)(x[[index]], y[[index]]) for index in range(37)]
        together = np.concatenate([np.reshape(one, (-1, 1)) for one in singly], axis=1)
        np.testing.assert_array_equal(together, block)


def test_a_hyperparameter_of_zero_keeps_its_sign_when_negated() -> None:
    expression, ones = parse("x/(-a)", ("x", "y", "a")), np.ones(1)
    with np.errstate(all="ignore"):
        assert derive(expression).value(ones, ones, 0.0)[0] == -math.inf
        assert derive_bound(expression, (0.0,)).value(ones, ones)[0] == -math.inf
