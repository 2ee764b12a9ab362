"""The browser computes the function and its gradient as numpy does."""

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Error, Page

from lrviz.objectives import OBJECTIVES, Formula, Objective
from tests.browser.modules import SITE, module_page

Floats = NDArray[np.float64]

INSIDE = 400
SPECIAL = (0.0, -1.0, 1.0, np.nan, np.inf, -np.inf, 1e300, -1e300, 1e-300, 1e5, -37.5)
FORMULAS = (
    "max(x, y) - min(x, 2*y) + max(x, 1)",
    "x**y",
    "0**x + abs(y)**x",
    "(x**2)**0.3*abs(y)**1.7",
    "logaddexp(x, 3*y)",
    "sigmoid(x - y)",
    "tan(x) - tanh(y)",
    "log(x)*sqrt(y)",
    "floor(x)*exp(-y)",
    "abs(x)*sin(y) - cos(x*y)",
    "3",
    "-0*x/y",
    "floor(t/3)*x + sin(t)*y + x**t",
)
STEP = 11

EVALUATE = """async ([url, program, xs, ys, t]) => {
  const formula = (await import(url)).compile(program);
  const kept = formula.gradient(xs, ys, t);
  formula.gradient(ys, xs, 7);
  return [formula.value(xs, ys, t), ...kept].map((column) => Array.from(column, String));
}"""

GRID = """async ([url, program, window, columns, rows, t]) => {
  const { x, y, values } = (await import(url)).compile(program).grid(window, columns, rows, t);
  return [[...x], [...y], values.map((row) => [...row]), values.every((row) => row instanceof Float64Array)];
}"""


@pytest.fixture(scope="module")
def modules(browser: Browser) -> Iterator[Page]:
    """A page that can import the modules."""
    with module_page(browser) as page:
        yield page


def places(objective: Objective) -> Floats:
    """(2, INSIDE + …): inside the window first, then around it, then where floats end."""
    low, high = np.array(objective.window).T
    spread = np.random.default_rng(7).uniform(-1.0, 1.0, (INSIDE + 100, 2))
    spread[INSIDE:] *= 4.0
    return np.concatenate([(low + high) / 2 + spread * (high - low) / 2, list(product(SPECIAL, SPECIAL))]).T


def assert_parity(page: Page, objective: Objective) -> None:
    """Equal to 1e-12 of the value, or of the function's usual size where it cancels itself; special values exactly."""
    x, y = places(objective)
    columns = page.evaluate(EVALUATE, [SITE + "kit/formula.js", objective.program, x.tolist(), y.tolist(), STEP])
    there = objective.value(x, y, STEP), *objective.gradient(x, y, STEP)
    for column, expected in zip(columns, there, strict=True):
        ours = np.array([float(text) for text in column])
        finite = np.isfinite(expected)
        np.testing.assert_array_equal(ours[~finite], expected[~finite])
        ours, expected, inside = ours[finite], expected[finite], finite[:INSIDE].sum()
        usual = np.median(np.abs(expected[:inside]))
        assert np.all(np.abs(ours - expected) <= 1e-12 * np.maximum(np.abs(expected), usual))


@pytest.mark.parametrize("kind", OBJECTIVES, ids=lambda kind: kind.__name__)
def test_every_objective_is_numpys(modules: Page, kind: type[Objective]) -> None:
    assert_parity(modules, kind())


@pytest.mark.parametrize("text", FORMULAS)
def test_every_operation_is_numpys(modules: Page, text: str) -> None:
    assert_parity(modules, Formula(text))


def test_kinks_have_torchs_slopes(modules: Page) -> None:
    program = Formula("max(x, y) + min(x, 2) + abs(x)").program
    points = [[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 5.0, 3.0]]
    _, by_x, by_y = modules.evaluate(EVALUATE, [SITE + "kit/formula.js", program, *points])
    assert [float(text) for text in by_x] == [1.5, 2.5, 1.5, 1.5]
    assert [float(text) for text in by_y] == [0.5, 0.5, 1.0, 0.5]


def test_the_grid_has_a_row_for_each_y(modules: Page) -> None:
    objective = next(kind for kind in OBJECTIVES if kind.__name__ == "Rosenbrock")()
    arguments: list[Any] = [SITE + "kit/formula.js", objective.program, objective.window, 101, 37]
    x, y, values, typed = modules.evaluate(GRID, arguments)
    assert typed
    np.testing.assert_array_equal(x, np.linspace(*objective.window[0], 101))
    np.testing.assert_array_equal(y, np.linspace(*objective.window[1], 37))
    np.testing.assert_array_equal(values, objective.value(np.array(x)[None, :], np.array(y)[:, None]))
    moves = Formula("x + 10*y + 100*t")
    x, y, values, _ = modules.evaluate(GRID, [SITE + "kit/formula.js", moves.program, moves.window, 5, 4, 2])
    np.testing.assert_allclose(values, moves.value(np.array(x)[None, :], np.array(y)[:, None], 2), rtol=1e-15)


def test_infinite_numbers_arrive(modules: Page) -> None:
    program = {"nodes": [["x"], ["y"], ["inf"], ["-inf"], ["nan"]], "value": 2, "gradient": [3, 4]}
    assert modules.evaluate(EVALUATE, [SITE + "kit/formula.js", program, [1.0], [2.0]]) == [
        ["Infinity"],
        ["-Infinity"],
        ["NaN"],
    ]


def test_no_points_give_no_values(modules: Page) -> None:
    assert modules.evaluate(EVALUATE, [SITE + "kit/formula.js", OBJECTIVES[0]().program, [], []]) == [[], [], []]


def test_an_unknown_operation_is_refused(modules: Page) -> None:
    program = {"nodes": [["x"], ["constructor", 0]], "value": 1, "gradient": [0, 0]}
    with pytest.raises(Error, match="operation constructor is not known"):
        modules.evaluate(EVALUATE, [SITE + "kit/formula.js", program, [1.0], [2.0]])
